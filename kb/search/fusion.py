"""From two sides to one ranking, and where the found end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.search.mixture import BM25_SCALE, CUT_OFF, FEEDBACK, MOST_BM25, Mixture

Scores = NDArray[np.float32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What speaks for each practice, one row each (n,).

    `meaning` is the weighted sum of cosines, None while the model is away; `bm25` and `labels` are zero where
    nothing matched; `certain` marks matches that are found whatever the score; `answered` says that some
    practice has all words of the query, so that the base has something on it whatever the cosines;
    `is_stranger` that the query is one word that nobody knows.
    """

    meaning: Scores | None
    bm25: Scores
    labels: Scores
    certain: Mask
    answered: bool = False
    is_stranger: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """`scores` (n,), higher is better; `found` (n,) what the cut-off lets in; `order` the rows, best first:
    the found, then the loosely related, ties by row."""

    scores: Scores
    found: Mask
    order: NDArray[np.int64]


def first_scores(evidence: Evidence, mixture: Mixture) -> Scores:
    """Cosine plus a bounded share of the words."""
    words = np.minimum(evidence.bm25 / BM25_SCALE, MOST_BM25)
    scores: Scores = mixture.words * words + mixture.labels * evidence.labels
    if evidence.meaning is not None:
        scores = scores + evidence.meaning
    return scores.astype(np.float32)


def feedback_rows(scores: Scores) -> tuple[NDArray[np.int64], Scores]:
    """The rows of the first hits and their weights, for pseudo-relevance feedback."""
    most = min(FEEDBACK.hits, len(scores))
    if not most:
        return np.empty(0, np.int64), np.empty(0, np.float32)
    best = np.argpartition(-scores, most - 1)[:most]
    rows = best[np.lexsort((best, -scores[best]))]
    return rows, np.maximum(scores[rows], 0.0) ** FEEDBACK.power


def rank(evidence: Evidence, mixture: Mixture, scores: Scores) -> Ranking:
    """Decide once, from the unfiltered scores, what is found."""
    if evidence.meaning is None:
        # Words alone: what no word matched is not even loosely related.
        found = (evidence.bm25 > 0) | evidence.certain
    else:
        answered = evidence.answered or _is_answered(evidence.meaning / mixture.meaning, evidence.is_stranger)
        best = float(scores.max(initial=0.0))
        near = (scores >= CUT_OFF.share * best) & (scores > 0)
        found = (near if answered else np.zeros_like(near)) | evidence.certain
        if evidence.certain.any():
            # What is near and stands above the best certain match is found too: nothing is lifted over it.
            found |= near & (scores >= scores[evidence.certain].max())
    # Rounded, so that the last bits of a sum decide nothing and every worker has the same order.
    rounded = np.round(scores, 5)
    # One stable sort instead of three keys; no score comes near the step between found and not found.
    order = np.argsort(-(rounded.astype(np.float64) + _FOUND_FIRST * found), kind="stable")
    if evidence.meaning is None:
        order = order[: int(found.sum())]
    return Ranking(rounded, found, order)


def _is_answered(cosines: Scores, is_stranger: bool) -> bool:
    """Whether the nearest practices are near enough to be an answer rather than the least foreign."""
    if not len(cosines):
        return False
    few = min(_NEAREST, len(cosines))
    nearest = np.partition(cosines, len(cosines) - few)[-few:]
    if is_stranger:
        return bool(nearest.max() >= CUT_OFF.answered_stranger)
    return bool(nearest.mean() >= CUT_OFF.answered or nearest.max() >= CUT_OFF.answered_alone)


_NEAREST = 5
_FOUND_FIRST = 1000.0
