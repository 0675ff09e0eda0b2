"""The description of the open API, written out by hand so that it tells the truth and nothing more."""

from __future__ import annotations

from typing import Any

from kb import __version__
from kb.domain.facets import Facet
from kb.domain.hits import MatchedBy, PassageSource
from kb.domain.languages import Language
from kb.domain.neighbours import CONTRASTING, SIMILAR, NearBy
from kb.domain.practice import PracticeRecord
from kb.domain.query import QUERY_LENGTH
from kb.domain.suggestions import MOST_SUGGESTIONS, SUGGESTIONS, SuggestionKind
from kb.domain.vocabularies import Vocabularies
from kb.web.api import DEFAULT_LIMIT, LARGEST_LIMIT
from kb.web.parameters import LARGEST_OFFSET

_TEXT = {"type": "string"}
_NUMBER = {"type": "integer"}
_YES_NO = {"type": "boolean"}


def describe_api(vocabularies: Vocabularies, base_url: str | None) -> dict[str, Any]:
    """An OpenAPI 3.1 document."""
    document: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {
            "title": "Dobre Praktyki",
            "version": __version__,
            "description": "Good practices of Polish public libraries, for reading. Texts: CC BY 4.0.",
            "license": {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"},
        },
        "paths": {
            "/api/v1/search": {"get": _search(vocabularies)},
            "/api/v1/suggest": {"get": _suggest()},
            "/api/v1/practices": {"get": _listing()},
            "/api/v1/practices/{slug}": {"get": _practice()},
            "/api/v1/practices/{slug}/similar": {"get": _similar()},
            "/zdrowie": {"get": _health()},
        },
        "components": {"schemas": _schemas()},
    }
    if base_url:
        document["servers"] = [{"url": base_url}]
    return document


def _search(vocabularies: Vocabularies) -> dict[str, Any]:
    facets = [
        {
            "name": facet.value,
            "in": "query",
            "description": f"{facet.label(Language.ENGLISH)}; may repeat: any of the codes.",
            "style": "form",
            "explode": True,
            "schema": {
                "type": "array",
                "items": {"type": "string", "enum": list(vocabularies.of_facet(facet).codes)},
                "maxItems": 20,
            },
        }
        for facet in Facet
    ]
    query = {
        "name": "q",
        "in": "query",
        "description": f"A need in any words, {QUERY_LENGTH} characters at most; empty: all, newest first.",
        "schema": {"type": "string"},
    }
    return {
        "operationId": "search",
        "summary": "Find practices by words and by meaning",
        "parameters": [query, *_page(), *facets, _LANGUAGE],
        "responses": {
            "200": _answer("SearchResult"),
            "400": _ERROR,
            "429": _LATER,
            "503": _LATER,
        },
    }


def _suggest() -> dict[str, Any]:
    query = {
        "name": "q",
        "in": "query",
        "description": f"What was typed so far; {QUERY_LENGTH} characters at most are read.",
        "schema": {"type": "string"},
    }
    limit = {
        "name": "limit",
        "in": "query",
        "schema": {"type": "integer", "minimum": 1, "maximum": MOST_SUGGESTIONS, "default": SUGGESTIONS},
    }
    language = {
        **_LANGUAGE,
        "description": "The language whose labels are preferred, and of the pages that paths lead to.",
    }
    return {
        "operationId": "suggest",
        "summary": "What the base has that begins as somebody has begun to type, with or without diacritics",
        "parameters": [query, limit, language],
        "responses": {"200": _answer("Suggestions"), "400": _ERROR, "429": _LATER, "503": _LATER},
    }


def _listing() -> dict[str, Any]:
    return {
        "operationId": "listPractices",
        "summary": "All published practices, newest first",
        "parameters": _page(),
        "responses": {"200": _answer("Listing"), "400": _ERROR, "503": _LATER},
    }


def _practice() -> dict[str, Any]:
    return _of_practice("getPractice", "The whole record of a practice", "Practice")


def _similar() -> dict[str, Any]:
    return _of_practice(
        "similarPractices",
        "Practices like this one and unlike each other, and the same matter in other circumstances",
        "Neighbours",
    )


