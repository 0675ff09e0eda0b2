"""What can go wrong between a text and its vector."""

from __future__ import annotations

from pathlib import Path


class EmbeddingError(Exception):
    """The base of this package's errors."""


class ModelFileError(EmbeddingError):
    """A model's file is missing, truncated or not what it should be."""

    def __init__(self, path: Path, found: str, expected: str) -> None:
        super().__init__(f"{path}: found {found}, expected {expected}; run scripts/setup.py to make it anew.")
        self.path = path
        self.found = found
        self.expected = expected


class EncoderUnavailable(EmbeddingError):
    """The model could not be loaded, is still loading, or the encoder was closed."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The model is away: {reason}")
        self.reason = reason


class EncoderBusy(EmbeddingError):
    """The queue is full."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"Too many texts wait to be encoded; try again in {retry_after} s.")
        self.retry_after = retry_after


class VectorShapeError(EmbeddingError):
    """Vectors of another dimension than the index has."""

    def __init__(self, found: tuple[int, ...], dimension: int) -> None:
        super().__init__(f"Vectors of shape {found} do not fit an index of dimension {dimension}.")
        self.found = found
        self.dimension = dimension
