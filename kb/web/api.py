"""The open API for reading; a new draft is sent to one of its addresses, too (kb.web.api_writing).

Its shapes are a promise: scripts rely on them (docs/architecture.md).
"""

from typing import Any

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, RawBody
from litestar.response.base import ASGIResponse

from kb.domain.languages import Language
from kb.domain.query import QUERY_LENGTH, SearchQuery
from kb.domain.suggestions import MOST_SUGGESTIONS, SUGGESTIONS
from kb.web import api_writing
from kb.web.api_documents import (
    neighbours_document,
    practice_document,
    search_document,
    short_document,
    suggestion_document,
)
from kb.web.context import limit_search, limit_suggestions, site_of
from kb.web.forms import LARGEST_TEXT
from kb.web.fragments import FOR_A_MINUTE
from kb.web.parameters import (
    LARGEST_OFFSET,
    BadParameter,
    Parameters,
    api_filters,
    first,
    number,
    read_parameters,
)
from kb.web.query_counting import count_query

LARGEST_LIMIT = 100
DEFAULT_LIMIT = 20
_ENCODER = msgspec.json.Encoder()


class ApiController(Controller):
    path = "/api/v1"

    @get("/search")
    async def search(self, request: Request[Any, Any, Any]) -> ASGIResponse:
        limit_search(request)
        site = site_of(request)
        parameters = read_parameters(request.scope["query_string"])
        query = SearchQuery(
            text=first(parameters, "q") or "",
            filters=api_filters(parameters, site.terminology.vocabularies),
            language=_language(parameters),
            limit=number(parameters, "limit", DEFAULT_LIMIT, 1, LARGEST_LIMIT),
            offset=number(parameters, "offset", 0, 0, LARGEST_OFFSET),
        )

        def answer() -> ASGIResponse:
            result = site.finding.search(query)
            count_query(request, result)
            return _json(search_document(result))

        return await site.search_threads.run(answer)

    @get("/suggest", sync_to_thread=True)
    def suggest(self, request: Request[Any, Any, Any]) -> ASGIResponse:
        limit_suggestions(request)
        parameters = read_parameters(request.scope["query_string"])
        typed = (first(parameters, "q") or "")[:QUERY_LENGTH]
        language = _language(parameters)
        limit = number(parameters, "limit", SUGGESTIONS, 1, MOST_SUGGESTIONS)
        suggestions = site_of(request).suggesting.suggest(typed, language, limit)
        document = {
            "query": {"q": typed},
            "suggestions": [suggestion_document(suggestion, language) for suggestion in suggestions],
        }
        return _json(document, FOR_A_MINUTE)

    @get("/practices", sync_to_thread=True)
    def practices(self, request: Request[Any, Any, Any]) -> ASGIResponse:
        site = site_of(request)
        parameters = read_parameters(request.scope["query_string"])
        limit = number(parameters, "limit", DEFAULT_LIMIT, 1, LARGEST_LIMIT)
        offset = number(parameters, "offset", 0, 0, LARGEST_OFFSET)
        listing = site.reading.newest(limit, offset)
        return _json(
            {
                "total": listing.total,
                "limit": limit,
                "offset": offset,
                "practices": [short_document(practice) for practice in listing.practices],
            }
        )

    @post("/practices", status_code=201, sync_to_thread=True, request_max_body_size=LARGEST_TEXT)
    def create(self, request: Request[Any, Any, Any], body: RawBody) -> Response[bytes]:
        return api_writing.create(request, body)

    @get("/practices/{slug:str}", sync_to_thread=True)
    def practice(self, request: Request[Any, Any, Any], slug: FromPath[str]) -> ASGIResponse:
        site = site_of(request)
        language = _language(read_parameters(request.scope["query_string"]))
        return _json(practice_document(site.reading.practice(slug), site.vocabularies, language))

    @get("/practices/{slug:str}/similar", sync_to_thread=True)
    def similar(self, request: Request[Any, Any, Any], slug: FromPath[str]) -> ASGIResponse:
        site = site_of(request)
        language = _language(read_parameters(request.scope["query_string"]))
        neighbours = site.finding.neighbours(site.reading.practice(slug).id)
        return _json(neighbours_document(neighbours, site.vocabularies, language))


def _json(document: dict[str, Any], cache_control: str = "no-cache") -> ASGIResponse:
    """What a Response would be made into."""
    return ASGIResponse(
        body=_ENCODER.encode(document),
        media_type="application/json",
        headers={"cache-control": cache_control},
    )


def _language(parameters: Parameters) -> Language:
    text = first(parameters, "lang") or Language.POLISH.value
    try:
        return Language(text)
    except ValueError as error:
        raise BadParameter("lang", text, ", ".join(Language)) from error
