"""The open API for reading. Its shapes are a promise: scripts rely on them (docs/architecture.md)."""

from typing import Any

import msgspec
from litestar import Controller, Request, Response, get
from litestar.params import FromPath

from kb.domain.facets import Facet
from kb.domain.hits import Hit, PublishedPractice, SearchResult
from kb.domain.languages import Language
from kb.domain.neighbours import Neighbour, Neighbours
from kb.domain.practice import PracticeRecord
from kb.domain.query import QUERY_LENGTH, SearchQuery
from kb.domain.suggestions import MOST_SUGGESTIONS, SUGGESTIONS, Suggestion
from kb.domain.terminology import in_todays_codes
from kb.domain.vocabularies import Vocabularies
from kb.web.context import limit_search, limit_suggestions, site_of
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
from kb.web.views.suggestions import suggestion_address

LARGEST_LIMIT = 100
DEFAULT_LIMIT = 20
_ENCODER = msgspec.json.Encoder()


class ApiController(Controller):
    path = "/api/v1"

    @get("/search")
    async def search(self, request: Request[Any, Any, Any]) -> Response[bytes]:
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
        return await site.search_threads.run(lambda: _json(search_document(site.finding.search(query))))

    @get("/suggest", sync_to_thread=True)
    def suggest(self, request: Request[Any, Any, Any]) -> Response[bytes]:
        limit_suggestions(request)
        parameters = read_parameters(request.scope["query_string"])
        typed = (first(parameters, "q") or "")[:QUERY_LENGTH]
        language = _language(parameters)
        limit = number(parameters, "limit", SUGGESTIONS, 1, MOST_SUGGESTIONS)
        suggestions = site_of(request).suggesting.suggest(typed, language, limit)
        document = {
            "query": {"q": typed},
            "suggestions": [_suggestion(suggestion, language) for suggestion in suggestions],
        }
        return _json(document, FOR_A_MINUTE)

    @get("/practices", sync_to_thread=True)
    def practices(self, request: Request[Any, Any, Any]) -> Response[bytes]:
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
                "practices": [_short(practice) for practice in listing.practices],
            }
        )

    @get("/practices/{slug:str}", sync_to_thread=True)
    def practice(self, request: Request[Any, Any, Any], slug: FromPath[str]) -> Response[bytes]:
        site = site_of(request)
        language = _language(read_parameters(request.scope["query_string"]))
        return _json(practice_document(site.reading.practice(slug), site.vocabularies, language))

    @get("/practices/{slug:str}/similar", sync_to_thread=True)
    def similar(self, request: Request[Any, Any, Any], slug: FromPath[str]) -> Response[bytes]:
        site = site_of(request)
        language = _language(read_parameters(request.scope["query_string"]))
        neighbours = site.finding.neighbours(site.reading.practice(slug).id)
        return _json(neighbours_document(neighbours, site.vocabularies, language))


def _json(document: dict[str, Any], cache_control: str = "no-cache") -> Response[bytes]:
    return Response(
        _ENCODER.encode(document),
        media_type="application/json",
        headers={"cache-control": cache_control},
    )


def _language(parameters: Parameters) -> Language:
    text = first(parameters, "lang") or Language.POLISH.value
    try:
        return Language(text)
    except ValueError as error:
        raise BadParameter("lang", text, ", ".join(Language)) from error


def search_document(result: SearchResult) -> dict[str, Any]:
    return {
        "query": {
            "q": result.query.text,
            "filters": {facet.value: list(codes) for facet, codes in result.query.filters.items()},
        },
        "total": result.total,
        "loosely_related": result.loosely_related,
        "limit": result.query.limit,
        "offset": result.query.offset,
        "mode": result.mode.value,
        "hits": [_hit(hit) for hit in result.hits],
        "facets": {
            counts.facet.value: {
                "label": counts.label,
                "options": [
                    {"value": option.value, "label": option.label, "count": option.count}
                    for option in counts.options
                ],
            }
            for counts in result.facets
        },
        "interpretation": [
            *(
                {"facet": found.facet.value, "value": found.value, "label": found.label, "words": found.words}
                for found in result.interpretation
            ),
            *(
                {"facet": "library", "value": found.slug, "label": found.name, "words": found.words}
                for found in result.libraries
            ),
        ],
        "restored": [{"typed": word.typed, "searched": word.searched} for word in result.restored],
        "shortened": result.shortened,
        "loosen": [
            {"facet": way.facet.value, "values": list(way.codes), "total": way.total}
            for way in result.guidance.loosen
        ],
    }


