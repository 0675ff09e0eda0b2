"""The database: connections, transactions and what SQLite has to be told."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoFreeConnection
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session as Session

from kb.storage.errors import (
    DatabaseBusy,
    DatabaseFull,
    DatabaseReadOnly,
    DatabaseUnavailable,
    StorageError,
    UnsupportedDatabase,
)
from kb.storage.quick_reads import QuickReads, Reads

Transaction = Session
"""What a block of `Database.write` works in; services hand it on without knowing what it is."""


@dataclass(frozen=True, slots=True)
class DatabaseOptions:
    url: str
    busy_timeout_ms: int = 5000

    @property
    def path(self) -> Path:
        """The file. Raises UnsupportedDatabase."""
        try:
            url = make_url(self.url)
        except ArgumentError as error:
            raise UnsupportedDatabase(self.url.split(":", 1)[0]) from error
        if url.drivername not in ("sqlite", "sqlite+pysqlite") or url.database in (None, "", ":memory:"):
            raise UnsupportedDatabase(url.drivername)
        assert url.database is not None
        return Path(url.database)


class Database:
    """Readers see a whole state; writers take the write lock at their first word (BEGIN IMMEDIATE)."""

    def __init__(self, engine: Engine, quick_reads: QuickReads) -> None:
        self.engine = engine
        self._writing = engine.execution_options(kb_begin="IMMEDIATE")
        self._quick_reads = quick_reads

    @classmethod
    def open(cls, options: DatabaseOptions) -> Database:
        """Makes the folder of the file. Raises UnsupportedDatabase or DatabaseUnavailable."""
        path = options.path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseUnavailable(f"{error.strerror}: {error.filename}") from error
        engine = create_engine(options.url, pool_size=16, max_overflow=32, pool_timeout=10)
        prepare = _prepare(options.busy_timeout_ms)
        event.listen(engine, "connect", prepare)
        _renew_read_only(engine, str(path))
        event.listen(engine, "begin", _begin)
        event.listen(engine, "handle_error", _leave_what_is_broken)

        def connect() -> sqlite3.Connection:
            connection = sqlite3.connect(path, check_same_thread=False)
            prepare(connection, None)
            return connection

        return cls(engine, QuickReads(connect))

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A connection for reading, without the object layer. Raises the errors of kb.storage.errors."""
        with translated(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def quick_reads(self) -> Iterator[Reads]:
        """For what every search asks: single statements without a transaction (kb.storage.quick_reads).
        Raises the errors of kb.storage.errors."""
        with translated(), self._quick_reads.borrowed() as reads:
            yield reads

    @contextmanager
    def read(self) -> Iterator[Session]:
        with translated(), Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: committed at the end of the block, or nothing of it."""
        with translated(), Session(self._writing, expire_on_commit=False) as session, session.begin():
            yield session

    def close(self) -> None:
        self._quick_reads.close()
        self.engine.dispose()


def _prepare(busy_timeout_ms: int) -> Any:
    def prepare(connection: Any, _: object) -> None:
        connection.isolation_level = None  # we send BEGIN ourselves
        connection.execute(f"PRAGMA busy_timeout={busy_timeout_ms}")
        _use_wal(connection, busy_timeout_ms / 1000)
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        # For each of two dozen connections; twice as much made nothing quicker (docs/performance.md).
        connection.execute("PRAGMA cache_size=-8000")

    return prepare


def _use_wal(connection: sqlite3.Connection, patience: float) -> None:
    """SQLite answers this one step with "locked" at once when another process takes it too, whatever the
    busy timeout; asking for the write lock does wait for that process. `patience` in seconds."""
    until = time.monotonic() + patience
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if _code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("COMMIT")
        else:
            return


def _renew_read_only(engine: Engine, path: str) -> None:
    """A connection that was opened while the file was read-only would stay so: it is opened anew as soon as
    the file may be written."""

    def may_be_written() -> bool:
        return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)

    def note(_: object, record: ConnectionPoolEntry) -> None:
        record.info["read_only"] = not may_be_written()

    def renew(_: object, record: ConnectionPoolEntry, proxy: object) -> None:
        if record.info["read_only"] and may_be_written():
            raise DisconnectionError

    event.listen(engine, "connect", note)
    event.listen(engine, "checkout", renew)


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN " + connection.get_execution_options().get("kb_begin", "DEFERRED"))


_LASTING = {
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_NOTADB,
}
"""Errors that a connection keeps when their cause is gone: it stays as it found the file."""


def _leave_what_is_broken(context: ExceptionContext) -> None:
    """The pool opens its connections anew, so that all works again without a restart."""
    if _code(context.original_exception) in _LASTING:
        context.is_disconnect = True


@contextmanager
def translated() -> Iterator[None]:
    """What the driver raises, as the errors of kb.storage.errors."""
    try:
        yield
    except NoFreeConnection as error:
        raise DatabaseBusy from error
    except DBAPIError as error:
        if not isinstance(error, (OperationalError, InterfaceError)) and _code(error.orig) not in _LASTING:
            raise
        raise _meaning(error.orig) from error
    except sqlite3.DatabaseError as error:
        # From the driver itself (quick reads).
        if not isinstance(error, (sqlite3.OperationalError, sqlite3.InterfaceError)) and (
            _code(error) not in _LASTING
        ):
            raise
        raise _meaning(error) from error


def _meaning(error: BaseException | None) -> StorageError:
    match _code(error):
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return DatabaseBusy()
        case sqlite3.SQLITE_READONLY:
            return DatabaseReadOnly()
        case sqlite3.SQLITE_FULL:
            return DatabaseFull()
    return DatabaseUnavailable(str(error))


def _code(error: BaseException | None) -> int | None:
    """The primary result code, without what SQLite adds in the higher bits."""
    code = error.sqlite_errorcode if isinstance(error, sqlite3.Error) else None
    return None if code is None else code & 0xFF
