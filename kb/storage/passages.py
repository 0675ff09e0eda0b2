"""Passages and their vectors. A vector is never compared with one of another model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, insert, text
from sqlmodel import Session, col, select

from kb.domain.document import Passage, PassageKind, StoredVector
from kb.storage.tables import IS_WITHOUT_VECTOR, PassageRow


@dataclass(frozen=True, slots=True)
class PendingPassage:
    """A passage without a vector of today's model."""

    id: int
    practice_id: int
    text: str


@dataclass(frozen=True, slots=True)
class LoadedVector:
    practice_id: int
    kind: PassageKind
    data: bytes


def replace(
    session: Session,
    practice_id: int,
    passages: Sequence[Passage],
    vectors: Mapping[tuple[PassageKind, int], StoredVector],
) -> None:
    """These passages instead of the old ones. A vector that is not given is kept if its text is unchanged."""
    old = session.exec(select(PassageRow).where(PassageRow.practice_id == practice_id)).all()
    kept = {
        (row.kind, row.text): StoredVector(row.model, row.dimension, row.vector)
        for row in old
        if row.model is not None and row.dimension is not None and row.vector is not None
    }
    connection = session.connection()
    connection.execute(delete(PassageRow).where(col(PassageRow.practice_id) == practice_id))
    rows = []
    for passage in passages:
        vector = vectors.get((passage.kind, passage.number)) or kept.get((passage.kind.value, passage.text))
        rows.append(
            {
                "practice_id": practice_id,
                "kind": passage.kind.value,
                "number": passage.number,
                "text": passage.text,
                "model": vector.model if vector else None,
                "dimension": vector.dimension if vector else None,
                "vector": vector.data if vector else None,
            }
        )
    if rows:
        connection.execute(insert(PassageRow), rows)
    session.expire_all()


def remove(session: Session, practice_id: int) -> None:
    replace(session, practice_id, (), {})


# Each side of an OR has an index of its own: asking costs nothing while nothing is missing.
_MISSING = f"""
SELECT id FROM passage WHERE {IS_WITHOUT_VECTOR}
UNION SELECT id FROM passage WHERE model < :model OR model > :model
UNION SELECT id FROM passage WHERE model = :model AND dimension < :dimension
UNION SELECT id FROM passage WHERE model = :model AND dimension > :dimension
"""
# Each side ends after a batch, in the order of its index: a batch costs the same whether fifty passages or
# half a million are missing. All the passages of a practice come together, since it counts when it has all.
_PENDING = text(
    "SELECT id, practice_id, text FROM passage WHERE id IN (SELECT id FROM ("
    + " UNION ALL ".join(
        f"SELECT id FROM (SELECT id FROM passage WHERE {side} LIMIT :most)"
        for side in (
            IS_WITHOUT_VECTOR,
            "model < :model",
            "model > :model",
            "model = :model AND dimension < :dimension",
            "model = :model AND dimension > :dimension",
        )
    )
    + ") LIMIT :most) ORDER BY id"
)
_ALL = 2**62
_COUNT_PENDING = text(f"SELECT count(*) FROM ({_MISSING})")
_STORE = text(
    "UPDATE passage SET model = :model, dimension = :dimension, vector = :vector "
    "WHERE id = :id AND text = :text"
)
# coalesce keeps the index of the models out: it would read every vector of the model for one practice.
_LOAD = (
    "SELECT practice_id, kind, vector FROM passage WHERE vector IS NOT NULL AND coalesce(model, '') = :model "
    "AND dimension = :dimension AND length(vector) = 4 * :dimension"
)
_LOAD_ALL = text(_LOAD + " ORDER BY practice_id, kind, number")
_LOAD_SOME = text(_LOAD + " AND practice_id IN :ids ORDER BY practice_id, kind, number").bindparams(
    bindparam("ids", expanding=True)
)


def pending(connection: Connection, model: str, dimension: int, most: int) -> list[PendingPassage]:
    """What is missing is a query, not a queue; practice by practice."""
    rows = connection.execute(_PENDING, {"model": model, "dimension": dimension, "most": most})
    return [PendingPassage(row.id, row.practice_id, row.text) for row in rows]


def count_pending(connection: Connection, model: str, dimension: int) -> int:
    return int(connection.execute(_COUNT_PENDING, {"model": model, "dimension": dimension}).scalar_one())


def store_vectors(session: Session, vectors: Iterable[tuple[PendingPassage, StoredVector]]) -> None:
    """Only where the passage still has the text that was encoded."""
    rows = [
        {
            "id": passage.id,
            "text": passage.text,
            "model": vector.model,
            "dimension": vector.dimension,
            "vector": vector.data,
        }
        for passage, vector in vectors
    ]
    if rows:
        session.connection().execute(_STORE, rows)


def load_vectors(
    connection: Connection, model: str, dimension: int, practice_ids: Sequence[int] | None = None
) -> Iterator[LoadedVector]:
    """In the order of practice, kind, number. Vectors of a wrong size are left out; they count as pending."""
    values: dict[str, object] = {"model": model, "dimension": dimension}
    if practice_ids is None:
        rows = connection.execute(_LOAD_ALL, values)
    else:
        rows = connection.execute(_LOAD_SOME, {**values, "ids": list(practice_ids)})
    for row in rows:
        yield LoadedVector(row.practice_id, PassageKind(row.kind), row.vector)


def vectors_of_texts(
    connection: Connection, model: str, dimension: int, texts: Sequence[str]
) -> dict[str, bytes]:
    """Text -> vector for those of the texts that have one of this model."""
    wanted = set(texts)
    rows = connection.execute(
        text(
            "SELECT text, vector FROM passage WHERE model = :model AND dimension = :dimension "
            "AND length(vector) = 4 * :dimension"
        ),
        {"model": model, "dimension": dimension},
    )
    return {row.text: row.vector for row in rows if row.text in wanted}


def pending_of_texts(
    connection: Connection, model: str, dimension: int, texts: Sequence[str]
) -> dict[str, list[PendingPassage]]:
    """Text -> the passages of that text without a vector of this model."""
    wanted = set(texts)
    found: dict[str, list[PendingPassage]] = {}
    # Row by row: together the texts of a large base are too much to hold.
    for row in connection.execute(_PENDING, {"model": model, "dimension": dimension, "most": _ALL}):
        if row.text in wanted:
            found.setdefault(row.text, []).append(PendingPassage(row.id, row.practice_id, row.text))
    return found


def forget_vectors(session: Session, practice_ids: Sequence[int]) -> None:
    """Take away the vectors of these practices; they count as missing from now on."""
    session.connection().execute(
        text(
            "UPDATE passage SET vector = NULL, model = NULL, dimension = NULL WHERE practice_id IN :ids"
        ).bindparams(bindparam("ids", expanding=True)),
        {"ids": list(practice_ids)},
    )
