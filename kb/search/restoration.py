"""What somebody probably meant to type: diacritics that were left out, and slips of the keyboard.

Slips are mended as in a noisy channel (Kernighan, Church and Gale 1990): of the words that one slip may have
turned into what was typed, the most frequent. How frequent they are is told by the base, the dictionary and
the vocabulary of the model.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Protocol

from rapidfuzz.distance import OSA

from kb.domain.text import fold
from kb.search.analysis import Analyser, is_stop_word
from kb.search.inflection import Inflection
from kb.search.lexicon import Lexicon
from kb.search.slips import CYRILLIC, LATIN, LONGEST, is_usual_slip, one_slip_away
from kb.search.stop_words import ONLY_ENGLISH

_SHORTEST = 4
_SHORTEST_FOREIGN = 5

A_USUAL_SLIP, A_SLIP = 6.0, 9.0
A_USUAL_SLIP_IN_A_LABEL, A_SLIP_IN_A_LABEL = 4.0, 6.5
"""In a language without a dictionary: natural logarithms by which a word has to be more frequent than what
was typed to be what was meant; less for a word of labels and synonyms (docs/search-quality.md)."""

ANOTHER_LETTER = 2.6
"""In Polish: how much less likely another letter or a strange one is than one too few, one twice, or two
changed round. Each of the others is one of some twenty."""

ORDINARY = 2.0
OTHER_FORM = 0.5
FREQUENT, RAREST = 0.3, -17.0
BETWEEN_EQUALS, STRANGEST = 0.001, -40.0
"""What speaks for a form besides the logarithm of the number of practices that have it: being an ordinary
word; the practices that have another form of it, in part; in part, being more frequent in the model's
vocabulary than the rarest words there; between equals, how easily it is put together from the
pieces of that vocabulary ("plaży" rather than "płazy")."""

MOST_LOOKED_UP = 4
"""Unknown words of a query that are looked up among the words near them, each in some milliseconds."""

AS_TYPED, IN_ITS_CASE = 0.5, 5.0
"""The same for a word as it was typed among words without diacritics, and in the case that the preposition
before it asks for."""


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
    """Of the words of one query. `frequencies` None: the base and the dictionary decide alone."""

    def __init__(self, analyser: Analyser, lexicon: Lexicon, frequencies: WordFrequencies | None) -> None:
        self._analyser = analyser
        self._lexicon = lexicon
        self._frequencies = frequencies
        self._inflection = Inflection(analyser.dictionary)
        self._looked_up = 0

    def restore(self, typed: Sequence[str]) -> list[str]:
        """Each word of a query as it was probably meant. A word of the dictionary of Polish is no slip."""
        english, plain = is_english(typed), all(word.isascii() for word in typed)
        words = [self._with_diacritics(word, english, plain) for word in typed]
        if english or self._is_foreign(words):
            return [self._frequent(word, LATIN) for word in words]
        if plain and words != list(typed):
            words = list(self._in_context(typed, words))
        return [
            self._frequent(word, CYRILLIC) if is_cyrillic(word) else self._without_slip(word, plain)
            for word in words
        ]

    def _is_right(self, word: str) -> bool:
        return is_stop_word(word) or self._lexicon.knows(word)

    def _with_diacritics(self, word: str, english: bool, plain: bool) -> str:
        if is_stop_word(word) or is_cyrillic(word) or self._lexicon.has(word):
            return word
        ordinary = self._is_ordinary(word)
        # A word that nobody has so may still meet a word of the base, both without their diacritics.
        if self._lexicon.knows(word) and (ordinary or not plain):
            return word
        if english:
            return self._lexicon.in_other_letters(word) or word
        if ordinary and not plain:
            # Who typed diacritics elsewhere left none out here.
            return word
        restored = self._lexicon.with_diacritics(word, self._prior) or word
        if self._lexicon.knows(restored) if word.isascii() else self._lexicon.has(restored):
            return restored
        is_foreign = self._frequencies is not None and self._frequencies.has(word)
        return restored if word.isascii() and not is_foreign else word

    def _in_context(self, typed: Sequence[str], words: Sequence[str]) -> Iterator[str]:
        """Who left diacritics out of one word left them out of all, so that a known word may be another one
        too: "z historia" is "z historią", "maja" is "mają". Of equals the one with the fewest."""
        before = ""
        for as_typed, word in zip(typed, words, strict=True):
            best = word
            if not is_stop_word(word) and not (word.isdigit() or is_cyrillic(word)):
                cases = self._inflection.governed(before)
                spellings = self._lexicon.spellings(as_typed) | {word}
                best = max(
                    spellings if word == as_typed else spellings - {as_typed},
                    key=lambda form: (
                        self._prior(form)
                        + (AS_TYPED if form == as_typed else 0.0)
                        + (IN_ITS_CASE if not cases.isdisjoint(self._inflection.cases(form)) else 0.0),
                        sum(letter.isascii() for letter in form),
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

    def _frequent(self, word: str, letters: str) -> str:
        """A frequent word in the place of one that is none, in a language without a dictionary. People hardly
        ever err in the first letter, and another last letter makes another form."""
        frequencies = self._frequencies
        if frequencies is None or self._is_right(word) or self._analyser.knows(word):
            return word
        if not word.isalpha() or not _SHORTEST <= len(word) <= LONGEST or frequencies.has(word):
            return word
        own = frequencies.log_probability(word)
        best, most = word, -math.inf
        for near in one_slip_away(word, letters):
            if near[0] != word[0]:
                continue
            is_label = self._lexicon.names(near)
            if not is_label and not frequencies.has(near):
                continue
            gain = frequencies.log_probability(near) - own
            usual = is_usual_slip(word, near)
            if not usual and (near[-1] != word[-1] or len(word) < _SHORTEST_FOREIGN):
                continue
            least = A_USUAL_SLIP if usual else A_SLIP
            if is_label and usual:
                least = A_USUAL_SLIP_IN_A_LABEL
            elif is_label and letters is LATIN:
                # Ukrainian labels count in all their forms, and too many right words are one letter from one.
                least = A_SLIP_IN_A_LABEL
            if gain > max(most, least):
                best, most = near, gain
        return best

    def _without_slip(self, word: str, plain: bool) -> str:
        if self._is_right(word) or self._analyser.knows(word):
            return word
        if not word.isalpha() or not _SHORTEST <= len(word) <= LONGEST:
            return word
        # Who types no diacritics has not left one out by a slip.
        candidates = {
            form: OSA.distance(word, fold(form) if plain else form) for form in self._lexicon.nearest(word)
        }
        if self._looked_up < MOST_LOOKED_UP:
            self._looked_up += 1
            candidates |= dict.fromkeys(self._analyser.ordinary_near(word), 1)
        return min(
            candidates,
            key=lambda form: (candidates[form], form[0] != word[0], -self._likelihood(word, form), form),
            default=word,
        )

    def _is_ordinary(self, word: str) -> bool:
        return self._analyser.dictionary.is_ordinary(word)

    def _prior(self, form: str) -> float:
        """How likely a form is, in natural logarithms up to a constant."""
        # A label or synonym is as good as a practice.
        prior = math.log1p(max(self._lexicon.frequency_of_form(form), self._lexicon.names(form)))
        prior += OTHER_FORM * math.log1p(self._lexicon.frequency(form))
        if self._is_ordinary(form):
            prior += ORDINARY
        if self._frequencies:
            how_common = self._frequencies.log_probability(form)
            if self._frequencies.has(form):
                prior += FREQUENT * max(0.0, how_common - RAREST)
            prior += BETWEEN_EQUALS * max(how_common, STRANGEST)
        return prior

    def _likelihood(self, typed: str, form: str) -> float:
        is_expected = len(typed) < len(form) or is_usual_slip(fold(typed), fold(form))
        return self._prior(form) - (0.0 if is_expected else ANOTHER_LETTER)
