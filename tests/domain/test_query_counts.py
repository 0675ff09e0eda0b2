"""What of a query is counted, and what never is."""

from __future__ import annotations

import pytest

from kb.domain.query_counts import LONGEST_QUERY, countable


@pytest.mark.parametrize(
    ("typed", "words", "text"),
    [
        ("Seniorzy", "seniorzy", "seniorzy"),
        ("  zajęcia   dla SENIORÓW? ", "zajecia dla seniorow", "zajęcia dla seniorów?"),
        ("zajecia dla seniorow", "zajecia dla seniorow", "zajecia dla seniorow"),
        ("„noc bibliotek” 2024", "noc bibliotek 2024", "„noc bibliotek” 2024"),
        ("do 500 zł", "do 500 zl", "do 500 zł"),
        ("заняття для літніх", "заняття для літніх", "заняття для літніх"),
        ("biblioteka im. Jana Pawła w Kaliszu", "biblioteka im jana pawla w kaliszu", None),
        ("jak zapytać mieszkańców, czego potrzebują", "jak zapytac mieszkancow czego potrzebuja", None),
    ],
)
def test_what_is_counted_and_what_makes_two_queries_the_same(
    typed: str, words: str, text: str | None
) -> None:
    query = countable(typed)
    assert query is not None
    assert query.words == words
    assert query.text == (text or typed.lower())


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "?!",
        "a",
        "jan.nowak@example.org",
        "600 100 200",
        "biblioteka 62 757 12 34",
        "karta 1234567",
        "44051401359",
        "jan kowalski",
        "Kowalski Jan",
        "małgorzata nowak",
        "malgorzata nowak",
        "spotkanie z Janem Kowalskim w bibliotece dla dorosłych",
        "spotkanie z janem kowalskim w bibliotece dla dorosłych",
        "pani mieszka ul. lipowa 5/3",
    ],
)
def test_what_may_tell_of_a_person_is_not_counted(typed: str) -> None:
    assert countable(typed) is None


def test_a_long_query_is_cut_at_a_word_and_what_stands_behind_still_counts_against_it() -> None:
    long = "jak zachęcić mieszkańców małej wsi do wspólnego czytania " * 4
    query = countable(long)
    assert query is not None
    assert len(query.text) <= LONGEST_QUERY + 1
    assert query.text.endswith("…")
    assert long.startswith(query.text.removesuffix("…") + " ")
    assert countable(long + "tel. 600 100 200") is None


def test_a_long_word_is_cut_too() -> None:
    query = countable("x" * 300)
    assert query is not None
    assert query.text == "x" * LONGEST_QUERY + "…"
