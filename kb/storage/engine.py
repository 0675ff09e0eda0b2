"""The database: connections, transactions and what SQLite has to be told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, InterfaceError, OperationalError
from sqlmodel import Session

from kb.storage.errors import (
    DatabaseBusy,
    DatabaseFull,
    DatabaseReadOnly,
    DatabaseUnavailable,
    StorageError,
    UnsupportedDatabase,
)


@dataclass(frozen=True, slots=True)
class DatabaseOptions:
    url: str
    busy_timeout_ms: int = 5000


class Database:
    """Readers see a whole state; writers take the write lock at their first word (BEGIN IMMEDIATE)."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writing = engine.execution_options(kb_begin="IMMEDIATE")

    @classmethod
    def open(cls, options: DatabaseOptions) -> Database:
        """Makes the folder of the file. Raises UnsupportedDatabase or DatabaseUnavailable."""
        try:
            url = make_url(options.url)
        except ArgumentError as error:
            raise UnsupportedDatabase(options.url.split(":", 1)[0]) from error
        if url.get_backend_name() != "sqlite" or not url.database:
            raise UnsupportedDatabase(url.drivername)
        try:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseUnavailable(f"{error.strerror}: {error.filename}") from error
        engine = create_engine(url, pool_size=16, max_overflow=32, pool_timeout=10)
        event.listen(engine, "connect", _prepare(options.busy_timeout_ms))
        event.listen(engine, "begin", _begin)
        return cls(engine)

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A connection for reading, without the object layer. Raises the errors of kb.storage.errors."""
        with _translated(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Session]:
        with _translated(), Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: committed at the end of the block, or nothing of it."""
        with _translated(), Session(self._writing, expire_on_commit=False) as session, session.begin():
            yield session

    def close(self) -> None:
        self.engine.dispose()


def _prepare(busy_timeout_ms: int) -> Any:
    def prepare(connection: Any, _: object) -> None:
        connection.isolation_level = None  # we send BEGIN ourselves
        connection.execute(f"PRAGMA busy_timeout={busy_timeout_ms}")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA cache_size=-16000")

    return prepare


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN " + connection.get_execution_options().get("kb_begin", "DEFERRED"))


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (OperationalError, DatabaseError, InterfaceError) as error:
        if not isinstance(error, (OperationalError, InterfaceError)) and "malformed" not in str(error.orig):
            raise
        raise _meaning(str(error.orig)) from error


def _meaning(message: str) -> StorageError:
    if "locked" in message or "busy" in message:
        return DatabaseBusy()
    if "readonly" in message:
        return DatabaseReadOnly()
    if "full" in message:
        return DatabaseFull()
    return DatabaseUnavailable(message)
