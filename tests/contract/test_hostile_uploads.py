"""Hostile files, many at once, from outside: the really served site stays small and goes on serving."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from kb.settings import CHECKOUT

MOST_MEMORY = 200
"""MiB over the warm site, those of its helpers included."""
ANSWERS = {303, 400, 413, 422, 503}
"""Taken, since a large image is no crime; refused for its shape, its size, its contents; or told to come again.
0 is a connection that is broken off while a body is sent that is too large."""


@pytest.mark.slow
def test_many_hostile_files_at_once(filled_database: Path, tmp_path: Path) -> None:
    home = tmp_path / "238"
    home.mkdir()
    shutil.copy(filled_database, home / "baza.sqlite")
    (home / "whole").touch()
    command = [sys.executable, "scripts/bench.py", "--hostile", "--json", "--bases", str(tmp_path)]
    told = subprocess.run(command, cwd=CHECKOUT, capture_output=True, check=True, timeout=900)
    storms = json.loads(told.stdout)
    assert [storm["clients"] for storm in storms] == [8, 16]
    for storm in storms:
        longest = max(seconds for _, _, seconds in storm["uploads"])
        print(storm["clients"], "at once:", round(storm["growth_mb"]), "MiB,", round(longest, 1), "s")
        assert storm["growth_mb"] < MOST_MEMORY
        statuses = Counter(status for _, status, _ in storm["uploads"])
        assert set(statuses) <= ANSWERS | {0}, statuses
        # Not all of them are sent away: they are looked into.
        assert statuses[422], statuses
        assert storm["pages"]
        assert {status for _, status, _ in storm["pages"]} == {200}
