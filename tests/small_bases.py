"""Bases of few practices under any model, filled step by step by the test itself."""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from kb.app import Base, build_base
from kb.services.filling import Filler
from kb.services.saving import utc_now
from kb.settings import load_settings
from kb.storage.migrate import migrate

PRACTICES = 40
FIXED_TEXTS = 12
"""Records and queries that a model is calibrated on here; 238 and 150 would take seconds."""


_BEGUN: dict[Path, bytes] = {}
"""The database with the first practices, for the next base under the same model."""


def opened(folder: Path, model: Path, clock: Callable[[], datetime.datetime] = utc_now) -> Base:
    """Started, with its model, but for the thread that fills; an empty base gets the first practices that
    ship, without vectors."""
    database = folder / "baza.sqlite"
    if not database.exists() and model in _BEGUN:
        database.write_bytes(_BEGUN[model])
    # One thread: at this size more of them mostly wait for each other.
    base = build_base(load_settings({}, data_dir=folder, model=str(model)), threads=1)
    # Long texts are cut by the model's tokens, or by their letters as long as it is not there.
    base.meaning.wait_until_settled(60)
    migrate(base.database)
    records = base.shipped.records()
    if not base.reading.newest(1, 0).total:
        for record in records[:PRACTICES]:
            base.saving.publish(record, with_vectors=False)
        _BEGUN.clear()
        with closing(sqlite3.connect(database)) as raw:
            _BEGUN[model] = raw.serialize()
    base.healing.heal()
    base.follower.load()
    base.follower.catch_up_wholly()
    queries = base.shipped.sample_queries[:FIXED_TEXTS]
    others = base.shipped.other_queries[:FIXED_TEXTS]
    filler = Filler(
        base.database, base.meaning, base.saving, lambda: records[:FIXED_TEXTS], queries, others, clock
    )
    return replace(base, filler=filler)


def settled(base: Base) -> Base:
    """After the process has taken in what it does beside its requests."""
    base.follower.catch_up_wholly()
    return base
