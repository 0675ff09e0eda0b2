"""From two sides to one ranking, and where the found end."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kb.search.mixture import BM25_SCALE, CONDITIONS, CUT_OFF, FEEDBACK, MOST_BM25, Mixture

Scores = NDArray[np.float32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What speaks for each practice, one row each (n,).

    `meaning` is the weighted sum of cosines, None while the model is away; `bm25` and `labels` are zero where
    nothing matched; `certain` marks matches that are found whatever the score; `answered` says that some
    practice has all words of the query, or that most of them are labels, so that the base has something on it
    whatever the cosines; `is_stranger` that the query is one word that nobody knows; `strangeness` and
    `label_words` say how strange its words are and how much labels tell, both 0 to 1; `domain` how much it is
    of the world of libraries (-1 to 1), None when that is unknown. `incidental` marks matches of one word
    among several, certain unless the query is of another world. `fulfilled` is how far each practice fulfils
    the conditions of a query that lists nothing else (0 to 1).
    """

    meaning: Scores | None
    bm25: Scores
    labels: Scores
    certain: Mask
    answered: bool = False
    is_stranger: bool = False
    strangeness: float = 0.0
    label_words: float = 0.0
    domain: float | None = None
    incidental: Mask | None = None
    fulfilled: Scores | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """`scores` (n,), higher is better; `found` (n,) what the cut-off lets in; `listed` (n,) the found and the
    loosely related; `precedence` (n,), smaller stands before greater, ties by row."""

    scores: Scores
    found: Mask
    listed: Mask
    precedence: NDArray[np.float64]

    def first(self, number: int, among: Mask | None = None) -> NDArray[np.int64]:
        """The first rows, of all that are listed or of those in a mask (n,); the rest is never sorted. The
        found stand before the others, so that they are enough where there are as many."""
        rows = np.flatnonzero(self.found if among is None else self.found & among)
        if not 0 < number <= len(rows):
            rows = np.flatnonzero(self.listed if among is None else self.listed & among)
        keys = self.precedence[rows]
        if 0 < number < len(rows):
            within = keys <= np.partition(keys, number - 1)[number - 1]
            rows, keys = rows[within], keys[within]
        return rows[np.argsort(keys, kind="stable")[:number]]

    def with_fitting_first(self, fitting: NDArray[np.int64]) -> Ranking:
        """The found with the larger number (n,) first, otherwise in their order; nothing else moves."""
        found = self.precedence[self.found]
        if not len(found):
            return self
        step = float(np.ptp(found)) + 1.0
        return replace(self, precedence=self.precedence - step * np.where(self.found, fitting, 0))


def first_scores(evidence: Evidence, mixture: Mixture) -> Scores:
    """Cosine plus a bounded share of the words."""
    words = np.minimum(evidence.bm25 / BM25_SCALE, MOST_BM25)
    scores: Scores = mixture.words * words + mixture.labels * evidence.labels
    if evidence.meaning is not None:
        scores = scores + evidence.meaning
    if evidence.fulfilled is not None:
        scores = scores + CONDITIONS.step * evidence.fulfilled
    return scores.astype(np.float32)


def best_rows(scores: Scores, number: int) -> NDArray[np.int64]:
    """The rows of the highest scores, best first, ties by row; all rows when there are no more."""
    rows = np.arange(len(scores))
    if 0 < number < len(scores):
        rows = np.flatnonzero(scores >= np.partition(scores, -number)[-number])
    return rows[np.argsort(-scores[rows], kind="stable")[:number]]


def feedback_weights(scores: Scores) -> Scores:
    """What the first hits, best first, weigh in pseudo-relevance feedback."""
    behind = max(float(scores[FEEDBACK.hits]), 0.0) if len(scores) > FEEDBACK.hits else 0.0
    above = np.maximum(scores[: FEEDBACK.hits] - np.float32(FEEDBACK.level * behind), 0.0)
    weights: Scores = above ** np.float32(FEEDBACK.power)
    return weights


def rank(evidence: Evidence, mixture: Mixture, scores: Scores) -> Ranking:
    """Decide once, from the unfiltered scores, what is found."""
    certain = evidence.certain
    if evidence.fulfilled is not None:
        found = evidence.fulfilled >= CONDITIONS.share * evidence.fulfilled.max(initial=0.0)
    elif evidence.meaning is None:
        # Words alone: what no word matched is not even loosely related.
        found = (evidence.bm25 > 0) | certain
        if evidence.incidental is not None:
            found |= evidence.incidental
    else:
        nearest, nearness = _nearness(evidence.meaning, mixture, evidence)
        if evidence.incidental is not None and not _is_elsewhere(nearness, evidence):
            certain = certain | evidence.incidental
        answered = evidence.answered or _is_answered(nearest, nearness, evidence)
        best = float(scores.max(initial=0.0))
        near = (scores >= CUT_OFF.share * best) & (scores > 0)
        found = (near if answered else np.zeros_like(near)) | certain
        if certain.any():
            # What is near and stands above the best certain match is found too: nothing is lifted over it.
            found |= near & (scores >= scores[certain].max())
    # Rounded, so that the last bits of a sum decide nothing and every worker has the same order.
    rounded = np.round(scores, 5)
    # One number instead of two keys; no score comes near the step between found and not found.
    precedence = -(rounded.astype(np.float64) + _FOUND_FIRST * found)
    listed = found if evidence.meaning is None else np.ones_like(found)
    return Ranking(rounded, found, listed, precedence)


def _is_answered(nearest: float, nearness: float, evidence: Evidence) -> bool:
    """Whether the nearest practices are near enough to be an answer rather than the least foreign."""
    if evidence.is_stranger:
        return nearest >= CUT_OFF.answered_stranger
    return nearness >= (CUT_OFF.answered_unplaced if evidence.domain is None else CUT_OFF.answered)


def _is_elsewhere(nearness: float, evidence: Evidence) -> bool:
    """Whether the query is so far from all practices and from libraries that its words only look alike."""
    return evidence.domain is not None and nearness < CUT_OFF.elsewhere


def _nearness(meaning: Scores, mixture: Mixture, evidence: Evidence) -> tuple[float, float]:
    """The best cosine, and how near the best few come with all that speaks for or against an answer."""
    few = min(CUT_OFF.nearest, len(meaning))
    if not few:
        return -1.0, -1.0
    best = np.partition(meaning, len(meaning) - few)[-few:] / mixture.meaning
    signs = CUT_OFF.label_words * evidence.label_words - CUT_OFF.strangeness * evidence.strangeness
    return float(best.max()), float(best.mean()) + signs + CUT_OFF.domain * (evidence.domain or 0.0)


_FOUND_FIRST = 1000.0
