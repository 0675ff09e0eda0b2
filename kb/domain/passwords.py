"""What makes a password too easy to guess. Length counts; there are no rules on kinds of characters."""

from __future__ import annotations

import itertools
import re
import unicodedata
from enum import StrEnum

from kb.domain.text import fold

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 128
"""Characters."""


class PasswordFault(StrEnum):
    EMPTY = "empty"
    TOO_SHORT = "too-short"
    TOO_LONG = "too-long"
    COMMON = "common"
    """Made of what is tried first: common words, rows of keys, years, repetitions."""
    PERSONAL = "personal"
    """Made of the person's own e-mail address or name."""


_COMMON_WORDS = frozenset(
    """
    haslo password passwort pass parol klucz login logowanie user uzytkownik admin administrator root
    gosc guest tester tajne sekret secret master welcome witaj witam hello letmein wpuscmnie changeme
    zmienmnie zmien dostep access internet komputer computer serwis server system default domyslne nowe
    nowy zaq biblioteka biblioteki bibliotekarz bibliotekarka library librarian ksiazka ksiazki book
    books czytelnia dobre dobra praktyki praktyka dobrepraktyki blisko redakcja redaktor polska polski
    poland warszawa krakow wroclaw gdansk poznan lodz katowice lublin ukraina ukraine kyiv kijow kocham
    kochanie kochamcie iloveyou love lovely misiek misiu kotek piesek kwiatek slonce slonko aniolek
    maluszek princess ksiezniczka krolowa dragon smok monkey malpa football pilka baseball legia wisla
    lech superman batman starwars pokemon matrix shadow sunshine trustno freedom wolnosc szczescie
    marzenie jesus jezus bog mama tata syn corka babcia dziadek rodzina family anna maria kasia basia
    asia ola ania magda marta monika agnieszka karolina natalia zuzia marek tomek piotr pawel michal jan
    adam kuba mateusz bartek lukasz krzysiek andrzej daniel styczen luty marzec kwiecien maj czerwiec
    lipiec sierpien wrzesien pazdziernik listopad grudzien wiosna lato jesien zima spring summer autumn
    winter poniedzialek wtorek sroda czwartek piatek sobota niedziela samochod mercedes ferrari bmw audi
    porsche google facebook windows microsoft samsung iphone test
    """.split()
)

_ROWS = (
    "1234567890-=",
    "qwertyuiop[]",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "qwertzuiop",
    "йцукенгшщзхї",
    "фівапролджє",
)
_LOOKALIKES = str.maketrans("0134578@$!|+", "oieastbasiit")
_YEAR = re.compile(r"(?:19|20)\d\d")


def _neighbours() -> frozenset[tuple[str, str]]:
    """Keys that lie beside one another, in a row or one below the other."""
    pairs = {(a, b) for row in _ROWS for a, b in itertools.pairwise(row)}
    latin = _ROWS[:4]
    for upper, lower in itertools.pairwise(latin):
        for place, key in enumerate(upper):
            pairs |= {(key, below) for below in lower[max(0, place - 1) : place + 2]}
    return frozenset(pairs | {(b, a) for a, b in pairs})


_BESIDE = _neighbours()


def prepared(password: str) -> str:
    """As it is hashed: the same whichever way the keyboard writes a letter with a mark."""
    return unicodedata.normalize("NFKC", password)


def password_fault(password: str, *about: str) -> PasswordFault | None:
    """`about`: the e-mail address and the name of whose password it is to be."""
    text = prepared(password)
    if not text:
        return PasswordFault.EMPTY
    if len(text) < SHORTEST_PASSWORD:
        return PasswordFault.TOO_SHORT
    if len(password) > LONGEST_PASSWORD or len(text) > LONGEST_PASSWORD:
        return PasswordFault.TOO_LONG
    own = frozenset(
        part for told in about for part in re.split(r"[\W_\d]+", fold(told.lower())) if len(part) >= 3
    )
    if own and _unguessed(text, own) < _unguessed(text, frozenset()) and _is_easy(text, own):
        return PasswordFault.PERSONAL
    return PasswordFault.COMMON if _is_easy(text, frozenset()) else None


_SEPARATORS = frozenset(" .,-_!?@#*")
_MOST_KNOWN_WORDS = 2
"""A phrase of more words is hard to guess, common as each may be."""
_FEWEST_UNGUESSED = 3
"""Characters that are in no word, row or repetition."""


def _is_easy(text: str, own: frozenset[str]) -> bool:
    lower = fold(text.lower())
    if len(set(lower)) < 5 or _is_repetition(lower):
        return True
    words, rest = _read(lower, own)
    return rest < _FEWEST_UNGUESSED and words <= _MOST_KNOWN_WORDS


def _unguessed(text: str, own: frozenset[str]) -> int:
    return _read(fold(text.lower()), own)[1]


def _is_repetition(text: str) -> bool:
    """A piece of at most a third of the text again and again; the piece twice is for the words to judge."""
    return any(
        text == (text[:length] * (len(text) // length + 1))[: len(text)]
        for length in range(1, len(text) // 3 + 1)
    )


def _read(text: str, own: frozenset[str]) -> tuple[int, int]:
    """How many different common words it has, and how many characters in none of the pieces that are tried
    first, in the reading that leaves the fewest of these. 0 may stand for o, @ for a, and so on."""
    known = _COMMON_WORDS | own
    longest = max(map(len, known))
    plain = text.translate(_LOOKALIKES)
    readings: list[tuple[int, frozenset[str]] | None] = [(0, frozenset()), *([None] * len(text))]

    def offer(end: int, rest: int, words: frozenset[str]) -> None:
        former = readings[end]
        if former is None or (rest, len(words)) < (former[0], len(former[1])):
            readings[end] = (rest, words)

    for place in range(len(text)):
        reading = readings[place]
        assert reading is not None
        rest, words = reading
        offer(place + 1, rest + (text[place] not in _SEPARATORS), words)
        for end in range(place + 3, place + _run(text, place) + 1):
            offer(end, rest, words)
        if _YEAR.match(text, place):
            offer(place + 4, rest, words)
        for end in range(place + 3, min(place + longest, len(text)) + 1):
            for spelling in {text[place:end], plain[place:end]} & known:
                offer(end, rest, words | ({spelling} - own))
    last = readings[-1]
    assert last is not None
    return len(last[1]), last[0]


def _run(text: str, start: int) -> int:
    """The length of what goes on from here by the keyboard, the alphabet or repetition; 0 when under 3."""
    end = start + 1
    while end < len(text):
        before, after = text[end - 1], text[end]
        step = ord(after) - ord(before)
        if not (step in (-1, 0, 1) or (before, after) in _BESIDE):
            break
        end += 1
    return end - start if end - start >= 3 else 0
