"""Choosing a few of many so that they are near what was asked and unlike each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Allowed = Callable[[int, Sequence[int]], bool]
"""(candidate, chosen so far) -> whether the candidate may join them."""


def maximal_marginal_relevance(
    relevance: NDArray[np.float32],
    similarity: NDArray[np.float32],
    trade_off: float,
    possible: NDArray[np.bool_],
    most: int,
    allowed: Allowed,
) -> list[int]:
    """Indexes of at most `most` candidates, in the order in which they were chosen.

    Each is the one with the largest `trade_off * relevance - (1 - trade_off) * its similarity to the most
    similar one chosen before` (Carbonell and Goldstein 1998) among those possible and allowed; of equals the
    first. relevance, possible: (n,); similarity: (n, n).
    """
    chosen: list[int] = []
    left = possible.copy()
    nearest = np.zeros(len(relevance), np.float32)
    while len(chosen) < most and left.any():
        marginal = np.where(left, trade_off * relevance - (1 - trade_off) * nearest, -np.inf)
        best = int(np.argmax(marginal))
        left[best] = False
        if allowed(best, chosen):
            nearest = similarity[best] if not chosen else np.maximum(nearest, similarity[best])
            chosen.append(best)
    return chosen
