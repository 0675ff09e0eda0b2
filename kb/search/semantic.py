"""The meaning's side of a search: the only module of kb.search that knows the package `embeddings`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.calibration import Calibration
from embeddings.discriminant import fisher_direction
from embeddings.encoder_queue import EncoderQueue, EncoderState
from embeddings.errors import EncoderBusy, EncoderUnavailable
from embeddings.passages import split_into_passages
from embeddings.vector_index import VectorIndex, VectorView
from kb.domain.document import RANKED_KINDS, Passage, PassageKind, StoredVector
from kb.errors import Busy
from kb.search.mixture import MIXTURES, Mixture
from kb.search.recent import RecentlyUsed

Vectors = NDArray[np.float32]
_COVERAGE = 0.95
_PATIENCE = 10.0
"""Seconds that a search waits for its query's vector before it is called busy."""


@dataclass(frozen=True, slots=True)
class ModelFacts:
    identity: str
    dimension: int


class MeaningAway(Exception):
    """The model is away or no vectors of it are there yet: words alone."""


class Meaning:
    """Encodes through the queue; keeps the vectors of one model, centred, in memory.

    A weighted sum of cosines with one query is the inner product of the query with the weighted sum of the
    vectors. So each practice has one vector for each mixture, instead of one for each kind of passage that is
    read anew at every search; its topic is kept besides, for the feedback.

    `start_with` is called with the model's facts and calibrations before any vector is added.
    """

    def __init__(self, queue: EncoderQueue, remembered: int = 2000) -> None:
        self._queue = queue
        self._queries: RecentlyUsed[tuple[str, str], Vectors] = RecentlyUsed(remembered)
        self._facts: ModelFacts | None = None
        self._calibrations: Mapping[PassageKind, Calibration] = {}
        self._mixed: dict[Mixture, VectorIndex] = {}
        self._topics = VectorIndex(0)
        self._domain: Vectors | None = None

    @property
    def model(self) -> ModelFacts | None:
        """Today's model, None while it is away."""
        encoder = self._queue.encoder
        return ModelFacts(encoder.identity, encoder.dimension) if encoder else None

    @property
    def is_away(self) -> bool:
        """Whether the model could not be loaded; False while it is still loading."""
        return self._queue.state is EncoderState.AWAY

    @property
    def reason(self) -> str:
        return self._queue.reason

    def wait_until_settled(self, timeout: float) -> None:
        """Wait until the model is there or known to be away, at most so many seconds."""
        self._queue.wait_until_settled(timeout)

    def close(self) -> None:
        self._queue.close()

    @property
    def practices(self) -> int:
        """Practices with a vector of today's model; 0 while the model is away."""
        if self._facts is None or self._facts != self.model:
            return 0
        return len(self._topics)

    def covers(self, published: int) -> bool:
        """Whether so many of the published have vectors that a ranking by meaning is fair."""
        return self.practices > 0 and self.practices >= _COVERAGE * published

    def start_with(
        self,
        facts: ModelFacts,
        calibrations: Mapping[PassageKind, Calibration],
        domain: Vectors | None = None,
    ) -> None:
        """Forget all vectors; from now on compare in the space of this model. `domain` is the direction of
        `domain_from`."""
        self._domain = domain
        self._mixed = {mixture: VectorIndex(facts.dimension) for mixture in MIXTURES}
        self._topics = VectorIndex(facts.dimension)
        self._calibrations = calibrations
        self._facts = facts
        self._queries.clear()

    def calibration(self, kind: PassageKind) -> Calibration:
        """The means of today's model. Raises MeaningAway until they are known."""
        try:
            return self._calibrations[kind]
        except KeyError:
            raise MeaningAway from None

    def is_started_with(self, facts: ModelFacts) -> bool:
        return self._facts == facts

    def update(self, vectors: Iterable[tuple[int, PassageKind, bytes]], removed: Iterable[int]) -> list[int]:
        """Take in stored vectors of today's model, (practice, kind, bytes) in the order of practice and
        number, and drop practices. Practices with a vector that is no vector (not finite) are left out
        and returned."""
        found: dict[PassageKind, dict[int, list[Vectors]]] = {
            kind: defaultdict(list) for kind in RANKED_KINDS
        }
        broken: set[int] = set()
        for practice_id, kind, data in vectors:
            vector = np.frombuffer(data, "<f4")
            if kind in found:
                if np.isfinite(vector).all() and vector.any():
                    found[kind][practice_id].append(vector)
                else:
                    broken.add(practice_id)
        # A practice of which a part is still missing waits for it.
        whole = set.intersection(*(set(of_kind) for of_kind in found.values())) - broken
        gone = {*removed, *broken}
        centred = {kind: self._centred(kind, found[kind], whole) for kind in RANKED_KINDS}
        for mixture, index in self._mixed.items():
            index.update(_mix(centred, mixture, whole), gone)
        self._topics.update({number: centred[PassageKind.TOPIC][number] for number in whole}, gone)
        return sorted(broken)

    def _centred(
        self, kind: PassageKind, found: Mapping[int, Sequence[Vectors]], wanted: Iterable[int]
    ) -> dict[int, Vectors]:
        """Practice -> its centred vectors (passages, dimension); all are centred in one step."""
        numbers = sorted(wanted)
        if not numbers:
            return {}
        matrix = np.array([vector for number in numbers for vector in found[number]], np.float32)
        ends = np.cumsum([len(found[number]) for number in numbers])[:-1]
        parts = np.split(self._calibrations[kind].centre_documents(matrix), ends)
        return dict(zip(numbers, parts, strict=True))

    def mixed(self, mixture: Mixture) -> VectorView:
        """For each practice the weighted sum of its vectors; as many as its record has passages."""
        return self._mixed[mixture].view

    @property
    def topics(self) -> VectorView:
        """For each practice the vector of what it is about in few words, of unit length."""
        return self._topics.view

    def ask(self, text: str) -> PendingVector:
        """Begin to encode a query; `PendingVector.get` waits for it. Raises Busy or MeaningAway."""
        model = self.model
        if model is None:
            self._nudge()
            raise MeaningAway
        known = self._queries.get((model.identity, text))
        if known is not None:
            return PendingVector(lambda: known, lambda: True)
        try:
            future = self._queue.submit_query(text)
        except EncoderBusy as error:
            raise Busy("the encoder", error.retry_after) from error
        except EncoderUnavailable as error:
            raise MeaningAway from error

        def answer() -> Vectors:
            try:
                raw = future.result(timeout=_PATIENCE)
            except FutureTimeout as error:
                future.cancel()
                raise Busy("the encoder", 5) from error
            except EncoderUnavailable as error:
                raise MeaningAway from error
            self._queries.put((model.identity, text), raw)
            return raw

        return PendingVector(answer, future.done)

    def known_query(self, text: str) -> Vectors | None:
        """The vector of a query that was asked lately, as today's model gave it."""
        model = self.model
        return None if model is None else self._queries.get((model.identity, text))

    def _nudge(self) -> None:
        """Asking a model that is away makes the queue try to load it again, at most every half minute."""
        try:
            self._queue.submit_query("").cancel()
        except (EncoderUnavailable, EncoderBusy):
            return

    def scores(self, raw: Vectors, mixture: Mixture) -> tuple[NDArray[np.int64], Vectors]:
        """(practice ids, weighted sum of the cosines of the centred query with the practice's vectors; of
        several passages of a record the nearest counts). The mean query is the same for every kind."""
        view = self.mixed(mixture)
        return view.keys, view.scores(self._calibrations[PassageKind.RECORD].centre_queries(raw))

    def in_domain(self, raw: Vectors) -> float | None:
        """How much a query is of the world of libraries rather than of others: a cosine, None while it
        is unknown."""
        if self._domain is None:
            return None
        return float(self._calibrations[PassageKind.RECORD].centre_queries(raw) @ self._domain)

    def direction_of(self, passages: Sequence[Passage], mixture: Mixture) -> Vectors:
        """The mixed vector of a text that is not in the base, of unit length; of a long one its first
        passage counts. Raises MeaningAway."""
        first = [next(p for p in passages if p.kind is kind) for kind in RANKED_KINDS]
        stored = self.encode_passages([passage.text for passage in first])
        if stored is None:
            raise MeaningAway
        parts = {
            kind: self.calibration(kind).centre_documents(np.frombuffer(vector.data, "<f4")[None, :].copy())
            for kind, vector in zip(RANKED_KINDS, stored, strict=True)
        }
        mixed = _mix({kind: {0: part} for kind, part in parts.items()}, mixture, [0])[0][0]
        length = max(float(np.linalg.norm(mixed)), 1e-9)
        direction: Vectors = (mixed / np.float32(length)).astype(np.float32)
        return direction

    def encode_passages(self, texts: Sequence[str]) -> list[StoredVector] | None:
        """Vectors to be stored, or None when the model is away or too busy: they follow later."""
        model = self.model
        if model is None:
            return None
        try:
            vectors = self._queue.encode_documents(texts)
        except (EncoderBusy, EncoderUnavailable):
            return None
        return [
            StoredVector(model.identity, model.dimension, vector.astype("<f4").tobytes())
            for vector in vectors
        ]

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors (texts, dimension) of many queries, a few at a time. Raises MeaningAway."""
        try:
            return np.array([self._queue.submit_query(text).result() for text in texts])
        except (EncoderBusy, EncoderUnavailable) as error:
            raise MeaningAway from error

    def split(self, heading: str, text: str) -> list[str]:
        """The text as passages of the model's window; by a cautious guess while the model is away."""
        encoder = self._queue.encoder
        if encoder is None:
            return split_into_passages(heading, text, _guessed_tokens, _GUESSED_WINDOW)
        return split_into_passages(heading, text, encoder.count_tokens, encoder.max_tokens)


