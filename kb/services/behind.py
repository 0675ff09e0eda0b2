"""Work that nobody waits for: a thread repeats it, and by a lease one process at a time does it."""

from __future__ import annotations

import os
import threading
import uuid
from collections.abc import Callable

import structlog

from kb.errors import KbError
from kb.services.saving import Clock
from kb.storage import leases
from kb.storage.engine import Database

log = structlog.get_logger()


class Behind:
    """Does the work again at once while it answers True, and otherwise after a pause."""

    def __init__(self, name: str, work: Callable[[], bool], idle_seconds: float) -> None:
        self._name = name
        self._work = work
        self._idle_seconds = idle_seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                worked = self._work()
            except KbError as error:
                # A locked, full or read-only database: the next round asks again.
                log.warning("work_postponed", work=self._name, reason=str(error), number=error.number)
                worked = False
            if not worked:
                self._stop.wait(self._idle_seconds)


class HeldLease:
    """A lease as one object of one process holds it."""

    def __init__(self, database: Database, name: str, seconds: float, clock: Clock) -> None:
        self._database = database
        self._name = name
        self._seconds = seconds
        self._clock = clock
        self._holder = f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self._is_held = False

    def take(self) -> bool:
        """Take it or keep it for longer; False while another one has it."""
        with self._database.write() as session:
            self._is_held = leases.acquire(session, self._name, self._holder, self._clock(), self._seconds)
        return self._is_held

    def give_back(self) -> None:
        """What is done or left to others need not wait for the lease to run out."""
        if not self._is_held:
            return
        self._is_held = False
        try:
            with self._database.write() as session:
                leases.release(session, self._name, self._holder)
        except KbError as error:
            # The lease runs out by itself.
            log.info("lease_not_given_back", lease=self._name, reason=str(error))
