"""Searches have threads of their own and a line with an end, so that other pages never wait behind them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, TypeVar

from kb.errors import Busy

AT_ONCE = 2
"""The model takes one query at a time, more than half of a search; the other one reads words and rows or sets
its page meanwhile. A third makes nobody quicker and takes turns from the threads of other pages."""

IN_LINE = 40
"""At the promised floor of 15 a second the last in line waits three seconds; usually less than one."""

PATIENCE = 10.0
"""Seconds that anybody waits for an answer before the search is called busy."""

PAUSE = 0.5
"""Seconds before somebody is sent away, so that clients that come back at once do not spend the machine on
refusals; a place that has become free by then is theirs."""

RETRY_AFTER = 2

Answer = TypeVar("Answer")


class SearchThreads:
    """At most `at_once` searches run and `in_line` wait, each `patience` seconds in all."""

    def __init__(
        self,
        at_once: int = AT_ONCE,
        in_line: int = IN_LINE,
        patience: float = PATIENCE,
        pause: float = PAUSE,
    ) -> None:
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="search")
        self._most = at_once + in_line
        self._patience = patience
        self._pause = pause
        self._lock = threading.Lock()
        self._present = 0

    async def run(self, search: Callable[[], Answer]) -> Answer:
        """What the search answers. Raises Busy when the line is full and stays so, and when patience ends."""
        if not self._entered():
            await asyncio.sleep(self._pause)
            if not self._entered():
                raise Busy("the search", RETRY_AFTER)
        future = self._threads.submit(copy_context().run, search)
        future.add_done_callback(self._left)
        try:
            # Whoever still waits then leaves the line; a search that has begun keeps its place to its end.
            return await asyncio.wait_for(asyncio.wrap_future(future), self._patience)
        except TimeoutError as error:
            raise Busy("the search", RETRY_AFTER) from error

    def _entered(self) -> bool:
        with self._lock:
            has_place = self._present < self._most
            self._present += has_place
        return has_place

    def _left(self, _: Future[Any]) -> None:
        with self._lock:
            self._present -= 1
