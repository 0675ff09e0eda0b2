"""Processes that make backups and restore them; they are there to be killed or to find the disk full."""

from __future__ import annotations

import resource
import signal
from multiprocessing.connection import Connection
from pathlib import Path

from kb.services.backing_up import BackingUp
from kb.services.backup_format import BackupFailed
from kb.services.restoring import Restoring


def backing_up(folder: Path) -> BackingUp:
    return BackingUp(folder / "baza.sqlite", folder / "files", "0.1.0")


def restoring(folder: Path) -> Restoring:
    return Restoring(folder / "baza.sqlite", folder / "files")


def back_up(folder: Path, target: Path, said: Connection) -> None:
    said.send("begun")
    backing_up(folder).run(target)
    said.send("done")


def restore(backup: Path, folder: Path, said: Connection) -> None:
    said.send("begun")
    restoring(folder).run(backup)
    said.send("done")


def back_up_on_a_full_disk(folder: Path, target: Path, limit: int, said: Connection) -> None:
    """No file may have more than `limit` bytes, which stands for the full disk. Says what was refused."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        backing_up(folder).run(target)
    except BackupFailed as error:
        said.send(str(error))
    else:
        said.send("done")
