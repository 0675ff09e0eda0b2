"""Migrations: from nothing, again, and by several processes at once."""

from __future__ import annotations

import datetime
import subprocess
from collections.abc import Callable
from pathlib import Path

from kb.domain.languages import Language
from kb.domain.practice import Library, PracticeRecord
from kb.domain.wishes import WishKey
from kb.domain.workflow import WorkflowState
from kb.storage import counters, path, wishes
from kb.storage.migrate import differences, migrate, newest_version, schema_version
from kb.storage.published_practices import PublishedPractices

from .conftest import NOW, Store, open_sqlite

PROCESSES = 3
ROUNDS = 20
OLD = "2025-02-03 10:00:00.000000"


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


def test_a_base_of_the_first_release_keeps_its_practices(tmp_path: Path) -> None:
    """By its own statements: today's code writes columns that it had not."""
    store = open_sqlite(tmp_path)
    migrate(store.database, "0001")
    with store.database.write() as session:
        connection = session.connection()
        for practice_id, status, published, head, verified in (
            (1, "opublikowana", 1, 1, None),
            (2, "opublikowana", 2, 3, "2025-05-05"),
            (3, "szkic", None, 4, None),
            (4, "archiwum", 5, 5, None),
        ):
            connection.exec_driver_sql(
                "INSERT INTO practice (id, slug, status, title, summary, need, created_at, updated_at, "
                "published_at, published_revision_id, head_revision_id) VALUES (?, ?, ?, ?, '', '', ?, ?, ?, ?, ?)",
                (
                    *(practice_id, f"klub-{practice_id}", status, f"Klub {practice_id}", OLD, OLD),
                    *(OLD if published else None, published, head),
                ),
            )
            for revision_id in sorted({published or head, head}):
                record = PracticeRecord(
                    title=f"Klub {practice_id}", library=Library(name="Biblioteka"), verified_on=verified
                )
                connection.exec_driver_sql(
                    "INSERT INTO revision (id, practice_id, number, created_at, content_hash, document) "
                    "VALUES (?, ?, ?, ?, 'x', ?)",
                    (revision_id, practice_id, revision_id - practice_id + 1, OLD, record.model_dump_json()),
                )
    migrate(store.database)
    with store.database.connection() as connection:
        assert schema_version(connection) == newest_version()
        assert differences(connection) == []
        published = PublishedPractices()
        assert published.by_slug(connection, "klub-1").record.title == "Klub 1"
        assert published.by_slug(connection, "klub-1").verified_on == datetime.date(2025, 2, 3)
        assert published.by_slug(connection, "klub-2").verified_on == datetime.date(2025, 5, 5)
        assert published.count(connection) == 2
    with store.database.read() as session:
        states = [path.position(session, number).state.value for number in (1, 2, 3, 4)]
        assert states == ["opublikowana", "szkic", "szkic", "archiwum"]
        assert path.position(session, 2).shown is WorkflowState.PUBLISHED
    with store.database.write() as session:
        assert wishes.add(session, WishKey("chór", Language.POLISH, {}), NOW.date(), most=10)
    with store.database.read() as session:
        assert [wish.count for wish in wishes.most_wanted(session, 10, 0)] == [1]
    store.database.close()


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
