"""The published practices as arrays: what filters and facets are computed on."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.domain.facets import Facet
from kb.domain.libraries import PublishedLibrary
from kb.domain.terminology import MOST_ADDED, can_grow
from kb.domain.vocabularies import Vocabularies
from kb.search.postings import PracticeIds


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One published practice; `published` is any number that grows with the time of publication."""

    practice_id: int
    published: float
    codes: tuple[tuple[Facet, str], ...]
    library: PublishedLibrary | None = None


@dataclass(frozen=True, slots=True)
class CatalogueView:
    """A moment of the catalogue that never changes. Row i of every array is the same practice.

    ids: int64 (n,); published: float64 (n,); codes: bool (n, columns);
    libraries: int64 (n,), a number for each library, -1 for a practice of several;
    stated: bool (n, columns + facets), the codes and after them whether a facet has any, by rows in memory;
    packed: uint8 (columns + facets, n / 8), the same by columns, eight practices to a byte, since counting
    bits is many times quicker than adding booleans;
    row_of: int64 (largest id + 2,), -1 where no practice has the id.
    """

    ids: NDArray[np.int64]
    published: NDArray[np.float64]
    codes: NDArray[np.bool_]
    libraries: NDArray[np.int64]
    stated: NDArray[np.bool_]
    packed: NDArray[np.uint8]
    row_of: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.ids)

    def rows(self, practice_ids: NDArray[np.integer]) -> NDArray[np.int64]:
        """Their rows; -1 for ids that are not in this view."""
        within = np.minimum(practice_ids, len(self.row_of) - 1)
        rows: NDArray[np.int64] = self.row_of[within]
        return rows

    def mask(self, practice_ids: PracticeIds) -> NDArray[np.bool_]:
        """Which rows (n,) are one of the practices."""
        result = np.zeros(len(self), np.bool_)
        rows = self.rows(practice_ids)
        result[rows[rows >= 0]] = True
        return result

    def members(self, practice_ids: Collection[int]) -> NDArray[np.bool_]:
        """The same, for ids that are no array."""
        return self.mask(np.fromiter(practice_ids, np.int32, len(practice_ids)))

    def spread(self, scores: Mapping[int, float]) -> NDArray[np.float32]:
        """The scores of some practices over all rows (n,), 0 for the others."""
        result = np.zeros(len(self), np.float32)
        if scores:
            rows = self.rows(np.fromiter(scores, np.int64, len(scores)))
            values = np.fromiter(scores.values(), np.float32, len(scores))
            result[rows[rows >= 0]] = values[rows >= 0]
        return result

    def count(self, mask: NDArray[np.bool_]) -> NDArray[np.int64]:
        """How many rows of the mask (n,) have each code, then each facet: int64 (columns + facets,)."""
        rows = np.flatnonzero(mask)
        # Bytes are added up in half the time in the narrowest type that holds their sum.
        sums = np.uint16 if len(rows) <= np.iinfo(np.uint16).max else np.uint32
        if len(rows) <= _FEW_ROWS:
            few: NDArray[np.int64] = self.stated[rows].sum(axis=0, dtype=sums).astype(np.int64)
            return few
        bits = np.bitwise_count(self.packed & np.packbits(mask))
        counts: NDArray[np.int64] = bits.sum(axis=1, dtype=sums).astype(np.int64)
        return counts


_FEW_ROWS = 400
"""Rows up to which adding them is quicker than counting the bits of all practices."""


