"""Wishes: counted whoever asks at once, bounded, and nothing of a person among them."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import inspect
from structlog.testing import capture_logs

from kb.domain.facets import Facet
from kb.domain.languages import Language
from kb.domain.wishes import WishRefused
from kb.services.wishing import Wishing
from kb.storage.engine import Database, DatabaseOptions
from kb.storage.migrate import migrate

THREADS = 8
EACH = 25


class Clock:
    def __init__(self) -> None:
        self.now = datetime.datetime(2026, 3, 1, 23, 59, tzinfo=datetime.UTC)

    def __call__(self) -> datetime.datetime:
        return self.now

    def pass_days(self, days: int) -> None:
        self.now += datetime.timedelta(days=days)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(DatabaseOptions(f"sqlite:///{tmp_path / 'base.sqlite'}"))
    migrate(database)
    yield database
    database.close()


def test_the_same_wish_again_is_counted(database: Database) -> None:
    clock = Clock()
    wishing = Wishing(database, clock)
    assert wishing.wish("Nauka  pływania", {}, Language.POLISH).text == "nauka pływania"
    clock.pass_days(2)
    assert wishing.wish("nauka PŁYWANIA ", {}, Language.POLISH).is_kept
    clock.pass_days(-1)
    wishing.wish("nauka pływania", {}, Language.POLISH)
    (wish,) = wishing.wishes(10)
    assert (wish.key.text, wish.key.language, wish.count) == ("nauka pływania", Language.POLISH, 3)
    assert (wish.first_day, wish.last_day) == (datetime.date(2026, 3, 1), datetime.date(2026, 3, 3))


def test_other_filters_or_another_language_make_another_wish(database: Database) -> None:
    wishing = Wishing(database)
    for filters in ({}, {Facet.COST: ("0",)}, {Facet.COST: ("0", "do-500")}, {Facet.COST: ("do-500", "0")}):
        wishing.wish("chór", filters, Language.POLISH)
    wishing.wish("chór", {}, Language.UKRAINIAN)
    twice, *others = wishing.wishes(10)
    assert (twice.count, twice.key.filters) == (2, {Facet.COST: ("0", "do-500")})
    assert [wish.count for wish in others] == [1, 1, 1]


def test_those_wished_for_most_come_first_page_by_page(database: Database) -> None:
    wishing = Wishing(database)
    for text, times in (("chór", 1), ("szachy", 3), ("joga", 2)):
        for _ in range(times):
            wishing.wish(text, {}, Language.POLISH)
    assert [(wish.key.text, wish.count) for wish in wishing.wishes(2)] == [("szachy", 3), ("joga", 2)]
    assert [wish.key.text for wish in wishing.wishes(2, 2)] == ["chór"]


def test_no_wish_is_lost_when_many_ask_at_once(database: Database) -> None:
    wishing = Wishing(database)
    together = threading.Barrier(THREADS)

    def ask(number: int) -> None:
        together.wait()
        for turn in range(EACH):
            wishing.wish("chór" if turn % 2 else f"nowa {number} {turn}", {}, Language.POLISH)

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(ask, range(THREADS)))
    kept = wishing.wishes(1000)
    assert sum(wish.count for wish in kept) == THREADS * EACH
    assert kept[0].key.text == "chór"
    assert kept[0].count == THREADS * (EACH // 2)


def test_beyond_the_bound_only_known_wishes_are_counted(database: Database) -> None:
    wishing = Wishing(database, most=2)
    for text in ("chór", "szachy"):
        assert wishing.wish(text, {}, Language.POLISH).is_kept
    with capture_logs() as logged:
        assert not wishing.wish("joga", {}, Language.POLISH).is_kept
        assert wishing.wish("chór", {}, Language.POLISH).is_kept
    assert [entry["event"] for entry in logged] == ["wishes_full"]
    assert "joga" not in str(logged)
    assert {wish.key.text: wish.count for wish in wishing.wishes(10)} == {"chór": 2, "szachy": 1}


@pytest.mark.parametrize("text", ["", "a", "x" * 501, "jan@example.org", "600 100 200"])
def test_what_is_refused_is_not_kept(database: Database, text: str) -> None:
    wishing = Wishing(database)
    with pytest.raises(WishRefused):
        wishing.wish(text, {}, Language.POLISH)
    assert wishing.wishes(10) == ()


def test_the_table_has_no_room_for_a_person(database: Database) -> None:
    columns = {column["name"]: str(column["type"]) for column in inspect(database.engine).get_columns("wish")}
    assert columns == {
        "id": "INTEGER",
        "text": "TEXT",
        "language": "VARCHAR",
        "filters": "TEXT",
        "count": "INTEGER",
        "first_day": "DATE",
        "last_day": "DATE",
    }
