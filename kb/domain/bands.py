"""The bands of cost and of place size as numbers, for amounts that somebody names."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Band:
    """A vocabulary code with the amounts that belong to it, both ends included."""

    code: str
    low: float
    high: float


COST_BANDS = (
    Band("0", 0, 0),
    Band("do-500", 1, 500),
    Band("501-2000", 501, 2_000),
    Band("2001-5000", 2_001, 5_000),
    Band("5001-12000", 5_001, 12_000),
    Band("12001-35000", 12_001, 35_000),
    Band("ponad-35000", 35_001, math.inf),
)
"""In złoty."""

TOWN_BANDS = (
    Band("miasto-do-20", 1, 20_000),
    Band("miasto-20-50", 20_001, 50_000),
    Band("miasto-50-100", 50_001, 100_000),
    Band("miasto-ponad-100", 100_001, math.inf),
)
"""In inhabitants. A village is one by its name and not by a number."""


@dataclass(frozen=True, slots=True)
class Amount:
    """What was said of an amount. `low` equals `high` for "3000"; it is 0 for "do 500", and `high` is
    infinite for "ponad 500"."""

    low: float
    high: float


def codes_within(bands: Sequence[Band], amount: Amount) -> tuple[str, ...]:
    """The bands that an amount points to.

    A number points to the band that holds it; a limit to every band that lies within it, and to the lowest
    that is not nothing in any case, since no finer one exists; what begins at a number or lies between two,
    to every band that shares more than an end with it.
    """
    low, high = amount.low, amount.high
    if low == high:
        return tuple(band.code for band in bands if band.low <= math.ceil(low) <= band.high)
    if low == 0:
        paid = next(band for band in bands if band.high)
        return tuple(band.code for band in bands if band.high <= high or band is paid)
    return tuple(band.code for band in bands if band.low < high and band.high > low)
