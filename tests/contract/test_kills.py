"""A save that was answered survives a crash; one that was not is wholly there or wholly absent."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

import pytest

from kb.storage.engine import Database, DatabaseOptions
from kb.storage.migrate import migrate
from tests.contract.processes import started
from tests.contract.saver import save_for_ever

KILLS = 200


@pytest.mark.slow
def test_nothing_answered_is_lost_and_nothing_is_half_done(tmp_path: Path) -> None:
    database = Database.open(DatabaseOptions(f"sqlite:///{tmp_path / 'baza.sqlite'}"))
    migrate(database)
    database.close()
    chance = random.Random(20261124)
    answered: set[int] = set()
    number = 0
    for _ in range(KILLS):
        process, heard = started(save_for_ever, tmp_path, number)
        wanted = chance.randint(1, 4)
        got = 0
        while got < wanted:
            answered.add(heard.recv())
            got += 1
        # Somewhere in the middle of the next save: its first moments, its commit or after it.
        heard.poll(chance.uniform(0, 0.02))
        process.kill()
        process.join()
        while heard.poll():
            try:
                answered.add(heard.recv())
            except EOFError:
                break
        number = max(answered) + 2
    _everything_agrees(tmp_path / "baza.sqlite", answered)


def _everything_agrees(path: Path, answered: set[int]) -> None:
    base = sqlite3.connect(path)
    assert base.execute("PRAGMA quick_check").fetchall() == [("ok",)]
    assert base.execute("PRAGMA foreign_key_check").fetchall() == []
    published = dict(
        base.execute("SELECT id, external_id FROM practice WHERE status = 'opublikowana'").fetchall()
    )
    assert {f"N{number}" for number in answered} <= set(published.values())
    assert base.execute("SELECT count(*) FROM practice").fetchone() == (len(published),)
    for table, column in (
        ("revision", "practice_id"),
        ("fts_practice", "rowid"),
        ("change", "practice_id"),
        ("passage", "practice_id"),
        ("practice_code", "practice_id"),
    ):
        having = {row[0] for row in base.execute(f"SELECT {column} FROM {table}")}
        assert having == set(published), table
    numbers = [row[0] for row in base.execute("SELECT number FROM change ORDER BY number")]
    assert numbers == list(range(1, len(published) + 1))
    for practice_id, external_id in published.items():
        word = f"nonce{external_id[1:]}"
        found = base.execute("SELECT rowid FROM fts_practice WHERE fts_practice MATCH ?", (f'"{word}"',))
        assert found.fetchall() == [(practice_id,)]
    base.close()