def _suggestion(suggestion: Suggestion, language: Language) -> dict[str, Any]:
    return {
        "text": suggestion.text,
        "kind": suggestion.kind.value,
        "label": suggestion.label,
        "facet": suggestion.facet.value if suggestion.facet else None,
        "value": suggestion.value,
        "path": suggestion_address(suggestion, language),
        "count": suggestion.practices,
    }


def _hit(hit: Hit) -> dict[str, Any]:
    practice = hit.practice
    return {
        "id": practice.id,
        "external_id": practice.external_id,
        "slug": practice.slug,
        "title": practice.title,
        "summary": practice.summary,
        "score": round(hit.score, 4),
        "found": hit.found,
        "matched": {
            "by": hit.match.by.value,
            "source": hit.match.source.value,
            "words": list(hit.match.words),
            "passage": hit.match.passage,
            "labels": list(hit.match.labels),
        },
    }


def neighbours_document(
    neighbours: Neighbours, vocabularies: Vocabularies, language: Language
) -> dict[str, Any]:
    def label(facet: Facet, code: str) -> dict[str, str]:
        return {"value": code, "label": vocabularies.label(facet, code, language)}

    def document(neighbour: Neighbour) -> dict[str, Any]:
        practice, nearness = neighbour.practice, neighbour.nearness
        return {
            "id": practice.id,
            "external_id": practice.external_id,
            "slug": practice.slug,
            "title": practice.record.title,
            "summary": practice.record.summary,
            "score": round(nearness.score, 4),
            "shared": [{"facet": facet.value, **label(facet, code)} for facet, code in nearness.shared],
        }

    def differs(neighbour: Neighbour) -> list[dict[str, Any]]:
        return [
            {
                "facet": difference.facet.value,
                "label": difference.facet.label(language),
                "here": [label(difference.facet, code) for code in difference.here],
                "there": [label(difference.facet, code) for code in difference.there],
            }
            for difference in neighbour.nearness.differs
        ]

    return {
        "by": neighbours.by.value,
        "similar": [document(neighbour) for neighbour in neighbours.similar],
        "contrasting": [
            {**document(neighbour), "differs": differs(neighbour)} for neighbour in neighbours.contrasting
        ],
    }


def _short(practice: PublishedPractice) -> dict[str, Any]:
    record = practice.record
    return {
        "id": practice.id,
        "external_id": practice.external_id,
        "slug": practice.slug,
        "title": record.title,
        "summary": record.summary,
        "library": record.library.model_dump(mode="json"),
        "published_at": practice.published_at.isoformat(),
        "path": f"/praktyki/{practice.slug}",
    }


def practice_document(
    practice: PublishedPractice, vocabularies: Vocabularies, language: Language
) -> dict[str, Any]:
    """The whole record in the codes of today, with their labels beside it."""
    record = in_todays_codes(practice.record, vocabularies)
    return {
        "id": practice.id,
        "external_id": practice.external_id,
        "slug": practice.slug,
        "path": f"/praktyki/{practice.slug}",
        "published_at": practice.published_at.isoformat(),
        "revision": practice.revision,
        **record.model_dump(mode="json"),
        "labels": _labels(record, vocabularies, language),
    }


def _labels(
    record: PracticeRecord, vocabularies: Vocabularies, language: Language
) -> dict[str, dict[str, str]]:
    codes: dict[Facet, list[str | None]] = {
        Facet.AUDIENCE: list(record.audience),
        Facet.THEME: list(record.themes),
        Facet.PARTNER: [partner.type for partner in record.partners],
        Facet.PARTNER_ROLE: [partner.role for partner in record.partners],
        Facet.FORM: [record.form, *record.extra_forms],
        Facet.AREA: list(record.area),
        Facet.STAGE: [record.stage],
        Facet.PLACE_SIZE: [record.place_size],
        Facet.COST: [record.cost.band],
        Facet.DURATION: [record.duration],
        Facet.VOIVODESHIP: [record.library.voivodeship],
        Facet.PROGRAM: [record.program.code],
    }
    return {
        facet.value: {
            code: vocabularies.label(facet, code, language)
            for code in found
            if code and code in vocabularies.of_facet(facet)
        }
        for facet, found in codes.items()
        if any(found)
    }
