"""Practices and their revisions."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, text
from sqlmodel import Session, col, select

from kb.domain.facets import Facet
from kb.domain.hits import PublishedAddress, PublishedPractice
from kb.domain.libraries import LibraryPlace
from kb.domain.practice import PracticeRecord
from kb.domain.text import slugify
from kb.domain.workflow import WorkflowState, after_edit, shown_state
from kb.errors import Moved, NotFound, Withdrawn
from kb.storage.libraries import PUBLIC as _PUBLIC
from kb.storage.libraries import library_id_of
from kb.storage.quick_reads import Reads
from kb.storage.records import Remembered, StoredRecord, texts_of
from kb.storage.tables import PracticeCodeRow, PracticeRow, RevisionRow, SlugRedirectRow

PUBLIC_STATES = tuple(state.value for state in WorkflowState if state.is_public)


@dataclass(frozen=True, slots=True)
class StoredHead:
    """The newest revision of a practice, published or not."""

    practice_id: int
    revision_id: int
    content_hash: str
    status: WorkflowState
    published_revision_id: int | None


_ADDED_LATER = ("situations", "images", "files")
"""Fields that earlier releases did not have. Left out while empty, so that a record has the same hash as in
a base of such a release, and importing the same file again still adds nothing."""


def content_of(record: PracticeRecord) -> tuple[str, str]:
    """The canonical JSON of a record and its SHA-256."""
    empty = {name for name in _ADDED_LATER if not getattr(record, name)}
    document = record.model_dump_json(exclude=empty)
    return document, hashlib.sha256(document.encode()).hexdigest()


def create(
    session: Session, external_id: str | None, now: datetime.datetime, author_id: int | None = None
) -> int:
    row = PracticeRow(
        external_id=external_id,
        status=WorkflowState.DRAFT.value,
        head_status=WorkflowState.DRAFT.value,
        author_id=author_id,
        created_at=now,
        updated_at=now,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def add_revision(
    session: Session,
    practice_id: int,
    record: PracticeRecord,
    now: datetime.datetime,
    *,
    author: str | None = None,
    author_id: int | None = None,
    note: str | None = None,
    restored_from: int | None = None,
) -> int:
    """Keep the record as the newest revision; what readers see does not change by this.

    A new text of what is published begins its path as a draft; under review it stays under review.
    """
    document, content_hash = content_of(record)
    number = session.exec(
        select(func.coalesce(func.max(RevisionRow.number), 0)).where(RevisionRow.practice_id == practice_id)
    ).one()
    row = RevisionRow(
        practice_id=practice_id,
        number=number + 1,
        created_at=now,
        author=author,
        author_id=author_id,
        note=note,
        restored_from=restored_from,
        content_hash=content_hash,
        document=document,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    practice = session.get_one(PracticeRow, practice_id)
    practice.head_revision_id = row.id
    _set_state(practice, after_edit(WorkflowState(practice.head_status)))
    practice.updated_at = now
    if practice.published_revision_id is None:
        practice.title = record.title
    session.flush()
    return row.id


def publish(
    session: Session,
    practice_id: int,
    revision_id: int,
    record: PracticeRecord,
    codes: Sequence[tuple[Facet, str]],
    recipe: str,
    now: datetime.datetime,
) -> str:
    """Make the revision what readers see; the slug of the practice, made now if it had none."""
    practice = session.get_one(PracticeRow, practice_id)
    practice.title, practice.summary, practice.need = record.title, record.summary, record.need
    practice.library_id = library_id_of(session, record.library)
    practice.year_first = record.years.first if record.years else None
    practice.year_last = record.years.last if record.years else None
    practice.published_revision_id = revision_id
    _set_state(practice, WorkflowState.PUBLISHED)
    practice.recipe = recipe
    practice.updated_at = now
    practice.verified_on = record.verified_on or now.date()
    practice.published_at = practice.published_at or now
    practice.slug = practice.slug or _free_slug(session, record.title, practice_id)
    session.flush()
    _replace_codes(session, practice_id, codes)
    return practice.slug


def _replace_codes(session: Session, practice_id: int, codes: Sequence[tuple[Facet, str]]) -> None:
    connection = session.connection()
    connection.execute(delete(PracticeCodeRow).where(col(PracticeCodeRow.practice_id) == practice_id))
    if codes:
        connection.execute(
            insert(PracticeCodeRow),
            [{"practice_id": practice_id, "facet": facet.value, "code": code} for facet, code in codes],
        )


def move(session: Session, practice_id: int, state: WorkflowState, now: datetime.datetime) -> None:
    """The newest text is in this state now. Of publication and withdrawal only the state is noted here."""
    practice = session.get_one(PracticeRow, practice_id)
    _set_state(practice, state)
    if state is WorkflowState.IN_REVIEW:
        practice.sent_at = now
    practice.updated_at = now
    session.flush()


def _set_state(practice: PracticeRow, state: WorkflowState) -> None:
    practice.head_status = state.value
    practice.status = shown_state(WorkflowState(practice.status), state).value
    if state is not WorkflowState.IN_REVIEW:
        practice.sent_at = None


def withdraw(session: Session, practice_id: int, now: datetime.datetime) -> None:
    """No longer public; its slug stays its own and answers that the practice was withdrawn."""
    practice = session.get_one(PracticeRow, practice_id)
    _set_state(practice, WorkflowState.ARCHIVED)
    practice.updated_at = now
    session.flush()
    _replace_codes(session, practice_id, ())


def verify(session: Session, practice_id: int, day: datetime.date) -> None:
    """Somebody vouched for the published text on this day."""
    session.get_one(PracticeRow, practice_id).verified_on = day
    session.flush()


def rename_slug(session: Session, practice_id: int, wish: str) -> str:
    """Give the practice another address; the old one, if readers ever had it, redirects from now on."""
    practice = session.get_one(PracticeRow, practice_id)
    old = practice.slug
    if old and old == slugify(wish):
        return old
    new = _free_slug(session, wish, practice_id)
    if old and practice.published_at is not None:
        session.add(SlugRedirectRow(slug=old, practice_id=practice_id))
    practice.slug = new
    session.flush()
    return new


def _free_slug(session: Session, wish: str, practice_id: int) -> str:
    base = slugify(wish) or f"praktyka-{practice_id}"
    slug, number = base, 1
    while (
        session.exec(select(PracticeRow.id).where(PracticeRow.slug == slug)).first() is not None
        or session.get(SlugRedirectRow, slug) is not None
    ):
        number += 1
        slug = f"{base}-{number}"
    return slug


def head_of(session: Session, external_id: str) -> StoredHead | None:
    row = session.exec(
        select(PracticeRow, RevisionRow)
        .where(col(PracticeRow.head_revision_id) == col(RevisionRow.id))
        .where(PracticeRow.external_id == external_id)
    ).first()
    if row is None:
        return None
    practice, revision = row
    assert practice.id is not None
    assert revision.id is not None
    return StoredHead(
        practice.id,
        revision.id,
        revision.content_hash,
        WorkflowState(practice.status),
        practice.published_revision_id,
    )


def known_contents(session: Session, practice_id: int) -> set[str]:
    """The content hashes of every revision of a practice."""
    return set(
        session.exec(select(RevisionRow.content_hash).where(RevisionRow.practice_id == practice_id)).all()
    )


_PUBLISHED = f"""
SELECT p.id, p.external_id, p.slug, p.published_at, p.published_revision_id AS revision_id,
       l.slug AS library_slug, l.name AS library_name, p.verified_on, p.status, p.title, p.summary,
       l.set_place, l.set_voivodeship, l.set_place_size
