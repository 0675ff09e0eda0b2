"""Backups while people write, and what a restore refuses and brings back."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kb.app import Base
from kb.domain.query import SearchQuery
from kb.errors import KbError
from kb.services.backing_up import BackingUp
from kb.services.backup_format import (
    BackupDamaged,
    BackupFailed,
    BackupNewer,
    BackupRefused,
    Manifest,
    _checksum,
)
from kb.services.restoring import verified
from kb.services.saving import Saving
from kb.storage.engine import Database, DatabaseOptions
from kb.storage.migrate import migrate, newest_version
from tests.conftest import started
from tests.contract.backer import backing_up, restoring
from tests.contract.saver import record, saving_without_model

WRITERS = 8
IMAGE = bytes(range(256)) * 50


@dataclass(frozen=True, slots=True)
class Place:
    """A data folder with a small base and one uploaded file."""

    folder: Path
    database: Database
    saving: Saving

    @property
    def backing_up(self) -> BackingUp:
        return backing_up(self.folder)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    folder = tmp_path / "data"
    database = Database.open(DatabaseOptions(f"sqlite:///{folder / 'baza.sqlite'}"))
    migrate(database)
    saving = saving_without_model(database)
    for number in range(5):
        saving.publish(record(f"pierwsza{number}"), external_id=f"A{number}")
    (folder / "files" / "obrazy").mkdir(parents=True)
    (folder / "files" / "obrazy" / "1.webp").write_bytes(IMAGE)
    (folder / "secret").write_text("0123456789abcdef0123456789abcdef", encoding="utf-8")
    yield Place(folder, database, saving)
    database.close()


@pytest.fixture
def backup(place: Place, tmp_path: Path) -> Path:
    place.backing_up.run(tmp_path / "kopia")
    return tmp_path / "kopia"


def external_ids(database: Path) -> set[str]:
    raw = sqlite3.connect(database)
    found = {row[0] for row in raw.execute("SELECT external_id FROM practice")}
    raw.close()
    return found


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_save_answered_before_the_backup_began_is_in_it(place: Place, tmp_path: Path) -> None:
    answered: set[str] = set()
    failed: list[BaseException] = []
    done = threading.Event()
    first_round = threading.Barrier(WRITERS + 1)

    def write(writer: int) -> None:
        number = 0
        try:
            while not done.is_set():
                name = f"W{writer}-{number}"
                place.saving.publish(record(f"nonce{writer}q{number}"), external_id=name)
                answered.add(name)
                if number == 0:
                    first_round.wait(60)
                number += 1
        except BaseException as error:
            failed.append(error)
            raise

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    first_round.wait(60)
    rounds = []
    for number in range(3):
        before = set(answered)
        manifest = place.backing_up.run(tmp_path / f"kopia{number}")
        rounds.append((before, manifest))
    after = set(answered)
    done.set()
    for thread in threads:
        thread.join()
    assert not failed
    assert len(after) > len(rounds[0][0]), "nobody wrote during the backups"
    for number, (before, manifest) in enumerate(rounds):
        assert verified(tmp_path / f"kopia{number}") == manifest
        target = tmp_path / f"nowa{number}"
        restoring(target).run(tmp_path / f"kopia{number}")
        assert before <= external_ids(target / "baza.sqlite")
        _everything_agrees(target / "baza.sqlite", manifest)


def _everything_agrees(path: Path, manifest: Manifest) -> None:
    raw = sqlite3.connect(path)
    assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
    published = {row[0] for row in raw.execute("SELECT id FROM practice WHERE status = 'opublikowana'")}
    assert len(published) == manifest.practices
    for table, column in (
        ("fts_practice", "rowid"),
        ("passage", "practice_id"),
        ("practice_code", "practice_id"),
    ):
        assert {row[0] for row in raw.execute(f"SELECT {column} FROM {table}")} == published
    numbers = [row[0] for row in raw.execute("SELECT number FROM change ORDER BY number")]
    assert numbers == list(range(1, manifest.change + 1))
    raw.close()


def test_a_backup_says_what_is_in_it_and_holds_no_secret(place: Place, backup: Path) -> None:
    manifest = Manifest.read(backup)
    assert [entry.path for entry in manifest.files] == ["baza.sqlite", "files/obrazy/1.webp"]
    assert (manifest.practices, manifest.change, manifest.schema_version) == (5, 5, newest_version())
    assert (backup / "files" / "obrazy" / "1.webp").read_bytes() == IMAGE
    assert sorted(path.name for path in backup.iterdir()) == ["baza.sqlite", "files", "manifest.json"]
    assert backup.stat().st_mode & 0o077 == 0
    assert [path.name for path in backup.parent.iterdir() if path.name.startswith(".")] == []


def test_an_empty_folder_is_filled_and_one_with_anything_in_it_is_left_alone(
    place: Place, tmp_path: Path
) -> None:
    (tmp_path / "pusty").mkdir()
    place.backing_up.run(tmp_path / "pusty")
    verified(tmp_path / "pusty")
    before = snapshot(tmp_path / "pusty")
    with pytest.raises(BackupRefused, match="nie jest pusty"):
        place.backing_up.run(tmp_path / "pusty")
    assert snapshot(tmp_path / "pusty") == before
    with pytest.raises(BackupRefused, match="plików serwisu"):
        place.backing_up.run(place.folder / "files" / "kopia")
    with pytest.raises(BackupRefused, match="nie jest folderem"):
        place.backing_up.run(place.folder / "secret")


def test_without_a_base_there_is_nothing_to_copy_and_none_is_made(tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match=r"Nie ma bazy .*brak/baza\.sqlite"):
        backing_up(tmp_path / "brak").run(tmp_path / "kopia")
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_base_gives_no_backup(place: Place, tmp_path: Path) -> None:
    place.database.close()
    path = place.folder / "baza.sqlite"
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    [(page, size)] = raw.execute(
        "SELECT rootpage, (SELECT page_size FROM pragma_page_size) FROM sqlite_master "
        "WHERE name = 'ix_practice_code_facet_code'"
    ).fetchall()
    raw.close()
    contents = bytearray(path.read_bytes())
    contents[(page - 1) * size + size // 2 : page * size] = bytes(size - size // 2)
    path.write_bytes(contents)
    with pytest.raises(BackupFailed, match="uszkodzona"):
        place.backing_up.run(tmp_path / "kopia")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]


def test_every_flipped_byte_is_found_before_anything_is_touched(backup: Path, tmp_path: Path) -> None:
    chance = random.Random(20261126)
    names = ["baza.sqlite", "files/obrazy/1.webp", "manifest.json"]
    target = tmp_path / "nowa"
    for name in names * 12:
        path = backup / name
        whole = path.read_bytes()
        place = chance.randrange(len(whole))
        path.write_bytes(
            whole[:place] + bytes([whole[place] ^ (1 << chance.randrange(7))]) + whole[place + 1 :]
        )
        with pytest.raises((BackupDamaged, BackupNewer), match=f"Plik {name}"):
            restoring(target).run(backup)
        assert not target.exists()
        path.write_bytes(whole)
    restoring(target).run(backup)


def _without(name: str) -> Callable[[Path], None]:
    return lambda backup: (backup / name).unlink()


def _truncate(backup: Path) -> None:
    os.truncate(backup / "baza.sqlite", (backup / "baza.sqlite").stat().st_size // 2)


def _rewritten(**values: object) -> Callable[[Path], None]:
    """A manifest that is whole and says something else."""

    def rewrite(backup: Path) -> None:
        document = json.loads((backup / "manifest.json").read_bytes())
        del document["sha256"]
        document |= values
        (backup / "manifest.json").write_text(json.dumps({**document, "sha256": _checksum(document)}))

    return rewrite


def _link(backup: Path) -> None:
    image = backup / "files" / "obrazy" / "1.webp"
    image.rename(backup.parent / "elsewhere")
    image.symlink_to(backup.parent / "elsewhere")


@pytest.mark.parametrize(
    ("harm", "refused", "says"),
    [
        (_without("manifest.json"), BackupDamaged, "manifest.json"),
        (_without("baza.sqlite"), BackupDamaged, "brakuje pliku baza.sqlite"),
        (_without("files/obrazy/1.webp"), BackupDamaged, "brakuje pliku files/obrazy/1.webp"),
        (_truncate, BackupDamaged, "Plik baza.sqlite jest uszkodzony"),
        (_link, BackupDamaged, "brakuje pliku files/obrazy/1.webp"),
        (_rewritten(format=2), BackupNewer, "manifest.json.*nowsze wydanie"),
        (_rewritten(schema_version="9999"), BackupNewer, "baza.sqlite.*9999"),
        (_rewritten(practices=4), BackupDamaged, "baza.sqlite nie jest tą bazą"),
        (_rewritten(files=[]), BackupDamaged, "manifest.json"),
        (
            _rewritten(files=[{"path": "../../baza.sqlite", "size": 0, "sha256": "0" * 64}]),
            BackupDamaged,
            "manifest.json",
        ),
        (lambda backup: shutil.rmtree(backup), BackupRefused, "Nie ma folderu"),
    ],
)
def test_what_is_not_whole_or_newer_is_refused_by_name(
    backup: Path, tmp_path: Path, harm: Callable[[Path], None], refused: type[KbError], says: str
) -> None:
    harm(backup)
    with pytest.raises(refused, match=says):
        restoring(tmp_path / "nowa").run(backup)
    assert not (tmp_path / "nowa").exists()


@pytest.mark.parametrize("there", ["baza.sqlite", "baza.sqlite-wal", "files/obrazy/1.webp"])
def test_a_restore_goes_into_an_empty_place_only(backup: Path, tmp_path: Path, there: str) -> None:
    path = tmp_path / "nowa" / there
    path.parent.mkdir(parents=True)
    path.write_bytes(b"somebody's")
    before = snapshot(tmp_path / "nowa")
    with pytest.raises(BackupRefused, match="pustym miejscu"):
        restoring(tmp_path / "nowa").run(backup)
    assert snapshot(tmp_path / "nowa") == before


def test_leases_of_processes_that_are_gone_do_not_come_back(place: Place, tmp_path: Path) -> None:
    with place.database.write() as session:
        session.connection().exec_driver_sql("INSERT INTO lease VALUES ('filling', 'somebody', '2999-01-01')")
    place.backing_up.run(tmp_path / "kopia")
    restoring(tmp_path / "nowa").run(tmp_path / "kopia")
    raw = sqlite3.connect(tmp_path / "nowa" / "baza.sqlite")
    assert raw.execute("SELECT count(*) FROM lease").fetchone() == (0,)
    raw.close()


def test_a_restored_base_answers_as_the_one_that_was_copied(own_base: Base, tmp_path: Path) -> None:
    folder = tmp_path / "nowa"
    backing_up(tmp_path).run(tmp_path / "kopia")
    restoring(folder).run(tmp_path / "kopia")
    restored = started(folder)
    assert restored.healing.inspect(thorough=True).is_whole
    for words in ("zajęcia dla samotnych seniorów", "robotyka", "koło gospodyń", ""):
        expected = own_base.finding.search(SearchQuery(words, limit=50))
        found = restored.finding.search(SearchQuery(words, limit=50))
        assert [(hit.practice.id, hit.score, hit.found) for hit in found.hits] == [
            (hit.practice.id, hit.score, hit.found) for hit in expected.hits
        ]
        assert found.mode is expected.mode
        assert found.total == expected.total
    restored.close()
