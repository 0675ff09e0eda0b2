"""Missing, surplus and foreign rows heal by themselves."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from kb.app import Base
from kb.domain.query import SearchQuery
from tests.conftest import started

DAMAGE = {
    "a missing vector": "UPDATE passage SET vector = NULL, model = NULL WHERE practice_id = 5",
    "a vector of another model": "UPDATE passage SET model = 'other/model' WHERE practice_id IN (7, 8)",
    "a vector cut short": "UPDATE passage SET vector = substr(vector, 1, 100) WHERE practice_id = 9",
    "a vector of no numbers": "UPDATE passage SET vector = zeroblob(length(vector)) WHERE practice_id = 10",
    "words gone": "DELETE FROM fts_practice WHERE rowid IN (11, 12)",
    "words of another analyser": "UPDATE fts_practice SET analyser = 'old' WHERE rowid = 13",
    "passages gone": "DELETE FROM passage WHERE practice_id = 14",
    "surplus words": "INSERT INTO fts_practice (rowid, title, surface, analyser) VALUES (9999, 'x', 'x', 'x')",
    "another recipe": "UPDATE practice SET recipe = 'old' WHERE id = 15",
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_start_mends_what_is_wrong(own_base: Base, tmp_path: Path, damage: str) -> None:
    queries = ["seniorzy", "noc bibliotek", "podkast", "gry dla dzieci"]

    def answers(base: Base) -> list[list[int]]:
        return [
            [hit.practice.id for hit in base.finding.search(SearchQuery(query, limit=30)).hits]
            for query in queries
        ]

    before = answers(own_base)
    own_base.close()
    raw = sqlite3.connect(tmp_path / "baza.sqlite")
    raw.execute(DAMAGE[damage])
    raw.commit()
    raw.close()
    healed = started(tmp_path)
    while healed.reading.health().pending_vectors:
        healed.filler.fill_some()
    health = healed.reading.health()
    assert (health.status, health.pending_vectors) == ("ok", 0)
    assert healed.healing.inspect(thorough=True).is_whole
    assert answers(healed) == before
    healed.close()
