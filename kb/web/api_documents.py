"""What the open API says of practices, as plain values. Its shapes are a promise: scripts rely on them."""

from __future__ import annotations

from typing import Any

from kb.domain.facets import Facet
from kb.domain.hits import Hit, PublishedPractice, SearchResult
from kb.domain.languages import Language
from kb.domain.neighbours import Neighbour, Neighbours
from kb.domain.practice import PracticeRecord
from kb.domain.suggestions import Suggestion
from kb.domain.terminology import in_todays_codes
from kb.domain.vocabularies import Vocabularies
from kb.web.views.suggestions import suggestion_address


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


def suggestion_document(suggestion: Suggestion, language: Language) -> dict[str, Any]:
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
            "title": practice.title,
            "summary": practice.summary,
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


def short_document(practice: PublishedPractice) -> dict[str, Any]:
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
        "labels": labels_of(record, vocabularies, language),
    }


def labels_of(
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
