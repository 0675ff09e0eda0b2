"""Working copies: what each person is typing, apart from what the base holds."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from kb.domain.practice import PracticeRecord
from kb.domain.rights import Standing
from kb.domain.typed_form import TypedForm
from kb.domain.workflow import WorkflowState
from kb.errors import NotFound
from kb.storage.tables import PracticeRow, RevisionRow, WorkingCopyRow


@dataclass(frozen=True, slots=True)
class WorkingCopy:
    """`base_revision_id` is None before the first revision; `version` counts the saves."""

    id: int
    account_id: int
    practice_id: int | None
    base_revision_id: int | None
    version: int
    form: TypedForm
    updated_at: datetime.datetime


@dataclass(frozen=True, slots=True)
class PracticeHead:
    """The newest revision of a practice, and what rights to it depend on."""

    practice_id: int
    revision_id: int
    slug: str | None
    standing: Standing
    shown: WorkflowState
    title: str
    author: str
    updated_at: datetime.datetime


def create(
    session: Session,
    account_id: int,
    form: TypedForm,
    now: datetime.datetime,
    practice_id: int | None = None,
    base_revision_id: int | None = None,
) -> WorkingCopy:
    row = WorkingCopyRow(
        account_id=account_id,
        practice_id=practice_id,
        base_revision_id=base_revision_id,
        version=1,
        form=form.to_json(),
        created_at=now,
        updated_at=now,
    )
    session.add(row)
    session.flush()
    return _copy(row)


def get(session: Session, account_id: int, copy_id: int) -> WorkingCopy:
    """Raises NotFound, also for somebody else's."""
    row = session.get(WorkingCopyRow, copy_id) if copy_id < 2**63 else None
    if row is None or row.account_id != account_id:
        raise NotFound("working copy", str(copy_id))
    return _copy(row)


def of_practice(session: Session, account_id: int, practice_id: int) -> WorkingCopy | None:
    row = session.exec(
        select(WorkingCopyRow).where(
            WorkingCopyRow.account_id == account_id, WorkingCopyRow.practice_id == practice_id
        )
    ).first()
    return _copy(row) if row else None


def of_account(session: Session, account_id: int) -> list[WorkingCopy]:
    """The latest first."""
    rows = session.exec(
        select(WorkingCopyRow)
        .where(WorkingCopyRow.account_id == account_id)
        .order_by(col(WorkingCopyRow.updated_at).desc(), col(WorkingCopyRow.id).desc())
    )
    return [_copy(row) for row in rows]


def change(
    session: Session,
    copy: WorkingCopy,
    form: TypedForm,
    now: datetime.datetime,
    *,
    practice_id: int | None = None,
    base_revision_id: int | None = None,
) -> WorkingCopy:
    """Keep another form as the next version; None leaves the practice and the base as they are."""
    practice_id = practice_id or copy.practice_id
    base_revision_id = base_revision_id or copy.base_revision_id
    session.connection().execute(
        update(WorkingCopyRow)
        .where(col(WorkingCopyRow.id) == copy.id)
        .values(
            form=form.to_json(),
            version=copy.version + 1,
            updated_at=now,
            practice_id=practice_id,
            base_revision_id=base_revision_id,
        )
    )
    return WorkingCopy(copy.id, copy.account_id, practice_id, base_revision_id, copy.version + 1, form, now)


def remove(session: Session, copy_id: int) -> None:
    session.connection().execute(delete(WorkingCopyRow).where(col(WorkingCopyRow.id) == copy_id))


def head(session: Session, practice_id: int) -> PracticeHead:
    """Raises NotFound."""
    row = session.exec(
        select(PracticeRow, RevisionRow)
        .where(col(PracticeRow.head_revision_id) == col(RevisionRow.id))
        .where(PracticeRow.id == practice_id)
    ).first()
    if row is None:
        raise NotFound("practice", str(practice_id))
    return _head(*row)


def heads_of_author(session: Session, account_id: int) -> list[PracticeHead]:
    """Practices that the account began, the latest changed first."""
    rows = session.exec(
        select(PracticeRow, RevisionRow)
        .where(col(PracticeRow.head_revision_id) == col(RevisionRow.id))
        .where(PracticeRow.author_id == account_id)
        .order_by(col(PracticeRow.updated_at).desc(), col(PracticeRow.id).desc())
    )
    return [_head(*row) for row in rows]


def record_of(session: Session, revision_id: int, practice_id: int | None = None) -> PracticeRecord:
    """Raises NotFound, also for a revision of another practice than the named one."""
    row = session.get(RevisionRow, revision_id)
    if row is None or practice_id not in (None, row.practice_id):
        raise NotFound("revision", str(revision_id))
    return PracticeRecord.model_validate_json(row.document)


def _copy(row: WorkingCopyRow) -> WorkingCopy:
    assert row.id is not None
    return WorkingCopy(
        row.id,
        row.account_id,
        row.practice_id,
        row.base_revision_id,
        row.version,
        TypedForm.from_json(row.form),
        row.updated_at,
    )


def _head(practice: PracticeRow, revision: RevisionRow) -> PracticeHead:
    assert practice.id is not None
    assert revision.id is not None
    shown = WorkflowState(practice.status)
    return PracticeHead(
        practice_id=practice.id,
        revision_id=revision.id,
        slug=practice.slug,
        standing=Standing(WorkflowState(practice.head_status), practice.author_id, shown.is_public),
        shown=shown,
        title=PracticeRecord.model_validate_json(revision.document).title,
        author=revision.author or "",
        updated_at=practice.updated_at,
    )


def published_record(session: Session, practice_id: int) -> PracticeRecord | None:
    """What readers see of a practice; None when they see nothing."""
    practice = session.get(PracticeRow, practice_id)
    if practice is None or not WorkflowState(practice.status).is_public:
        return None
    if practice.published_revision_id is None:
        return None
    return record_of(session, practice.published_revision_id)
