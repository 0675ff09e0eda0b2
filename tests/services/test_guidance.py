"""What somebody is told who found little or nothing among the shipped practices."""

from __future__ import annotations

import itertools

import pytest

from kb.app import Base
from kb.domain.facets import Facet
from kb.domain.hits import FEW, Guidance, SearchMode
from kb.domain.query import Filters, SearchQuery

from .test_finding import TWENTY

CHOICES: list[Filters] = [
    {Facet.COST: ("0",), Facet.THEME: ("ekologia",)},
    {Facet.COST: ("0", "do-500"), Facet.AUDIENCE: ("male-dzieci",), Facet.FORM: ("spacer-rajd", "gra")},
    {Facet.PLACE_SIZE: ("wies",), Facet.THEME: ("migranci", "cyfrowe"), Facet.PARTNER: ("kgw",)},
    {Facet.FORM: ("noc",)},
    {Facet.FORM: ("noc",), Facet.AUDIENCE: ("seniorzy",)},
    {Facet.THEME: ("kuchnia",), Facet.PARTNER: ("szkola",), Facet.DURATION: ("stala",)},
]


def guidance(base: Base, text: str, filters: Filters) -> Guidance:
    return base.finding.search(SearchQuery(text, filters)).guidance


def test_every_promised_number_is_what_is_found_then(base: Base) -> None:
    promised = 0
    for text, filters in itertools.product(TWENTY, CHOICES):
        result = base.finding.search(SearchQuery(text, filters))
        ways = result.guidance.loosen
        if result.total >= FEW:
            assert result.guidance == Guidance()
            continue
        promised += len(ways)
        assert [way.total for way in ways] == sorted((way.total for way in ways), reverse=True)
        offered = {way.facet: way.total for way in ways}
        for facet in filters:
            others = {other: codes for other, codes in filters.items() if other is not facet}
            then = base.finding.search(SearchQuery(text, others)).total
            assert offered.get(facet, then) == then, (text, filters, facet)
            assert (facet in offered) == (then > result.total), (text, filters, facet)
        assert all(way.codes == filters[way.facet] for way in ways)
        assert result.guidance.without_filters == base.finding.search(SearchQuery(text)).total
    assert promised > 50


@pytest.mark.parametrize(
    ("typed", "meant"), [("bliblotekka", "biblioteka"), ("sinor", "senior"), ("podkastyyy", "podkast")]
)
def test_a_near_word_is_offered_where_nothing_is_found(base: Base, typed: str, meant: str) -> None:
    offered = guidance(base, typed, {}).did_you_mean
    assert offered[0] == meant
    assert len(offered) <= 3
    for text in offered:
        assert base.finding.search(SearchQuery(text)).total
    assert guidance(base, typed, {Facet.FORM: ("noc",)}).did_you_mean == offered


@pytest.mark.parametrize(
    "text", ["naprawa silników odrzutowych", "hodowla krów", "qzxwvk", "двигуни", "jet engine repair"]
)
def test_some_labels_to_browse_stand_by_where_nothing_is_found(base: Base, text: str) -> None:
    nearest = guidance(base, text, {}).nearest
    assert 1 <= len(nearest) <= 4
    for near in nearest:
        assert near.facet in (Facet.THEME, Facet.AUDIENCE, Facet.FORM)
        assert near.total == base.finding.search(SearchQuery("", {near.facet: (near.value,)})).total


def test_filters_alone_are_loosened_too(base: Base) -> None:
    filters: Filters = {Facet.COST: ("0",), Facet.THEME: ("ekologia",), Facet.AUDIENCE: ("male-dzieci",)}
    result = base.finding.search(SearchQuery("", filters))
    assert (result.mode, result.total) == (SearchMode.BROWSE, 0)
    assert result.guidance.loosen
    assert result.guidance.without_filters == len(base.searcher.catalogue.view)
    assert result.guidance.did_you_mean == ()


def test_where_something_is_found_no_label_stands_for_an_answer(base: Base) -> None:
    result = base.finding.search(SearchQuery("kamishibai"))
    assert 0 < result.total < FEW
    assert result.guidance.nearest == ()
    assert result.guidance.did_you_mean == ()