def _of_practice(operation: str, summary: str, schema: str) -> dict[str, Any]:
    slug = {
        "name": "slug",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "pattern": "^[^/]+$"},
    }
    return {
        "operationId": operation,
        "summary": summary,
        "parameters": [slug, _LANGUAGE],
        "responses": {
            "200": _answer(schema),
            "301": {"description": "The practice has another address now: see the header Location."},
            "400": _ERROR,
            "404": _ERROR,
            "410": _ERROR,
            "503": _LATER,
        },
    }


def _health() -> dict[str, Any]:
    return {
        "operationId": "health",
        "summary": "How the site is",
        "responses": {"200": _answer("Health"), "503": _answer("Health")},
    }


def _page() -> list[dict[str, Any]]:
    return [
        {
            "name": "limit",
            "in": "query",
            "schema": {"type": "integer", "minimum": 1, "maximum": LARGEST_LIMIT, "default": DEFAULT_LIMIT},
        },
        {
            "name": "offset",
            "in": "query",
            "schema": {"type": "integer", "minimum": 0, "maximum": LARGEST_OFFSET, "default": 0},
        },
    ]


_LANGUAGE = {
    "name": "lang",
    "in": "query",
    "description": "The language of labels; records are in Polish.",
    "schema": {"type": "string", "enum": [language.value for language in Language], "default": "pl"},
}


def _answer(schema: str) -> dict[str, Any]:
    return {
        "description": schema,
        "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
    }


_ERROR = _answer("Error")
_LATER = {
    **_ERROR,
    "headers": {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}},
}


def _object(properties: dict[str, Any], *optional: str) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
    }


def _list(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}


def _or_null(kind: str) -> dict[str, Any]:
    return {"type": [kind, "null"]}


