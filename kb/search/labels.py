"""What the ranking takes a query to say in the terms of the vocabularies, in any of the three languages.

What is suggested to a person is kb.search.interpretation.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from kb.domain.facets import Facet
from kb.domain.languages import Language
from kb.domain.text import normalise
from kb.domain.vocabularies import Term, Vocabularies
from kb.search.analysis import Analyser, content_words
from kb.search.catalogue import Catalogue, CatalogueView
from kb.search.names import plain
from kb.search.synonyms import ExpressionIndex, Found

LabelCode = tuple[Facet, str]


class Labels:
    """Labels and synonyms of every code, recognised in any inflected form."""

    def __init__(self, vocabularies: Vocabularies, analyser: Analyser) -> None:
        self._index: ExpressionIndex[LabelCode] = ExpressionIndex(analyser)
        self._own: ExpressionIndex[LabelCode] = ExpressionIndex(analyser)
        self.words: frozenset[str] = frozenset()
        for facet in Facet:
            for term in vocabularies.of_facet(facet):
                for language in Language:
                    for text in (term.labels[language], *term.synonyms[language]):
                        self._index.add(text, (facet, term.code))
                        if speaks_for_itself(text, term, language):
                            self._own.add(text, (facet, term.code))
                        self.words |= set(content_words(text))

    def recognise(self, words: Sequence[str]) -> Iterator[Found[LabelCode]]:
        return self._index.find(words)

    def named_by(self, words: Sequence[str]) -> Iterator[LabelCode]:
        """Codes whose label, or what it is abbreviated to, is all of these words. A synonym may be narrower
        than its label: "komiks" is no name of reading."""
        return (found.value for found in self._own.find(words) if found.end - found.start == len(words))


def speaks_for_itself(text: str, term: Term, language: Language) -> bool:
    """Whether a text of a term is its label, or what the label's words are abbreviated to ("KGW")."""
    initials = "".join(word[0] for word in content_words(term.labels[language]))
    is_abbreviation = len(initials) > 1 and plain(normalise(text)) == plain(initials)
    return text == term.labels[language] or is_abbreviation


def label_scores(
    codes: Sequence[LabelCode], catalogue: Catalogue, view: CatalogueView
) -> NDArray[np.float32]:
    """For each row the sum over its codes among `codes` of their rarity."""
    scores = np.zeros(len(view), np.float32)
    for code in codes:
        column = view.codes[:, catalogue.columns[code]]
        scores[column] += _rarity(int(column.sum()), len(view))
    return scores


def told_by_labels(
    recognised: Iterable[Found[LabelCode]], words: int, catalogue: Catalogue, view: CatalogueView
) -> float:
    """How much of a query of so many words labels tell: the mean over its words of the rarity of the rarest
    code that the word stands for, so that "lonely" tells much and "adults" little."""
    told: dict[int, float] = {}
    for found in recognised:
        rarity = _rarity(int(view.codes[:, catalogue.columns[found.value]].sum()), len(view))
        for place in range(found.start, found.end):
            told[place] = max(rarity, told.get(place, 0.0))
    return sum(told.values()) / max(1, words)


def _rarity(having: int, practices: int) -> float:
    """log(practices / having) / log(practices): 0 for what all have or none, 1 for what one alone has."""
    return math.log(practices / having) / math.log(practices) if having and practices > 1 else 0.0
