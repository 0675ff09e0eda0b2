"""Commands for those who run the site, as they are started from a shell."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from kb import app, cli, user_commands
from kb.domain.facets import Facet
from kb.domain.languages import Language
from kb.services.people import People
from kb.services.signing_in import NewSignIn, Visitor
from kb.services.wishing import Wishing
from kb.settings import CHECKOUT, load_settings
from kb.storage import counters
from kb.storage.engine import Database, DatabaseOptions
from kb.storage.migrate import migrate


@dataclass(frozen=True, slots=True)
class Outcome:
    returncode: int
    stdout: str
    stderr: str


Command = Callable[..., Outcome]


@pytest.fixture
def kb(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command in this process, which saves the seconds that a new one takes to import everything."""
    for module in (cli, user_commands):
        # How lines of the log are written is a matter of the whole process, and this one is of the tests.
        monkeypatch.setattr(module, "configure_logging", lambda *, production: None)

    def run(folder: Path, *arguments: str, stdin: str = "") -> Outcome:
        monkeypatch.setenv("KB_DATA_DIR", str(folder))
        monkeypatch.setattr(sys, "argv", ["kb", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        status = ended.value.code
        assert isinstance(status, int)
        return Outcome(status, *capsys.readouterr())

    return run


def test_the_command_of_a_shell_refuses_a_weak_password_in_a_sentence(tmp_path: Path) -> None:
    refused = subprocess.run(
        [
            sys.executable,
            "-m",
            "kb",
            "users",
            "add",
            "ola@example.org",
            "--role",
            "admin",
            "--password-stdin",
        ],
        cwd=CHECKOUT,
        env={**os.environ, "KB_DATA_DIR": str(tmp_path), "PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
        input="haslo1234567\n",
        check=False,
    )
    assert refused.returncode != 0
    assert "zgadnąć" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_wishes_are_listed_as_text(kb: Command, tmp_path: Path) -> None:
    database = Database.open(DatabaseOptions(f"sqlite:///{tmp_path / 'baza.sqlite'}"))
    migrate(database)
    wishing = Wishing(database)
    for text, times in (("szachy", 1), ("chór [bold]gospel", 2), ("joga", 3)):
        for _ in range(times):
            wishing.wish(text, {Facet.COST: ("0",)}, Language.POLISH)
    database.close()
    outcome = kb(tmp_path, "wishes", "--limit", "2")
    assert outcome.returncode == 0, outcome.stderr
    first, second = [line for line in outcome.stdout.splitlines() if "Koszt: 0 zł" in line]
    assert "joga" in first
    assert " 3 " in first
    assert "chór [bold]gospel" in second
    assert "szachy" not in outcome.stdout


def test_an_account_is_made_and_the_last_administrator_stays(kb: Command, tmp_path: Path) -> None:
    made = kb(
        tmp_path,
        *("users", "add", "szef@example.org", "--role", "admin", "--password-stdin"),
        stdin="zażółcona gęś 12\n",
    )
    assert made.returncode == 0, made.stderr
    stays = kb(tmp_path, "users", "disable", "SZEF@example.org")
    assert stays.returncode != 0
    assert "ostatni administrator" in stays.stderr
    assert "Traceback" not in stays.stderr
    listed = kb(tmp_path, "users", "list").stdout
    assert "szef@example.org" in listed
    assert "czynne" in listed
    link = kb(tmp_path, "users", "link", "szef@example.org").stdout
    assert "/konto/link?k=" in link
    people = people_over(tmp_path)
    outcome = people.signing_in.sign_in("szef@example.org", "zażółcona gęś 12", Visitor("192.0.2.1", ""))
    assert isinstance(outcome, NewSignIn)
    assert people.links.find(link.strip().partition("k=")[2])[1] == outcome.account


def people_over(folder: Path) -> People:
    settings = load_settings({}, data_dir=folder)
    return app.people_over(Database.open(DatabaseOptions(settings.database)), settings)


def test_a_backup_and_its_restore_say_what_they_did(kb: Command, tmp_path: Path) -> None:
    database = Database.open(DatabaseOptions(f"sqlite:///{tmp_path / 'data' / 'baza.sqlite'}"))
    migrate(database)
    with database.write() as session:
        # No practices are loaded into this one.
        counters.put(session, "seeding_done", 1)
    database.close()
    made = kb(tmp_path / "data", "backup", str(tmp_path / "kopia"))
    assert made.returncode == 0, made.stderr
    assert "kopia gotowa" in made.stdout
    assert "praktyki: 0, pliki: 0" in made.stdout
    again = kb(tmp_path / "data", "restore", str(tmp_path / "kopia"))
    assert again.returncode == 1
    assert again.stderr.startswith("KB-350: W tym miejscu jest już baza")
    back = kb(tmp_path / "nowa", "restore", str(tmp_path / "kopia"))
    assert back.returncode == 0, back.stderr
    assert "odtworzono bazę" in back.stdout
    assert "indeksy są całe" in back.stdout
    assert (tmp_path / "nowa" / "baza.sqlite").is_file()
