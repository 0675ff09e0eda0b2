"""Whole copies of the database file, taken while others write, and what a copy says about itself."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from kb.storage.engine import translated
from kb.storage.errors import DatabaseUnavailable

PASSING = ("lease", "sign_in", "one_time_link")
"""Tables of what holds for a while only. Taken back from a copy they would give again what has been ended
since: a sign-in that its owner signed out of, a link that was used."""


@dataclass(frozen=True, slots=True)
class CopyFacts:
    """What a copy of the database holds; `damage` is what SQLite complains of, "" when it is whole."""

    schema: str | None
    change: int
    practices: int
    damage: str


def copy_database(source: Path, target: Path) -> None:
    """One consistent state of the database as a single file, on the disk when this returns.

    In one step, which in WAL mode keeps no writer waiting: step by step, the copy would begin anew after each
    save of another connection. Raises the errors of kb.storage.errors.
    """
    with (
        translated(),
        closing(_connect(source, "mode=rw")) as original,
        closing(sqlite3.connect(target)) as copy,
    ):
        original.execute("PRAGMA busy_timeout=30000")
        original.backup(copy)
        # The copy came with the WAL mode in its header and would need a second file to be opened.
        copy.execute("PRAGMA journal_mode=DELETE")
    with target.open("rb") as written:
        os.fsync(written.fileno())


def facts_of(path: Path) -> CopyFacts:
    """Reads a copy that nobody writes, without making a file beside it. Raises DatabaseUnavailable for what
    is no database of ours."""
    try:
        with closing(_connect(path, "mode=ro&immutable=1")) as copy:
            complaints = [row[0] for row in copy.execute("PRAGMA integrity_check(3)") if row[0] != "ok"]
            return CopyFacts(
                schema=_value(copy, "SELECT version_num FROM alembic_version"),
                change=int(_value(copy, "SELECT value FROM counter WHERE name = 'change'") or 0),
                practices=int(_value(copy, "SELECT count(*) FROM practice") or 0),
                damage="; ".join(complaints),
            )
    except sqlite3.DatabaseError as error:
        raise DatabaseUnavailable(str(error)) from error


def end_what_passes(path: Path) -> None:
    """Empty the tables of `PASSING` in a copy that is about to be used again."""
    with translated(), _transaction(path) as copy:
        known = {row[0] for row in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for table in PASSING:
            if table in known:
                copy.execute(f"DELETE FROM {table}")
    with path.open("rb") as written:
        os.fsync(written.fileno())


@contextmanager
def _transaction(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(_connect(path, "mode=rw")) as connection, connection:
        yield connection


def _connect(path: Path, how: str) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(path.absolute()))}?{how}", uri=True)


def _value(connection: sqlite3.Connection, statement: str) -> str | None:
    row = connection.execute(statement).fetchone()
    return None if row is None else str(row[0])
