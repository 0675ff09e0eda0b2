"""The means by which vectors of a model are centred, kept with the model's identity."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, text
from sqlmodel import Session

DOMAIN = "domain"
"""A kind that is no kind of passage: in the place of the documents' mean it has the direction that tells
queries of libraries from others (embeddings.discriminant)."""


@dataclass(frozen=True, slots=True)
class StoredCalibration:
    """float32 little-endian bytes of two vectors of `dimension` numbers."""

    dimension: int
    document_mean: bytes
    query_mean: bytes


def get(connection: Connection, model: str, kind: str) -> StoredCalibration | None:
    """None when there is none or its bytes are not whole."""
    row = connection.execute(
        text(
            "SELECT dimension, document_mean, query_mean FROM calibration "
            "WHERE model = :model AND kind = :kind"
        ),
        {"model": model, "kind": kind},
    ).first()
    if row is None or not len(row.document_mean) == len(row.query_mean) == 4 * row.dimension:
        return None
    return StoredCalibration(row.dimension, row.document_mean, row.query_mean)


def put(session: Session, model: str, kind: str, calibration: StoredCalibration) -> None:
    session.connection().execute(
        text(
            "INSERT OR REPLACE INTO calibration (model, kind, dimension, document_mean, query_mean) "
            "VALUES (:model, :kind, :dimension, :document_mean, :query_mean)"
        ),
        {
            "model": model,
            "kind": kind,
            "dimension": calibration.dimension,
            "document_mean": calibration.document_mean,
            "query_mean": calibration.query_mean,
        },
    )
