"""Vectors for practices that nobody wrote: drawn around those of the shipped ones, the same at every run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.calibration import Calibration
from kb.domain.document import PassageKind, StoredVector
from kb.search.semantic import ModelFacts, calibration_of
from kb.settings import load_settings
from kb.storage import calibrations, passages
from kb.storage.engine import Database, DatabaseOptions

Vectors = NDArray[np.float32]

NOISE = 0.6
"""Length of the random part that is added to a unit vector."""

_AT_ONCE = 2000


@dataclass(frozen=True)
class ShippedVectors:
    """Of the shipped practices: for each kind of passage the vectors (n, dimension) and the means."""

    facts: ModelFacts
    vectors: dict[PassageKind, Vectors]
    means: dict[PassageKind, Calibration]

    @classmethod
    def read(cls, home: Path) -> ShippedVectors:
        database = Database.open(DatabaseOptions(load_settings({}, data_dir=home).database))
        try:
            with database.connection() as connection:
                model, dimension = connection.exec_driver_sql(
                    "SELECT model, dimension FROM passage WHERE model IS NOT NULL LIMIT 1"
                ).one()
                found: dict[PassageKind, list[bytes]] = {kind: [] for kind in PassageKind}
                for kind, data in connection.exec_driver_sql(
                    "SELECT kind, vector FROM passage WHERE vector IS NOT NULL ORDER BY id"
                ):
                    found[PassageKind(kind)].append(data)
                stored = {kind: calibrations.get(connection, model, kind.value) for kind in PassageKind}
        finally:
            database.close()
        return cls(
            ModelFacts("synthetic", dimension),
            {kind: np.array([np.frombuffer(data, "<f4") for data in all_]) for kind, all_ in found.items()},
            {kind: calibration_of(s.document_mean, s.query_mean) for kind, s in stored.items() if s},
        )

    def around(self, kind: PassageKind, number: int, chance: np.random.Generator) -> Vectors:
        """Unit vectors (number, dimension), each near one of the shipped ones."""
        centres = self.vectors[kind][chance.integers(len(self.vectors[kind]), size=number)]
        noise = chance.standard_normal(centres.shape).astype(np.float32)
        drawn = centres + NOISE * noise / np.linalg.norm(noise, axis=1, keepdims=True)
        unit: Vectors = (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)
        return unit


def fill_with_drawn(database: Database, real: ShippedVectors, model: ModelFacts) -> None:
    """Give every passage that has no vector one that is drawn, as if the model had made it."""
    chance = np.random.default_rng(17)
    while True:
        with database.connection() as connection:
            missing = passages.pending(connection, model.identity, model.dimension, _AT_ONCE)
        if not missing:
            return
        drawn = {
            kind: iter(real.around(kind, sum(one.kind is kind for one in missing), chance))
            for kind in PassageKind
        }
        stored = [
            (
                passage,
                StoredVector(
                    model.identity, model.dimension, next(drawn[passage.kind]).astype("<f4").tobytes()
                ),
            )
            for passage in missing
        ]
        with database.write() as session:
            passages.store_vectors(session, stored)