FROM practice p
LEFT JOIN library l ON l.id = p.library_id
WHERE p.published_revision_id IS NOT NULL AND p.status IN ({_PUBLIC})
"""
_NEWEST_FIRST = text(_PUBLISHED + " ORDER BY p.published_at DESC, p.id DESC LIMIT :most OFFSET :skipped")
_BY_SLUG = text(_PUBLISHED + " AND p.slug = :slug")
_BY_LIBRARY = text(_PUBLISHED + " AND l.slug = :slug ORDER BY p.published_at DESC, p.id DESC")
_COUNT = text(f"SELECT count(*) FROM practice WHERE status IN ({_PUBLIC})")
_ADDRESSES = text(
    "SELECT p.slug, p.updated_at, l.slug AS library "
    "FROM practice p LEFT JOIN library l ON l.id = p.library_id "
    f"WHERE p.status IN ({_PUBLIC}) ORDER BY p.published_at DESC, p.id DESC LIMIT :most"
)
_IDS = text(f"SELECT id FROM practice WHERE status IN ({_PUBLIC}) ORDER BY id")


class PublishedPractices:
    """What readers may see. Every row is read as published at this moment; parsed records are remembered."""

    def __init__(self, remembered: int = 2500) -> None:
        self._known: Remembered[tuple[Any, ...], PublishedPractice] = Remembered(remembered)

    def by_ids(self, reads: Reads, ids: Sequence[int]) -> dict[int, PublishedPractice]:
        """Those of the ids that are published now."""
        if not ids:
            return {}
        statement = f"{_PUBLISHED} AND p.id IN ({', '.join('?' * len(ids))})"
        rows = list(reads.exec_driver_sql(statement, tuple(ids)))
        return {practice.id: practice for practice in self._practices(reads, rows)}

    def newest(self, connection: Connection, limit: int, offset: int) -> list[PublishedPractice]:
        rows = connection.execute(_NEWEST_FIRST, {"most": limit, "skipped": offset}).all()
        return self._practices(connection, rows)

    def of_library(self, connection: Connection, library_slug: str) -> list[PublishedPractice]:
        return self._practices(connection, connection.execute(_BY_LIBRARY, {"slug": library_slug}).all())

    def by_slug(self, connection: Connection, slug: str) -> PublishedPractice:
        """Raises NotFound, Withdrawn or Moved."""
        rows = connection.execute(_BY_SLUG, {"slug": slug}).all()
        if rows:
            return self._practices(connection, rows)[0]
        moved = connection.execute(
            text(
                "SELECT p.slug FROM slug_redirect s JOIN practice p ON p.id = s.practice_id "
                "WHERE s.slug = :slug"
            ),
            {"slug": slug},
        ).scalar()
        if moved:
            raise Moved(moved)
        withdrawn = connection.execute(
            text("SELECT published_at FROM practice WHERE slug = :slug"), {"slug": slug}
        ).first()
        if withdrawn is not None and withdrawn.published_at is not None:
            raise Withdrawn(slug)
        raise NotFound("practice", slug)

    def by_newest_slug(self, connection: Connection, slug: str) -> PublishedPractice:
        """The same, with an old address taken for the new one. Raises NotFound or Withdrawn."""
        try:
            return self.by_slug(connection, slug)
        except Moved as moved:
            return self.by_slug(connection, moved.slug)

    def count(self, connection: Connection) -> int:
        return int(connection.execute(_COUNT).scalar_one())

    def ids(self, connection: Connection) -> list[int]:
        return list(connection.execute(_IDS).scalars())

    def addresses(self, connection: Connection, limit: int) -> list[PublishedAddress]:
        """The newest first. Cheap: no record is read."""
        return [
            PublishedAddress(row.slug, _utc(row.updated_at).date(), row.library)
            for row in connection.execute(_ADDRESSES, {"most": limit})
        ]

    def _practices(self, reads: Reads, rows: Sequence[Any]) -> list[PublishedPractice]:
        """One for each row. A row that says what it said before gives the same object again."""
        keys = [tuple(row) for row in rows]
        found = self._known.get_all(keys)
        missing = [key for key in keys if key not in found]
        if missing:
            texts = texts_of(reads, [key[_REVISION] for key in missing])
            made = {key: _practice(key, *texts[key[_REVISION]]) for key in missing}
            self._known.put_all(made)
            found |= made
        return [found[key] for key in keys]


_REVISION = 4
"""The place of the revision in a row of _PUBLISHED."""


def _practice(row: tuple[Any, ...], revision: int, text: str) -> PublishedPractice:
    number, external_id, slug, published_at, revision_id, library_slug, name, *rest = row
    verified_on, status, title, summary, *lies = rest
    return PublishedPractice(
        id=number,
        external_id=external_id,
        slug=slug,
        title=title,
        summary=summary,
        read_record=StoredRecord(text, name, LibraryPlace(*lies)),
        published_at=_utc(published_at),
        revision=revision,
        revision_id=revision_id,
        library_slug=library_slug,
        verified_on=_day(verified_on) or _utc(published_at).date(),
        is_marked_due=status == WorkflowState.DUE_FOR_REFRESH,
    )


def _day(value: str | datetime.date | None) -> datetime.date | None:
    return datetime.date.fromisoformat(value) if isinstance(value, str) else value


def _utc(value: str | datetime.datetime) -> datetime.datetime:
    """A time as SQLite gives it to a plain statement: text in UTC."""
    moment = datetime.datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=datetime.UTC)


def set_recipe(session: Session, practice_id: int, recipe: str, codes: Sequence[tuple[Facet, str]]) -> None:
    """Note by which recipe the words and passages were made, and renew the codes with them."""
    practice = session.get_one(PracticeRow, practice_id)
    practice.recipe = recipe
    session.flush()
    _replace_codes(session, practice_id, codes)


def set_terms_change(session: Session, practice_id: int, change: int) -> None:
    """Note the newest change of labels and names that the words and passages know."""
    session.get_one(PracticeRow, practice_id).terms_change = change
    session.flush()


def is_seen(session: Session, practice_id: int, revision_id: int) -> bool:
    """Whether this revision is what readers see."""
    practice = session.get(PracticeRow, practice_id)
    return (
        practice is not None
        and WorkflowState(practice.status).is_public
        and practice.published_revision_id == revision_id
    )


def external_ids(connection: Connection) -> dict[int, str]:
    """Practice -> external id, for those that have one."""
    rows = connection.execute(text("SELECT id, external_id FROM practice WHERE external_id IS NOT NULL"))
    return {row.id: row.external_id for row in rows}


def count_all(connection: Connection) -> int:
    return int(connection.execute(text("SELECT count(*) FROM practice")).scalar_one())
