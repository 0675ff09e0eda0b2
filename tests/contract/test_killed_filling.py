"""Filling that is killed goes on from where it was."""

from __future__ import annotations

import datetime
import sqlite3
from pathlib import Path

import pytest

from kb.domain.hits import SearchMode
from kb.domain.query import SearchQuery
from kb.services.filling import BATCH
from kb.services.saving import utc_now
from tests.contract.filler import fill
from tests.contract.processes import started
from tests.small_bases import FIXED_TEXTS, opened, settled
from tests.small_models import make_small_model


@pytest.mark.parametrize("batches", [1, 2])
def test_a_second_start_does_only_what_was_not_done(tmp_path: Path, batches: int) -> None:
    old, new = (make_small_model(tmp_path / name, seed=seed) for name, seed in (("old", 1), ("new", 2)))
    base = opened(tmp_path, old)
    base.fill()
    base.close()
    process, line = started(fill, tmp_path, new)
    pending = []
    for _ in range(batches):
        pending.append(line.recv())
        line.send("go on")
    # In the next batch or just after it, and never later, however long the kill takes.
    process.kill()
    process.join()

    # The killed process gave nothing back; its leases have run out by then.
    base = opened(tmp_path, new, lambda: utc_now() + datetime.timedelta(minutes=2))
    health = base.reading.health()
    assert 0 < health.pending_vectors <= min(pending) < health.passages
    assert health.vectors >= 3 * FIXED_TEXTS
    assert health.serving
    raw = sqlite3.connect(tmp_path / "baza.sqlite")
    assert raw.execute("PRAGMA quick_check").fetchall() == [("ok",)]
    done = raw.execute("SELECT id, vector FROM passage WHERE model LIKE ? || '@%'", (str(new),)).fetchall()
    assert len(done) == health.vectors
    left = dict(
        raw.execute(
            "SELECT kind <> 'sentence', count(*) FROM passage WHERE model NOT LIKE ? || '@%' GROUP BY 1",
            (str(new),),
        ).fetchall()
    )
    unfilled = raw.execute("SELECT count(*) FROM passage WHERE model IS NULL").fetchone()[0]
    assert (sum(left.values()), unfilled) == (health.pending_vectors, 0)
    rounds = 0
    while base.filler.fill_some():
        rounds += 1
    # What is ranked, then the sentences, then their means; the means of the ranked were there.
    assert rounds == sum(-(-number // BATCH) for number in left.values()) + 1
    assert set(done) <= set(raw.execute("SELECT id, vector FROM passage").fetchall())
    raw.close()
    assert settled(base).reading.health().status == "ok"
    assert base.finding.search(SearchQuery("zajęcia dla seniorów")).mode is SearchMode.HYBRID
    base.close()
