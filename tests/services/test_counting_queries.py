"""Daily counts: several processes add up, rare words never come into the base, old ones go."""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import inspect
from structlog.testing import capture_logs

from kb.domain.accounts import Account, Role
from kb.domain.languages import Language
from kb.domain.query_counts import KEPT_DAYS, OFTEN_ENOUGH, QueryCount
from kb.errors import KbError, NotFound
from kb.services.counting_queries import CountingQueries
from kb.services.secrets import Signer
from kb.storage.engine import Database, DatabaseOptions
from kb.storage.migrate import migrate
from tests.people import SECRET, Clock, add_account

PL = Language.POLISH


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "base.sqlite"


@pytest.fixture
def database(file: Path) -> Iterator[Database]:
    database = Database.open(DatabaseOptions(f"sqlite:///{file}", busy_timeout_ms=50))
    migrate(database)
    yield database
    database.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def counting(database: Database, clock: Clock) -> CountingQueries:
    return CountingQueries(database, Signer(SECRET), clock)


@pytest.fixture
def editor(database: Database) -> Account:
    return add_account(database)


def ask(counting: CountingQueries, text: str, times: int, found: int = 3, loose: int = 1) -> None:
    for _ in range(times):
        counting.note(text, PL, found, loose)


def kept(
    counting: CountingQueries, editor: Account, *, gaps: bool = False, days: int = 30
) -> list[QueryCount]:
    return list(counting.looked_for(editor, days, 100, only_gaps=gaps).queries)


def everything_in(file: Path) -> str:
    with closing(sqlite3.connect(file)) as base:
        return "\n".join(base.iterdump())


def test_several_processes_add_up(database: Database, clock: Clock, editor: Account) -> None:
    one, other = (CountingQueries(database, Signer(SECRET), clock) for _ in range(2))
    ask(one, "Chór  seniorów", 3, found=0, loose=4)
    ask(other, "chór seniorów", 2, found=1, loose=0)
    one.write()
    assert kept(one, editor) == []
    other.write()
    today = clock.now.date()
    assert kept(one, editor) == [QueryCount("chór seniorów", PL, 5, today, 1, 0)]
    ask(one, "chor seniorow", 1, found=2, loose=0)
    one.write()
    assert kept(other, editor) == [QueryCount("chor seniorow", PL, 6, today, 2, 0)]


def test_the_words_of_a_rare_query_are_never_in_the_base(
    counting: CountingQueries, editor: Account, clock: Clock, file: Path
) -> None:
    ask(counting, "zwirblomir", OFTEN_ENOUGH - 1)
    ask(counting, "szachy", OFTEN_ENOUGH)
    counting.write()
    assert [query.text for query in kept(counting, editor)] == ["szachy"]
    assert "zwirblomir" not in everything_in(file)
    assert everything_in(file).count('INSERT INTO "query_count"') == 2
    clock.move(days=1)
    counting.forget_old()
    assert everything_in(file).count('INSERT INTO "query_count"') == 1
    # What was rare yesterday begins anew today.
    ask(counting, "zwirblomir", 1)
    counting.write()
    assert [query.text for query in kept(counting, editor)] == ["szachy"]


def test_a_rare_query_of_two_days_cannot_be_told_to_be_the_same(
    counting: CountingQueries, clock: Clock, database: Database
) -> None:
    marks = set()
    for _ in range(2):
        ask(counting, "zwirblomir", 1)
        counting.write()
        with database.connection() as connection:
            marks |= set(connection.exec_driver_sql("SELECT mark FROM query_count").scalars())
        clock.move(days=1)
    assert len(marks) == 2


def test_writing_on_a_new_day_takes_the_rare_ones_of_the_day_before_away(
    counting: CountingQueries, clock: Clock, file: Path
) -> None:
    ask(counting, "zwirblomir", 1)
    counting.write()
    clock.move(days=1)
    ask(counting, "szachy", 1)
    counting.write()
    assert everything_in(file).count('INSERT INTO "query_count"') == 1


def test_what_is_older_than_thirteen_months_goes(
    counting: CountingQueries, editor: Account, clock: Clock
) -> None:
    ask(counting, "szachy", OFTEN_ENOUGH)
    counting.write()
    clock.move(days=KEPT_DAYS)
    counting.forget_old()
    assert len(kept(counting, editor, days=KEPT_DAYS + 1)) == 1
    clock.move(days=1)
    counting.forget_old()
    assert kept(counting, editor, days=1000) == []


def test_days_are_added_together_and_the_last_one_says_what_was_found(
    counting: CountingQueries, editor: Account, clock: Clock
) -> None:
    ask(counting, "chor", OFTEN_ENOUGH, found=0, loose=2)
    ask(counting, "szachy", OFTEN_ENOUGH + 1, found=4)
    counting.write()
    clock.move(days=3)
    ask(counting, "Chór", OFTEN_ENOUGH, found=1)
    ask(counting, "joga na dachu", OFTEN_ENOUGH, found=0, loose=7)
    counting.write()
    assert [(query.text, query.count, query.found) for query in kept(counting, editor)] == [
        ("chór", 2 * OFTEN_ENOUGH, 1),
        ("szachy", OFTEN_ENOUGH + 1, 4),
        ("joga na dachu", OFTEN_ENOUGH, 0),
    ]
    assert [query.text for query in kept(counting, editor, gaps=True)] == ["joga na dachu"]
    assert [query.text for query in kept(counting, editor, days=3)] == ["chór", "joga na dachu"]


