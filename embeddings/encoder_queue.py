"""One thread owns the model; everybody else waits in a bounded line."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import structlog

from embeddings.encoder import SentenceEncoder, Vectors
from embeddings.errors import EncoderBusy, EncoderUnavailable

log = structlog.get_logger()

RETRY_LOADING_AFTER = 30.0
"""Seconds after a failed load before the next attempt; its cause may be gone by then."""

_HEAD_START = 0.0003
"""Seconds that whoever asks leaves Python to the encoder's thread. A text is made into tokens in steps, each
of which would wait for a turn behind a thread that goes on working (docs/performance.md)."""

_DOCUMENTS_AT_ONCE = 4
"""So few that a query never waits long behind documents."""


class EncoderState(StrEnum):
    LOADING = "loading"
    READY = "ready"
    AWAY = "away"


@dataclass(eq=False, slots=True)
class _DocumentJob:
    texts: Sequence[str]
    done: Future[Vectors]
    vectors: list[Vectors]


class EncoderQueue:
    """Loads the model in its own thread and encodes queries before documents.

    Queries that wait together are encoded as one batch, equal ones once. At most `capacity` queries and
    `document_capacity` document jobs wait; beyond that EncoderBusy is raised at once.
    """

    def __init__(
        self,
        load: Callable[[], SentenceEncoder],
        capacity: int = 32,
        batch: int = 8,
        document_capacity: int = 8,
        retry_loading_after: float = RETRY_LOADING_AFTER,
    ) -> None:
        self._load = load
        self._capacity = capacity
        self._batch = batch
        self._document_capacity = document_capacity
        self._retry_loading_after = retry_loading_after
        self._encoder: SentenceEncoder | None = None
        self._reason = "the model is being loaded"
        self._failed_at: float | None = None
        self._waiting: deque[tuple[str, Future[Vectors]]] = deque()
        self._documents: deque[_DocumentJob] = deque()
        self._changed = threading.Condition()
        self._closed = False
        self._asked_again = False
        self._thread = threading.Thread(target=self._run, name="encoder", daemon=True)
        self._thread.start()

    @property
    def state(self) -> EncoderState:
        if self._encoder is not None:
            return EncoderState.READY
        return EncoderState.AWAY if self._failed_at is not None or self._closed else EncoderState.LOADING

    @property
    def encoder(self) -> SentenceEncoder | None:
        """The model's facts (identity, dimension); encode through the queue only."""
        return self._encoder

    @property
    def reason(self) -> str:
        return self._reason

    def submit_query(self, text: str) -> Future[Vectors]:
        """The vector (dimension,) to come. Raises EncoderBusy or EncoderUnavailable at once."""
        with self._changed:
            self._must_be_there()
            if len(self._waiting) >= self._capacity:
                raise EncoderBusy(retry_after=2)
            future: Future[Vectors] = Future()
            self._waiting.append((text, future))
            self._changed.notify_all()
        time.sleep(_HEAD_START)
        return future

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Vectors (texts, dimension); waits for its turn. Raises EncoderBusy or EncoderUnavailable."""
        with self._changed:
            self._must_be_there()
            if len(self._documents) >= self._document_capacity:
                raise EncoderBusy(retry_after=5)
            job = _DocumentJob(texts, Future(), [])
            self._documents.append(job)
            self._changed.notify_all()
        return job.done.result()

    def count_tokens(self, text: str) -> int:
        """Raises EncoderUnavailable. The tokenizer needs no turn in the queue."""
        encoder = self._encoder
        if encoder is None:
            raise EncoderUnavailable(self._reason)
        return encoder.count_tokens(text)

    def wait_until_settled(self, timeout: float) -> EncoderState:
        """Wait until the model is there or known to be away."""
        with self._changed:
            self._changed.wait_for(lambda: self.state is not EncoderState.LOADING, timeout)
        return self.state

    def close(self) -> None:
        """Whoever still waits gets EncoderUnavailable."""
        with self._changed:
            self._closed = True
            self._reason = "the site is stopping"
            self._changed.notify_all()
        self._thread.join(timeout=10)

    def _must_be_there(self) -> None:
        if self._closed:
            raise EncoderUnavailable(self._reason)
        if self._encoder is None:
            failed_at = self._failed_at
            if failed_at is not None and time.monotonic() - failed_at >= self._retry_loading_after:
                self._asked_again = True
                self._changed.notify_all()
            raise EncoderUnavailable(self._reason)

    def _run(self) -> None:
        try:
            while self._loaded():
                if not self._work():
                    return
        finally:
            self._refuse_the_waiting()

    def _loaded(self) -> bool:
        """Load the model; False once closed. Sleeps after a failure until somebody asks again."""
        while self._encoder is None:
            try:
                encoder = self._load()
            except Exception as error:  # noqa: BLE001  whatever it is, the model is away and may come back
                with self._changed:
                    self._reason, self._failed_at = str(error) or repr(error), time.monotonic()
                    log.error("encoder_load_failed", reason=self._reason)
                    self._changed.notify_all()
                    self._changed.wait_for(lambda: self._closed or self._asked_again)
                    self._asked_again = False
            else:
                with self._changed:
                    self._encoder, self._failed_at, self._reason = encoder, None, ""
                    log.info("encoder_ready", model=encoder.identity, dimension=encoder.dimension)
                    self._changed.notify_all()
            if self._closed:
                return False
        return not self._closed

    def _work(self) -> bool:
        """Encode what waits until closed."""
        encoder = self._encoder
        while encoder is not None:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or self._waiting or self._documents)
                if self._closed:
                    return False
                queries = [self._waiting.popleft() for _ in range(min(self._batch, len(self._waiting)))]
                job = self._documents[0] if not queries and self._documents else None
            if queries:
                _answer(encoder, queries)
            elif job is not None:
                self._encode_some(encoder, job)
        return True

    def _encode_some(self, encoder: SentenceEncoder, job: _DocumentJob) -> None:
        done = sum(len(vectors) for vectors in job.vectors)
        try:
            if done < len(job.texts):
                job.vectors.append(encoder.encode_documents(job.texts[done : done + _DOCUMENTS_AT_ONCE]))
                done += len(job.vectors[-1])
        except Exception as error:  # noqa: BLE001  the waiting caller has to learn of it, whatever it is
            self._documents.popleft()
            job.done.set_exception(error)
            return
        if done >= len(job.texts):
            self._documents.popleft()
            job.done.set_result(_stacked(job.vectors, encoder.dimension))

    def _refuse_the_waiting(self) -> None:
        with self._changed:
            error = EncoderUnavailable(self._reason or "the encoder has stopped")
            for _, future in self._waiting:
                if future.set_running_or_notify_cancel():
                    future.set_exception(error)
            for job in self._documents:
                job.done.set_exception(error)
            self._waiting.clear()
            self._documents.clear()


def _answer(encoder: SentenceEncoder, queries: Sequence[tuple[str, Future[Vectors]]]) -> None:
    wanted = [(text, future) for text, future in queries if future.set_running_or_notify_cancel()]
    texts = list(dict.fromkeys(text for text, _ in wanted))
    try:
        vectors = dict(zip(texts, encoder.encode_query(texts), strict=True))
    except Exception as error:  # noqa: BLE001  the waiting callers have to learn of it, whatever it is
        for _, future in wanted:
            future.set_exception(error)
        return
    for text, future in wanted:
        future.set_result(vectors[text])


def _stacked(vectors: Sequence[Vectors], dimension: int) -> Vectors:
    return np.concatenate(vectors) if vectors else np.empty((0, dimension), np.float32)
