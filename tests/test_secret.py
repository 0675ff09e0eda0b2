"""The secret of an installation is made once and is nobody else's to read."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kb.app import invite_first_admin, people_over
from kb.domain.accounts import Role
from kb.secret import SECRET_FILE, secret_of
from kb.settings import load_settings
from kb.storage.engine import Database, DatabaseOptions
from kb.storage.migrate import migrate


def test_it_is_made_once_and_kept_for_the_owner_alone(tmp_path: Path) -> None:
    settings = load_settings({}, data_dir=tmp_path / "new")
    secret = secret_of(settings)
    assert len(secret) >= 32
    assert secret_of(settings) == secret
    file = tmp_path / "new" / SECRET_FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list((tmp_path / "new").iterdir()) == [file]


def test_processes_that_start_at_once_agree(tmp_path: Path) -> None:
    settings = load_settings({}, data_dir=tmp_path)
    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(secret_of, [settings] * 16))) == 1


def test_what_broke_off_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / SECRET_FILE).write_text("half")
    settings = load_settings({}, data_dir=tmp_path)
    assert len(secret_of(settings)) >= 32
    assert secret_of(settings) == secret_of(settings)


def test_the_configured_one_wins_and_is_not_written(tmp_path: Path) -> None:
    assert secret_of(load_settings({}, data_dir=tmp_path, secret="ż" * 32)) == ("ż" * 32).encode()
    assert list(tmp_path.iterdir()) == []


def test_the_first_administrator_is_invited_while_there_is_no_account(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = load_settings({}, data_dir=tmp_path, base_url="https://praktyki.example.org")
    database = Database.open(DatabaseOptions(settings.database))
    migrate(database)
    people = people_over(database, settings)
    invite_first_admin(people, settings)
    told = capsys.readouterr().err
    assert "https://praktyki.example.org/konto/link?k=" in told
    people.links.find(told.strip().rpartition("k=")[2])
    invite_first_admin(people, settings)
    assert "/konto/link?k=" in capsys.readouterr().err
    people.accounts.add("szef@example.org", Role.ADMIN, "zielony rower babci")
    invite_first_admin(people, settings)
    assert capsys.readouterr().err == ""
    database.close()
