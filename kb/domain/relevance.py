"""Relevance judgments and the measures that compare a ranking with them."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """`grades` are 1 to 3 for relevant practices by external id; a judged practice not named has grade 0."""

    id: str
    kind: str
    text: str
    grades: Mapping[str, int]


def ndcg(ranking: Sequence[str], grades: Mapping[str, int], depth: int = 10) -> float:
    """Normalised discounted cumulative gain, gain 2^grade - 1, discount log2(rank + 1).

    Järvelin and Kekäläinen, Cumulated gain-based evaluation of IR techniques, 2002; the gain of Burges et
    al., Learning to rank using gradient descent, 2005. `ranking` holds judged practices only.
    """
    ideal = _dcg(sorted(grades.values(), reverse=True)[:depth])
    return _dcg([grades.get(name, 0) for name in ranking[:depth]]) / ideal if ideal else 0.0


def _dcg(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(grades, start=1))


def recall(ranking: Sequence[str], relevant: Collection[str], depth: int = 10) -> float:
    """The share of the relevant that is among the first `depth`; at most `depth` of them can be."""
    return len(set(ranking[:depth]) & set(relevant)) / min(len(relevant), depth) if relevant else 0.0


def reciprocal_rank(ranking: Sequence[str], relevant: Collection[str]) -> float:
    """1 / the rank of the first relevant practice, 0 when there is none."""
    for rank, name in enumerate(ranking, start=1):
        if name in relevant:
            return 1 / rank
    return 0.0


@dataclass(frozen=True, slots=True)
class SetQuality:
    """How well a found set agrees with the relevant."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def set_quality(found: Collection[str], relevant: Collection[str]) -> SetQuality:
    common = len(set(found) & set(relevant))
    return SetQuality(
        precision=common / len(found) if found else 0.0,
        recall=common / len(relevant) if relevant else 0.0,
    )
