"""What somebody probably meant to type: diacritics that were left out, and slips of the keyboard.

Slips are mended as in a noisy channel (Kernighan, Church and Gale 1990): of the words that one slip may have
turned into what was typed, the most frequent. How frequent they are is told by the base, the dictionary and
lists of how often words are written (kb.search.word_frequencies).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import OSA

from kb.domain.languages import Language
from kb.domain.text import fold
from kb.search.analysis import Analyser, is_stop_word
from kb.search.inflection import NOMINATIVE, Inflection
from kb.search.lexicon import Lexicon
from kb.search.slips import LONGEST, is_usual_slip, likely_meant
from kb.search.stop_words import ONLY_ENGLISH
from kb.search.word_frequencies import NEVER

_SHORTEST = 4

A_SLIP, A_SLIP_IN_A_WORD = 3.5, 7.0
"""Natural logarithms by which a word has to be more frequent than what was typed to be what was meant; the
second where what was typed is written too (docs/search-quality.md)."""

MOST_FREQUENT = -6.5
"""Natural logarithm of the frequency that no word reaches which says something."""

LEAST_MEANT = -17.0
"""Natural logarithm of the frequency from which a word of English or Ukrainian may be what was meant: one in
24 million. Rarer ones are as often slips themselves."""

A_LABEL, IN_A_LABEL = -12.0, 1.5
"""The least that counts as the frequency of a word of labels and synonyms, and what speaks for it besides."""

ANOTHER_LETTER = 2.6
"""How much less likely another letter or a strange one is than one too few, one twice, or two changed round.
Each of the others is one of some twenty."""

LONG = 9
"""Letters from which another letter is as likely, in a word that nobody writes: hardly any two long words are
one letter apart."""

ORDINARY = 2.0
OTHER_FORM = 0.5
FREQUENT, RAREST = 0.3, -18.4
"""What speaks for a form besides the logarithm of the number of practices that have it: being an ordinary
word; the practices that have another form of it, in part; in part, being written more often than one word in
a hundred million."""

FOREIGN, OFTEN_IN_ENGLISH = -14.0, -12.5
"""Natural logarithms of the frequency from which a word of English is no Polish one without diacritics, and
from which it is not one with a slip ("content")."""

AS_TYPED, IN_ITS_CASE, AGREEING = 0.5, 5.0, 1.0
"""What speaks for a word as it was typed among words without diacritics, in the case that the preposition
before it asks for, and in a case of the adjective before it or, as the first word, in the nominative."""


def is_english(typed: Sequence[str]) -> bool:
    """Whether a query has words that only English has."""
    return bool(ONLY_ENGLISH.intersection(typed)) and all(word.isascii() for word in typed)


def is_cyrillic(word: str) -> bool:
    return any("\u0400" <= letter <= "\u04ff" for letter in word)


class Restoration:
    """Of the words of one query."""

    def __init__(self, analyser: Analyser, lexicon: Lexicon) -> None:
        self._analyser = analyser
        self._lexicon = lexicon
        self._written = analyser.word_frequencies.of
        self._inflection = Inflection(analyser.dictionary)

    def restore(self, typed: Sequence[str]) -> list[str]:
        """Each word of a query as it was probably meant. A word of the dictionary of Polish is no slip."""
        english, plain = is_english(typed), all(word.isascii() for word in typed)
        words = [self._with_diacritics(word, english, plain) for word in typed]
        if english or self._is_foreign(words):
            return [self._frequent(word, Language.ENGLISH) for word in words]
        if plain and words != list(typed):
            words = list(self._in_context(typed, words))
        return [
            self._frequent(word, Language.UKRAINIAN) if is_cyrillic(word) else self._without_slip(word, plain)
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
        if ordinary and not set(self._analyser.keys(word)).isdisjoint(self._analyser.keys(restored)):
            # Another form of what was typed ("wigilia" where the base has "wigilią") is asked for by what
            # stands before it, or not at all.
            return word
        if self._lexicon.knows(restored) if word.isascii() else self._lexicon.has(restored):
            return restored
        is_foreign = self._written(Language.ENGLISH).log_frequency(word) >= FOREIGN
        return restored if word.isascii() and not is_foreign else word

    def _in_context(self, typed: Sequence[str], words: Sequence[str]) -> Iterator[str]:
        """Who left diacritics out of one word left them out of all, so that a known word may be another one
        too: "z historia" is "z historią", "maja" is "mają". Of equals the one with the fewest."""
        before = ""
        for as_typed, word in zip(typed, words, strict=True):
            best = word
            if not is_stop_word(word) and not (word.isdigit() or is_cyrillic(word)):
                governed = self._inflection.governed(before)
                agreeing = self._inflection.agreeing(before) if before else NOMINATIVE
                spellings = self._lexicon.spellings(as_typed) | {word}
                best = max(
                    spellings if word == as_typed else spellings - {as_typed},
                    key=lambda form: (
                        self._prior(form)
                        + (AS_TYPED if form == as_typed else 0.0)
                        + (IN_ITS_CASE if governed & self._inflection.cases(form) else 0.0)
                        + (AGREEING if agreeing & self._inflection.cases(form) else 0.0),
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

    def _frequent(self, word: str, language: Language) -> str:
        """A frequent word in the place of one that is none, in a language without a dictionary. People hardly
        ever err in the first letter."""
        if self._is_right(word) or not word.isalpha() or not _SHORTEST <= len(word) <= LONGEST:
            return word
        if word in self._written(Language.POLISH) and self._analyser.knows(word):
            return word
        written = self._written(language)
        own = written.log_frequency(word)
        best, most = word, own + (A_SLIP if own == NEVER else A_SLIP_IN_A_WORD)
        if most > MOST_FREQUENT:
            return word
        is_long = own == NEVER and len(word) >= LONG
        near = likely_meant(word, language)
        for form, frequency in zip(near, written.log_frequencies(near).tolist(), strict=True):
            # Nearly all of the hundreds of spellings are no words, and are asked about no further.
            if frequency > NEVER and self._lexicon.names(form):
                frequency = max(frequency, A_LABEL) + IN_A_LABEL
            if frequency <= max(most, LEAST_MEANT):
                continue
            expected = _is_expected(word, form) or (is_long and len(form) == len(word))
            likely = frequency - (0.0 if expected else ANOTHER_LETTER)
            if likely > most:
                best, most = form, likely
        return best

    def _without_slip(self, word: str, plain: bool) -> str:
        if self._is_right(word) or not word.isalpha() or not _SHORTEST <= len(word) <= LONGEST:
            return word
        if self._analyser.knows(word):
            return self._written_one(word)
        if self._written(Language.ENGLISH).log_frequency(word) >= OFTEN_IN_ENGLISH:
            return word
        # Who types no diacritics has not left one out by a slip.
        candidates = {
            form: OSA.distance(word, fold(form) if plain else form) for form in self._lexicon.nearest(word)
        }
        candidates |= dict.fromkeys(self._analyser.words_near(word), 1)
        return min(
            candidates,
            key=lambda form: (candidates[form], form[0] != word[0], -self._likelihood(word, form), form),
            default=word,
        )

    def _written_one(self, word: str) -> str:
        """A word of the base in the place of one that the dictionary has and hardly anybody writes
        ("komisowe" for "komiksowe")."""
        written = self._written(Language.POLISH)
        own = written.log_frequency(word)
        least = own + (A_SLIP if own == NEVER else A_SLIP_IN_A_WORD)
        if least > MOST_FREQUENT:
            return word
        near = likely_meant(word, Language.POLISH)
        often = [
            form
            for form, frequency in zip(near, written.log_frequencies(near).tolist(), strict=True)
            if frequency - (0.0 if _is_expected(word, form) else ANOTHER_LETTER) >= least
            and self._lexicon.has(form)
        ]
        return max(often, key=lambda form: (self._likelihood(word, form), form), default=word)

    def _is_ordinary(self, word: str) -> bool:
        return self._analyser.dictionary.is_ordinary(word)

    def _prior(self, form: str) -> float:
        """How likely a form is, in natural logarithms up to a constant."""
        # A label or synonym is as good as a practice.
        prior = math.log1p(max(self._lexicon.frequency_of_form(form), self._lexicon.names(form)))
        prior += OTHER_FORM * math.log1p(self._lexicon.frequency(form))
        if self._is_ordinary(form):
            prior += ORDINARY
        written = self._written(Language.POLISH).log_frequency(form)
        return prior + FREQUENT * max(0.0, written - RAREST)

    def _likelihood(self, typed: str, form: str) -> float:
        return self._prior(form) - (0.0 if _is_expected(fold(typed), fold(form)) else ANOTHER_LETTER)


def _is_expected(typed: str, meant: str) -> bool:
    """Whether the slip is a letter left out or one of the most usual."""
    return len(typed) < len(meant) or is_usual_slip(typed, meant)
