"""Amounts in a query: of money, which are bands of cost, and of inhabitants, which are sizes of a place."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from kb.domain.bands import COST_BANDS, TOWN_BANDS, Amount, codes_within
from kb.domain.facets import Facet
from kb.domain.text import fold
from kb.search.numbers import Number, begins_a_number, read_number
from kb.search.phrases import Token

VILLAGE = "wies"
LARGEST_VILLAGE = 5_000
"""Inhabitants up to which "miejscowość" may be a village."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What the words `start` to `end` (exclusive) measure."""

    start: int
    end: int
    facet: Facet
    codes: tuple[str, ...]


class _Limit(Enum):
    MOST = auto()
    LEAST = auto()


_LIMITS = {
    tuple(words.split()): limit
    for limit, every in {
        _Limit.MOST: (
            "do, max, maks, maksimum, maksymalnie, maximum, poniżej, najwyżej, nie więcej niż, mniej niż, "
            "up to, under, below, at most, less than, no more than, not more than, "
            "до, максимум, не більше, не більше ніж, менше, менше ніж"
        ),
        _Limit.LEAST: (
            "od, min, minimum, minimalnie, powyżej, ponad, co najmniej, więcej niż, "
            "from, over, above, at least, more than, від, понад, більше, більше ніж, щонайменше"
        ),
    }.items()
    for words in every.split(", ")
}
_LONGEST_LIMIT = max(map(len, _LIMITS))
_BEGINS_A_RANGE = frozenset("od między miedzy from between від між".split())
_JOINS_A_RANGE = frozenset("do a i to and до та і".split())
_DASH = re.compile(r"\s*[-–—]\s*")

_CURRENCY = frozenset("zl zlotych zlote zloty zlotego zlotymi pln zlotys злотих злоті злотий злотого".split())
_INHABITANT = frozenset(
    "mieszkaniec mieszkanka ludnosc inhabitant resident people мешканец мешканц мешканк жител".split()
)
_TOWN = frozenset("miasto miasteczko town city міст містечк".split())
_PLACE = frozenset("miejscowosc osada place населен".split())
_VILLAGE = frozenset("wies wioska village село селі села".split())
_PLACE_STANDS_WITHIN = 4


def measures(tokens: Sequence[Token], text: str) -> Iterator[Measure]:
    """Every amount of money or inhabitants; an amount of anything else ("500 osób", "2024") is none."""
    at = 0
    while at < len(tokens):
        number = read_number(tokens, at, text) if begins_a_number(tokens[at]) else None
        if number is None:
            at += 1
            continue
        measure = _measure(tokens, at, number, text)
        if measure is not None:
            yield measure
        at = max(number.end, measure.end if measure else 0)


def _measure(tokens: Sequence[Token], at: int, first: Number, text: str) -> Measure | None:
    last = _end_of_range(tokens, at, first, text)
    if last is not None:
        start = at - 1 if at and tokens[at - 1].word in _BEGINS_A_RANGE else at
        amount = Amount(_lower_end(first, last), last.value)
    else:
        last = first
        start, limit = _limit_before(tokens, at)
        amount = _amount(first.value, limit)
    money = _money(tokens, start, at, last.end)
    if money is not None:
        return Measure(*money, Facet.COST, codes_within(COST_BANDS, amount))
    return _inhabitants(tokens, start, last, amount)


def _end_of_range(tokens: Sequence[Token], at: int, first: Number, text: str) -> Number | None:
    """The second number of "500–2000 zł" or "od 500 (zł) do 2000 zł"."""
    end = first.end
    if end >= len(tokens):
        return None
    if not _DASH.fullmatch(text[tokens[end - 1].end : tokens[end].start]):
        if not at or tokens[at - 1].word not in _BEGINS_A_RANGE:
            return None
        if _is_currency(tokens[end]):
            end += 1
        if end >= len(tokens) or tokens[end].word not in _JOINS_A_RANGE:
            return None
        end += 1
    last = read_number(tokens, end, text) if end < len(tokens) else None
    return last if last is not None and _lower_end(first, last) < last.value else None


def _lower_end(first: Number, last: Number) -> float:
    """In "2–3 tys." both are thousands."""
    return first.value * 1_000 if last.in_thousands and not first.in_thousands else first.value


def _limit_before(tokens: Sequence[Token], at: int) -> tuple[int, _Limit | None]:
    """Where the words of a limit before a number, or before its currency, begin."""
    end = at - 1 if at and _is_currency(tokens[at - 1]) else at
    for length in range(min(_LONGEST_LIMIT, end), 0, -1):
        limit = _LIMITS.get(tuple(token.word for token in tokens[end - length : end]))
        if limit is not None:
            return end - length, limit
    return at, None


def _amount(value: float, limit: _Limit | None) -> Amount:
    if limit is _Limit.MOST:
        return Amount(0, value)
    return Amount(value, math.inf if limit is _Limit.LEAST else value)


def _is_currency(token: Token) -> bool:
    return fold(token.word) in _CURRENCY


def _money(tokens: Sequence[Token], start: int, at: int, end: int) -> tuple[int, int] | None:
    if end < len(tokens) and _is_currency(tokens[end]):
        return start, end + 1
    if at and tokens[at - 1].word == "pln":
        return min(start, at - 1), end
    return None


def _inhabitants(tokens: Sequence[Token], start: int, number: Number, amount: Amount) -> Measure | None:
    """A number of people that a town, a village or a place has: "miasto 15 tys. mieszkańców"."""
    end = number.end
    counted = end < len(tokens) and not tokens[end].keys.isdisjoint(_INHABITANT)
    if counted:
        end += 1
    by_adjective = end < len(tokens) and "tysieczny" in tokens[end].keys
    if by_adjective:  # a town of "15-tysięczne miasto"
        end += 1
        amount = Amount(amount.low * 1_000, amount.high * 1_000)
    # A bare "20,000" counts when it cannot be a year.
    if not (counted or by_adjective or number.in_thousands or number.value > LARGEST_VILLAGE):
        return None
    first = max(0, start - _PLACE_STANDS_WITHIN)
    before = [place for place in range(start - 1, first - 1, -1) if _kind_of_place(tokens[place])]
    after = [place for place in range(end, min(end + 1, len(tokens))) if _kind_of_place(tokens[place])]
    found = [*before[:1], *after]
    if not found:
        # "gmina wiejska, 5 tys. mieszkańców" is no practice for its inhabitants.
        return Measure(start, end, Facet.PLACE_SIZE, ()) if number.in_thousands and counted else None
    kind = _kind_of_place(tokens[found[0]])
    codes = codes_within(TOWN_BANDS, amount)
    if kind is _VILLAGE:
        codes = (VILLAGE,)
    elif kind is _PLACE and amount.high <= LARGEST_VILLAGE:
        codes = (VILLAGE, *codes)
    return Measure(min(found[0], start), max(found[0] + 1, end), Facet.PLACE_SIZE, codes)


def _kind_of_place(token: Token) -> frozenset[str] | None:
    return next((kind for kind in (_TOWN, _PLACE, _VILLAGE) if not token.keys.isdisjoint(kind)), None)
