"""What the ranking takes a query to say in the terms of the vocabularies, in any of the three languages.

What is suggested to a person is kb.search.interpretation.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from kb.domain.facets import Facet
from kb.domain.languages import Language
from kb.domain.vocabularies import Vocabularies
from kb.search.analysis import Analyser, content_words
from kb.search.catalogue import Catalogue, CatalogueView
from kb.search.synonyms import ExpressionIndex, Found

LabelCode = tuple[Facet, str]


class Labels:
    """Labels and synonyms of every code, recognised in any inflected form."""

    def __init__(self, vocabularies: Vocabularies, analyser: Analyser) -> None:
        self._index: ExpressionIndex[LabelCode] = ExpressionIndex(analyser)
        self.words: frozenset[str] = frozenset()
        for facet in Facet:
            for term in vocabularies.of_facet(facet):
                for language in Language:
                    for text in (term.labels[language], *term.synonyms[language]):
                        self._index.add(text, (facet, term.code))
                        self.words |= set(content_words(text))

    def recognise(self, words: Sequence[str]) -> Iterator[Found[LabelCode]]:
        return self._index.find(words)


def label_scores(
    codes: Sequence[LabelCode], catalogue: Catalogue, view: CatalogueView
) -> NDArray[np.float32]:
    """For each row the sum over its codes among `codes` of log(n / practices with the code) / log(n)."""
    scores = np.zeros(len(view), np.float32)
    if len(view) < 2:
        return scores
    for code in codes:
        column = view.codes[:, catalogue.columns[code]]
        number = int(column.sum())
        if number:
            scores[column] += math.log(len(view) / number) / math.log(len(view))
    return scores
