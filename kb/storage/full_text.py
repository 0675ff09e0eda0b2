"""Full text over normalised words. What differs between databases stands behind `FullText`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from typing import Protocol

from sqlalchemy import Connection, text
from sqlmodel import Session

from kb.domain.document import DocumentWords
from kb.domain.query import WordGroup, WordMatches, WordQuestion
from kb.storage.quick_reads import Reads


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

    def scores(self, reads: Reads, groups: Sequence[WordGroup], weights: FieldWeights) -> dict[int, float]:
        """Practice -> the sum of its bm25 over the groups, each times the group's weight; positive."""

    def answer(self, reads: Reads, question: WordQuestion, weights: FieldWeights) -> WordMatches:
        """All that a search wants to know, at once. A rare word counts in the fields for titles, labels and
        names."""

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

    def scores(self, reads: Reads, groups: Sequence[WordGroup], weights: FieldWeights) -> dict[int, float]:
        return self._asked(reads, _Arms.of_groups(groups, weights)).scores

    def answer(self, reads: Reads, question: WordQuestion, weights: FieldWeights) -> WordMatches:
        arms = _Arms.of_groups(question.groups, weights)
        arms.add(_EVERY, _all_of(question.every), among=question.among)
        arms.add(_RARE, _any_of(question.rare), fields=("title", "labels", "names"))
        phrases = [f"typed : {_quoted(' '.join(typed))}" for typed in question.phrases if typed]
        arms.add(_PHRASES, " AND ".join(phrases))
        found = self._asked(reads, arms)
        phrased = found.members[_PHRASES]
        return WordMatches(
            scores=found.scores,
            all_words=frozenset(found.members[_EVERY]),
            rare=frozenset(found.members[_RARE]),
            phrases=frozenset(phrased) if phrased else None,
        )

    @staticmethod
    def _asked(reads: Reads, arms: _Arms) -> _Answer:
        """One statement for all: each costs more on its way to the database than in it."""
        answer = _Answer({}, {_EVERY: set(), _RARE: set(), _PHRASES: set()})
        if not arms.selects:
            return answer
        rows = reads.exec_driver_sql(" UNION ALL ".join(arms.selects), tuple(arms.matches))
        scores = answer.scores
        for arm, practice_id, score in rows:
            if arm < 0:
                answer.members[arm].update(map(int, practice_id.split(",")) if practice_id else ())
            else:
                scores[practice_id] = scores.get(practice_id, 0.0) - arms.group_weights[arm] * score
        return answer

    def surfaces(
        self, connection: Connection, practice_ids: Sequence[int] | None = None
    ) -> Iterator[tuple[int, list[str]]]:
        if practice_ids is None:
            for row in connection.exec_driver_sql("SELECT rowid, surface FROM fts_practice"):
                yield row[0], _forms(row[1])
            return
        for practice_id in practice_ids:
            for row in connection.exec_driver_sql(
                "SELECT surface FROM fts_practice WHERE rowid = ?", (practice_id,)
            ):
                yield practice_id, _forms(row[0])


def _forms(surface: str) -> list[str]:
    """One object for each form, however many practices have it: thousands share most of theirs."""
    return [sys.intern(form) for form in surface.split()]


_EVERY, _RARE, _PHRASES = -1, -2, -3
"""Arms of the statement that ask for members only, all in one row; scored groups have numbers from 0."""

MOST_ARMS = 400
"""SQLite takes 500 selects in one statement."""


@dataclass(slots=True)
class _Arms:
    """The selects of one statement, each with its number and one value to match."""

    selects: list[str]
    matches: list[str]
    group_weights: list[float]

    @classmethod
    def of_groups(cls, groups: Sequence[WordGroup], weights: FieldWeights) -> _Arms:
        numbers = ", ".join(str(float(weight)) for weight in astuple(weights))
        arms = cls([], [], [])
        for group in groups[:MOST_ARMS]:
            match = _any_of(group.terms)
            if match:
                arms.selects.append(
                    f"SELECT {len(arms.group_weights)}, rowid, bm25(fts_practice, {numbers}) "
                    "FROM fts_practice WHERE fts_practice MATCH ?"
                )
                arms.matches.append(match)
                arms.group_weights.append(group.weight)
        return arms

    def add(
        self, number: int, match: str, fields: Sequence[str] = (), among: Sequence[int] | None = None
    ) -> None:
        if match:
            within = "" if among is None else f" AND rowid IN ({', '.join(map(str, map(int, among)))})"
            # In one row: a word that stands everywhere would else cost a row for each practice.
            self.selects.append(
                f"SELECT {number}, group_concat(rowid), 0.0 FROM fts_practice "
                f"WHERE fts_practice MATCH ?{within}"
            )
            self.matches.append(f"{{{' '.join(fields)}}} : ({match})" if fields else match)


@dataclass(frozen=True, slots=True)
class _Answer:
    scores: dict[int, float]
    members: dict[int, set[int]]


_NEAR = 4
"""Words that may stand between the words of an expression."""


def _any_of(terms: Sequence[str]) -> str:
    return " OR ".join(part for term in terms if (part := _term(term)))


def _all_of(words: Sequence[Sequence[str]]) -> str:
    return " AND ".join(f"({match})" for terms in words if (match := _any_of(terms)))


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
