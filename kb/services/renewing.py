"""Words and passages that do not know the newest labels and names of libraries are made again, behind.

What is outdated is a query, so a process that is killed half way leaves nothing to be cleared up: the next
one asks again. One process at a time, under a lease.
"""

from __future__ import annotations

import structlog

from kb.services.behind import Behind, HeldLease
from kb.services.following import Follower
from kb.services.healing import Healing
from kb.services.saving import Clock, utc_now
from kb.storage import term_edits
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
        self._lease = HeldLease(database, LEASE, LEASE_SECONDS, clock)
        self._behind = Behind("renewer", self.renew_some, IDLE_SECONDS)

    def start(self) -> None:
        self._behind.start()

    def close(self) -> None:
        self._behind.close()
        self._lease.give_back()

    def renew_some(self) -> bool:
        """One batch; False when nothing was outdated or another process is at it."""
        with self._database.connection() as connection:
            outdated = term_edits.outdated_practices(connection, BATCH)
        if not outdated:
            self._lease.give_back()
            return False
        if not self._lease.take():
            return False
        self._follower.renew_terms()
        self._healing.rebuild(outdated)
        log.info("practices_renewed", number=len(outdated))
        return True

    def renew_all(self) -> None:
        while self.renew_some():
            pass
