"""One direction that tells texts of a domain from texts of other worlds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

SHRINKAGE = 1.0
"""How much of the mean variance is added to every direction's: with fewer texts than dimensions the
covariance alone says nothing of most directions."""


def fisher_direction(inside: Vectors, outside: Vectors) -> Vectors:
    """Fisher's linear discriminant (1936) with a shrunk covariance: a unit vector (dimension,), along which
    the vectors (n, dimension) of the inside lie high and those (m, dimension) of the outside low."""
    means = inside.mean(axis=0, dtype=np.float64), outside.mean(axis=0, dtype=np.float64)
    scatter = np.vstack([inside - means[0], outside - means[1]])
    covariance = scatter.T @ scatter / len(scatter)
    variance = float(np.trace(covariance)) / len(covariance) or 1.0
    shrunk = covariance / variance + SHRINKAGE * np.eye(len(covariance))
    direction = np.linalg.solve(shrunk, means[0] - means[1])
    length = float(np.linalg.norm(direction))
    unit: Vectors = (direction / length if length else direction).astype(np.float32)
    return unit
