"""How processes are started that are there to be killed."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from typing import Any

CHILDREN = [f"tests.contract.{name}" for name in ("prepared", "filler", "renewer", "backer")]
"""There is one server for all files of tests. What it has not imported when it starts, each of its processes would
import anew, which takes seconds."""


def started(target: Callable[..., None], *arguments: Any) -> tuple[ForkServerProcess, Connection]:
    """A process whose last argument is its end of a line, and our end of it."""
    context: ForkServerContext = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(CHILDREN)
    ours, its = context.Pipe()
    process = context.Process(target=target, args=(*arguments, its), daemon=True)
    process.start()
    its.close()
    return process, ours
