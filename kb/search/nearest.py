"""The sentence of a practice that is nearest to a query in meaning."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kb.search.recent import RecentlyUsed
from kb.search.semantic import ModelFacts, Vectors

NEAR_ENOUGH = 0.25
LOOSELY_NEAR_ENOUGH = 0.3
"""Cosine from which a sentence is shown as the nearest one, of what is found and of what is loosely related
(docs/search-quality.md says how it was read)."""


class Centring(Protocol):
    """What embeddings.calibration does to vectors."""

    def centre_documents(self, vectors: Vectors) -> Vectors: ...

    def centre_queries(self, vectors: Vectors) -> Vectors: ...


@dataclass(frozen=True, slots=True, eq=False)
class _Sentences:
    """Texts and their centred vectors (texts, dimension), in 127ths of `scale`.

    A cosine is off by a thousandth at most, which decides nothing; four times as many practices have room.
    """

    texts: tuple[str, ...]
    vectors: NDArray[np.int8]
    scale: np.float32

    @classmethod
    def of(cls, texts: Sequence[str], vectors: Vectors) -> _Sentences:
        scale = np.abs(vectors).max() / np.float32(127)
        return cls(tuple(texts), np.round(vectors / scale).astype(np.int8), scale)


@dataclass(frozen=True, slots=True)
class NearestSentence:
    text: str
    cosine: float


class NearestSentences:
    """Keeps the sentences of the practices shown last in memory, by revision, in the space of one model.

    All of them are in the database; 10,000 practices take 30 MB here. Thread-safe.
    """

    def __init__(self, model: ModelFacts, calibration: Centring, remembered: int = 10_000) -> None:
        self.model = model
        self._calibration = calibration
        self.remembered = remembered
        self._known: RecentlyUsed[int, _Sentences] = RecentlyUsed(remembered)

    def unknown(self, revisions: Iterable[int]) -> set[int]:
        return {revision for revision in revisions if self._known.get(revision) is None}

    def remember(self, revision: int, texts: Sequence[str], data: bytes) -> bool:
        """Take in the stored vectors of all sentences of a revision; False when some are no vectors."""
        vectors: NDArray[np.float32] = np.frombuffer(data, "<f4").reshape(len(texts), -1)
        if not (np.isfinite(vectors).all() and vectors.any(axis=1).all()):
            return False
        self._known.put(revision, _Sentences.of(texts, self._calibration.centre_documents(vectors)))
        return True

    def nearest(self, raw: Vectors, revisions: Iterable[int]) -> Mapping[int, NearestSentence]:
        """Revision -> its sentence nearest to a query's vector as the model gave it, for those known."""
        asked = [(revision, self._known.get(revision)) for revision in revisions]
        known = [(revision, sentences) for revision, sentences in asked if sentences is not None]
        if not known:
            return {}
        # All of a page at once: three times as quick as one practice after another.
        together = np.concatenate([sentences.vectors for _, sentences in known], dtype=np.float32)
        products = together @ self._calibration.centre_queries(raw)
        found = {}
        start = 0
        for revision, sentences in known:
            own = products[start : start + len(sentences.texts)]
            best = int(own.argmax())
            found[revision] = NearestSentence(sentences.texts[best], float(own[best] * sentences.scale))
            start += len(sentences.texts)
        return found
