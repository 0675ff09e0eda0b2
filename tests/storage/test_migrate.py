"""Migrations: from nothing, again, and by several processes at once."""

from __future__ import annotations

import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

from kb.domain.languages import Language
from kb.domain.wishes import WishKey
from kb.storage import counters, wishes
from kb.storage.migrate import differences, migrate, newest_version, schema_version
from kb.storage.practices import PublishedPractices

from .conftest import NOW, Store, open_sqlite

PROCESSES = 3
ROUNDS = 20


def test_an_empty_file_has_no_version_and_gets_the_newest(tmp_path: Path) -> None:
    database = open_sqlite(tmp_path).database
    with database.connection() as connection:
        assert schema_version(connection) is None
        assert differences(connection) != []
    migrate(database)
    with database.connection() as connection:
        assert schema_version(connection) == newest_version()
        assert differences(connection) == []
    database.close()


def test_a_base_of_the_first_release_keeps_its_practices_and_gets_a_place_for_wishes(tmp_path: Path) -> None:
    today = open_sqlite(tmp_path / "today")
    migrate(today.database)
    saved = today.save("Klub seniora")
    today.database.close()
    store = open_sqlite(tmp_path)
    migrate(store.database, "0001")
    _copy_rows(tmp_path / "today" / "base.sqlite", store)
    before = store.counts()
    migrate(store.database)
    assert store.counts() == before
    with store.database.connection() as connection:
        assert schema_version(connection) == newest_version()
        assert differences(connection) == []
        assert PublishedPractices().by_slug(connection, saved.slug).record.title == "Klub seniora"
    with store.database.write() as session:
        assert wishes.add(session, WishKey("chór", Language.POLISH, {}), NOW.date(), most=10)
    with store.database.read() as session:
        assert [wish.count for wish in wishes.most_wanted(session, 10, 0)] == [1]
    store.database.close()


def _copy_rows(source: Path, store: Store) -> None:
    """What the base has, as far as the older tables of the store have a place for it."""
    with store.database.write() as session:
        connection = session.connection()
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        today = sqlite3.connect(source)
        tables = [
            *(
                row[0]
                for row in today.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
                if not row[0].startswith(("fts_", "sqlite_", "alembic"))
            ),
            "fts_practice",
        ]
        for table in tables:
            columns = [row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table})")]
            if not columns:
                continue
            names = ", ".join(["rowid", *columns] if table == "fts_practice" else columns)
            for row in today.execute(f"SELECT {names} FROM {table}").fetchall():
                places = ", ".join("?" * len(row))
                connection.exec_driver_sql(f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({places})", row)
        today.close()


def test_a_second_migration_changes_nothing(store: Store) -> None:
    store.save("Klub seniora")
    before = store.counts()
    migrate(store.database)
    assert store.counts() == before
    with store.database.connection() as connection:
        assert counters.get(connection, "change") == 1


def test_a_table_too_many_or_too_few_is_a_difference(store: Store) -> None:
    with store.database.write() as session:
        session.connection().exec_driver_sql("CREATE TABLE foreign_one (id INTEGER)")
        session.connection().exec_driver_sql("DROP TABLE lease")
    with store.database.connection() as connection:
        assert sorted(str(difference[0]) for difference in differences(connection)) == [
            "add_table",
            "remove_table",
        ]


def test_processes_that_start_at_once_wait_for_one_another(
    tmp_path: Path, python_script: Callable[[str], tuple[list[str], dict[str, str]]]
) -> None:
    command, environment = python_script("migrating_process.py")
    processes = [
        subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(PROCESSES)
    ]
    answers = [_line(process) for process in processes]
    assert answers == ["ready"] * PROCESSES
    for number in range(ROUNDS):
        folder = tmp_path / str(number)
        for process in processes:
            assert process.stdin is not None
            process.stdin.write(f"{folder}\n")
            process.stdin.flush()
        assert [_line(process) for process in processes] == [newest_version()] * PROCESSES
        database = open_sqlite(folder).database
        with database.connection() as connection:
            assert differences(connection) == []
            assert counters.get(connection, "change") == 0
        database.close()
    for process in processes:
        process.communicate()
        assert process.returncode == 0


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()
