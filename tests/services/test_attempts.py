"""Guesses are counted by all processes together, and leave nothing that names anybody."""

from __future__ import annotations

import multiprocessing
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.services.attempts import AttemptsSlowed
from kb.services.people import People
from kb.services.signing_in import NewSignIn, SignInRefused, Visitor
from kb.storage.engine import Database
from tests.people import PASSWORD, Clock, add_account, people_over, small_database
from tests.services.guessing_process import guess

GUESSER = "198.51.100.7"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = small_database(tmp_path)
    yield database
    database.close()


@pytest.fixture
def people(database: Database, clock: Clock) -> People:
    add_account(database)
    return people_over(database, clock)


def guesses_of_processes(folder: Path, guesses: list[tuple[str, str]]) -> list[int]:
    """How many of ten guesses each process, for one (e-mail, address), had weighed; all guess at once."""
    context = multiprocessing.get_context("spawn")
    told = []
    for email, address in guesses:
        heard, said = context.Pipe(duplex=False)
        process = context.Process(target=guess, args=(folder, email, address, 10, said), daemon=True)
        process.start()
        told.append((heard, process))
    weighed = [heard.recv() for heard, _ in told]
    for _, process in told:
        process.join()
    return weighed


@pytest.mark.parametrize("email", ["ola@example.org", "nikt@example.org"])
def test_two_processes_share_the_count(people: People, clock: Clock, tmp_path: Path, email: str) -> None:
    assert sum(guesses_of_processes(tmp_path, [(email, GUESSER)] * 2)) == 5
    with pytest.raises(AttemptsSlowed):
        people.signing_in.sign_in(email, PASSWORD, Visitor(GUESSER, ""))
    # The owner, elsewhere, is let in; and the guesser after ten seconds, once.
    signed_in = people.signing_in.sign_in("ola@example.org", PASSWORD, Visitor("203.0.113.1", ""))
    assert isinstance(signed_in, NewSignIn)
    clock.move(seconds=10)
    with pytest.raises(SignInRefused):
        people.signing_in.sign_in(email, "złe hasło tym razem", Visitor(GUESSER, ""))
    with pytest.raises(AttemptsSlowed):
        people.signing_in.sign_in(email, "złe hasło tym razem", Visitor(GUESSER, ""))


def test_nothing_names_anybody_and_it_is_gone_in_minutes(
    people: People, database: Database, clock: Clock, tmp_path: Path
) -> None:
    for number in range(7):
        with pytest.raises((SignInRefused, AttemptsSlowed)):
            people.signing_in.sign_in("ola@example.org", "złe hasło tym razem", Visitor(GUESSER, f"{number}"))
    base = sqlite3.connect(tmp_path / "people.sqlite")
    rows = base.execute("SELECT key, full_at FROM attempt").fetchall()
    assert len(rows) == 4
    assert not any("ola" in key or GUESSER in key for key, _ in rows)
    assert max(at for _, at in rows) <= clock.seconds() + 200
    clock.move(minutes=4)
    people.attempts.forget_old()
    assert base.execute("SELECT count(*) FROM attempt").fetchone() == (0,)
    base.close()


def test_what_was_right_leaves_nothing(people: People, tmp_path: Path) -> None:
    people.signing_in.sign_in("ola@example.org", PASSWORD, Visitor(GUESSER, ""))
    base = sqlite3.connect(tmp_path / "people.sqlite")
    assert base.execute("SELECT count(*) FROM attempt").fetchone() == (0,)
    base.close()


def test_who_has_to_wait_writes_nothing(people: People, tmp_path: Path) -> None:
    for _ in range(5):
        with pytest.raises(SignInRefused):
            people.signing_in.sign_in("ola@example.org", "złe hasło tym razem", Visitor(GUESSER, ""))
    lock = sqlite3.connect(tmp_path / "people.sqlite", isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    with pytest.raises(AttemptsSlowed):
        people.signing_in.sign_in("ola@example.org", PASSWORD, Visitor(GUESSER, ""))
    lock.close()
