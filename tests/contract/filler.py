"""A process that fills the vectors of its model and says what is still missing; it is there to be killed."""

from __future__ import annotations

from multiprocessing.connection import Connection
from pathlib import Path

from tests.small_bases import opened


def fill(folder: Path, model: Path, line: Connection) -> None:
    """Each batch is followed by the number of passages that still have no vector, and the next one is begun when
    that is asked for."""
    base = opened(folder, model)
    while base.filler.fill_some():
        line.send(base.reading.health().pending_vectors)
        line.recv()
