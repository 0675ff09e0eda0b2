"""The same thing typed otherwise: without diacritics, with a slip of the keyboard, in another form."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from kb.app import Base
from kb.domain.query import SearchQuery
from kb.domain.text import fold

HERE = Path(__file__).parent
SHARED = 8
"""Of the first ten results."""

VISIBLE, OWN = "queries.jsonl", "own_queries.jsonl"

# What was measured (docs/search-quality.md): the number of pairs that may share fewer.
MOST_LOST_WITHOUT_DIACRITICS = {VISIBLE: 0, OWN: 1}
MOST_LOST_WITH_A_SLIP = {VISIBLE: 1, OWN: 4}
MOST_LOST_IN_ANOTHER_FORM = 0

_LONG_WORD = re.compile(r"[^\W\d_]{5,}")
_LETTERS = {False: "abcdefghijklmnoprstuwyz", True: "абвгдежзийклмнопрстуфхцчшщьюяії"}
_SLIPS_OF_EACH = 3


@pytest.mark.parametrize("name", MOST_LOST_WITHOUT_DIACRITICS)
def test_most_results_stay_without_diacritics(base: Base, name: str) -> None:
    polish = [text for kind, text in _queries(name) if kind.startswith("pl")]
    pairs = [(text, fold(text)) for text in polish if fold(text) != text]
    assert len(pairs) >= 19
    assert len(lost := _lost(base, pairs)) <= MOST_LOST_WITHOUT_DIACRITICS[name], lost


def test_most_results_stay_without_diacritics_in_the_sample_queries(base: Base) -> None:
    pairs = [(text, fold(text)) for text in base.shipped.sample_queries if fold(text) != text]
    pairs = [(text, folded) for text, folded in pairs if folded.isascii()]
    assert len(pairs) >= 35
    assert not _lost(base, pairs)


@pytest.mark.parametrize("name", MOST_LOST_WITH_A_SLIP)
def test_most_results_stay_with_a_slip_of_the_keyboard(base: Base, name: str) -> None:
    pairs = [
        (text, slipped)
        for _, text in _queries(name)
        for number in range(_SLIPS_OF_EACH)
        if (slipped := with_a_slip(text, number)) != text
    ]
    assert len(pairs) >= 115
    assert len(lost := _lost(base, pairs)) <= MOST_LOST_WITH_A_SLIP[name], lost


def test_most_results_stay_in_another_form(base: Base) -> None:
    lines = (HERE / "inflected.txt").read_text(encoding="utf-8").splitlines()
    pairs = [(one.strip(), other.strip()) for one, other in (line.split("|") for line in lines)]
    assert len(pairs) == 30
    assert len(lost := _lost(base, pairs)) <= MOST_LOST_IN_ANOTHER_FORM, lost


def with_a_slip(text: str, number: int) -> str:
    """One letter dropped, doubled, taken for another or changed round with its neighbour, inside a word of
    five letters or more; the same at every run."""
    chance = random.Random(f"{number}:{text}")
    places = [match.span() for match in _LONG_WORD.finditer(text)]
    if not places:
        return text
    start, end = chance.choice(places)
    at = chance.randrange(start + 1, end - 1)
    before, letter, after = text[:at], text[at], text[at + 1 :]
    letters = _LETTERS["\u0400" <= letter <= "\u04ff"]
    return chance.choice(
        [
            before + after,
            before + letter + letter + after,
            before + chance.choice(letters) + after,
            before + after[0] + letter + after[1:],
        ]
    )


def _queries(name: str) -> list[tuple[str, str]]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [(entry["kind"], entry["q"]) for entry in map(json.loads, lines)]


def _lost(base: Base, pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pairs whose first ten results have fewer than `SHARED` in common."""

    def first(text: str) -> set[int]:
        return {hit.practice.id for hit in base.finding.search(SearchQuery(text, limit=10)).hits}

    return [(one, other) for one, other in pairs if len(first(one) & first(other)) < SHARED]
