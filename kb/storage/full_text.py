"""Full text over normalised words. What differs between databases stands behind `FullText`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from typing import Protocol

from sqlalchemy import Connection, text
from sqlmodel import Session

from kb.domain.document import DocumentWords
from kb.domain.query import WordGroup


@dataclass(frozen=True, slots=True)
class FieldWeights:
    """How much a match counts by the field it is in."""

    title: float
    labels: float
    names: float
    body: float
    typed: float


class FullText(Protocol):
    """Terms are words as `kb.search.analysis` normalises them; a term with spaces is words that stand near
    one another. Whatever a term holds, it is data."""

    def replace(self, session: Session, practice_id: int, words: DocumentWords) -> None: ...

    def remove(self, session: Session, practice_id: int) -> None: ...

    def scores(
        self, connection: Connection, groups: Sequence[WordGroup], weights: FieldWeights
    ) -> dict[int, float]:
        """Practice -> the sum of its bm25 over the groups, each times the group's weight; positive."""

    def matching(self, connection: Connection, terms: Sequence[str], fields: Sequence[str] = ()) -> set[int]:
        """Practices with any of the terms in any of the fields (all fields when none is named)."""

    def matching_all(self, connection: Connection, words: Sequence[Sequence[str]]) -> set[int]:
        """Practices that have, for every word, any of its terms in any field."""

    def phrase(self, connection: Connection, typed: Sequence[str]) -> set[int]:
        """Practices in which these forms stand next to one another in this order."""

    def surfaces(
        self, connection: Connection, practice_ids: Sequence[int] | None = None
    ) -> Iterator[tuple[int, list[str]]]:
        """The distinct forms of each practice, with their diacritics."""


class SqliteFullText:
    """FTS5. Its bm25 is negative, smaller is better; here it is turned round."""

    def replace(self, session: Session, practice_id: int, words: DocumentWords) -> None:
        self.remove(session, practice_id)
        session.connection().execute(
            text(
                "INSERT INTO fts_practice (rowid, title, labels, names, body, typed, surface, analyser) "
                "VALUES (:id, :title, :labels, :names, :body, :typed, :surface, :analyser)"
            ),
            {
                "id": practice_id,
                "title": words.title,
                "labels": words.labels,
                "names": words.names,
                "body": words.body,
                "typed": words.typed,
                "surface": words.surface,
                "analyser": words.analyser,
            },
        )

    def remove(self, session: Session, practice_id: int) -> None:
        session.connection().execute(text("DELETE FROM fts_practice WHERE rowid = :id"), {"id": practice_id})

    def scores(
        self, connection: Connection, groups: Sequence[WordGroup], weights: FieldWeights
    ) -> dict[int, float]:
        numbers = ", ".join(str(float(weight)) for weight in astuple(weights))
        statement = (
            f"SELECT rowid, bm25(fts_practice, {numbers}) FROM fts_practice WHERE fts_practice MATCH ?"
        )
        scores: dict[int, float] = {}
        for group in groups:
            match = _any_of(group.terms)
            if not match:
                continue
            for practice_id, score in connection.exec_driver_sql(statement, (match,)):
                scores[practice_id] = scores.get(practice_id, 0.0) - group.weight * score
        return scores

    def matching(self, connection: Connection, terms: Sequence[str], fields: Sequence[str] = ()) -> set[int]:
        match = _any_of(terms)
        if not match:
            return set()
        if fields:
            match = f"{{{' '.join(fields)}}} : ({match})"
        rows = connection.exec_driver_sql(
            "SELECT rowid FROM fts_practice WHERE fts_practice MATCH ?", (match,)
        )
        return {row[0] for row in rows}

    def matching_all(self, connection: Connection, words: Sequence[Sequence[str]]) -> set[int]:
        parts = [f"({match})" for terms in words if (match := _any_of(terms))]
        if not parts:
            return set()
        rows = connection.exec_driver_sql(
            "SELECT rowid FROM fts_practice WHERE fts_practice MATCH ?", (" AND ".join(parts),)
        )
        return {row[0] for row in rows}

    def phrase(self, connection: Connection, typed: Sequence[str]) -> set[int]:
        if not typed:
            return set()
        rows = connection.exec_driver_sql(
            "SELECT rowid FROM fts_practice WHERE fts_practice MATCH ?",
            (f"typed : {_quoted(' '.join(typed))}",),
        )
        return {row[0] for row in rows}

    def surfaces(
        self, connection: Connection, practice_ids: Sequence[int] | None = None
    ) -> Iterator[tuple[int, list[str]]]:
        if practice_ids is None:
            for row in connection.exec_driver_sql("SELECT rowid, surface FROM fts_practice"):
                yield row[0], row[1].split()
            return
        for practice_id in practice_ids:
            for row in connection.exec_driver_sql(
                "SELECT surface FROM fts_practice WHERE rowid = ?", (practice_id,)
            ):
                yield practice_id, row[0].split()


_NEAR = 4
"""Words that may stand between the words of an expression."""


def _any_of(terms: Sequence[str]) -> str:
    return " OR ".join(part for term in terms if (part := _term(term)))


def _term(term: str) -> str:
    words = term.split()
    if not words:
        return ""
    if len(words) == 1:
        return _quoted(words[0])
    return f"NEAR({' '.join(_quoted(word) for word in words)}, {_NEAR})"


def _quoted(word: str) -> str:
    clean = word.encode("utf-8", "replace").decode("utf-8").replace("\0", "")
    return '"' + clean.replace('"', '""') + '"'
