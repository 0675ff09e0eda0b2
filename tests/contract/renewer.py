"""A process that makes the words of practices again; it is there to be killed."""

from __future__ import annotations

from multiprocessing.connection import Connection
from pathlib import Path

from kb.services import renewing
from tests.small_bases import opened


def renew(folder: Path, model: Path, line: Connection) -> None:
    """Each batch is told, and the next one is begun when that is asked for."""
    renewing.BATCH = 3
    base = opened(folder, model)
    while base.renewer.renew_some():
        line.send("renewed")
        line.recv()
