"""A base of its own for every test, and whole saves as the application makes them.

The processes that tests start import this module too.
"""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlmodel import Session

import kb
from kb.domain.document import DocumentWords, Passage, PassageKind, StoredVector
from kb.domain.facets import Facet
from kb.domain.practice import Library, PracticeRecord
from kb.domain.query import WordGroup
from kb.storage import changes, passages, practices
from kb.storage.changes import ChangeKind
from kb.storage.engine import Database, DatabaseOptions
from kb.storage.full_text import FieldWeights, FullText, SqliteFullText
from kb.storage.migrate import migrate

NOW = datetime.datetime(2026, 3, 1, 12, 0, tzinfo=datetime.UTC)
ANALYSER = "lower-case-1"
RECIPE = "recipe-1"
MODEL = "model-a"
DIMENSION = 2


@dataclass(frozen=True, slots=True)
class Saved:
    practice_id: int
    revision_id: int
    slug: str
    change: int


@dataclass(frozen=True, slots=True)
class Counts:
    """What a reader sees of the rows that one save writes."""

    published: int
    revisions: int
    words: int
    passages: int
    change: int


def words_of_title(title: str) -> DocumentWords:
    """The words of a document that has nothing but a title, in lower case."""
    lower = title.lower()
    return DocumentWords(ANALYSER, lower, "", "", "", typed=lower, surface=lower)


@dataclass(frozen=True, slots=True)
class Store:
    """A migrated database with its full text."""

    database: Database
    full_text: FullText

    def save(
        self,
        title: str,
        *,
        session: Session | None = None,
        practice_id: int | None = None,
        external_id: str | None = None,
        library: Library | None = None,
        codes: Sequence[tuple[Facet, str]] = (),
        vectors: Mapping[tuple[PassageKind, int], StoredVector] | None = None,
        now: datetime.datetime = NOW,
    ) -> Saved:
        """Publish a practice in one transaction: practice, revision, words, passages and change log."""
        if session is None:
            with self.database.write() as own:
                return self.save(
                    title,
                    session=own,
                    practice_id=practice_id,
                    external_id=external_id,
                    library=library,
                    codes=codes,
                    vectors=vectors,
                    now=now,
                )
        record = PracticeRecord(title=title, library=library or Library(name="Biblioteka w Brzozie"))
        if practice_id is None:
            practice_id = practices.create(session, external_id, now)
        revision_id = practices.add_revision(session, practice_id, record, now)
        slug = practices.publish(session, practice_id, revision_id, record, codes, RECIPE, now)
        self.full_text.replace(session, practice_id, words_of_title(title))
        passages.replace(
            session,
            practice_id,
            [Passage(PassageKind.RECORD, 0, title), Passage(PassageKind.NEED, 0, f"Po co: {title}")],
            vectors or {},
        )
        change = changes.record(session, practice_id, ChangeKind.SAVED, now)
        return Saved(practice_id, revision_id, slug, change)

    def matching(self, connection: Connection, terms: Sequence[str]) -> set[int]:
        """Practices that have any of the terms."""
        weights = FieldWeights(1.0, 1.0, 1.0, 1.0, 1.0)
        return set(self.full_text.scores(connection, [WordGroup(1.0, tuple(terms))], weights))

    def withdraw(self, practice_id: int, now: datetime.datetime = NOW) -> None:
        with self.database.write() as session:
            practices.withdraw(session, practice_id, now)
            self.full_text.remove(session, practice_id)
            passages.remove(session, practice_id)
            changes.record(session, practice_id, ChangeKind.WITHDRAWN, now)

    def counts(self) -> Counts:
        with self.database.connection() as connection:
            row = connection.execute(
                text(
                    "SELECT (SELECT count(*) FROM practice WHERE status = 'opublikowana'), "
                    "(SELECT count(*) FROM revision), (SELECT count(*) FROM fts_practice), "
                    "(SELECT count(*) FROM passage), (SELECT count(*) FROM change)"
                )
            ).one()
        return Counts(*row)


def open_sqlite(folder: Path) -> Store:
    return Store(Database.open(DatabaseOptions(f"sqlite:///{folder / 'base.sqlite'}")), SqliteFullText())


BACKENDS: dict[str, Callable[[Path], Store]] = {"sqlite": open_sqlite}
"""Every backend keeps the promises of this folder; a new one is added here."""


@pytest.fixture(params=sorted(BACKENDS))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    store = BACKENDS[request.param](tmp_path)
    migrate(store.database)
    yield store
    store.database.close()


def environment_of_children() -> dict[str, str]:
    """For a process that imports the code under test, wherever it is started."""
    return {**os.environ, "PYTHONPATH": str(Path(kb.__file__).parents[1])}


@pytest.fixture
def python_script() -> Callable[[str], tuple[list[str], dict[str, str]]]:
    """The command and the environment by which a script of this folder runs."""

    def command(name: str) -> tuple[list[str], dict[str, str]]:
        return [sys.executable, str(Path(__file__).parent / name)], environment_of_children()

    return command