def test_another_language_is_another_question(counting: CountingQueries, editor: Account) -> None:
    ask(counting, "senior", OFTEN_ENOUGH)
    for _ in range(OFTEN_ENOUGH + 1):
        counting.note("senior", Language.ENGLISH, 2, 0)
    counting.write()
    assert [query.language for query in kept(counting, editor)] == [Language.ENGLISH, PL]


def test_stretches_and_their_numbers(counting: CountingQueries, editor: Account) -> None:
    for number in range(7):
        ask(counting, f"pytanie {number}", OFTEN_ENOUGH + number, found=number % 2)
    counting.write()
    page = counting.looked_for(editor, 30, 3, 3, only_gaps=False)
    assert (page.total, page.gaps) == (7, 4)
    assert [query.text for query in page.queries] == ["pytanie 3", "pytanie 2", "pytanie 1"]
    gaps = counting.looked_for(editor, 30, 3, 3, only_gaps=True)
    assert (gaps.total, [query.text for query in gaps.queries]) == (4, ["pytanie 0"])


def test_what_could_not_be_written_is_added_later(
    counting: CountingQueries, editor: Account, file: Path
) -> None:
    ask(counting, "szachy", 3, found=1)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(KbError):
            counting.write()
        ask(counting, "szachy", 2, found=2)
        other.execute("ROLLBACK")
    counting.write()
    assert [(query.count, query.found) for query in kept(counting, editor)] == [(5, 2)]


def test_closing_writes_what_was_gathered_and_survives_a_base_that_is_locked(
    counting: CountingQueries, editor: Account, file: Path
) -> None:
    ask(counting, "szachy", OFTEN_ENOUGH)
    counting.close()
    assert len(kept(counting, editor)) == 1
    ask(counting, "chór", OFTEN_ENOUGH)
    with closing(sqlite3.connect(file, isolation_level=None)) as other, capture_logs() as logged:
        other.execute("BEGIN IMMEDIATE")
        counting.close()
        other.execute("ROLLBACK")
    assert [entry["event"] for entry in logged] == ["query_counts_lost"]
    assert "chór" not in str(logged)


def test_memory_and_base_are_bounded(database: Database, clock: Clock, editor: Account) -> None:
    counting = CountingQueries(database, Signer(SECRET), clock, most_gathered=3, most_a_day=2)
    for number in range(10):
        ask(counting, f"pytanie {number}", OFTEN_ENOUGH)
    ask(counting, "pytanie 2", 1)
    with capture_logs() as logged:
        counting.write()
    assert [entry["event"] for entry in logged] == ["query_counts_full"]
    assert "pytanie" not in str(logged)
    assert len(kept(counting, editor)) == 2
    ask(counting, "pytanie 1", 1)
    counting.write()
    assert {query.text: query.count for query in kept(counting, editor)} == {
        "pytanie 0": OFTEN_ENOUGH,
        "pytanie 1": OFTEN_ENOUGH + 1,
    }


def test_only_editors_and_who_may_more_see_it(counting: CountingQueries, database: Database) -> None:
    for role in (Role.REVIEWER, Role.ADMIN):
        account = add_account(database, f"{role.value}@example.org", role)
        assert counting.looked_for(account, 30, 10, only_gaps=False).total == 0
    for stranger in (None, add_account(database, "t@example.org", Role.TRAINER)):
        with pytest.raises(NotFound):
            counting.looked_for(stranger, 30, 10, only_gaps=False)


def test_the_table_has_no_room_for_a_person(database: Database) -> None:
    columns = {
        column["name"]: str(column["type"]) for column in inspect(database.engine).get_columns("query_count")
    }
    assert columns == {
        "day": "DATE",
        "mark": "VARCHAR",
        "language": "VARCHAR",
        "words": "VARCHAR",
        "text": "VARCHAR",
        "count": "INTEGER",
        "found": "INTEGER",
        "loosely_related": "INTEGER",
    }


def test_the_day_is_the_day_of_the_question(counting: CountingQueries, editor: Account, clock: Clock) -> None:
    clock.now = datetime.datetime(2026, 3, 1, 23, 59, 58, tzinfo=datetime.UTC)
    ask(counting, "szachy", OFTEN_ENOUGH)
    clock.move(seconds=10)
    ask(counting, "szachy", OFTEN_ENOUGH)
    counting.write()
    (query,) = kept(counting, editor)
    assert (query.count, query.last_day) == (2 * OFTEN_ENOUGH, datetime.date(2026, 3, 2))
