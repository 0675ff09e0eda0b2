"""Words and passages that do not know the newest labels and names of libraries are made again, behind.

What is outdated is a query, so a process that is killed half way leaves nothing to be cleared up: the next
one asks again. One process at a time, under a lease.
"""

from __future__ import annotations

import os
import threading
import uuid

import structlog

from kb.errors import KbError
from kb.services.following import Follower
from kb.services.healing import Healing
from kb.services.saving import Clock, utc_now
from kb.storage import leases, term_edits
from kb.storage.engine import Database

log = structlog.get_logger()

LEASE = "renewing"
LEASE_SECONDS = 60.0
BATCH = 20
IDLE_SECONDS = 2.0


class Renewer:
    def __init__(
        self, database: Database, follower: Follower, healing: Healing, clock: Clock = utc_now
    ) -> None:
        self._database = database
        self._follower = follower
        self._healing = healing
        self._clock = clock
        self._holder = f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self._leased = False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="renewer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)
        self._give_back()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                worked = self.renew_some()
            except KbError as error:
                log.warning("renewing_postponed", reason=str(error))
                worked = False
            if not worked:
                self._stop.wait(IDLE_SECONDS)

    def renew_some(self) -> bool:
        """One batch; False when nothing was outdated or another process is at it."""
        with self._database.connection() as connection:
            outdated = term_edits.outdated_practices(connection, BATCH)
        if not outdated:
            self._give_back()
            return False
        with self._database.write() as session:
            self._leased = leases.acquire(session, LEASE, self._holder, self._clock(), LEASE_SECONDS)
        if not self._leased:
            return False
        self._follower.renew_terms()
        self._healing.rebuild(outdated)
        log.info("practices_renewed", number=len(outdated))
        return True

    def renew_all(self) -> None:
        while self.renew_some():
            pass

    def _give_back(self) -> None:
        if not self._leased:
            return
        self._leased = False
        try:
            with self._database.write() as session:
                leases.release(session, LEASE, self._holder)
        except KbError as error:
            # The lease runs out by itself.
            log.info("lease_not_given_back", reason=str(error))
