"""Ways on when little or nothing is found, from what the search has computed anyway."""

from __future__ import annotations

import math
from collections.abc import Mapping, Set

import numpy as np
from numpy.typing import NDArray

from kb.domain.facets import Facet
from kb.domain.hits import FEW, Guidance, Loosening, NearLabel
from kb.domain.query import Filters, SearchQuery
from kb.domain.text import normalise, word_spans
from kb.domain.vocabularies import NOT_STATED, Vocabularies
from kb.search.analysis import is_stop_word
from kb.search.catalogue import Catalogue, CatalogueView
from kb.search.facets import Mask, all_of
from kb.search.fusion import Ranking
from kb.search.interpretation import NOTHING_SAID, Interpretation
from kb.search.lexicon import Lexicon
from kb.search.understanding import UnderstoodQuery

MOST_REWORDINGS = 3
MOST_UNKNOWN = 3
"""Unknown words up to which others are sought for them: each costs a walk through all known words."""
MOST_LABELS = 4
_BROWSED = (Facet.THEME, Facet.AUDIENCE, Facet.FORM)
_TOP = 10
"""Practices at the top of the ranking whose labels are looked at."""
_SUPPORT = 3
"""How many of them have to share a label before it counts as typical of them."""


class Guide:
    def __init__(self, vocabularies: Vocabularies, catalogue: Catalogue, lexicon: Lexicon) -> None:
        self._vocabularies = vocabularies
        self._catalogue = catalogue
        self._lexicon = lexicon

    def of(
        self,
        query: SearchQuery,
        understood: UnderstoodQuery,
        view: CatalogueView,
        ranking: Ranking,
        masks: Mapping[Facet, Mask],
        total: int,
        interpretation: Interpretation = NOTHING_SAID,
    ) -> Guidance:
        """`masks` are those of the query's filters, `total` what is found with all of them."""
        if total >= FEW:
            return Guidance()
        everything = int(ranking.found.sum())
        return Guidance(
            loosen=loosenings(ranking.found, query.filters, masks, total),
            without_filters=everything,
            did_you_mean=() if everything else rewordings(understood, self._lexicon, _said(interpretation)),
            nearest=() if total else self._nearest(query, understood, view, ranking),
        )

    def _nearest(
        self, query: SearchQuery, understood: UnderstoodQuery, view: CatalogueView, ranking: Ranking
    ) -> tuple[NearLabel, ...]:
        """The labels most typical of what stands first in the ranking; the most frequent themes where nothing
        stands there because of its meaning or of its words."""
        numbers = view.codes.sum(axis=0)
        scores = np.zeros(len(numbers)) if understood.is_empty else _typical(view, ranking, numbers)
        offered = [
            (facet, code)
            for facet in _BROWSED
            for code in self._vocabularies.of_facet(facet).codes
            if code != NOT_STATED and code not in query.filters.get(facet, ())
        ]
        columns = self._catalogue.columns
        typical = [pair for pair in offered if scores[columns[pair]] > 0]
        if typical:
            best = sorted(typical, key=lambda pair: -scores[columns[pair]])
        else:
            themes = [pair for pair in offered if pair[0] is Facet.THEME and numbers[columns[pair]]]
            best = sorted(themes, key=lambda pair: -int(numbers[columns[pair]]))
        return tuple(
            NearLabel(
                facet,
                code,
                self._vocabularies.label(facet, code, query.language),
                int(numbers[columns[facet, code]]),
            )
            for facet, code in best[:MOST_LABELS]
        )


def loosenings(
    found: Mask, filters: Filters, masks: Mapping[Facet, Mask], total: int
) -> tuple[Loosening, ...]:
    """What each facet hides: the found without its choice, most first, only where that is more."""
    loosened = [
        Loosening(facet, tuple(filters[facet]), int((found & all_of(masks, len(found), but=facet)).sum()))
        for facet in masks
    ]
    return tuple(
        sorted(
            (loosening for loosening in loosened if loosening.total > total),
            key=lambda loosening: (-loosening.total, loosening.facet),
        )
    )


def rewordings(
    understood: UnderstoodQuery, lexicon: Lexicon, said: Set[str] = frozenset()
) -> tuple[str, ...]:
    """The query with near known words in the places of its unknown ones; each first with its best ones.

    Words of what is `said` are understood already, in whatever form: "без грошей" is no slip for "гроші".
    None where many or most of the words are unknown: that is another language, or no language at all.
    """
    spans = word_spans(understood.text)
    words = [normalise(understood.text[start:end]) for start, end in spans]
    unknown = [
        place
        for place, word in enumerate(words)
        if not is_stop_word(word) and word not in said and not lexicon.knows(word)
    ]
    content = sum(not is_stop_word(word) for word in words)
    if len(unknown) > MOST_UNKNOWN or (len(unknown) > 1 and len(unknown) * 2 > content):
        return ()
    # A word that was restored to one that the base does not have either may have been meant otherwise.
    typed = {normalise(word.searched): normalise(word.typed) for word in understood.restored}
    candidates = {
        place: near
        for place in unknown
        if (near := lexicon.near(typed.get(words[place], words[place]), MOST_REWORDINGS))
    }
    longest = max((len(near) for near in candidates.values()), default=0)
    texts = []
    for number in range(longest):
        text = understood.text
        for place in sorted(candidates, reverse=True):
            start, end = spans[place]
            near = candidates[place]
            text = text[:start] + near[min(number, len(near) - 1)] + text[end:]
        texts.append(text)
    return tuple(texts)


def _said(interpretation: Interpretation) -> frozenset[str]:
    """The words that were recognised, as they were typed or meant."""
    texts = [found.words for found in interpretation.facets]
    texts += [found.words for found in interpretation.libraries]
    return frozenset(normalise(text[start:end]) for text in texts for start, end in word_spans(text))


def _typical(view: CatalogueView, ranking: Ranking, numbers: NDArray[np.int64]) -> NDArray[np.float64]:
    """For each column the sum over the first practices that have it of 1 / (rank + 1), times
    log(n / practices with it)."""
    first = ranking.first(_TOP, ranking.scores > 0).tolist()
    codes = view.codes[first]
    ranks = 1.0 / (np.arange(len(first)) + 1.0)
    rarity = np.array([math.log(len(view) / number) if number else 0.0 for number in numbers])
    scores: NDArray[np.float64] = ranks @ codes * rarity
    scores[codes.sum(axis=0) < _SUPPORT] = 0.0
    return scores
