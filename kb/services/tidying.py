"""Small duties that nobody asks for and that have their time: done at the start and every hour."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import structlog

from kb.errors import KbError
from kb.services.behind import Behind

log = structlog.get_logger()

EVERY_SECONDS = 3600.0


class Tidying:
    """Runs in every process; each duty is one short statement that does nothing when it was done before."""

    def __init__(self, duties: Sequence[Callable[[], None]]) -> None:
        self._duties = duties
        self._behind = Behind("tidying", self._work, EVERY_SECONDS)

    def start(self) -> None:
        self._behind.start()

    def close(self) -> None:
        self._behind.close()

    def tidy(self) -> None:
        for duty in self._duties:
            try:
                duty()
            except KbError as error:
                # A locked, full or read-only database: the next hour asks again.
                log.warning("tidying_postponed", reason=str(error), number=error.number)

    def _work(self) -> bool:
        self.tidy()
        return False
