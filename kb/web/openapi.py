"""The description of the open API, written out by hand so that it tells the truth and nothing more."""

from __future__ import annotations

from typing import Any

from kb import __version__
from kb.domain.facets import Facet
from kb.domain.languages import Language
from kb.domain.query import QUERY_LENGTH
from kb.domain.suggestions import MOST_SUGGESTIONS, SUGGESTIONS
from kb.domain.vocabularies import Vocabularies
from kb.web.api import DEFAULT_LIMIT, LARGEST_LIMIT
from kb.web.openapi_schemas import api_schemas
from kb.web.openapi_writing import SECURITY_SCHEMES, create_operation, writing_paths, writing_schemas
from kb.web.parameters import LARGEST_OFFSET


def describe_api(vocabularies: Vocabularies, base_url: str | None) -> dict[str, Any]:
    """An OpenAPI 3.1 document."""
    document: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {
            "title": "Dobre Praktyki",
            "version": __version__,
            "description": "Good practices of Polish public libraries. Reading needs no key; writing "
            "needs the token of an account. Texts: CC BY 4.0.",
            "license": {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"},
        },
        "paths": {
            "/api/v1/search": {"get": _search(vocabularies)},
            "/api/v1/suggest": {"get": _suggest()},
            "/api/v1/practices": {"get": _listing(), "post": create_operation()},
            "/api/v1/practices/{slug}": {"get": _practice()},
            "/api/v1/practices/{slug}/similar": {"get": _similar()},
            **writing_paths(),
            "/zdrowie": {"get": _health()},
        },
        "components": {
            "schemas": api_schemas() | writing_schemas(),
            "securitySchemes": SECURITY_SCHEMES,
        },
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
