"""What is read of the base as a whole."""

from __future__ import annotations

import shutil
from pathlib import Path

from kb.app import build_base
from tests.conftest import settings_for


def test_a_base_is_ready_when_its_start_is_over_and_not_before(filled_database: Path, tmp_path: Path) -> None:
    shutil.copy(filled_database, tmp_path / "baza.sqlite")
    base = build_base(settings_for(tmp_path))
    try:
        base.prepare()
        with base.reading.starting():
            base.follower.load()
            base.meaning.wait_until_settled(60)
            base.follower.catch_up_wholly()
            health = base.reading.health()
            assert (health.status, health.serving) == ("ok", False)
        assert base.reading.health().serving
    finally:
        base.close()
