"""One practice beside the nearest others: which are shown, and in what they differ."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.domain.facets import Facet
from kb.domain.neighbours import Difference, NearBy
from kb.search.catalogue import Catalogue, CatalogueView
from kb.search.diversity import Allowed, maximal_marginal_relevance
from kb.search.neighbour_rules import (
    CONTRAST,
    CONTRASTING_NEAREST,
    CONTRASTING_OF_LIBRARY,
    DECISIVE,
    OF_FORM,
    OF_KIND,
    ORDERED,
    SIMILAR_NEAREST,
    SIMILAR_OF_LIBRARY,
    TRADE_OFF,
    Nearest,
)

Vectors = NDArray[np.float32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """The nearest of a practice, best first: rows of the catalogue (n,), how near they are to it (n,), and
    the cosines between them (n, n)."""

    by: NearBy
    rows: NDArray[np.int64]
    nearness: Vectors
    similarity: Vectors

    @classmethod
    def ordered(cls, by: NearBy, rows: NDArray[np.int64], nearness: Vectors, vectors: Vectors) -> Candidates:
        """`vectors` (n, dimension) of unit length."""
        # Rounded, so that equals stand in the order of rows whatever the last bits of the products are.
        order = np.lexsort((rows, -np.round(nearness, 5)))
        # Not by BLAS: for so few vectors the waking of its threads costs more than the products.
        similarity = np.einsum("ik,jk->ij", vectors[order], vectors[order])
        return cls(by, rows[order], nearness[order], similarity)


class Comparison:
    """`own`: the codes of the practice, bool (columns,); `codes`: those of its candidates, bool (n, columns).
    Candidates are numbered as they stand there."""

    def __init__(self, catalogue: Catalogue, view: CatalogueView, own: int, candidates: Candidates) -> None:
        self._columns = catalogue.facet_columns
        self._pairs = tuple(catalogue.columns)
        self._candidates = candidates
        self._own_library = int(view.libraries[own])
        self._libraries = view.libraries[candidates.rows]
        self.own = view.codes[own]
        self.codes = np.ascontiguousarray(view.codes[candidates.rows])

    def similar(self, most: int) -> list[int]:
        """Near and unlike each other, the nearest first."""
        near = self._near(SIMILAR_NEAREST)

        def allowed(at: int, chosen: Sequence[int]) -> bool:
            of_library = self._of_library(at, chosen) + self._is_own_library(at)
            return of_library < SIMILAR_OF_LIBRARY and self._is_new_kind(at, chosen, int(OF_FORM * most))

        return self._chosen(self._candidates.nearness, near, most, allowed)

    def contrasting(self, most: int, taken: Sequence[int]) -> list[int]:
        """In other circumstances, none of those taken; near and different first."""
        differs = {facet: self._differs(facet) for facet in CONTRAST}
        score = self._candidates.nearness + sum(
            np.float32(bonus) * differs[facet] for facet, bonus in CONTRAST.items()
        )
        possible = self._near(CONTRASTING_NEAREST)
        possible &= np.any([differs[facet] > 0 for facet in DECISIVE], axis=0)
        possible[list(taken)] = False

        def allowed(at: int, chosen: Sequence[int]) -> bool:
            return (
                not self._is_own_library(at)
                and self._of_library(at, chosen) < CONTRASTING_OF_LIBRARY
                and self._is_new_kind(at, chosen, math.ceil(OF_FORM * most))
            )

        return self._chosen(score, possible, most, allowed)

    def differences(self, at: int) -> Iterator[Difference]:
        """The facets of which both state something and nothing in common."""
        for facet in CONTRAST:
            here, there = (self._codes_of(codes, facet) for codes in (self.own, self.codes[at]))
            if here and there and not set(here) & set(there):
                yield Difference(facet, here, there)

    def _chosen(self, score: Vectors, possible: Mask, most: int, allowed: Allowed) -> list[int]:
        chosen = maximal_marginal_relevance(
            score, self._candidates.similarity, TRADE_OFF, possible, most, allowed
        )
        return sorted(chosen, key=lambda at: (-float(score[at]), at))

    def _near(self, nearest: Nearest) -> Mask:
        nearness = self._candidates.nearness
        least = max(nearest.floor[self._candidates.by], nearest.share * float(nearness.max(initial=0)))
        near: Mask = nearness >= least
        return near

    def _is_new_kind(self, at: int, chosen: Sequence[int], of_form: int) -> bool:
        forms, audiences = (self.codes[:, self._columns[facet]] for facet in (Facet.FORM, Facet.AUDIENCE))
        alike = [other for other in chosen if (forms[other] & forms[at]).any()]
        same = sum(bool((audiences[other] == audiences[at]).all()) for other in alike)
        return len(alike) < max(1, of_form) and same < OF_KIND

    def _is_own_library(self, at: int) -> bool:
        return bool(self._libraries[at] == self._own_library >= 0)

    def _of_library(self, at: int, chosen: Sequence[int]) -> int:
        if self._libraries[at] < 0:
            return 0
        return sum(bool(self._libraries[other] == self._libraries[at]) for other in chosen)

    def _codes_of(self, codes: Mask, facet: Facet) -> tuple[str, ...]:
        columns = self._columns[facet]
        return tuple(self._pairs[columns.start + at][1] for at in np.flatnonzero(codes[columns]))

    def _differs(self, facet: Facet) -> Vectors:
        """How far each candidate is in this facet, float32 (n,), from 0 (no difference) to 1."""
        columns = self._columns[facet]
        own, codes = self.own[columns], self.codes[:, columns]
        differs: Vectors = (codes.any(axis=1) & own.any() & ~(codes & own).any(axis=1)).astype(np.float32)
        if facet in ORDERED:
            # One value each: the place of the only True is its rank.
            steps = np.abs(codes.argmax(axis=1) - int(own.argmax()))
            differs *= np.where(steps > 1, 1, 0.5).astype(np.float32)
        return differs
