"""Commands for those who run the site, as they are started from a shell."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from kb.domain.facets import Facet
from kb.domain.languages import Language
from kb.services.wishing import Wishing
from kb.settings import CHECKOUT
from kb.storage import counters
from kb.storage.engine import Database, DatabaseOptions
from kb.storage.migrate import migrate


def kb(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kb", *arguments],
        cwd=CHECKOUT,
        env={**os.environ, "KB_DATA_DIR": str(folder), "PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
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


def test_a_backup_and_its_restore_say_what_they_did(tmp_path: Path) -> None:
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
    assert again.stderr.startswith("KB-320: W tym miejscu jest już baza")
    back = kb(tmp_path / "nowa", "restore", str(tmp_path / "kopia"))
    assert back.returncode == 0, back.stderr
    assert "odtworzono bazę" in back.stdout
    assert "indeksy są całe" in back.stdout
    assert (tmp_path / "nowa" / "baza.sqlite").is_file()