def _schemas() -> dict[str, Any]:
    matched = _object(
        {
            "by": {"enum": [by.value for by in MatchedBy]},
            "source": {
                "enum": [source.value for source in PassageSource],
                "description": "What the passage is: a sentence, the title or a name that has the words; the "
                "sentence of the record nearest to the query in meaning; or the summary, of which nothing "
                "is claimed.",
            },
            "words": {
                **_list(_TEXT),
                "description": "As they stand in the passage: words of the query, other forms of them, or "
                "synonyms.",
            },
            "passage": _TEXT,
            "labels": {
                **_list(_TEXT),
                "description": "Labels of the practice that the query names and no filter has chosen yet, in "
                "the language asked for.",
            },
        }
    )
    hit = _object(
        {
            "id": _NUMBER,
            "external_id": _or_null("string"),
            "slug": _TEXT,
            "title": _TEXT,
            "summary": _TEXT,
            "score": {"type": "number"},
            "found": _YES_NO,
            "matched": matched,
        }
    )
    option = _object({"value": _TEXT, "label": _TEXT, "count": _NUMBER})
    facet_names = {"enum": [facet.value for facet in Facet]}
    suggested = {
        "enum": [*facet_names["enum"], "library"],
        "description": "A facet to filter by; or a library, whose page is /biblioteki/{value}.",
    }
    record = PracticeRecord.model_json_schema(
        ref_template="#/components/schemas/{model}", mode="serialization"
    )
    parts = record.pop("$defs")
    practice = _object(
        {
            "id": _NUMBER,
            "external_id": _or_null("string"),
            "slug": _TEXT,
            "path": _TEXT,
            "published_at": {"type": "string", "format": "date-time"},
            "revision": _NUMBER,
            "labels": {"type": "object", "additionalProperties": {"type": "object"}},
        }
    )
    practice["properties"] |= record["properties"]
    short = _object(
        {
            "id": _NUMBER,
            "external_id": _or_null("string"),
            "slug": _TEXT,
            "title": _TEXT,
            "summary": _TEXT,
            "library": {"$ref": "#/components/schemas/Library"},
            "published_at": {"type": "string", "format": "date-time"},
            "path": _TEXT,
        }
    )
    error = _object(
        {
            "number": _TEXT,
            "message": _TEXT,
            "parameter": _TEXT,
            "found": _TEXT,
            "allowed": _TEXT,
            "incident": _TEXT,
        },
        "parameter",
        "found",
        "allowed",
        "incident",
    )
    suggestion = _object(
        {
            "text": {"type": "string", "description": "The whole query if this is taken."},
            "kind": {"enum": [kind.value for kind in SuggestionKind]},
            "label": {"type": "string", "description": "What to show."},
            "facet": {"enum": [*(facet.value for facet in Facet), None]},
            "value": {
                "type": ["string", "null"],
                "description": "The code of a label, the slug of a library or of a practice.",
            },
            "path": {
                "type": "string",
                "description": "Where it leads: a label to the words before it narrowed by its facet.",
            },
            "count": {"type": "integer", "minimum": 1, "description": "Published practices that have it."},
        }
    )
    health = dict.fromkeys(("practices", "published", "passages", "vectors", "pending_vectors"), _NUMBER)
    return {
        **parts,
        "SearchResult": _object(
            {
                "query": _object({"q": _TEXT, "filters": {"type": "object"}}),
                "total": _NUMBER,
                "loosely_related": _NUMBER,
                "limit": _NUMBER,
                "offset": _NUMBER,
                "mode": {"enum": ["hybrid", "words", "meaning", "browse"]},
                "hits": _list(hit),
                "facets": {
                    "type": "object",
                    "propertyNames": facet_names,
                    "additionalProperties": _object({"label": _TEXT, "options": _list(option)}),
                },
                "interpretation": _list(
                    _object({"facet": suggested, "value": _TEXT, "label": _TEXT, "words": _TEXT})
                ),
                "restored": _list(_object({"typed": _TEXT, "searched": _TEXT})),
                "shortened": _YES_NO,
                "loosen": {
                    "description": "When few are found: choices to take back, and the total then.",
                    **_list(_object({"facet": facet_names, "values": _list(_TEXT), "total": _NUMBER})),
                },
            }
        ),
        "Suggestions": _object(
            {
                "query": _object({"q": _TEXT}),
                "suggestions": {**_list(suggestion), "maxItems": MOST_SUGGESTIONS},
            }
        ),
        "Listing": _object(
            {"total": _NUMBER, "limit": _NUMBER, "offset": _NUMBER, "practices": _list(short)}
        ),
        "Practice": practice,
        "Neighbours": _neighbours(),
        "Error": _object({"error": error}),
        "Health": _object(
            {
                "status": {"enum": ["ok", "degraded"]},
                **health,
                "pending_vectors": {
                    "type": "integer",
                    "description": "Also of sentences, which only explain results and degrade nothing.",
                },
                "model": _or_null("string"),
                "dimension": _or_null("integer"),
                "change": _NUMBER,
                "schema": _or_null("string"),
                "database": _TEXT,
            }
        ),
    }


def _neighbours() -> dict[str, Any]:
    facet = {"enum": [facet.value for facet in Facet]}
    labels = _list(_object({"value": _TEXT, "label": _TEXT}))
    near = {
        "id": _NUMBER,
        "external_id": _or_null("string"),
        "slug": _TEXT,
        "title": _TEXT,
        "summary": _TEXT,
        "score": {
            "type": "number",
            "description": "How near; to be compared within one answer only.",
        },
        "shared": {
            "description": "Labels that both have, the rarest first.",
            **_list(_object({"facet": facet, "value": _TEXT, "label": _TEXT})),
        },
    }
    differs = {
        "description": "Facets in which both state something and nothing in common.",
        "minItems": 1,
        **_list(_object({"facet": facet, "label": _TEXT, "here": labels, "there": labels})),
    }
    return _object(
        {
            "by": {
                "enum": [by.value for by in NearBy],
                "description": "labels: shared labels alone, while there is no meaning to compare.",
            },
            "similar": {**_list(_object(near)), "maxItems": SIMILAR},
            "contrasting": {**_list(_object(near | {"differs": differs})), "maxItems": CONTRASTING},
        }
    )
