"""Which model a base belongs to while two processes on it have different ones.

Each would take the other's vectors for missing and compute them again, for ever. So the process that
was started last is in charge, as a lease says. The others fill nothing until it is gone, and answer by words.
"""

from __future__ import annotations

import datetime

import structlog

from kb.search.semantic import ModelFacts
from kb.storage import leases
from kb.storage.engine import Database

log = structlog.get_logger()

LEASE = "model"
LEASE_SECONDS = 60.0
_PROLONGED_AFTER = 20.0


class ModelInCharge:
    """The lease is held by a model, not a process: all processes with the same model share it. So no process
    gives it back when it ends; it runs out."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._taken_by: str | None = None
        self._prolonged: datetime.datetime | None = None
        self._yielded = False

    def is_ours(self, model: ModelFacts, now: datetime.datetime) -> bool:
        """Take the lease at first, prolong it later; False while another model has it."""
        if self._taken_by is None:
            with self._database.write() as session:
                leases.take(session, LEASE, model.identity, now, LEASE_SECONDS)
            self._taken_by, self._prolonged = model.identity, now
            return True
        with self._database.connection() as connection:
            with_another = leases.is_with_another(connection, LEASE, model.identity, now)
        if with_another != self._yielded:
            log.info(
                "filling_left_to_another_model" if with_another else "filling_again", model=model.identity
            )
        self._yielded = with_another
        return not with_another and self._prolong(model, now)

    def _prolong(self, model: ModelFacts, now: datetime.datetime) -> bool:
        due = self._prolonged is None or (now - self._prolonged).total_seconds() >= _PROLONGED_AFTER
        if due:
            with self._database.write() as session:
                if not leases.acquire(session, LEASE, model.identity, now, LEASE_SECONDS):
                    return False
            self._prolonged = now
        return True
