"""Maximal marginal relevance on candidates whose right order can be worked out by hand."""

from __future__ import annotations

import numpy as np

from kb.search.diversity import maximal_marginal_relevance

RELEVANCE = np.array([0.9, 0.85, 0.5, 0.1], np.float32)
SIMILARITY = np.array(
    [[1.0, 0.95, 0.1, 0.0], [0.95, 1.0, 0.1, 0.0], [0.1, 0.1, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0]], np.float32
)
ALL = np.ones(4, np.bool_)


def chosen(trade_off: float, most: int = 4, possible: np.ndarray = ALL) -> list[int]:
    return maximal_marginal_relevance(
        RELEVANCE, SIMILARITY, trade_off, possible, most, lambda at, others: True
    )


def test_without_a_price_on_likeness_the_most_relevant_come_first() -> None:
    assert chosen(1.0) == [0, 1, 2, 3]


def test_a_twin_of_the_first_waits_for_what_is_new() -> None:
    # Second choice: 0.5 * 0.85 - 0.5 * 0.95 = -0.05 for the twin, 0.5 * 0.5 - 0.5 * 0.1 = 0.2 for the third.
    assert chosen(0.5, most=2) == [0, 2]
    assert chosen(0.5) == [0, 2, 3, 1]


def test_only_the_possible_and_the_allowed_are_chosen() -> None:
    assert chosen(1.0, possible=np.array([False, True, False, True])) == [1, 3]
    assert chosen(1.0, most=0) == []
    one_of_the_twins = maximal_marginal_relevance(
        RELEVANCE, SIMILARITY, 1.0, ALL, 4, lambda at, others: at != 1 or 0 not in others
    )
    assert one_of_the_twins == [0, 2, 3]


def test_nothing_is_chosen_of_nothing() -> None:
    nothing = np.empty(0, np.float32)
    assert (
        maximal_marginal_relevance(
            nothing, nothing.reshape(0, 0), 0.7, np.empty(0, np.bool_), 3, lambda at, others: True
        )
        == []
    )
