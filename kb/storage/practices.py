"""Practices and their revisions."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, text
from sqlmodel import Session, col, select

from kb.domain.facets import Facet
from kb.domain.practice import PracticeRecord
from kb.domain.text import slugify
from kb.domain.workflow import WorkflowState, after_edit, shown_state
from kb.storage.libraries import library_id_of
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
