"""How much each signal counts: the one place where the ranking's numbers are read from.

Chosen on the visible judged queries among few, rounded values; docs/search-quality.md has the table that
justifies them and says how to make it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kb.domain.facets import Facet

KEYWORDS_AT_MOST = 3
"""Content words up to which a query is taken for bare keywords rather than a need told in a sentence."""


@dataclass(frozen=True, slots=True)
class Mixture:
    """Shares of a score. The first three weigh cosines between centred vectors of the query and of the
    record, of its need, of its topic (title and labels); `words` weighs bm25 over `BM25_SCALE`, at most
    `MOST_BM25`; `labels` weighs what the query says in the vocabularies' own terms."""

    record: float
    need: float
    topic: float
    words: float
    labels: float

    @property
    def meaning(self) -> float:
        return self.record + self.need + self.topic


SENTENCE = Mixture(record=0.7, need=0.8, topic=0.2, words=0.1, labels=0.2)
KEYWORDS = Mixture(record=0.7, need=0.4, topic=0.3, words=0.25, labels=0.15)

MIXTURES = (SENTENCE, KEYWORDS)

BM25_SCALE = 10.0
MOST_BM25 = 1.5

COMMON_SHARE = 0.05
COMMON_AT_LEAST = 500
"""A word in more than this share of the practices, and in more than so many of them, adds no bm25."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """Pseudo-relevance feedback (Rocchio 1971): what is near the first hits comes nearer.

    `weight` times the cosine with the mean of the topics of the first `hits`, each weighed by what its score
    has above `level` times that of the first hit behind them, to the power of `power`: so the last of them
    counts for little, and it matters less who stands there. It is given to the best `reach` practices: in a
    large base those behind them would not be read anyway, and their vectors need not be.
    """

    hits: int
    weight: float
    level: float
    power: float
    reach: int


FEEDBACK = Feedback(hits=6, weight=0.7, level=0.9, power=1.5, reach=200)


@dataclass(frozen=True, slots=True)
class CutOff:
    """What counts as found.

    A score of at least `share` of the best one, in a query that the base answers at all. It does when the
    mean of the `nearest` best cosines (the meaning's part of the mixture, divided by its weights), less
    `strangeness` times the share of words that are Polish but strange to the base (a word that is strange
    to the dictionary too counts half: it may be of another language), plus `label_words` times what labels
    tell of it (kb.search.labels.told_by_labels), plus `domain` times the cosine of the query with the
    direction from other worlds to that of libraries, reaches `answered`; `answered_unplaced` where that
    direction is unknown. Below `elsewhere` the query is of another world, and a rare word of it that stands
    in a title has another sense there.

    A lone word that nobody knows, neither the base nor the dictionary, has to come nearer: its best cosine
    has to reach `answered_stranger`. A query of which the share `labelled` are labels is answered in any
    case. `rare` is the share of practices up to which a word is so rare that its match in a title, label or
    name is found whatever the score.
    """

    share: float
    nearest: int
    answered: float
    domain: float
    elsewhere: float
    answered_unplaced: float
    strangeness: float
    label_words: float
    answered_stranger: float
    labelled: float
    rare: float


CUT_OFF = CutOff(
    share=0.44,
    nearest=10,
    answered=-0.02,
    domain=1.0,
    elsewhere=-0.1,
    answered_unplaced=0.126,
    strangeness=0.05,
    label_words=0.1,
    answered_stranger=0.28,
    labelled=0.6,
    rare=0.03,
)


@dataclass(frozen=True, slots=True)
class Conditions:
    """For queries that list conditions (kb.search.conditions).

    A practice fulfils them by the sum of the `weights` of those that it meets; of the facets in `silent` one
    that it says nothing of counts `unknown`. What reaches `share` of the best is found. `step` is added for
    all of them together: the meaning decides among those that fulfil as much, and cost is a soft sign.
    """

    weights: Mapping[Facet, float]
    silent: frozenset[Facet]
    unknown: float
    share: float
    step: float


CONDITIONS = Conditions(
    weights={
        Facet.AUDIENCE: 2.0,
        Facet.PARTNER: 1.0,
        Facet.PLACE_SIZE: 1.0,
        Facet.VOIVODESHIP: 1.0,
        Facet.COST: 0.5,
    },
    silent=frozenset((Facet.COST, Facet.PLACE_SIZE)),
    unknown=0.5,
    share=0.75,
    step=4.0,
)


def mixture_for(content_words: int) -> Mixture:
    """A bare keyword wants labels, names and the word itself; a sentence wants its meaning."""
    return KEYWORDS if content_words <= KEYWORDS_AT_MOST else SENTENCE
