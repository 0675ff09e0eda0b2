"""Work that has threads of its own and a line with an end, so that other pages never wait behind it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any, TypeVar

from kb.errors import Busy

RETRY_AFTER = 2

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Line:
    """`at_once` run and `in_line` wait, each `patience` seconds in all. `pause` are the seconds before
    somebody is sent away, so that clients that come back at once do not spend the machine on refusals; a
    place that has become free by then is theirs."""

    what: str
    at_once: int
    in_line: int
    patience: float
    pause: float


class OwnThreads:
    def __init__(self, line: Line) -> None:
        self._line = line
        self._threads = ThreadPoolExecutor(line.at_once, thread_name_prefix=line.what)
        self._lock = threading.Lock()
        self._present = 0

    async def run(self, work: Callable[[], Answer]) -> Answer:
        """What the work gives. Raises Busy when the line is full and stays so, and when patience ends."""
        if not self._entered():
            await asyncio.sleep(self._line.pause)
            if not self._entered():
                raise Busy(f"the {self._line.what}", RETRY_AFTER)
        future = self._threads.submit(copy_context().run, work)
        future.add_done_callback(self._left)
        try:
            # Whoever still waits then leaves the line; work that has begun keeps its place to its end.
            return await asyncio.wait_for(asyncio.wrap_future(future), self._line.patience)
        except TimeoutError as error:
            raise Busy(f"the {self._line.what}", RETRY_AFTER) from error

    def _entered(self) -> bool:
        with self._lock:
            has_place = self._present < self._line.at_once + self._line.in_line
            self._present += has_place
        return has_place

    def _left(self, _: Future[Any]) -> None:
        with self._lock:
            self._present -= 1


class Places:
    """So many may be somewhere at once; nobody waits for a place."""

    def __init__(self, what: str, most: int) -> None:
        self._what = what
        self._most = most
        self._lock = threading.Lock()
        self._taken = 0

    @contextmanager
    def place(self) -> Iterator[None]:
        """Raises Busy."""
        with self._lock:
            if self._taken >= self._most:
                raise Busy(f"the {self._what}", RETRY_AFTER)
            self._taken += 1
        try:
            yield
        finally:
            with self._lock:
                self._taken -= 1
