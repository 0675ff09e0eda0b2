"""Accounts for tests: a small base, a clock that is moved, and hashes that cost little."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from kb.domain.accounts import Account, Role
from kb.services.passwords import Passwords
from kb.services.people import People
from kb.storage import accounts
from kb.storage.engine import Database, DatabaseOptions
from kb.storage.migrate import migrate

PASSWORD = "zielony rower babci"
SECRET = b"a secret that is of the tests alone"


@dataclass
class Clock:
    """A time that stands until it is moved."""

    now: datetime.datetime = field(
        default_factory=lambda: datetime.datetime(2026, 3, 1, 12, 0, tzinfo=datetime.UTC)
    )

    def __call__(self) -> datetime.datetime:
        return self.now

    def seconds(self) -> float:
        return self.now.timestamp()

    def move(self, **by: float) -> None:
        self.now += datetime.timedelta(**by)


def small_database(folder: Path) -> Database:
    """Empty and of today's schema; a copy, since ten of them are made sooner than one is migrated."""
    path = folder / "people.sqlite"
    path.write_bytes(_migrated())
    return Database.open(DatabaseOptions(f"sqlite:///{path}"))


@cache
def _migrated() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "people.sqlite"
        database = Database.open(DatabaseOptions(f"sqlite:///{path}"))
        migrate(database)
        database.close()
        return path.read_bytes()


def people_over(database: Database, clock: Clock, *, is_slow: bool = True) -> People:
    return People.over(database, SECRET, clock=clock, slows_guessing=is_slow, passwords=cheap_passwords())


def cheap_passwords() -> Passwords:
    return Passwords(memory_kib=64, passes=1)


def add_account(
    database: Database,
    email: str = "ola@example.org",
    role: Role = Role.EDITOR,
    *,
    password: str = PASSWORD,
    name: str = "Ola",
    now: datetime.datetime = datetime.datetime(2026, 2, 1, tzinfo=datetime.UTC),
) -> Account:
    hashed = cheap_passwords().hash(password)
    with database.write() as session:
        account = accounts.add(session, email, name, role, hashed, now)
    assert account is not None
    return account
