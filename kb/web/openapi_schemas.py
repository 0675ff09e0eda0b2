"""The shapes of the open API's answers, for its description."""

from __future__ import annotations

from typing import Any

from kb.domain.facets import Facet
from kb.domain.hits import MatchedBy, PassageSource
from kb.domain.neighbours import CONTRASTING, SIMILAR, NearBy
from kb.domain.practice import PracticeRecord
from kb.domain.suggestions import MOST_SUGGESTIONS, SuggestionKind

_TEXT = {"type": "string"}
_NUMBER = {"type": "integer"}
_YES_NO = {"type": "boolean"}


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


def api_schemas() -> dict[str, Any]:
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