class Catalogue:
    """Copy-on-write: readers keep the view they took. Columns are fixed by the vocabularies of the start;
    where labels may be added some are kept free for them, so that a column never moves under a search."""

    def __init__(self, vocabularies: Vocabularies) -> None:
        self.columns: Mapping[tuple[Facet, str], int] = {
            pair: number
            for number, pair in enumerate(
                (facet, code)
                for facet in Facet
                for code in (*vocabularies.of_facet(facet).codes, *_free_places(facet))
            )
        }
        self.columns_of = _by_facet(self.columns)
        self.facet_columns: Mapping[Facet, slice] = self._slices()
        self.stated_columns: Mapping[Facet, int] = {
            facet: len(self.columns) + number for number, facet in enumerate(Facet)
        }
        self._lock = threading.Lock()
        self._libraries: dict[str, int] = {}
        nobody = np.empty(0, np.int64)
        self.view = self._view(nobody, np.empty(0), np.empty((0, len(self.columns)), np.bool_), nobody)

    def _slices(self) -> dict[Facet, slice]:
        return {
            facet: slice(
                min(columns := [number for (of, _), number in self.columns.items() if of is facet]),
                max(columns) + 1,
            )
            for facet in Facet
        }

    def use_codes(self, vocabularies: Vocabularies) -> None:
        """Give codes that are new a column each. Before anybody counts by these vocabularies."""
        with self._lock:
            columns = dict(self.columns)
            for facet in filter(can_grow, Facet):
                free = (place for place in _free_places(facet) if (facet, place) in self.columns)
                new = (code for code in vocabularies.of_facet(facet).codes if (facet, code) not in columns)
                for code, place in zip(new, free, strict=False):
                    columns[facet, code] = columns.pop((facet, place))
            # In the order of the columns: the place of a pair is its number.
            self.columns = dict(sorted(columns.items(), key=lambda pair: pair[1]))
            self.columns_of = _by_facet(self.columns)

    def update(self, entries: Iterable[CatalogueEntry], removed: Iterable[int] = ()) -> None:
        """Add or replace `entries` and drop `removed`, in one step for the readers."""
        with self._lock:
            new = {entry.practice_id: entry for entry in entries}
            gone = np.fromiter({*new, *removed}, np.int64)
            keep = ~np.isin(self.view.ids, gone)
            codes = np.zeros((len(new), len(self.columns)), np.bool_)
            for row, entry in enumerate(new.values()):
                # A code that its vocabulary has lost is no option of a facet any more.
                codes[row, [self.columns[pair] for pair in entry.codes if pair in self.columns]] = True
            self.view = self._view(
                np.concatenate([self.view.ids[keep], np.fromiter(new, np.int64)]),
                np.concatenate([self.view.published[keep], np.array([e.published for e in new.values()])]),
                np.concatenate([self.view.codes[keep], codes]),
                np.concatenate([self.view.libraries[keep], self._library_numbers(new.values())]),
            )

    def _library_numbers(self, entries: Iterable[CatalogueEntry]) -> NDArray[np.int64]:
        return np.array(
            [
                self._libraries.setdefault(entry.library.slug, len(self._libraries)) if entry.library else -1
                for entry in entries
            ],
            np.int64,
        )

    def _view(
        self,
        ids: NDArray[np.int64],
        published: NDArray[np.float64],
        codes: NDArray[np.bool_],
        libraries: NDArray[np.int64],
    ) -> CatalogueView:
        # Rows in the order of ids, so that every worker has the same whatever the order of its changes.
        order = np.argsort(ids)
        ids, published, libraries = ids[order], published[order], libraries[order]
        # By columns in memory: a code is asked for over all practices, never the other way round.
        codes = np.asfortranarray(codes[order])
        row_of = np.full((int(ids[-1]) if len(ids) else 0) + 2, -1, np.int64)
        row_of[ids] = np.arange(len(ids))
        stated = [codes[:, self.facet_columns[facet]].any(axis=1) for facet in Facet]
        all_stated = np.column_stack([codes, *stated])
        packed = np.ascontiguousarray(np.packbits(all_stated, axis=0).T)
        return CatalogueView(
            ids, published, codes, libraries, np.ascontiguousarray(all_stated), packed, row_of
        )


def _free_places(facet: Facet) -> tuple[str, ...]:
    """Names of columns that no code has yet; no code looks like one."""
    return tuple(f" {number}" for number in range(MOST_ADDED)) if can_grow(facet) else ()


def _by_facet(columns: Mapping[tuple[Facet, str], int]) -> Mapping[Facet, Mapping[str, int]]:
    found: dict[Facet, dict[str, int]] = {facet: {} for facet in Facet}
    for (facet, code), column in columns.items():
        found[facet][code] = column
    return found
