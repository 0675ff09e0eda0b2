"""Labels of the vocabularies and their synonyms, found by how any of their words begins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.domain.facets import Facet
from kb.domain.languages import Language
from kb.domain.text import normalise
from kb.domain.vocabularies import NOT_STATED, Vocabularies
from kb.search.analysis import Analyser, content_words
from kb.search.labels import LabelCode, speaks_for_itself
from kb.search.names import plain
from kb.search.postings import NONE, Postings, PracticeIds
from kb.search.prefixes import PrefixArray, weights
from kb.search.synonyms import ExpressionIndex, Found


@dataclass(frozen=True, slots=True)
class LabelText:
    """A label or a synonym in one language; `keys` holds the keys of each of its words.

    `speaks_for_itself` as in kb.search.labels.
    """

    code: LabelCode
    language: Language
    text: str
    words: tuple[str, ...]
    keys: tuple[frozenset[str], ...]
    speaks_for_itself: bool

    def tier(self, word: str, language: Language) -> int:
        """Labels before synonyms, beginnings before insides, and the reader's language before others."""
        inside = word != self.words[0]
        return inside + 2 * (not self.speaks_for_itself) + 4 * (self.language is not language)


@dataclass(frozen=True, slots=True)
class LabelsView:
    """A moment of the labels that never changes: a label that no published practice has is not met."""

    vocabularies: Vocabularies
    texts: Sequence[LabelText]
    practices: Mapping[LabelCode, PracticeIds]
    prefixes: Mapping[Language, PrefixArray]
    expressions: ExpressionIndex[LabelText]

    def beginning_with(self, beginning: str, language: Language) -> Iterator[tuple[LabelText, int]]:
        """Texts with a word that begins so and their tiers, the best first."""
        array = self.prefixes[language]
        return ((self.texts[number], tier) for number, tier in array.best(*array.range(beginning)))

    def said_by(self, words: Sequence[str]) -> Iterator[Found[LabelText]]:
        """Texts that end with the last of these words, in any inflected form."""
        return (
            found
            for found in self.expressions.find(words)
            if found.end == len(words) and len(self.practices.get(found.value.code, NONE))
        )


class LabelNames:
    """Written by one thread at a time; readers keep the view that they took."""

    def __init__(
        self,
        vocabularies: Vocabularies,
        analyser: Analyser,
        postings: Postings[LabelCode] | None = None,
    ) -> None:
        self._analyser = analyser
        self._texts = list(_texts(vocabularies, analyser))
        self._vocabularies = vocabularies
        self._postings: Postings[LabelCode] = Postings() if postings is None else postings
        self._expressions: ExpressionIndex[LabelText] = ExpressionIndex(analyser)
        for text in self._texts:
            self._expressions.add(text.text, text)
        entries = sorted(
            (f"{word}\0{normalise(text.text)}\0{number:06d}", number, word)
            for number, text in enumerate(self._texts)
            for word in dict.fromkeys(text.words)
        )
        self._keys = [key for key, _, _ in entries]
        self._owners = np.array([number for _, number, _ in entries], np.int32)
        self._codes = list(dict.fromkeys(text.code for text in self._texts))
        numbers = {code: number for number, code in enumerate(self._codes)}
        self._code_of_key = np.array([numbers[self._texts[n].code] for _, n, _ in entries], np.int64)
        self._lengths = np.array([len(self._texts[number].text) for _, number, _ in entries], np.int64)
        self._tiers = {
            language: np.array([self._texts[n].tier(word, language) for _, n, word in entries], np.int64)
            for language in Language
        }
        self.view = self._view()

    def renewed(self, vocabularies: Vocabularies) -> LabelNames:
        """Other labels over the same practices; this one must not be updated any more."""
        return LabelNames(vocabularies, self._analyser, self._postings)

    def update(self, codes_of: Mapping[int, Iterable[LabelCode]]) -> None:
        """Give practices their codes in place of those they had."""
        stated = {number: [c for c in codes if c[1] != NOT_STATED] for number, codes in codes_of.items()}
        if self._postings.update(stated):
            self.view = self._view()

    def _view(self) -> LabelsView:
        practices = dict(zip(self._postings.names, self._postings.practices, strict=True))
        counts = np.array([len(practices.get(code, NONE)) for code in self._codes], np.int64)[
            self._code_of_key
        ]
        return LabelsView(self._vocabularies, self._texts, practices, self._arrays(counts), self._expressions)

    def _arrays(self, counts: NDArray[np.int64]) -> dict[Language, PrefixArray]:
        return {
            language: PrefixArray(self._keys, self._owners, weights(tiers, counts, self._lengths))
            for language, tiers in self._tiers.items()
        }


def _texts(vocabularies: Vocabularies, analyser: Analyser) -> Iterator[LabelText]:
    for facet in Facet:
        for term in vocabularies.of_facet(facet):
            for language in Language:
                for text in dict.fromkeys((term.labels[language], *term.synonyms[language])):
                    words = tuple(content_words(text))
                    if not words:
                        continue
                    yield LabelText(
                        code=(facet, term.code),
                        language=language,
                        text=text,
                        words=tuple(plain(word) for word in words),
                        keys=tuple(frozenset(analyser.keys(word)) for word in words),
                        speaks_for_itself=speaks_for_itself(text, term, language),
                    )
