"""Queries that list conditions find what fits them, judged by rule: who it is for, and where or with whom.

What a thing costs is stated by few practices, so that no rule can ask for it.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kb.app import Base
from kb.domain.facets import Facet
from kb.domain.practice import PracticeRecord
from kb.domain.query import SearchQuery
from kb.search.documents import codes_of

QUERIES = [
    json.loads(line)
    for line in (Path(__file__).parent / "conditions.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.fixture(scope="module")
def records(base: Base) -> list[PracticeRecord]:
    return [
        practice.record
        for start in range(0, 300, 100)
        for practice in base.reading.newest(100, start).practices
    ]


def fits(record: PracticeRecord, query: dict[str, object]) -> bool:
    codes = set(codes_of(record))
    others = query["others"]
    assert isinstance(others, list)
    return (Facet.AUDIENCE, query["audience"]) in codes and any(
        (Facet(facet), code) in codes for facet, code in others
    )


@pytest.mark.parametrize("query", QUERIES, ids=[query["q"] for query in QUERIES])
def test_what_fits_is_found_and_stands_first(
    base: Base, records: list[PracticeRecord], query: dict[str, object]
) -> None:
    fitting = sum(fits(record, query) for record in records)
    assert fitting >= 3
    result = base.finding.search(SearchQuery(str(query["q"]), limit=10))
    assert result.total >= min(10, fitting)
    first = result.hits[: min(10, fitting)]
    assert all(hit.found for hit in first)
    assert [hit.practice.record.title for hit in first if not fits(hit.practice.record, query)] == []


def test_whoever_fulfils_more_stands_before_those_who_fulfil_less(base: Base) -> None:
    hits = base.finding.search(SearchQuery("młodzież, wieś, szkoła", limit=40)).hits
    wanted = {(Facet.AUDIENCE, "mlodziez"), (Facet.PLACE_SIZE, "wies"), (Facet.PARTNER, "szkola")}
    met = [len(wanted & set(codes_of(hit.practice.record))) for hit in hits if hit.found]
    assert met[0] == 3
    assert met == sorted(met, reverse=True)
