"""The vectors of a base in memory, scored exactly by FAISS."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import faiss
import numpy as np
from numpy.typing import NDArray

from embeddings.errors import VectorShapeError

Vectors = NDArray[np.float32]
Keys = NDArray[np.int64]

# One thread for each search: the requests themselves are what runs side by side.
faiss.omp_set_num_threads(1)


@dataclass(frozen=True, slots=True, eq=False)
class VectorView:
    """A moment of the index that never changes.

    keys: int64 (n,), ascending, each once; matrix: float32 (rows, dimension), rows grouped by key;
    starts: int64 (n,), the first row of each key.
    """

    keys: Keys
    starts: NDArray[np.int64]
    matrix: Vectors

    def __len__(self) -> int:
        return len(self.keys)

    def scores(self, query: Vectors) -> Vectors:
        """The best inner product for each key, float32 (n,). `query` is (dimension,).

        All products at once take a fifth of the time of a search for all neighbours, whose sorting is not
        needed here. Not by a matrix product: its two threads wait for each other while the cores are busy,
        40 times as long as one thread works (docs/performance.md).
        """
        if not len(self.keys):
            return np.empty(0, np.float32)
        wanted = np.ascontiguousarray(query, dtype=np.float32)
        if wanted.shape != self.matrix.shape[1:]:
            raise VectorShapeError(wanted.shape, self.matrix.shape[1])
        rows, dimension = self.matrix.shape
        products: Vectors = np.empty(rows, np.float32)
        faiss.fvec_inner_products_ny(  # type: ignore[attr-defined]
            faiss.swig_ptr(products), faiss.swig_ptr(wanted), faiss.swig_ptr(self.matrix), dimension, rows
        )
        if len(self.keys) == len(self.matrix):
            return products
        best: Vectors = np.maximum.reduceat(products, self.starts)
        return best

    def vectors_of(self, key: int) -> Vectors:
        """The vectors (m, dimension) of one key; none when it is not there."""
        place = int(np.searchsorted(self.keys, key))
        if place == len(self.keys) or self.keys[place] != key:
            return self.matrix[:0]
        end = self.starts[place + 1] if place + 1 < len(self.starts) else len(self.matrix)
        return self.matrix[self.starts[place] : end]

    def of_keys(self, keys: Keys) -> tuple[NDArray[np.bool_], Vectors]:
        """Which of the keys (m,) are here, bool (m,), and their first vectors (known, dimension) in order."""
        if not len(self.keys):
            return np.zeros(len(keys), np.bool_), self.matrix[:0]
        places = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        known = self.keys[places] == keys
        return known, self.matrix[self.starts[places[known]]]


class VectorIndex:
    """Copy-on-write: readers keep the view they took; one writer at a time makes the next.

    Rows are ordered by key, so that the same vectors give the same scores whatever the order of changes.
    """

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension
        self._lock = threading.Lock()
        self.view = self._view(np.empty(0, np.int64), np.empty((0, dimension), np.float32))

    def __len__(self) -> int:
        return len(self.view)

    def update(self, replaced: Mapping[int, Vectors], removed: Iterable[int] = ()) -> None:
        """Give keys new vectors (m, dimension) and drop others, in one step. Raises VectorShapeError."""
        for vectors in replaced.values():
            if vectors.ndim != 2 or vectors.shape[1] != self.dimension:
                raise VectorShapeError(vectors.shape, self.dimension)
        with self._lock:
            old = self.view
            row_keys = np.repeat(old.keys, np.diff(np.append(old.starts, len(old.matrix))))
            gone = np.fromiter({*replaced, *removed}, np.int64)
            keep = ~np.isin(row_keys, gone)
            new_keys = [np.full(len(vectors), key, np.int64) for key, vectors in replaced.items()]
            keys = np.concatenate([row_keys[keep], *new_keys])
            matrix = np.concatenate([old.matrix[keep], *replaced.values()]).astype(np.float32, copy=False)
            order = np.argsort(keys, kind="stable")
            self.view = self._view(keys[order], matrix[order])

    @staticmethod
    def _view(row_keys: Keys, matrix: Vectors) -> VectorView:
        keys, starts = np.unique(row_keys, return_index=True)
        return VectorView(keys, starts.astype(np.int64), np.ascontiguousarray(matrix))
