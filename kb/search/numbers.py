"""Numbers as people write them: "1 500", "2 tys.", "2,5 tys.", "dwa tysiące pięćset", "15k"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.search.phrases import Token

_BETWEEN_GROUPS = re.compile(r"[ .,'\u00a0\u202f]")
_LONGEST = 9

_THOUSAND = frozenset("tys tysiac thousand тис тисяч".split())
_SMALL = {
    word: step * number
    for step, first, words in (
        (1, 0, "zero jeden dwa trzy cztery piec szesc siedem osiem dziewiec"),
        (1, 0, "zero one two three four five six seven eight nine"),
        (1, 0, "нуль один два три чотири п'ять шість сім вісім дев'ять"),
        (1, 1, "одна дві"),
        (1, 15, "pietnascie"),
        (1, 15, "fifteen"),
        (1, 15, "п'ятнадцять"),
        (10, 1, "dziesiec dwadziescia trzydziesci czterdziesci piecdziesiat"),
        (10, 6, "szescdziesiat siedemdziesiat osiemdziesiat dziewiecdziesiat"),
        (10, 1, "ten twenty thirty forty fifty sixty seventy eighty ninety"),
        (10, 1, "десять двадцять тридцять сорок п'ятдесят шістдесят сімдесят вісімдесят дев'яносто"),
        (100, 1, "sto dwiescie trzysta czterysta piecset szescset siedemset osiemset dziewiecset"),
        (100, 1, "сто двісті триста чотириста п'ятсот шістсот сімсот вісімсот дев'ятсот"),
    )
    for number, word in enumerate(words.split(), first)
}
"""Folded lemmas of Polish words, and English and Ukrainian words as they are."""

_TIMES_HUNDRED = frozenset(("hundred",))
_BEGINNING = _THOUSAND | _TIMES_HUNDRED | frozenset(_SMALL)


@dataclass(frozen=True, slots=True)
class Number:
    """A number in the tokens up to `end` (exclusive); `in_thousands` when it was said so ("2 tys.")."""

    value: float
    end: int
    in_thousands: bool


def begins_a_number(token: Token) -> bool:
    if token.is_function_word:
        return token.word.isdecimal()
    return token.word.isdecimal() or token.word in _BEGINNING or not token.keys.isdisjoint(_BEGINNING)


def read_number(tokens: Sequence[Token], at: int, text: str) -> Number | None:
    """The longest number that begins at a token; None when none does. `text` is what the tokens are of."""
    total = current = 0.0
    place, scaled, found = at, False, False
    if tokens[at].word.isdecimal():
        digits = _read_digits(tokens, at, text)
        if digits is None:
            return None
        current, place = digits
        found = True
    while place < len(tokens):
        token = tokens[place]
        if _is_thousand(token, tokens[place - 1] if place > at else None):
            total, current, scaled = total + (current if found else 1) * 1_000, 0.0, True
        elif token.word in _TIMES_HUNDRED:
            current = (current or 1) * 100
        elif (number := _in_words(token)) is not None:
            current += number
        else:
            break
        place, found = place + 1, True
    return Number(total + current, place, scaled) if found else None


def _read_digits(tokens: Sequence[Token], at: int, text: str) -> tuple[float, int] | None:
    digits, place = tokens[at].word, at + 1
    while (
        place < len(tokens)
        and len(tokens[place].word) == 3
        and tokens[place].word.isdecimal()
        and len(tokens[place - 1].word) <= 3
        and _BETWEEN_GROUPS.fullmatch(text[tokens[place - 1].end : tokens[place].start])
    ):
        digits += tokens[place].word
        place += 1
    if len(digits) > _LONGEST:
        return None
    value = float(digits)
    if (
        place < len(tokens)
        and len(tokens[place].word) <= 2
        and tokens[place].word.isdecimal()
        and text[tokens[place - 1].end : tokens[place].start] in (",", ".")
    ):
        value += float(tokens[place].word) / 10 ** len(tokens[place].word)
        place += 1
    return value, place


def _is_thousand(token: Token, before: Token | None) -> bool:
    if token.word == "k":
        return before is not None and before.word.isdecimal() and before.end == token.start
    return not token.keys.isdisjoint(_THOUSAND)


def _in_words(token: Token) -> int | None:
    if token.word in _SMALL:
        return _SMALL[token.word]
    return min((_SMALL[key] for key in token.keys if key in _SMALL), default=None)
