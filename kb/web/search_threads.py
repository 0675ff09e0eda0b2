"""How many searches run side by side, and how many wait."""

from __future__ import annotations

from kb.web.own_threads import Line, OwnThreads

AT_ONCE = 2
"""The model takes one query at a time, more than half of a search; the other one reads words and rows or sets
its page meanwhile. A third makes nobody quicker and takes turns from the threads of other pages."""

IN_LINE = 40
"""At the promised floor of 15 a second the last in line waits three seconds; usually less than one."""

PATIENCE = 10.0
"""Seconds that anybody waits for an answer before the search is called busy."""

PAUSE = 0.5


class SearchThreads(OwnThreads):
    def __init__(
        self,
        at_once: int = AT_ONCE,
        in_line: int = IN_LINE,
        patience: float = PATIENCE,
        pause: float = PAUSE,
    ) -> None:
        super().__init__(Line("search", at_once, in_line, patience, pause))
