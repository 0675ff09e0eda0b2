"""Sorted keys, range minima and postings, each against the plain way of doing the same."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search.dictionary import polish_dictionary
from kb.search.inflection import Inflection
from kb.search.postings import Postings
from kb.search.prefixes import NEVER, PrefixArray, one_edit_away, weight, weights

KEYS = st.text("abą", min_size=1, max_size=5)


@given(st.dictionaries(KEYS, st.tuples(st.integers(0, 7), st.integers(0, 4), st.integers(1, 9))), KEYS)
def test_the_best_that_begin_so_come_first(entries: dict[str, tuple[int, int, int]], prefix: str) -> None:
    names = list(entries)
    array = PrefixArray.empty().including({name: number for number, name in enumerate(names)})
    array = array.weighed({name: weight(*entries[name]) for name in names})
    expected = sorted(
        (tier, -count, length, name)
        for name, (tier, count, length) in entries.items()
        if count and name.startswith(prefix)
    )
    found = list(array.best(*array.range(prefix)))
    assert [(tier, names[owner]) for owner, tier in found] == [(tier, name) for tier, _, _, name in expected]
    assert (array.least(prefix) == NEVER) == (not expected)


@given(st.lists(KEYS, unique=True), st.lists(KEYS, unique=True))
def test_keys_stay_in_order_however_they_come(first: list[str], second: list[str]) -> None:
    later = [key for key in second if key not in first]
    numbers = {key: number for number, key in enumerate([*first, *later])}
    array = PrefixArray.empty().including({key: numbers[key] for key in first})
    grown = array.including({key: numbers[key] for key in later})
    assert grown.keys == sorted(numbers)
    assert [numbers[key] for key in grown.keys] == grown.owners.tolist()
    assert array.keys == sorted(first)


def test_many_keys_at_once_are_sorted_with_their_owners() -> None:
    numbers = {f"{number * 7919 % 5000:05d}": number for number in range(2000)}
    array = PrefixArray.empty().including({"00000x": 9999}).including(numbers)
    assert array.keys == sorted([*numbers, "00000x"])
    assert [numbers.get(key, 9999) for key in array.keys] == array.owners.tolist()


def test_a_weight_is_the_same_for_one_and_for_many() -> None:
    tiers, counts, lengths = (
        np.array(values, np.int64) for values in ([0, 7, 3], [5, 0, 10**7], [4, 4, 5000])
    )
    assert weights(tiers, counts, lengths).tolist() == [weight(0, 5, 4), NEVER, weight(3, 10**7, 5000)]
    assert weight(0, 1, 9) < weight(1, 900, 1) < NEVER


@given(st.text("abc", min_size=1, max_size=6))
def test_an_edit_is_one_letter_or_one_swap(word: str) -> None:
    near = set(one_edit_away(word, "abc", len(word)))
    assert word[:-1] in near
    assert all(abs(len(other) - len(word)) <= 1 for other in near)
    assert set(one_edit_away(word, "abc", 0)) <= near
    if len(word) > 1:
        assert word[1] + word[0] + word[2:] in near


@given(
    st.lists(st.dictionaries(st.integers(1, 6), st.sets(st.sampled_from("abcdef")), max_size=4), max_size=8)
)
def test_postings_follow_every_change(changes: list[dict[int, set[str]]]) -> None:
    postings: Postings[str] = Postings()
    names_of: dict[int, set[str]] = {}
    for change in changes:
        before = {name: postings.having(name).tolist() for name in "abcdef"}
        changed = postings.update({number: sorted(names) for number, names in change.items()})
        names_of |= change
        for name in "abcdef":
            expected = sorted(number for number, names in names_of.items() if name in names)
            assert postings.having(name).tolist() == expected
            number = postings.names.index(name) if name in postings.names else -1
            assert (number in changed) == (expected != before[name])


def test_a_reader_keeps_the_postings_that_it_took() -> None:
    postings: Postings[str] = Postings()
    postings.update({1: ["a"], 2: ["a"]})
    taken = postings.practices
    postings.update({1: ["b"], 3: ["a"]})
    assert taken[0].tolist() == [1, 2]
    assert postings.practices[0].tolist() == [2, 3]


@pytest.mark.parametrize(
    ("preposition", "cases"),
    [("dla", {"gen"}), ("z", {"gen", "inst"}), ("w", {"acc", "loc"}), ("biblioteka", set())],
)
def test_a_preposition_asks_for_its_cases(preposition: str, cases: set[str]) -> None:
    assert Inflection(polish_dictionary()).governed(preposition) == cases


def test_a_form_stands_in_its_cases() -> None:
    inflection = Inflection(polish_dictionary())
    assert inflection.cases("seniorów") == {"gen", "acc"}
    assert "loc" in inflection.cases("bibliotece")
    assert inflection.cases("zwirblomir") == frozenset()
    assert inflection.cases("dla") == frozenset()
