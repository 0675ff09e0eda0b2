"""Commands for those who run the site, as they are started from a shell."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from kb import app
from kb.domain.facets import Facet
from kb.domain.languages import Language
from kb.services.people import People
from kb.services.signing_in import NewSignIn, Visitor
from kb.services.wishing import Wishing
from kb.settings import CHECKOUT, load_settings
from kb.storage.engine import Database, DatabaseOptions
from kb.storage.migrate import migrate


def kb(folder: Path, *arguments: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kb", *arguments],
        cwd=CHECKOUT,
        env={**os.environ, "KB_DATA_DIR": str(folder), "PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
        input=stdin,
        check=False,
    )


def test_wishes_are_listed_as_text(tmp_path: Path) -> None:
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


def add_user(
    folder: Path, email: str, password: str, role: str = "admin"
) -> subprocess.CompletedProcess[str]:
    return kb(folder, "users", "add", email, "--role", role, "--password-stdin", stdin=f"{password}\n")


def test_an_account_is_made_and_the_last_administrator_stays(tmp_path: Path) -> None:
    made = add_user(tmp_path, "szef@example.org", "zażółcona gęś 12")
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


def test_a_weak_password_is_refused_in_a_sentence(tmp_path: Path) -> None:
    refused = add_user(tmp_path, "ola@example.org", "haslo1234567")
    assert refused.returncode != 0
    assert "zgadnąć" in refused.stderr
    assert "Traceback" not in refused.stderr


def people_over(folder: Path) -> People:
    settings = load_settings({}, data_dir=folder)
    return app.people_over(Database.open(DatabaseOptions(settings.database)), settings)