_GUESSED_WINDOW = 512


def _guessed_tokens(text: str) -> int:
    """Polish takes a token for about three and a half characters (measured on the practices that ship)."""
    return len(text) * 2 // 7 + 1


class PendingVector:
    """A query's vector that may still be on its way."""

    def __init__(self, answer: Callable[[], Vectors], is_there: Callable[[], bool]) -> None:
        self._answer = answer
        self.is_there = is_there

    def get(self) -> Vectors:
        """Raises Busy or MeaningAway."""
        return self._answer()


def _mix(
    centred: Mapping[PassageKind, Mapping[int, Vectors]], mixture: Mixture, numbers: Iterable[int]
) -> dict[int, Vectors]:
    records, needs, topics = (centred[kind] for kind in RANKED_KINDS)
    return {
        number: (
            mixture.record * records[number]
            + mixture.need * needs[number][:1]
            + mixture.topic * topics[number][:1]
        )
        for number in numbers
    }


def calibration_from(documents: Sequence[bytes], queries: Vectors) -> Calibration:
    return Calibration.from_vectors(np.array([np.frombuffer(data, "<f4") for data in documents]), queries)


def domain_from(queries: Vectors, other_queries: Vectors) -> Vectors:
    """The direction (dimension,) that tells queries of libraries from queries of other worlds, among queries
    centred by the mean of the first."""
    centring = Calibration.from_vectors(queries, queries)
    return fisher_direction(centring.centre_queries(queries), centring.centre_queries(other_queries))


def calibration_of(document_mean: bytes, query_mean: bytes) -> Calibration:
    return Calibration(np.frombuffer(document_mean, "<f4"), np.frombuffer(query_mean, "<f4"))
