"""What a librarian meets when she searches the shipped practices."""

from __future__ import annotations

import pytest

from kb.app import Base
from kb.domain.facets import Facet
from kb.domain.hits import MatchedBy, SearchMode, SearchResult
from kb.domain.query import QUERY_LENGTH, SearchQuery

ODD = [
    "kto?", "20.04", "noc-bibliotek", "C++", "d'Arc", "50%", "", " ", '"', "''", "*", "(", ")", "()", "^", ":",
    "title:senior", "NEAR(a b)", "AND", "OR NOT", "a AND b", "-senior", "+senior", '"niedomknięty', "\\", "/",
    "{}", "[]", "<script>", "'; DROP TABLE practice; --", "\x00", "senior\x00ka", "👵📚", "\u202eabc", "\ud800",
    "ąćęłńóśźż", "ЇЄҐ", "a" * 10_000, "senior " * 1_000, "\n\t\r", "1", "%%%", "___", "#@!",
]  # fmt: skip

TWENTY = [
    "seniorzy", "młodzież", "dzieci w wakacje", "szkoła", "koło gospodyń wiejskich", "noc bibliotek", "gra terenowa",
    "warsztaty rękodzieła", "książka na telefon", "rowery", "wolontariusze", "spotkanie autorskie", "kino", "ukraina",
    "senior activities with local partners", "заняття для літніх людей", "co zrobić, żeby nastolatki zostały",
    "diagnoza potrzeb mieszkańców", "ekologia", "",
]  # fmt: skip


def search(base: Base, text: str, limit: int = 20, **filters: str) -> SearchResult:
    chosen = {Facet(name): (code,) for name, code in filters.items()}
    return base.finding.search(SearchQuery(text, chosen, limit=limit))


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_no_text_breaks_a_search(base: Base, text: str) -> None:
    result = search(base, text)
    assert result.total <= len(base.searcher.catalogue.view)
    assert result.shortened == (len(text) > QUERY_LENGTH)


@pytest.mark.parametrize(
    "around", ["{}?", '"{}"', "({})", "{}*", "-{}", "title:{}", "{} AND", "{}!!!", "  {}  "]
)
def test_punctuation_never_hides_what_the_words_find(base: Base, around: str) -> None:
    plain = {hit.practice.id for hit in search(base, "kamishibai").hits if hit.found}
    dressed = {hit.practice.id for hit in search(base, around.format("kamishibai")).hits if hit.found}
    assert plain
    assert plain <= dressed


@pytest.mark.parametrize("text", TWENTY)
def test_every_option_of_a_facet_gives_what_it_promised(base: Base, text: str) -> None:
    result = search(base, text)
    assert result.total
    for facet in result.facets:
        for option in facet.options:
            narrowed = search(base, text, **{facet.facet.value: option.value})
            assert narrowed.total == option.count, (facet.facet, option.value)


def test_choices_add_up_inside_a_facet_and_narrow_between_facets(base: Base) -> None:
    either = SearchQuery("", {Facet.AUDIENCE: ("seniorzy", "dzieci")}, limit=100)
    both = {hit.practice.id for hit in base.finding.search(either).hits}
    seniors = {hit.practice.id for hit in search(base, "", 100, audience="seniorzy").hits}
    children = {hit.practice.id for hit in search(base, "", 100, audience="dzieci").hits}
    assert both <= seniors | children
    in_villages = search(base, "", 100, audience="seniorzy", place_size="wies")
    assert {hit.practice.id for hit in in_villages.hits} <= seniors
    assert all(hit.practice.record.place_size == "wies" for hit in in_villages.hits)


@pytest.mark.parametrize("text", ["qzxwvk", "xyzzyqq", "brzdękolina", "asdfgh qwerty"])
def test_nonsense_finds_nothing(base: Base, text: str) -> None:
    assert search(base, text).total == 0


def test_the_found_come_before_the_loosely_related(base: Base) -> None:
    result = search(base, "zajęcia dla seniorów z lokalnymi partnerami", limit=100)
    found = [hit.found for hit in result.hits]
    assert found == sorted(found, reverse=True)
    assert sum(found) == result.total
    assert result.loosely_related


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("zajecia dla seniorow z lokalnymi partnerami", "zajęcia dla seniorów z lokalnymi partnerami"),
        ("bilbioteka noc", "biblioteka noc"),
        ("kolo gospodyn", "koło gospodyń"),
        ("rekodzielo", "rękodzieło"),
    ],
)
def test_a_word_that_the_base_does_not_know_is_restored(base: Base, typed: str, meant: str) -> None:
    as_typed, as_meant = search(base, typed), search(base, meant)
    assert as_typed.restored
    assert [hit.practice.id for hit in as_typed.hits] == [hit.practice.id for hit in as_meant.hits]


@pytest.mark.parametrize("text", ["KGW", "kgw", "koło gospodyń wiejskich"])
def test_an_abbreviation_finds_its_partners(base: Base, text: str) -> None:
    first = search(base, text, limit=5).hits
    assert all(
        any(partner.type == "kgw" for partner in hit.practice.record.partners)
        or "gospodyń" in hit.practice.record.model_dump_json()
        for hit in first
    )


@pytest.mark.parametrize(
    "text",
    [
        "zajęcia dla seniorów z lokalnymi partnerami",
        "senior activities with local partners",
        "заняття для літніх людей з місцевими партнерами",
    ],
)
def test_seniors_are_found_in_three_languages(base: Base, text: str) -> None:
    hits = search(base, text, limit=10).hits
    assert sum("seniorzy" in hit.practice.record.audience for hit in hits) >= 7
    assert sum(bool(hit.practice.record.partners) for hit in hits) >= 7


@pytest.mark.parametrize("text", ["komiks", "comics", "dyskusyjny klub książki", "poezja"])
def test_a_synonym_that_is_narrower_than_its_label_does_not_find_the_whole_label(
    base: Base, text: str
) -> None:
    reading = search(base, "czytelnictwo").total
    assert reading > 80
    assert 3 <= search(base, text).total < 40


def test_a_place_finds_its_library(base: Base) -> None:
    hits = search(base, "Kalisz").hits
    assert {hit.practice.external_id for hit in hits if hit.found} >= {"P009", "P010", "P011"}


def test_a_quoted_phrase_finds_just_those_that_have_it(base: Base) -> None:
    result = search(base, '"koło gospodyń"', limit=100)
    assert result.total
    for hit in result.hits[: result.total]:
        assert "koło gospodyń" in hit.practice.record.model_dump_json().lower() or hit.match.words


def test_marked_words_stand_where_the_spans_say(base: Base) -> None:
    for text in TWENTY:
        for hit in search(base, text).hits:
            passage = hit.match.passage
            assert passage
            assert {passage[start:end] for start, end in hit.match.spans} == set(hit.match.words)
            if hit.match.by is MatchedBy.MEANING:
                assert not hit.match.words


def test_an_empty_query_browses_everything_newest_first(base: Base) -> None:
    result = search(base, "", limit=100)
    assert result.mode is SearchMode.BROWSE
    assert result.total == len(base.searcher.catalogue.view)
    times = [hit.practice.published_at for hit in result.hits]
    assert times == sorted(times, reverse=True)


def test_similar_practices_are_others(base: Base) -> None:
    practice = search(base, "kamishibai").hits[0].practice
    similar = [near.practice for near in base.finding.neighbours(practice.id, 4).similar]
    assert len(similar) == 4
    assert practice.id not in {other.id for other in similar}
