"""Practices beside a practice: similar ones, and the same matter in other circumstances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.domain.neighbours import NearBy, Nearness
from kb.search.catalogue import Catalogue, CatalogueView
from kb.search.comparison import Candidates, Comparison
from kb.search.mixture import SENTENCE
from kb.search.neighbour_rules import LABELS_WEIGHT, POOL, SHARED_FACETS
from kb.search.semantic import Meaning

Vectors = NDArray[np.float32]
Rows = NDArray[np.int64]
Found = tuple[tuple[int, Nearness], ...]
"""(practice id, how it lies), best first."""


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    by: NearBy
    similar: Found
    contrasting: Found


class NeighbourSearch:
    """Chooses by meaning and labels; while vectors are missing or the model is away, by labels alone, of
    which a rare one counts more than one that most practices have."""

    def __init__(self, catalogue: Catalogue, meaning: Meaning) -> None:
        self._catalogue = catalogue
        self._meaning = meaning
        self._shared = np.array([facet in SHARED_FACETS for facet, _ in catalogue.columns])

    def around(self, practice_id: int, similar: int, contrasting: int) -> Neighbourhood:
        """At most so many of each; none of a practice that is not published."""
        view = self._catalogue.view
        own = int(view.rows(np.array([practice_id], np.int64))[0])
        if own < 0:
            return Neighbourhood(NearBy.LABELS, (), ())
        rarity = self._rarity(view)
        candidates = self._by_meaning(practice_id, own, view, rarity) or self._by_labels(own, view, rarity)
        comparison = Comparison(self._catalogue, view, own, candidates)
        near = comparison.similar(similar)
        far = comparison.contrasting(contrasting, near)
        pairs = tuple(self._catalogue.columns)

        def found(at: int) -> tuple[int, Nearness]:
            shared = np.flatnonzero(comparison.codes[at] & comparison.own & self._shared)
            rarest = shared[np.argsort(-rarity[shared], kind="stable")]
            nearness = Nearness(
                score=float(candidates.nearness[at]),
                shared=tuple(pairs[column] for column in rarest),
                differs=tuple(comparison.differences(at)),
            )
            return int(view.ids[candidates.rows[at]]), nearness

        return Neighbourhood(candidates.by, tuple(map(found, near)), tuple(map(found, far)))

    def _by_meaning(
        self, practice_id: int, own: int, view: CatalogueView, rarity: Vectors
    ) -> Candidates | None:
        if not self._meaning.covers(len(view)):
            return None
        vectors = self._meaning.mixed(SENTENCE)
        of_practice = vectors.vectors_of(practice_id)
        if not len(of_practice):
            return None
        # Of a record of several passages the first: it has the need and the summary.
        direction = _unit(of_practice[:1])[0]
        scores = vectors.scores(direction)
        known = view.rows(vectors.keys)
        nearest = _largest(scores, np.flatnonzero((known >= 0) & (known != own)))
        # The mixed vectors are sums and of unequal length: those taken by product are compared by cosine.
        meanings = _nearest_of([vectors.vectors_of(int(vectors.keys[at])) for at in nearest], direction)
        rows = known[nearest]
        cosines = meanings @ direction + np.float32(LABELS_WEIGHT) * self._label_cosines(
            own, rows, view, rarity
        )
        return Candidates.ordered(NearBy.MEANING, rows, cosines, meanings)

    def _by_labels(self, own: int, view: CatalogueView, rarity: Vectors) -> Candidates:
        used = np.flatnonzero(view.codes[own] & self._shared)
        scores = view.codes[:, used].astype(np.float32) @ np.square(rarity[used])
        possible = np.flatnonzero(scores > 0)
        rows = _largest(scores, possible[possible != own])
        cosines = self._label_cosines(own, rows, view, rarity)
        return Candidates.ordered(NearBy.LABELS, rows, cosines, self._label_vectors(rows, view, rarity))

    def _label_cosines(self, own: int, rows: Rows, view: CatalogueView, rarity: Vectors) -> Vectors:
        cosines: Vectors = (
            self._label_vectors(rows, view, rarity)
            @ self._label_vectors(np.array([own], np.int64), view, rarity)[0]
        )
        return cosines

    def _label_vectors(self, rows: Rows, view: CatalogueView, rarity: Vectors) -> Vectors:
        """float32 (rows, columns), of unit length, 0 for a practice without labels."""
        return _unit(view.codes[rows].astype(np.float32) * np.where(self._shared, rarity, np.float32(0)))

    def _rarity(self, view: CatalogueView) -> Vectors:
        """Inverse document frequency of each code, float32 (columns,); above 0 also for what all have."""
        frequency = view.count(np.ones(len(view), np.bool_))[: len(self._shared)]
        return np.log((2 + len(view)) / (1 + frequency)).astype(np.float32)


def _largest(scores: Vectors, among: Rows) -> Rows:
    """The places, among these, of the `POOL` largest scores."""
    if len(among) <= POOL:
        return among
    return among[np.argpartition(-scores[among], POOL)[:POOL]]


def _unit(vectors: Vectors) -> Vectors:
    """Each row (n, dimension) divided by its length; a row of zeros stays."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    units: Vectors = (vectors / np.maximum(lengths, np.float32(1e-9))).astype(np.float32)
    return units


def _nearest_of(groups: Sequence[Vectors], direction: Vectors) -> Vectors:
    """Of each group (m, dimension) the vector with the largest cosine, in unit length (groups, dimension)."""
    if not groups:
        return np.empty((0, len(direction)), np.float32)
    units = _unit(np.concatenate(groups))
    if len(units) == len(groups):
        return units
    parts = np.split(units, np.cumsum([len(group) for group in groups])[:-1])
    return np.array([part[int(np.argmax(part @ direction))] for part in parts])
