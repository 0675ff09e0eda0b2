"""Passages and their vectors. A vector is never compared with one of another model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, TextClause, bindparam, delete, insert, text
from sqlmodel import Session, col, select

from kb.domain.document import RANKED_KINDS, Passage, PassageKind, StoredVector
from kb.storage.quick_reads import Reads
from kb.storage.tables import IS_PUBLIC, IS_WITHOUT_VECTOR, PassageRow


@dataclass(frozen=True, slots=True)
class PendingPassage:
    """A passage without a vector of today's model."""

    id: int
    practice_id: int
    text: str
    kind: PassageKind


@dataclass(frozen=True, slots=True)
class PendingCount:
    everything: int
    ranked: int


@dataclass(frozen=True, slots=True)
class StoredSentences:
    """The telling sentences of the published revision of a practice, in order. `vectors` are float32
    little-endian bytes; None where today's model has not read all of the sentences yet."""

    practice_id: int
    revision_id: int
    texts: tuple[str, ...]
    vectors: bytes | None


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


_SIDES = (
    IS_WITHOUT_VECTOR,
    "model < :model",
    "model > :model",
    "model = :model AND dimension < :dimension",
    "model = :model AND dimension > :dimension",
)
"""The ways in which a passage has no vector of a model. By kind, each has an index of its own, so that asking
costs nothing while nothing is missing."""


def _missing(kinds: Sequence[PassageKind], limit: str = "") -> str:
    return " UNION ALL ".join(
        f"SELECT id FROM (SELECT id FROM passage WHERE kind = '{kind.value}' AND ({side}){limit})"
        for kind in kinds
        for side in _SIDES
    )


def _pending(kinds: Sequence[PassageKind]) -> TextClause:
    """Each side ends after a batch, in the order of its index: a batch costs the same whether fifty passages
    or half a million are missing. All the passages of a practice come together, since it counts when it has
    all of them."""
    return text(
        "SELECT id, practice_id, text, kind FROM passage "
        f"WHERE id IN ({_missing(kinds, ' LIMIT :most')}) ORDER BY id LIMIT :most"
    )


_RANKED = "kind IN ({})".format(", ".join(f"'{kind}'" for kind in RANKED_KINDS))
_PENDING_RANKED = _pending(RANKED_KINDS)
_PENDING_REST = _pending([kind for kind in PassageKind if kind not in RANKED_KINDS])
_PENDING_OF_TEXTS = text(
    f"SELECT id, practice_id, text, kind FROM passage WHERE id IN ({_missing(tuple(PassageKind))})"
)
_COUNT_PENDING = text(
    f"SELECT (SELECT count(*) FROM ({_missing(tuple(PassageKind))})) AS everything, "
    f"(SELECT count(*) FROM ({_missing(RANKED_KINDS)})) AS ranked"
)
_STORE = text(
    "UPDATE passage SET model = :model, dimension = :dimension, vector = :vector "
    "WHERE id = :id AND text = :text"
)
# coalesce keeps the index of the models out: it would read every vector of the model for one practice.
_LOAD = (
    "SELECT practice_id, kind, vector FROM passage WHERE vector IS NOT NULL AND coalesce(model, '') = :model "
    f"AND dimension = :dimension AND length(vector) = 4 * :dimension AND {_RANKED}"
)
_LOAD_ALL = text(_LOAD + " ORDER BY practice_id, kind, number")
_LOAD_SOME = text(_LOAD + " AND practice_id IN :ids ORDER BY practice_id, kind, number").bindparams(
    bindparam("ids", expanding=True)
)


def pending(connection: Connection, model: str, dimension: int, most: int) -> list[PendingPassage]:
    """What is missing is a query, not a queue: what is ranked first, practice by practice, then what only
    explains. Both sorts are never answered together, so that the ranked ones wait for no others."""
    values = {"model": model, "dimension": dimension, "most": most}
    rows = connection.execute(_PENDING_RANKED, values).all()
    rows = rows or connection.execute(_PENDING_REST, values).all()
    return [PendingPassage(row.id, row.practice_id, row.text, PassageKind(row.kind)) for row in rows]


def count_pending(connection: Connection, model: str, dimension: int) -> PendingCount:
    row = connection.execute(_COUNT_PENDING, {"model": model, "dimension": dimension}).one()
    return PendingCount(row.everything, row.ranked)


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
    """Those of the ranked kinds in the order of practice, kind, number. Vectors of a wrong size are left
    out; they count as pending."""
    values: dict[str, object] = {"model": model, "dimension": dimension}
    if practice_ids is None:
        rows = connection.execute(_LOAD_ALL, values)
    else:
        rows = connection.execute(_LOAD_SOME, {**values, "ids": list(practice_ids)})
    for row in rows:
        yield LoadedVector(row.practice_id, PassageKind(row.kind), row.vector)


def sentences_of(
    reads: Reads, model: str, dimension: int, practice_ids: Sequence[int]
) -> list[StoredSentences]:
    """Of those of the practices that are published now and have any. The revision is read in the same
    statement, so that sentences of one are never taken for those of another."""
    if not practice_ids:
        return []
    rows = reads.exec_driver_sql(
        "SELECT s.practice_id, p.published_revision_id, s.text, "
        "CASE WHEN s.model = ? AND s.dimension = ? AND length(s.vector) = 4 * ? THEN s.vector END "
        "FROM passage s JOIN practice p ON p.id = s.practice_id "
        f"WHERE s.kind = '{PassageKind.SENTENCE}' AND {IS_PUBLIC} "
        f"AND s.practice_id IN ({', '.join('?' * len(practice_ids))}) ORDER BY s.practice_id, s.number",
        (model, dimension, dimension, *practice_ids),
    )
    return [
        _stored_sentences(practice_id, revision_id, list(of_practice))
        for (practice_id, revision_id), of_practice in groupby(rows, key=lambda row: (row[0], row[1]))
    ]


def _stored_sentences(practice_id: int, revision_id: int, rows: Sequence[Any]) -> StoredSentences:
    vectors = [vector for _, _, _, vector in rows]
    whole = None if None in vectors else b"".join(vectors)
    return StoredSentences(practice_id, revision_id, tuple(text for _, _, text, _ in rows), whole)


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
    for row in connection.execute(_PENDING_OF_TEXTS, {"model": model, "dimension": dimension}):
        if row.text in wanted:
            passage = PendingPassage(row.id, row.practice_id, row.text, PassageKind(row.kind))
            found.setdefault(row.text, []).append(passage)
    return found


def forget_vectors(
    session: Session, practice_ids: Sequence[int], kinds: Sequence[PassageKind] = tuple(PassageKind)
) -> None:
    """Take away the vectors of these practices; they count as missing from now on."""
    session.connection().execute(
        text(
            "UPDATE passage SET vector = NULL, model = NULL, dimension = NULL "
            "WHERE practice_id IN :ids AND kind IN :kinds"
        ).bindparams(bindparam("ids", expanding=True), bindparam("kinds", expanding=True)),
        {"ids": list(practice_ids), "kinds": [kind.value for kind in kinds]},
    )
