"""Vectors that are missing are computed behind, by one process at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import structlog

from kb.domain.document import RANKED_KINDS, PassageKind, StoredVector
from kb.domain.practice import PracticeRecord
from kb.search.semantic import Meaning, MeaningAway, ModelFacts, Vectors, calibration_from, domain_from
from kb.services.behind import Behind, HeldLease
from kb.services.model_in_charge import ModelInCharge
from kb.services.saving import Clock, Saving, utc_now
from kb.storage import calibrations, changes, counters, passages
from kb.storage.calibrations import StoredCalibration
from kb.storage.changes import ChangeKind
from kb.storage.engine import Database

log = structlog.get_logger()

LEASE = "filling"
LEASE_SECONDS = 60.0
BATCH = 48
IDLE_SECONDS = 2.0
"""How long a missing vector may go unnoticed."""

FILLED_ONCE = "filled_once"
"""Counter that turns 1 when every ranked passage had its vector for the first time."""


class Filler:
    """Asks what is missing and fills it, resumable by nature. `fixed_records`, `fixed_queries` and
    `other_queries` are the texts of the tree from which a model's means are computed once, and the
    direction between queries of libraries and of other worlds."""

    def __init__(
        self,
        database: Database,
        meaning: Meaning,
        saving: Saving,
        fixed_records: Callable[[], Sequence[PracticeRecord]],
        fixed_queries: Sequence[str],
        other_queries: Sequence[str],
        clock: Clock = utc_now,
    ) -> None:
        self._database = database
        self._meaning = meaning
        self._saving = saving
        self._fixed_records = fixed_records
        self._fixed_queries = fixed_queries
        self._other_queries = other_queries
        self._clock = clock
        self._in_charge = ModelInCharge(database)
        self._lease = HeldLease(database, LEASE, LEASE_SECONDS, clock)
        self._behind = Behind("filler", self._work, IDLE_SECONDS)

    def start(self) -> None:
        self._behind.start()

    def close(self) -> None:
        self._behind.close()
        self._lease.give_back()

    def _work(self) -> bool:
        try:
            return self.fill_some()
        except MeaningAway as error:
            log.warning("filling_postponed", reason=str(error))
            return False

    def fill_some(self) -> bool:
        """One batch, or the calibration of a new model; False when nothing was missing or to be done here."""
        model = self._meaning.model
        if model is None or not self._in_charge.is_ours(model, self._clock()):
            self._lease.give_back()
            return False
        if not self._knows_queries(model):
            if not self._lease.take():
                return False
            self._read_queries(model)
        missing, uncalibrated = self._missing(model)
        if not missing and not uncalibrated:
            self._lease.give_back()
            return False
        if not self._lease.take():
            return False
        if uncalibrated and not self._fill_first(missing, uncalibrated):
            self._calibrate(uncalibrated, model)
            return True
        return self._fill(missing, model)

    def _go_on(self, model: ModelFacts) -> None:
        """Keep the leases during work of many batches. Raises MeaningAway when another process has them."""
        if not (self._in_charge.is_ours(model, self._clock()) and self._lease.take()):
            raise MeaningAway("another process goes on")

    def _missing(self, model: ModelFacts) -> tuple[list[passages.PendingPassage], tuple[PassageKind, ...]]:
        """A batch of passages without vectors and the kinds without means, the ranked before the rest."""
        with self._database.connection() as connection:
            missing = passages.pending(connection, model.identity, model.dimension, BATCH)
            without = [
                kind
                for kind in PassageKind
                if (known := calibrations.get(connection, model.identity, kind.value)) is None
                or known.dimension != model.dimension
            ]
        ranked = tuple(kind for kind in without if kind in RANKED_KINDS)
        return missing, ranked or tuple(without)

    def _fill_first(
        self, missing: Sequence[passages.PendingPassage], uncalibrated: Sequence[PassageKind]
    ) -> bool:
        """Sentences come before their means, which are then read from them. So do the ranked vectors in a
        base that was never filled; later the means come first, so that the site ranks while it fills."""
        if not missing:
            return False
        if not set(uncalibrated) & set(RANKED_KINDS):
            return True
        if missing[0].kind not in RANKED_KINDS:
            return False
        with self._database.connection() as connection:
            return not counters.get(connection, FILLED_ONCE)

    def _fill(self, missing: Sequence[passages.PendingPassage], model: ModelFacts) -> bool:
        vectors = self._meaning.encode_passages([passage.text for passage in missing])
        if vectors is None:
            return False
        self._store(list(zip(missing, vectors, strict=True)))
        with self._database.connection() as connection:
            left = passages.pending(connection, model.identity, model.dimension, 1)
            filled_once = bool(counters.get(connection, FILLED_ONCE))
        ranked_left = bool(left) and left[0].kind in RANKED_KINDS
        if not ranked_left and not filled_once:
            with self._database.write() as session:
                counters.put(session, FILLED_ONCE, 1)
        if not left or (not ranked_left and missing[0].kind in RANKED_KINDS):
            log.info("vectors_filled", model=model.identity, sentences_left=bool(left))
        return True

    def _store(self, vectors: Sequence[tuple[passages.PendingPassage, StoredVector]]) -> None:
        now = self._clock()
        with self._database.write() as session:
            passages.store_vectors(session, vectors)
            for practice_id in sorted({passage.practice_id for passage, _ in vectors}):
                changes.record(session, practice_id, ChangeKind.VECTORS, now)

    def _calibrate(self, kinds: Sequence[PassageKind], model: ModelFacts) -> None:
        queries = self._query_mean(model)
        records = self._fixed_records()
        texts: dict[PassageKind, list[str]] = {kind: [] for kind in kinds}
        for record in records:
            for passage in self._saving.document(record).passages:
                if passage.kind in texts:
                    texts[passage.kind].append(passage.text)
        for kind, wanted in texts.items():
            calibration = calibration_from(self._vectors_of(wanted, model), queries)
            with self._database.write() as session:
                calibrations.put(
                    session,
                    model.identity,
                    kind.value,
                    StoredCalibration(
                        model.dimension,
                        calibration.document_mean.astype("<f4").tobytes(),
                        calibration.query_mean.astype("<f4").tobytes(),
                    ),
                )
        log.info(
            "model_calibrated",
            model=model.identity,
            documents=len(records),
            kinds=[kind.value for kind in kinds],
        )

    def _knows_queries(self, model: ModelFacts) -> bool:
        with self._database.connection() as connection:
            known = calibrations.get(connection, model.identity, calibrations.DOMAIN)
        return known is not None and known.dimension == model.dimension

    def _read_queries(self, model: ModelFacts) -> None:
        """What is kept of the fixed queries: their mean, and what tells them from others."""
        queries = self._encode_queries(self._fixed_queries, model)
        domain = domain_from(queries, self._encode_queries(self._other_queries, model))
        mean = queries.mean(axis=0, dtype=np.float64)
        with self._database.write() as session:
            calibrations.put(
                session,
                model.identity,
                calibrations.DOMAIN,
                StoredCalibration(
                    model.dimension, domain.astype("<f4").tobytes(), mean.astype("<f4").tobytes()
                ),
            )

    def _query_mean(self, model: ModelFacts) -> Vectors:
        """(1, dimension). Raises MeaningAway while it is not kept."""
        with self._database.connection() as connection:
            known = calibrations.get(connection, model.identity, calibrations.DOMAIN)
        if known is None:
            raise MeaningAway
        return np.frombuffer(known.query_mean, "<f4").reshape(1, -1)

    def _encode_queries(self, texts: Sequence[str], model: ModelFacts) -> Vectors:
        parts = []
        for start in range(0, len(texts), BATCH):
            parts.append(self._meaning.encode_queries(texts[start : start + BATCH]))
            self._go_on(model)
        return np.concatenate(parts)

    def _vectors_of(self, texts: Sequence[str], model: ModelFacts) -> list[bytes]:
        """From the database where the same text has a vector already, else from the model.

        What the base has a passage for is kept there batch by batch: it need not be computed again, neither
        for the filling nor after a kill.
        """
        with self._database.connection() as connection:
            known = passages.vectors_of_texts(connection, model.identity, model.dimension, texts)
            waiting = passages.pending_of_texts(connection, model.identity, model.dimension, texts)
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        for start in range(0, len(missing), BATCH):
            part = missing[start : start + BATCH]
            encoded = self._meaning.encode_passages(part)
            if encoded is None:
                raise MeaningAway
            known |= {text: vector.data for text, vector in zip(part, encoded, strict=True)}
            kept = [
                (passage, vector)
                for text, vector in zip(part, encoded, strict=True)
                for passage in waiting.get(text, ())
            ]
            if kept:
                self._store(kept)
            self._go_on(model)
        return [known[text] for text in texts]
