"""Vectors that are missing are computed behind, by one process at a time."""

from __future__ import annotations

import os
import threading
import uuid
from collections.abc import Callable, Sequence

import structlog

from kb.domain.document import RANKED_KINDS, PassageKind
from kb.domain.practice import PracticeRecord
from kb.errors import KbError
from kb.search.semantic import Meaning, MeaningAway, ModelFacts, Vectors, calibration_from, calibration_of
from kb.services.saving import Clock, Saving, utc_now
from kb.storage import calibrations, changes, counters, leases, passages
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
    """Asks what is missing and fills it, resumable by nature. `fixed_records` and `fixed_queries` are the
    texts of the tree from which a model's means are computed once."""

    def __init__(
        self,
        database: Database,
        meaning: Meaning,
        saving: Saving,
        fixed_records: Callable[[], Sequence[PracticeRecord]],
        fixed_queries: Sequence[str],
        clock: Clock = utc_now,
    ) -> None:
        self._database = database
        self._meaning = meaning
        self._saving = saving
        self._fixed_records = fixed_records
        self._fixed_queries = fixed_queries
        self._clock = clock
        self._holder = f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="filler", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                worked = self.fill_some()
            except (KbError, MeaningAway) as error:
                # A locked or full database, a model that went away: the next round asks again.
                log.warning("filling_postponed", reason=str(error))
                worked = False
            if not worked:
                self._stop.wait(IDLE_SECONDS)
        self._give_back()

    def fill_some(self) -> bool:
        """One batch, or the calibration of a new model; False when nothing was missing or to be done here."""
        model = self._meaning.model
        if model is None:
            return False
        missing, uncalibrated = self._missing(model)
        if not missing and not uncalibrated:
            return False
        now = self._clock()
        with self._database.write() as session:
            if not leases.acquire(session, LEASE, self._holder, now, LEASE_SECONDS):
                return False
        if uncalibrated and not self._fill_first(missing, uncalibrated):
            self._calibrate(uncalibrated, model)
            return True
        return self._fill(missing, model)

    def _missing(self, model: ModelFacts) -> tuple[list[passages.PendingPassage], tuple[PassageKind, ...]]:
        """A batch of passages without vectors and the kinds without means, the ranked before the rest."""
        with self._database.connection() as connection:
            missing = passages.pending(connection, model.identity, model.dimension, BATCH)
            without = [
                kind
                for kind in PassageKind
                if calibrations.get(connection, model.identity, kind.value) is None
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
        now = self._clock()
        with self._database.write() as session:
            passages.store_vectors(session, zip(missing, vectors, strict=True))
            for practice_id in sorted({passage.practice_id for passage in missing}):
                changes.record(session, practice_id, ChangeKind.VECTORS, now)
        with self._database.connection() as connection:
            left = passages.count_pending(connection, model.identity, model.dimension)
            filled_once = bool(counters.get(connection, FILLED_ONCE))
        if not left.ranked and not filled_once:
            with self._database.write() as session:
                counters.put(session, FILLED_ONCE, 1)
        if not left.everything or (not left.ranked and missing[0].kind in RANKED_KINDS):
            log.info("vectors_filled", model=model.identity, left=left.everything)
        return True

    def _calibrate(self, kinds: Sequence[PassageKind], model: ModelFacts) -> None:
        queries = self._queries(model)
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

    def _queries(self, model: ModelFacts) -> Vectors:
        """The vectors of the fixed queries; their mean alone where it is known, since all kinds share it."""
        with self._database.connection() as connection:
            known = calibrations.get(connection, model.identity, PassageKind.RECORD.value)
        if known is None:
            return self._meaning.encode_queries(self._fixed_queries)
        return calibration_of(known.document_mean, known.query_mean).query_mean.reshape(1, -1)

    def _vectors_of(self, texts: Sequence[str], model: ModelFacts) -> list[bytes]:
        """From the database where the same text has a vector already, else from the model."""
        with self._database.connection() as connection:
            known = passages.vectors_of_texts(connection, model.identity, model.dimension, texts)
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        for start in range(0, len(missing), BATCH):
            part = missing[start : start + BATCH]
            encoded = self._meaning.encode_passages(part)
            if encoded is None:
                raise MeaningAway
            known |= {text: vector.data for text, vector in zip(part, encoded, strict=True)}
        return [known[text] for text in texts]

    def _give_back(self) -> None:
        try:
            with self._database.write() as session:
                leases.release(session, LEASE, self._holder)
        except KbError as error:
            # The lease runs out by itself.
            log.info("lease_not_given_back", reason=str(error))
