"""A wish: what somebody looked for and did not find, as words and a count, and nothing of a person."""

from __future__ import annotations

import datetime
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from kb.domain.facets import Facet
from kb.domain.languages import Language
from kb.domain.query import Filters
from kb.domain.text import normalise
from kb.errors import KbError

SHORTEST_WISH = 2
"""Letters and digits."""

LONGEST_WISH = 500
"""Characters."""


class WishFault(StrEnum):
    """Why a text is not kept as a wish."""

    EMPTY = "empty"
    TOO_SHORT = "too-short"
    TOO_LONG = "too-long"
    E_MAIL = "e-mail"
    PHONE = "phone"
    PESEL = "pesel"


class WishRefused(KbError):
    number = "KB-422"

    def __init__(self, fault: WishFault) -> None:
        super().__init__(f"This is not kept as a wish: {fault.value}.")
        self.fault = fault


@dataclass(frozen=True, slots=True)
class WishKey:
    """What makes two wishes the same. `text` is as `wish_text` gives it."""

    text: str
    language: Language
    filters: Filters


@dataclass(frozen=True, slots=True)
class Wish:
    """How often something was wished for, and on which days first and last."""

    key: WishKey
    count: int
    first_day: datetime.date
    last_day: datetime.date


def wish_text(typed: str) -> str:
    """The words as they are kept: lower case, single spaces, no characters that cannot be seen.

    Raises WishRefused for what is no wish and for what looks like a person's data.
    """
    text = " ".join("".join(_visible(character) for character in normalise(typed)).split())
    fault = _fault(text)
    if fault is not None:
        raise WishRefused(fault)
    return text


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    return "" if category == "Cf" else " " if category.startswith("C") else character


def filters_text(filters: Filters) -> str:
    """Filters in one way of writing: facets in their order, codes in alphabetical order."""
    return "&".join(
        f"{facet.value}={code}" for facet in Facet for code in sorted(set(filters.get(facet, ())))
    )


def parse_filters(text: str) -> Filters:
    """What `filters_text` wrote."""
    filters: dict[Facet, tuple[str, ...]] = {}
    for pair in text.split("&") if text else ():
        facet, code = pair.split("=", 1)
        filters[Facet(facet)] = (*filters.get(Facet(facet), ()), code)
    return filters


_E_MAIL = re.compile(r"\w ?(?:@|[(\[](?:at|małpa)[)\]]) ?\w[\w-]*(?:\.| ?[(\[](?:dot|kropka)[)\]] ?)\w")
_DIGITS = re.compile(r"(?:\d[\s().\-–/+]*){9,}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_PESEL = re.compile(r"(?<!\d)\d{11}(?!\d)")
_PESEL_WEIGHTS = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)


def _fault(text: str) -> WishFault | None:
    telling = sum(c.isalnum() for c in text)
    if not telling:
        return WishFault.EMPTY
    if telling < SHORTEST_WISH:
        return WishFault.TOO_SHORT
    if len(text) > LONGEST_WISH:
        return WishFault.TOO_LONG
    if _E_MAIL.search(text):
        return WishFault.E_MAIL
    if any(_is_pesel(found) for found in _PESEL.findall(text)):
        return WishFault.PESEL
    if any(_is_phone(found) for found in _DIGITS.findall(text)):
        return WishFault.PHONE
    return None


def _is_phone(digits: str) -> bool:
    """Nine digits or more; several years in a row are no number of a phone."""
    return not all(_YEAR.fullmatch(group) for group in re.findall(r"\d+", digits))


def _is_pesel(digits: str) -> bool:
    """By its check digit and its month, which holds the century in its tens."""
    numbers = [int(digit) for digit in digits]
    weighed = sum(weight * number for weight, number in zip(_PESEL_WEIGHTS, numbers, strict=False))
    month = (numbers[2] * 10 + numbers[3]) % 20
    return (weighed + numbers[10]) % 10 == 0 and 1 <= month <= 12
