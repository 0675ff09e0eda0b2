"""Expressions of several words, function words included, found in a query in any inflected form.

The ranking has a looser index of its own (kb.search.synonyms), which leaves function words out and so takes
"pieniądze" for "bez pieniędzy"; a suggestion that is shown has to be exact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from kb.domain.text import fold, normalise
from kb.search.analysis import Analyser, is_stop_word
from kb.search.synonyms import LONGEST_ABBREVIATION, Found

T = TypeVar("T")
Keys = frozenset[str]

_RUN = re.compile(r"\d+|[^\W\d_]+(?:['’ʼ‘`´ʹ′＇][^\W\d_]+)*")
_SAME = {"we": "w", "ze": "z", "у": "в", "із": "з", "зі": "з"}
"""Function words that are said before a difficult beginning."""


AS_TYPED, IN_CAPITALS, NAME = "=", "^", "#"
"""What marks the keys of a form as typed, of a form in capitals and of a name."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text: as written, as compared, and what it can be found by. Digits stand apart."""

    written: str
    word: str
    keys: Keys
    is_function_word: bool
    start: int
    end: int

    @property
    def is_capital(self) -> bool:
        return self.written[:1].isupper()


class Tokeniser:
    """Thread-safe; remembers what words are found by, since most words of queries come again."""

    def __init__(self, analyser: Analyser) -> None:
        self._analyser = analyser
        self._known = lru_cache(maxsize=50_000)(self._word)

    def tokens(self, text: str, meant: Mapping[str, str] | None = None) -> tuple[Token, ...]:
        """The words of a text in order. `meant` has the known word for one that was mistyped; a plus sign
        right after a word is the word "plus"."""
        tokens: list[Token] = []
        for match in _RUN.finditer(text):
            start, end = match.span()
            written = match.group()
            known = self._known(meant.get(written, written) if meant else written)
            tokens.append(Token(written, *known, start, end))
            if text[end : end + 1] == "+":
                tokens.append(Token("+", *self._known("plus"), end, end + 1))
        return tuple(tokens)

    def _word(self, written: str) -> tuple[str, Keys, bool]:
        word = normalise(written)
        word = _SAME.get(word, word)
        folded = fold(word)
        keys = {AS_TYPED + folded}
        is_function_word = is_stop_word(word)
        if not is_function_word:
            keys.update(self.keys(word))
            if not word.isdigit():
                keys.update(NAME + key for key in (self._analyser.name_keys(word) or (folded,)))
        if written.isupper():
            keys.add(IN_CAPITALS + folded)
        return word, frozenset(keys), is_function_word

    def keys(self, word: str) -> Keys:
        """The analyser's keys; of an English word the singular only, since its stem joins "present" and
        "presentation"."""
        if word.isascii() and word.isalpha() and not self._analyser.knows(word):
            return frozenset((word, _singular(word)))
        return frozenset(self._analyser.keys(word)) | _ukrainian_variants(word, self._analyser)

    def phrase(self, text: str) -> tuple[Keys, ...]:
        """For each word of an expression what it is found by.

        A function word is found as typed, and so is a short word on its own that the dictionary takes for
        a form of another ("osp" is no pox); a word in capitals ("BLISKO") is found in capitals only, and
        an expression that begins with "=" as typed only.
        """
        tokens = self.tokens(text)
        if text.startswith(AS_TYPED):
            return tuple(frozenset((AS_TYPED + fold(token.word),)) for token in tokens)
        return tuple(self._phrase_word(token, alone=len(tokens) == 1) for token in tokens)

    def _phrase_word(self, token: Token, *, alone: bool) -> Keys:
        typed = fold(token.word)
        if token.written.isupper() and len(token.written) > 1:
            return frozenset((IN_CAPITALS + typed,))
        keys = self.keys(token.word)
        abbreviates = alone and len(token.word) <= LONGEST_ABBREVIATION and typed not in keys
        if token.is_function_word or abbreviates:
            return frozenset((AS_TYPED + typed,))
        return keys

    def name(self, text: str) -> tuple[Keys, ...]:
        """For each word of a name what it is found by.

        A name of one word is met by names only: "bobry" are not Bobrowo, though both may be "bobrowie". In
        a name of several, each may be any form of its word.
        """
        tokens = self.tokens(text)
        alone = len(tokens) == 1
        return tuple(
            frozenset(key for key in token.keys if key.startswith(NAME))
            | (frozenset() if alone else self.keys(token.word))
            if token.is_capital and not token.is_function_word
            else self._phrase_word(token, alone=alone)
            for token in tokens
        )


_FLEETING_VOWEL = re.compile(r"([\u0400-\u04ff]{3,})[ое]([кцн])")


def _ukrainian_variants(word: str, analyser: Analyser) -> Keys:
    """The stem without a vowel that other forms lose: підліток and підлітків, мешканець and мешканців."""
    if not "\u0400" <= word[-1] <= "\u04ff":
        return frozenset()
    stems = set(analyser.keys(word))
    if word.endswith("ці"):
        stems.add(word[:-1])
    return frozenset(
        f"{match.group(1)}{match.group(2)}" if (match := _FLEETING_VOWEL.fullmatch(stem)) else stem
        for stem in stems
    )


def _singular(word: str) -> str:
    word = word.removesuffix("'s")
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


class PhraseIndex(Generic[T]):
    """Read by many threads, while one at a time may add to it."""

    def __init__(self) -> None:
        self._by_first_key: dict[str, list[tuple[tuple[Keys, ...], T]]] = {}

    def add(self, keys: tuple[Keys, ...], value: T) -> None:
        if keys:
            phrase = (keys[1:], value)
            for key in keys[0]:
                self._by_first_key.setdefault(key, []).append(phrase)

    def find(self, tokens: Sequence[Token]) -> Iterator[Found[T]]:
        """Every expression whose words stand one after another in the text; overlaps included."""
        index = self._by_first_key
        number = len(tokens)
        for start, token in enumerate(tokens):
            seen: set[int] = set()
            for key in token.keys:
                for phrase in index.get(key, ()):
                    rest, value = phrase
                    end = start + 1
                    if end + len(rest) > number or id(phrase) in seen:
                        continue
                    for expected in rest:
                        if expected.isdisjoint(tokens[end].keys):
                            break
                        end += 1
                    else:
                        seen.add(id(phrase))
                        yield Found(start, end, value)
