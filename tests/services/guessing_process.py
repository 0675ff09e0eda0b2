"""A process of its own that guesses a password again and again, for tests of what processes share."""

from __future__ import annotations

from multiprocessing.connection import Connection
from pathlib import Path

from kb.services.attempts import AttemptsSlowed
from kb.services.signing_in import SignInRefused, Visitor
from kb.storage.engine import Database, DatabaseOptions
from tests.people import Clock, people_over


def guess(folder: Path, email: str, address: str, times: int, said: Connection) -> None:
    """Says how many guesses were weighed. The clock stands: nothing comes back meanwhile."""
    database = Database.open(DatabaseOptions(f"sqlite:///{folder / 'people.sqlite'}"))
    people = people_over(database, Clock())
    weighed = 0
    for _ in range(times):
        try:
            people.signing_in.sign_in(email, "złe hasło tym razem", Visitor(address, ""))
        except AttemptsSlowed:
            continue
        except SignInRefused:
            weighed += 1
    database.close()
    said.send(weighed)
