"""Where practices are on their path to readers: one practice, the queue, what has grown old."""

from __future__ import annotations

import datetime

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from kb.domain.position import Position
from kb.domain.practice import PracticeRecord
from kb.domain.workflow import WorkflowState
from kb.errors import NotFound
from kb.storage.tables import PracticeRow, ProposalRow, RevisionRow

_POSITION = (
    select(PracticeRow, RevisionRow, ProposalRow)
    .join(RevisionRow, col(RevisionRow.id) == col(PracticeRow.head_revision_id))
    .outerjoin(ProposalRow, col(ProposalRow.practice_id) == col(PracticeRow.id))
)
_PUBLIC = [state.value for state in WorkflowState if state.is_public]


def position(session: Session, practice_id: int) -> Position:
    """Raises NotFound."""
    row = session.exec(_POSITION.where(col(PracticeRow.id) == practice_id)).first()
    if row is None:
        raise NotFound("practice", str(practice_id))
    return _position(row)


def waiting(session: Session, limit: int, offset: int = 0, *, proposals: bool) -> list[Position]:
    """Under review, in the order of the queue: those with an author, or those proposed without one."""
    is_proposal = col(ProposalRow.practice_id).is_not(None)
    rows = session.exec(
        _POSITION.where(PracticeRow.head_status == WorkflowState.IN_REVIEW.value)
        .where(is_proposal if proposals else ~is_proposal)
        .order_by(col(PracticeRow.sent_at), col(PracticeRow.id))
        .limit(limit)
        .offset(offset)
    )
    return [_position(row) for row in rows]


def count_waiting(session: Session) -> int:
    return session.exec(_in_queue()).one()


def place_in_queue(session: Session, practice_id: int) -> int | None:
    """1 for who is next; None for what does not wait."""
    practice = session.get(PracticeRow, practice_id)
    if practice is None or practice.head_status != WorkflowState.IN_REVIEW.value or practice.sent_at is None:
        return None
    sent_at, earlier = col(PracticeRow.sent_at), practice.sent_at
    before = or_(sent_at < earlier, (sent_at == earlier) & (col(PracticeRow.id) < practice_id))
    return session.exec(_in_queue().where(before)).one() + 1


def _in_queue() -> SelectOfScalar[int]:
    return (
        select(func.count())
        .select_from(PracticeRow)
        .where(PracticeRow.head_status == WorkflowState.IN_REVIEW.value)
    )


def grown_old(session: Session, newest_day: datetime.date, limit: int, offset: int = 0) -> list[Position]:
    """Published and last verified on this day or before, or marked as due, the oldest first."""
    rows = session.exec(
        _POSITION.where(col(PracticeRow.status).in_(_PUBLIC))
        .where(_is_old(newest_day))
        .order_by(col(PracticeRow.verified_on), col(PracticeRow.id))
        .limit(limit)
        .offset(offset)
    )
    return [_position(row) for row in rows]


def count_grown_old(session: Session, newest_day: datetime.date) -> int:
    return session.exec(
        select(func.count())
        .select_from(PracticeRow)
        .where(col(PracticeRow.status).in_(_PUBLIC))
        .where(_is_old(newest_day))
    ).one()


def _is_old(newest_day: datetime.date) -> ColumnElement[bool]:
    return or_(
        col(PracticeRow.verified_on) <= newest_day,
        col(PracticeRow.status) == WorkflowState.DUE_FOR_REFRESH.value,
    )


def record_of(session: Session, practice_id: int, revision_id: int) -> PracticeRecord:
    """Raises NotFound, also for a revision of another practice."""
    row = session.get(RevisionRow, revision_id)
    if row is None or row.practice_id != practice_id:
        raise NotFound("revision", str(revision_id))
    return PracticeRecord.model_validate_json(row.document)


def _position(row: tuple[PracticeRow, RevisionRow, ProposalRow | None]) -> Position:
    practice, head, proposal = row
    assert practice.id is not None
    assert head.id is not None
    return Position(
        practice_id=practice.id,
        state=WorkflowState(practice.head_status),
        shown=WorkflowState(practice.status),
        author_id=practice.author_id,
        title=PracticeRecord.model_validate_json(head.document).title,
        slug=practice.slug,
        revision_id=head.id,
        revision=head.number,
        published_revision_id=practice.published_revision_id,
        updated_at=practice.updated_at,
        sent_at=practice.sent_at,
        verified_on=practice.verified_on,
        is_proposal=proposal is not None,
    )


def first_position(session: Session, practice_id: int, revision_id: int) -> Position:
    """Where a practice was when it was begun with this text: a draft. Raises NotFound."""
    practice, first = session.get(PracticeRow, practice_id), session.get(RevisionRow, revision_id)
    if practice is None or first is None or first.practice_id != practice_id:
        raise NotFound("practice", str(practice_id))
    return Position(
        practice_id=practice_id,
        state=WorkflowState.DRAFT,
        shown=WorkflowState.DRAFT,
        author_id=practice.author_id,
        title=PracticeRecord.model_validate_json(first.document).title,
        slug=None,
        revision_id=revision_id,
        revision=first.number,
        published_revision_id=None,
        updated_at=first.created_at,
        sent_at=None,
        verified_on=None,
        is_proposal=False,
    )
