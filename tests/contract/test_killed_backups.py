"""A backup or a restore that is killed leaves nothing that looks whole, and the next one goes on."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from kb.services.restoring import verified
from kb.storage.copies import facts_of
from kb.storage.engine import Database, DatabaseOptions
from kb.storage.migrate import migrate
from tests.contract.backer import back_up, back_up_on_a_full_disk, backing_up, restore, restoring
from tests.contract.processes import started
from tests.contract.saver import record, saving_without_model

KILLS = 25
FILES = 150


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A small base with many uploaded files, so that there is a middle to be killed in."""
    folder = tmp_path / "data"
    database = Database.open(DatabaseOptions(f"sqlite:///{folder / 'baza.sqlite'}"))
    migrate(database)
    saving = saving_without_model(database)
    for number in range(5):
        saving.publish(record(f"nonce{number}"))
    database.close()
    (folder / "files").mkdir()
    for number in range(FILES):
        (folder / "files" / f"{number}.webp").write_bytes(os.urandom(4000))
    return folder


@contextmanager
def process(target: Callable[..., None], *arguments: Any) -> Iterator[tuple[Any, Connection]]:
    child, heard = started(target, *arguments)
    yield child, heard
    child.join()


def killed(chance: random.Random, seconds: float, target: Callable[..., None], *arguments: Any) -> None:
    with process(target, *arguments) as (child, heard):
        assert heard.recv() == "begun"
        heard.poll(chance.uniform(0, seconds))
        child.kill()


def test_a_killed_backup_leaves_nothing_or_all_and_the_next_one_succeeds(data: Path, tmp_path: Path) -> None:
    chance = random.Random(20261126)
    unfinished = 0
    for number in range(KILLS):
        target = tmp_path / f"kopia{number % 3}"
        if target.exists():
            continue
        killed(chance, 0.2, back_up, data, target)
        if target.exists():
            verified(target)
        else:
            unfinished += 1
    assert unfinished, "no kill came in time"
    backing_up(data).run(tmp_path / "last")
    assert len(verified(tmp_path / "last").files) == FILES + 1


def test_a_killed_restore_leaves_no_base_or_a_whole_one_and_can_go_on(data: Path, tmp_path: Path) -> None:
    backing_up(data).run(tmp_path / "kopia")
    manifest = verified(tmp_path / "kopia")
    chance = random.Random(20261127)
    unfinished = 0
    for number in range(KILLS):
        folder = tmp_path / f"nowa{number % 3}"
        if (folder / "baza.sqlite").exists():
            continue
        killed(chance, 0.3, restore, tmp_path / "kopia", folder)
        if not (folder / "baza.sqlite").exists():
            unfinished += 1
    assert unfinished, "no kill came in time"
    for number in range(3):
        folder = tmp_path / f"nowa{number}"
        if not (folder / "baza.sqlite").exists():
            restoring(folder).run(tmp_path / "kopia")
        facts = facts_of(folder / "baza.sqlite")
        assert (facts.practices, facts.change, facts.damage) == (manifest.practices, manifest.change, "")
        assert {path.name: path.read_bytes() for path in (folder / "files").iterdir()} == {
            path.name: path.read_bytes() for path in (data / "files").iterdir()
        }


@pytest.mark.parametrize("limit", [1_000_000, 20_000])
def test_a_full_disk_leaves_nothing_that_looks_like_a_backup(data: Path, tmp_path: Path, limit: int) -> None:
    """The database fits and the last file does not; then not even the database."""
    (data / "files" / "large.webp").write_bytes(bytes(2_000_000))
    (data / "files" / "large.webp").rename(data / "files" / "zz.webp")
    with process(back_up_on_a_full_disk, data, tmp_path / "kopia", limit) as (_, heard):
        assert "się nie udało" in heard.recv()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]
