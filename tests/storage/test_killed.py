"""A process that is killed at any moment loses nothing it acknowledged and leaves nothing half done."""

from __future__ import annotations

import os
import random
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.storage import changes
from kb.storage.integrity import inspect
from kb.storage.published_practices import PublishedPractices

from .conftest import ANALYSER, RECIPE, Counts, Saved, Store

KILLS = 30
MOST_STEPS = 90
"""About four saves."""

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kills by a signal")


class Nursery:
    """Speaks with saving_process.py."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def save_until(self, folder: Path, prefix: str, steps: int) -> dict[str, Saved]:
        """Kill a saving process when it has said so many steps; what it acknowledged until it was gone."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{folder} {prefix}\n")
        self._process.stdin.flush()
        child = int(self._process.stdout.readline().removeprefix("started "))
        acknowledged = {}
        for line in self._process.stdout:
            match line.split():
                case ["step"]:
                    steps -= 1
                    if steps == 0:
                        os.kill(child, signal.SIGKILL)
                case ["saved", name, practice_id, revision_id, slug, change]:
                    acknowledged[name] = Saved(int(practice_id), int(revision_id), slug, int(change))
                case ["ended"]:
                    break
        return acknowledged


def test_thirty_kills(
    store: Store, tmp_path: Path, python_script: Callable[[str], tuple[list[str], dict[str, str]]]
) -> None:
    chance = random.Random(20260301)
    command, environment = python_script("saving_process.py")
    acknowledged: dict[str, Saved] = {}
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        nursery = Nursery(process)
        for kill in range(KILLS):
            before = store.counts().published
            of_this_run = nursery.save_until(tmp_path, f"k{kill}", chance.randint(1, MOST_STEPS))
            saved = store.counts().published - before
            # The last save may have been committed, and its process killed before it could say so.
            assert saved - len(of_this_run) in (0, 1)
            _check_is_there(store, of_this_run)
            _check_is_whole(store)
            acknowledged |= of_this_run
    assert len(acknowledged) > KILLS
    _check_is_there(store, acknowledged)


def _check_is_there(store: Store, acknowledged: dict[str, Saved]) -> None:
    ids = [saved.practice_id for saved in acknowledged.values()]
    with store.database.connection() as connection:
        published = PublishedPractices().by_ids(connection, ids)
        log = {change.number: change.practice_id for change in changes.since(connection, 0, 100_000)}
        for name, saved in acknowledged.items():
            practice = published[saved.practice_id]
            assert (practice.external_id, practice.slug) == (name, saved.slug)
            assert practice.record.title == f"Spotkanie {name}"
            assert store.matching(connection, [name]) == {saved.practice_id}
            assert log[saved.change] == saved.practice_id


def _check_is_whole(store: Store) -> None:
    counts = store.counts()
    number = counts.published
    assert counts == Counts(
        published=number, revisions=number, words=number, passages=2 * number, change=number
    )
    with store.database.connection() as connection:
        assert inspect(connection, RECIPE, ANALYSER, thorough=True).is_whole
        log = changes.since(connection, 0, 100_000)
        assert [change.number for change in log] == list(range(1, number + 1))
        assert changes.newest(connection) == number
        assert {change.practice_id for change in log} == set(PublishedPractices().ids(connection))
    with store.database.write() as session:
        # FTS5 compares its index with its rows and raises when they differ.
        session.connection().exec_driver_sql(
            "INSERT INTO fts_practice (fts_practice) VALUES ('integrity-check')"
        )
