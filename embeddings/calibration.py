"""Centring: vectors of one model crowd in one direction; without their mean they differ in meaning.

Queries and documents crowd in different directions, so each side has a mean of its own
(docs/search-quality.md has the figures).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """The two means (dimension,) of one model's vectors, from texts that stay the same."""

    document_mean: Vectors
    query_mean: Vectors

    @classmethod
    def from_vectors(cls, documents: Vectors, queries: Vectors) -> Calibration:
        """Of vectors (n, dimension) and (m, dimension), n and m at least 1."""
        return cls(
            documents.mean(axis=0, dtype=np.float64).astype(np.float32),
            queries.mean(axis=0, dtype=np.float64).astype(np.float32),
        )

    def centre_documents(self, vectors: Vectors) -> Vectors:
        return _centred(vectors, self.document_mean)

    def centre_queries(self, vectors: Vectors) -> Vectors:
        return _centred(vectors, self.query_mean)


def _centred(vectors: Vectors, mean: Vectors) -> Vectors:
    """Without the mean, of unit length again; a vector that was the mean itself stays zero."""
    moved = vectors - mean
    lengths = np.linalg.norm(moved, axis=-1, keepdims=True)
    result: Vectors = np.divide(moved, lengths, out=np.zeros_like(moved), where=lengths > 1e-12)
    return result
