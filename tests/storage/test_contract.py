"""What every backend promises: transactions, the change counter and leases (full text: test_full_text)."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable

import pytest

from kb.storage import changes, counters, leases
from kb.storage.changes import ChangeKind
from kb.storage.migrate import differences, newest_version, schema_version

from .conftest import NOW, Counts, Store


class _Interrupted(Exception):
    pass


def in_threads(number: int, work: Callable[[int], None]) -> None:
    """Run the work in so many threads that begin together; the first error of any of them is raised."""
    start = threading.Barrier(number)
    errors: list[BaseException] = []

    def run(name: int) -> None:
        try:
            start.wait()
            work(name)
        except BaseException as error:  # noqa: BLE001  handed to the thread of the test
            errors.append(error)

    threads = [threading.Thread(target=run, args=(name,)) for name in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


# Transactions


def test_eight_threads_that_read_and_then_write_lose_nothing(store: Store) -> None:
    def count(_: int) -> None:
        for _ in range(25):
            with store.database.write() as session:
                counters.put(session, "visits", counters.get(session.connection(), "visits") + 1)

    in_threads(8, count)
    with store.database.connection() as connection:
        assert counters.get(connection, "visits") == 8 * 25


def test_a_reader_sees_nothing_of_a_save_before_its_end_and_all_of_it_after(store: Store) -> None:
    nothing = Counts(0, 0, 0, 0, 0)
    with store.database.write() as session:
        store.save("Klub seniora", session=session)
        session.flush()
        assert store.counts() == nothing
    assert store.counts() == Counts(published=1, revisions=1, words=1, passages=2, change=1)


def test_a_reader_keeps_the_state_with_which_it_began(store: Store) -> None:
    with store.database.connection() as connection:
        assert changes.newest(connection) == 0
        store.save("Klub seniora")
        assert changes.newest(connection) == 0
        assert store.matching(connection, ["klub"]) == set()
    with store.database.connection() as connection:
        assert changes.newest(connection) == 1


def test_an_error_in_the_block_takes_everything_back(store: Store) -> None:
    store.save("Klub seniora")
    before = store.counts()

    def save_and_fail() -> None:
        with store.database.write() as session:
            store.save("Warsztaty komiksowe", session=session)
            session.flush()
            raise _Interrupted

    with pytest.raises(_Interrupted):
        save_and_fail()
    assert store.counts() == before
    assert store.save("Gra terenowa").change == 2


# The schema


def test_a_migrated_base_is_what_the_tables_say(store: Store) -> None:
    with store.database.connection() as connection:
        assert schema_version(connection) == newest_version()
        assert differences(connection) == []


# The change log


def test_changes_have_numbers_without_gaps_and_none_is_seen_before_a_smaller_one(store: Store) -> None:
    def save(thread: int) -> None:
        for number in range(10):
            with store.database.write() as session:
                changes.record(session, 100 * thread + number, ChangeKind.SAVED, NOW)
            with store.database.connection() as connection:
                seen = [change.number for change in changes.since(connection, 0, 1000)]
                assert changes.newest(connection) == len(seen)
            assert seen == list(range(1, len(seen) + 1))

    in_threads(8, save)
    with store.database.connection() as connection:
        log = changes.since(connection, 0, 1000)
    assert [change.number for change in log] == list(range(1, 81))
    assert sorted(change.practice_id for change in log) == [
        100 * thread + number for thread in range(8) for number in range(10)
    ]


def test_a_change_that_was_taken_back_leaves_no_gap(store: Store) -> None:
    def record_and_fail() -> None:
        with store.database.write() as session:
            assert changes.record(session, 7, ChangeKind.SAVED, NOW) == 1
            raise _Interrupted

    with pytest.raises(_Interrupted):
        record_and_fail()
    with store.database.write() as session:
        assert changes.record(session, 8, ChangeKind.WITHDRAWN, NOW) == 1
        assert changes.record(session, 9, ChangeKind.VECTORS, NOW) == 2
    with store.database.connection() as connection:
        assert changes.since(connection, 0, 10) == [
            changes.Change(1, 8, ChangeKind.WITHDRAWN),
            changes.Change(2, 9, ChangeKind.VECTORS),
        ]
        assert [change.number for change in changes.since(connection, 1, 10)] == [2]
        assert [change.number for change in changes.since(connection, 0, 1)] == [1]
        assert changes.since(connection, 2, 10) == []


# Leases


def test_one_holder_at_a_time_until_the_lease_runs_out(store: Store) -> None:
    def ask(holder: str, seconds_later: float) -> bool:
        with store.database.write() as session:
            now = NOW + datetime.timedelta(seconds=seconds_later)
            return leases.acquire(session, "filling", holder, now, 60)

    assert ask("a", 0)
    assert not ask("b", 59)
    assert ask("a", 59)  # prolonged to 119
    assert not ask("b", 118)
    assert ask("b", 119)
    assert not ask("a", 119)


def test_a_lease_is_released_by_its_holder_alone(store: Store) -> None:
    def acquire(holder: str) -> bool:
        with store.database.write() as session:
            return leases.acquire(session, "filling", holder, NOW, 60)

    def release(holder: str) -> None:
        with store.database.write() as session:
            leases.release(session, "filling", holder)

    assert acquire("a")
    release("b")
    assert not acquire("b")
    release("a")
    assert acquire("b")


def test_of_eight_that_ask_at_once_one_gets_the_lease(store: Store) -> None:
    got: list[int] = []

    def ask(holder: int) -> None:
        with store.database.write() as session:
            acquired = leases.acquire(session, "filling", str(holder), NOW, 60)
        if acquired:
            got.append(holder)

    in_threads(8, ask)
    assert len(got) == 1
