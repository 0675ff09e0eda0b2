"""What SQLite can refuse, how the application is told, and that all works again when the cause is gone."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from kb.storage import counters
from kb.storage.engine import Database, DatabaseOptions
from kb.storage.errors import (
    DatabaseBusy,
    DatabaseFull,
    DatabaseReadOnly,
    DatabaseUnavailable,
    StorageError,
    UnsupportedDatabase,
)
from kb.storage.full_text import SqliteFullText
from kb.storage.migrate import migrate

from .conftest import Store, open_sqlite

NOBODY = 65534


def at(path: Path, busy_timeout_ms: int = 5000) -> Store:
    return Store(Database.open(DatabaseOptions(f"sqlite:///{path}", busy_timeout_ms)), SqliteFullText())


@pytest.fixture
def opened() -> Iterator[Callable[..., Store]]:
    """Opens stores and closes them after the test."""
    stores: list[Store] = []

    def open_store(path: Path, busy_timeout_ms: int = 5000) -> Store:
        stores.append(at(path, busy_timeout_ms))
        return stores[-1]

    yield open_store
    for store in stores:
        store.database.close()


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("postgresql+psycopg://kb:geheim@host/kb", "postgresql+psycopg"),
        ("mysql://host/kb", "mysql"),
        ("sqlite+aiosqlite:////var/kb.sqlite", "sqlite+aiosqlite"),
        ("sqlite://", "sqlite"),
        ("sqlite:///:memory:", "sqlite"),
        ("kb.sqlite", "kb.sqlite"),
    ],
)
def test_only_a_file_of_sqlite_is_supported(url: str, found: str) -> None:
    with pytest.raises(UnsupportedDatabase) as caught:
        Database.open(DatabaseOptions(url))
    assert caught.value.found == found
    assert "sqlite:///path" in str(caught.value)
    assert "geheim" not in str(caught.value)


def test_the_folder_of_the_file_is_made(tmp_path: Path, opened: Callable[..., Store]) -> None:
    store = opened(tmp_path / "a" / "b" / "base.sqlite")
    migrate(store.database)
    assert store.save("Klub seniora").change == 1


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseUnavailable, match="file"):
        Database.open(DatabaseOptions(f"sqlite:///{tmp_path / 'file' / 'base.sqlite'}"))


def test_every_connection_is_durable_and_keeps_foreign_keys(store: Store) -> None:
    def settings(session: Session) -> dict[str, object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        return {name: session.connection().exec_driver_sql(f"PRAGMA {name}").scalar() for name in names}

    with store.database.write() as first, store.database.read() as second:
        first.connection()
        for session in (first, second):
            assert settings(session) == {
                "journal_mode": "wal",
                "synchronous": 2,  # FULL
                "foreign_keys": 1,
                "busy_timeout": 5000,
            }


def test_a_row_that_points_nowhere_is_refused(store: Store) -> None:
    with pytest.raises(IntegrityError), store.database.write() as session:
        session.connection().execute(text("INSERT INTO slug_redirect VALUES ('stary', 999)"))


def test_a_lock_held_by_somebody_else_is_busy_and_reading_goes_on(
    tmp_path: Path, opened: Callable[..., Store]
) -> None:
    holder, waiting = opened(tmp_path / "base.sqlite"), opened(tmp_path / "base.sqlite", 20)
    migrate(holder.database)
    holder.save("Klub seniora")
    with holder.database.write() as session:
        counters.put(session, "x", 1)
        session.flush()
        with pytest.raises(DatabaseBusy) as caught:
            waiting.save("Warsztaty")
        assert caught.value.retry_after > 0
        assert waiting.counts().published == 1
    assert waiting.save("Warsztaty").change == 2


def test_a_full_disk_refuses_the_save_whole_and_reading_goes_on(store: Store) -> None:
    store.save("Klub seniora")
    before = store.counts()

    def save_with_pages(session: Session, pages: int) -> None:
        """The limit of pages belongs to the connection of this session."""
        session.connection().exec_driver_sql(f"PRAGMA max_page_count={pages}")
        store.save("Warsztaty", session=session)
        session.connection().execute(
            text("UPDATE practice SET need = :long WHERE title = 'Warsztaty'"), {"long": "długo " * 20_000}
        )

    with pytest.raises(DatabaseFull), store.database.write() as session:
        save_with_pages(session, 1)  # SQLite raises it to the pages that there are
    assert store.counts() == before
    with store.database.connection() as connection:
        assert store.matching(connection, ["warsztaty"]) == set()
        assert store.matching(connection, ["klub"]) != set()
    with store.database.write() as session:
        save_with_pages(session, 1_000_000)
    assert store.counts().published == 2


def test_a_migration_that_finds_the_disk_full_leaves_nothing(
    tmp_path: Path, opened: Callable[..., Store]
) -> None:
    store = opened(tmp_path / "base.sqlite")
    with store.database.connection() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=20")
    with pytest.raises(DatabaseFull):
        migrate(store.database)
    with store.database.connection() as connection:
        assert connection.execute(text("SELECT count(*) FROM sqlite_master")).scalar() == 0
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    migrate(store.database)
    assert store.save("Klub seniora").change == 1


@pytest.fixture
def read_only_base() -> Iterator[Path]:
    """A base whose files may only be read, and this process without the right to write all the same."""
    if os.name != "posix":
        pytest.skip("rights of files as POSIX has them")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = open_sqlite(folder)
        migrate(store.database)
        store.save("Klub seniora")
        assert store.counts().published == 1
        store.database.close()
        folder.chmod(0o777)
        superuser = os.geteuid() == 0
        if superuser:
            for file in folder.iterdir():
                os.chown(file, NOBODY, NOBODY)
            os.seteuid(NOBODY)
        try:
            _set_rights(folder, 0o444)
            yield folder
        finally:
            if superuser:
                os.seteuid(0)


def _set_rights(folder: Path, mode: int) -> None:
    for file in folder.iterdir():
        file.chmod(mode)


def test_a_read_only_base_is_read_and_is_written_again_when_it_may_be(
    read_only_base: Path, opened: Callable[..., Store]
) -> None:
    store = opened(read_only_base / "base.sqlite")
    assert store.counts().published == 1
    with pytest.raises(DatabaseReadOnly):
        store.save("Warsztaty")
    with store.database.connection() as connection:
        assert len(store.matching(connection, ["klub"])) == 1
    _set_rights(read_only_base, 0o644)
    store.save("Warsztaty")
    assert store.counts().published == 2


def test_a_log_that_may_not_be_written_is_a_read_only_base_until_it_may(
    read_only_base: Path, opened: Callable[..., Store]
) -> None:
    path = read_only_base / "base.sqlite"
    path.chmod(0o644)
    log = path.with_name("base.sqlite-wal")
    log.touch()
    log.chmod(0o444)
    store = opened(path)
    with pytest.raises(StorageError):
        store.save("Warsztaty")
    log.chmod(0o644)
    store.save("Warsztaty")
    assert store.counts().published == 2


def test_a_file_that_is_no_database_is_unavailable_until_it_is_replaced(
    tmp_path: Path, opened: Callable[..., Store]
) -> None:
    path = tmp_path / "base.sqlite"
    path.write_bytes(b"Dobre praktyki. " * 500)
    store = opened(path)
    with pytest.raises(DatabaseUnavailable, match="not a database"):
        store.counts()
    with pytest.raises(DatabaseUnavailable):
        migrate(store.database)
    path.unlink()
    migrate(store.database)
    assert store.save("Klub seniora").change == 1


def test_a_file_that_cannot_be_opened_is_unavailable(tmp_path: Path, opened: Callable[..., Store]) -> None:
    (tmp_path / "base.sqlite").mkdir()
    store = opened(tmp_path / "base.sqlite")
    with pytest.raises(DatabaseUnavailable, match="unable to open"):
        store.counts()
    (tmp_path / "base.sqlite").rmdir()
    migrate(store.database)
    assert store.counts().published == 0


def test_a_mistake_in_a_statement_is_not_taken_for_a_full_or_read_only_disk(store: Store) -> None:
    with (
        pytest.raises(DatabaseUnavailable, match="no such column: full_readonly_locked"),
        store.database.connection() as connection,
    ):
        connection.execute(text("SELECT full_readonly_locked FROM practice"))


def test_each_error_has_a_number_of_its_own() -> None:
    classes = [
        StorageError,
        UnsupportedDatabase,
        DatabaseBusy,
        DatabaseReadOnly,
        DatabaseFull,
        DatabaseUnavailable,
    ]
    assert [error.number for error in classes] == [f"KB-20{number}" for number in range(6)]
