"""What somebody probably typed or meant to type: diacritics that were left out, and slips of the keyboard.

Slips are mended by the noisy channel (Kernighan, Church and Gale 1990): of the words that one slip may have
turned into what was typed, the most frequent, if it is so much more frequent than what was typed that a slip
is the likelier story. How frequent words are is told by the base and by the model's own vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from rapidfuzz.distance import OSA

from kb.domain.text import fold
from kb.search.analysis import Analyser, is_stop_word
from kb.search.inflection import Inflection
from kb.search.lexicon import Lexicon
from kb.search.prefixes import one_edit_away
from kb.search.stop_words import ONLY_ENGLISH

_LATIN = "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż"
_CYRILLIC = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"
LETTERS = frozenset(f"{_LATIN}{_CYRILLIC}'")

A_SLIP = 6.5
"""What a slip costs in natural logarithms of frequency."""
IN_THE_BASE, OF_THE_BASE = 4.0, 2.0
"""How much more frequent a form of the base is for that, and another form of a word of the base."""
AS_TYPED, IN_ITS_CASE = 1.0, 6.0
"""The same for a word as it was typed among words without diacritics, and in the case that the preposition
before it asks for."""
_SHORTEST = 4


class WordFrequencies(Protocol):
    def has(self, word: str) -> bool:
        """Whether the word is a frequent one in any of the model's languages."""
        ...

    def log_probability(self, word: str) -> float: ...


def is_english(typed: Sequence[str]) -> bool:
    """Whether a query has words that only English has."""
    return bool(ONLY_ENGLISH.intersection(typed)) and all(word.isascii() for word in typed)


def is_cyrillic(word: str) -> bool:
    return any("\u0400" <= letter <= "\u04ff" for letter in word)


class Restoration:
    """`frequencies` None: the base and the dictionary decide alone."""

    def __init__(self, analyser: Analyser, lexicon: Lexicon, frequencies: WordFrequencies | None) -> None:
        self._analyser = analyser
        self._lexicon = lexicon
        self._frequencies = frequencies
        self._inflection = Inflection(analyser.dictionary)

    def restore(self, typed: Sequence[str]) -> list[str]:
        """Each word of a query as it was probably meant. A word of the dictionary of Polish is no slip."""
        english = is_english(typed)
        words = [word if self._is_right(word) else self._with_diacritics(word, english) for word in typed]
        if english or self._is_foreign(words):
            return [word if self._is_right(word) else self._frequent(word, _LATIN) for word in words]
        if words != list(typed) and all(word.isascii() for word in typed):
            words = list(self._in_context(typed, words))
        return [
            word
            if self._is_right(word)
            else self._frequent(word, _CYRILLIC)
            if is_cyrillic(word)
            else self._without_slip(word)
            for word in words
        ]

    def _is_right(self, word: str) -> bool:
        return is_stop_word(word) or self._lexicon.knows(word)

    def _with_diacritics(self, word: str, english: bool) -> str:
        if is_cyrillic(word):
            return word
        if english:
            return self._lexicon.in_other_letters(word) or word
        return self._lexicon.with_diacritics(word, self._log_probability) or word

    def _in_context(self, typed: Sequence[str], words: Sequence[str]) -> Iterator[str]:
        """Who left diacritics out of one word left them out of all, so that a known word may be another one
        too: "z robota" is "z robotą", "maja" is "mają"."""
        before = ""
        for as_typed, word in zip(typed, words, strict=True):
            best = word
            if not is_stop_word(word) and not (word.isdigit() or is_cyrillic(word)):
                cases = self._inflection.governed(before)
                best = max(
                    {word, *self._lexicon.spellings(as_typed)},
                    key=lambda form: (
                        self._prior(form)
                        + (AS_TYPED if form == as_typed else 0.0)
                        + (IN_ITS_CASE if not cases.isdisjoint(self._inflection.cases(form)) else 0.0),
                        form,
                    ),
                )
            before = best
            yield best

    def _is_foreign(self, words: Sequence[str]) -> bool:
        """Whether most words are strange: then the query is not Polish."""
        content = [word for word in words if not is_stop_word(word) and not is_cyrillic(word)]
        # A label in English is known, but no sign of a Polish sentence.
        strange = [w for w in content if not self._lexicon.has(w) and not self._analyser.knows(w)]
        return len(strange) > 1 and len(strange) * 2 > len(content)

    def _log_probability(self, word: str) -> float:
        return self._frequencies.log_probability(word) if self._frequencies else 0.0

    def _frequent(self, word: str, letters: str) -> str:
        """A frequent word in the place of one that is none, in a language without a dictionary."""
        frequencies = self._frequencies
        if frequencies is None or not word.isalpha() or len(word) < _SHORTEST or frequencies.has(word):
            return word
        if self._analyser.knows(word):
            return word
        return self._likeliest(word, (near for near in one_slip_away(word, letters) if frequencies.has(near)))

    def _without_slip(self, word: str) -> str:
        if not word.isalpha() or len(word) < _SHORTEST or self._analyser.knows(word):
            return word
        candidates = {form: self._slips(word, form) for form in self._lexicon.nearest(word)}
        if self._frequencies is not None:
            candidates |= dict.fromkeys(self._dictionary_words_near(word), 1)
        return min(candidates, key=lambda form: (candidates[form], -self._prior(form), form), default=word)

    def _dictionary_words_near(self, word: str) -> Iterator[str]:
        least = self._log_probability(word) + A_SLIP
        for near in one_slip_away(word, _LATIN):
            if self._analyser.knows(near) and (is_stop_word(near) or self._prior(near) > least):
                yield near

    def _likeliest(self, word: str, candidates: Iterator[str]) -> str:
        best, score = word, self._log_probability(word)
        for near in candidates:
            prior = self._prior(near) - A_SLIP
            if prior > score:
                best, score = near, prior
        return best

    def _prior(self, form: str) -> float:
        known = IN_THE_BASE if self._lexicon.has(form) else OF_THE_BASE if self._lexicon.knows(form) else 0.0
        return self._log_probability(form) + known

    def _slips(self, typed: str, form: str) -> int:
        """Who types no diacritics has not left one out by a slip."""
        return OSA.distance(typed, fold(form) if typed.isascii() else form)


def one_slip_away(word: str, letters: str) -> Iterator[str]:
    """Spellings with one letter less, more or other, or two neighbours changed round."""
    yield from one_edit_away(word, letters, len(word))
    for letter in letters:
        yield word + letter
