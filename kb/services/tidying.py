"""Small duties that nobody asks for and that have their time: done at the start and every hour."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import structlog

from kb.errors import KbError

log = structlog.get_logger()

EVERY_SECONDS = 3600.0


class Tidying:
    """Runs in every process; each duty is one short statement that does nothing when it was done before."""

    def __init__(self, duties: Sequence[Callable[[], None]]) -> None:
        self._duties = duties
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="tidying", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def tidy(self) -> None:
        for duty in self._duties:
            try:
                duty()
            except KbError as error:
                # A locked, full or read-only database: the next hour asks again.
                log.warning("tidying_postponed", reason=str(error), number=error.number)

    def _run(self) -> None:
        while not self._stop.is_set():
            self.tidy()
            self._stop.wait(EVERY_SECONDS)
