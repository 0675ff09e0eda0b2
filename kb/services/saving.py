"""Keeping what somebody wrote: every save is one transaction."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import structlog

from kb.domain.document import RANKED_KINDS, PassageKind, PracticeDocument, StoredVector
from kb.domain.practice import PracticeRecord
from kb.domain.terminology import CurrentTerminology
from kb.domain.vocabularies import Vocabularies
from kb.search.analysis import Analyser
from kb.search.documents import document_of
from kb.search.semantic import Meaning
from kb.storage import changes, libraries, passages, practices, term_edits
from kb.storage.changes import ChangeKind
from kb.storage.engine import Database, Transaction
from kb.storage.full_text import FullText

log = structlog.get_logger()

Clock = Callable[[], datetime.datetime]


def utc_now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


@dataclass(frozen=True, slots=True)
class SavedPractice:
    """`change` is the number under which every process learns of it; None for a draft."""

    practice_id: int
    revision_id: int
    slug: str | None
    change: int | None


@dataclass(frozen=True, slots=True)
class PreparedText:
    """A record with all that is made of it for the search, ready before any lock is taken."""

    record: PracticeRecord
    document: PracticeDocument
    terms_change: int
    """The newest change of labels and of names of libraries that the document knows."""
    vectors: Mapping[tuple[PassageKind, int], StoredVector]


class Saving:
    def __init__(
        self,
        database: Database,
        full_text: FullText,
        terminology: CurrentTerminology,
        analyser: Analyser,
        meaning: Meaning,
        clock: Clock = utc_now,
    ) -> None:
        self._database = database
        self._full_text = full_text
        self._terminology = terminology
        self._analyser = analyser
        self._meaning = meaning
        self._clock = clock

    @property
    def vocabularies(self) -> Vocabularies:
        return self._terminology.vocabularies

    def document(self, record: PracticeRecord) -> PracticeDocument:
        return self._document(record)[0]

    def _document(self, record: PracticeRecord) -> tuple[PracticeDocument, int]:
        """And the newest change of labels and names of libraries that it knows."""
        terminology = self._terminology.now
        with self._database.connection() as connection:
            known = term_edits.known_by(connection, terminology.change)
            names = libraries.names_of(connection, record.library)
            told = libraries.place_of(connection, record.library).told_of(record)
        document = document_of(told, terminology.vocabularies, self._analyser, self._meaning.split, names)
        return document, known

    def publish(
        self,
        record: PracticeRecord,
        *,
        practice_id: int | None = None,
        external_id: str | None = None,
        author: str | None = None,
        with_vectors: bool = True,
    ) -> SavedPractice:
        """Make the record what readers see: practice, revision, words, passages and change log together.

        Vectors are computed before the transaction opens; while the model is away, busy or not wanted the
        practice is found by its words at once and its vectors follow. Those of its sentences always follow.
        """
        prepared = self.prepare(record, with_vectors=with_vectors)
        now = self._clock()
        with self._database.write() as session:
            if practice_id is None:
                practice_id = practices.create(session, external_id, now)
            revision_id = practices.add_revision(session, practice_id, record, now, author=author)
            return self.publish_within(session, practice_id, revision_id, prepared, now)

    def prepare(self, record: PracticeRecord, *, with_vectors: bool = True) -> PreparedText:
        document, known = self._document(record)
        return PreparedText(record, document, known, self._vectors(document) if with_vectors else {})

    def publish_within(
        self,
        session: Transaction,
        practice_id: int,
        revision_id: int,
        prepared: PreparedText,
        now: datetime.datetime,
        verified_on: datetime.date | None = None,
    ) -> SavedPractice:
        """Publish a kept revision in a transaction that does more than this. `verified_on` is the day of a
        verification that the record does not tell of."""
        document = prepared.document
        slug = practices.publish(
            session, practice_id, revision_id, prepared.record, document.codes, document.recipe, now
        )
        if verified_on is not None:
            practices.verify(session, practice_id, verified_on)
        practices.set_terms_change(session, practice_id, prepared.terms_change)
        self._full_text.replace(session, practice_id, document.words)
        passages.replace(session, practice_id, document.passages, prepared.vectors)
        change = changes.record(session, practice_id, ChangeKind.SAVED, now)
        return SavedPractice(practice_id, revision_id, slug, change)

    def keep_draft(
        self,
        record: PracticeRecord,
        *,
        practice_id: int | None = None,
        external_id: str | None = None,
        author: str | None = None,
        author_id: int | None = None,
    ) -> SavedPractice:
        """Keep a revision that readers do not see. `author_id` is the account that writes; a new practice is
        its own."""
        now = self._clock()
        with self._database.write() as session:
            if practice_id is None:
                practice_id = practices.create(session, external_id, now, author_id)
            revision_id = practices.add_revision(
                session, practice_id, record, now, author=author, author_id=author_id
            )
        return SavedPractice(practice_id, revision_id, None, None)

    def withdraw(self, practice_id: int) -> int:
        """Take the practice out of readers' sight everywhere; the number of the change."""
        with self._database.write() as session:
            return self.withdraw_within(session, practice_id, self._clock())

    def withdraw_within(self, session: Transaction, practice_id: int, now: datetime.datetime) -> int:
        practices.withdraw(session, practice_id, now)
        self._full_text.remove(session, practice_id)
        passages.remove(session, practice_id)
        return changes.record(session, practice_id, ChangeKind.WITHDRAWN, now)

    def rebuild(self, practice_id: int, record: PracticeRecord, revision_id: int | None = None) -> None:
        """Make the words and passages of a published practice again; vectors of unchanged texts stay. With
        `revision_id` only while readers see just this revision: what was saved meanwhile is newer."""
        document, known = self._document(record)
        with self._database.write() as session:
            if revision_id is not None and not practices.is_seen(session, practice_id, revision_id):
                return
            practices.set_terms_change(session, practice_id, known)
            practices.set_recipe(session, practice_id, document.recipe, document.codes)
            self._full_text.replace(session, practice_id, document.words)
            passages.replace(session, practice_id, document.passages, {})
            changes.record(session, practice_id, ChangeKind.SAVED, self._clock())

    def clear_surplus(self, practice_id: int) -> None:
        """Remove words and passages of a practice that readers may not see."""
        with self._database.write() as session:
            self._full_text.remove(session, practice_id)
            passages.remove(session, practice_id)
            changes.record(session, practice_id, ChangeKind.WITHDRAWN, self._clock())

    def _vectors(self, document: PracticeDocument) -> dict[tuple[PassageKind, int], StoredVector]:
        ranked = [passage for passage in document.passages if passage.kind in RANKED_KINDS]
        encoded = self._meaning.encode_passages([passage.text for passage in ranked])
        if encoded is None:
            log.info("saved_without_vectors", reason=self._meaning.reason or "busy")
            return {}
        return {
            (passage.kind, passage.number): vector for passage, vector in zip(ranked, encoded, strict=True)
        }
