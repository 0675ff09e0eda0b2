"""Proposals without an account: when they came, and for a while an address for questions."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlalchemy import update
from sqlmodel import Session, col, func, select

from kb.domain.workflow import WorkflowState
from kb.storage.tables import PracticeRow, ProposalRow


@dataclass(frozen=True, slots=True)
class StoredProposal:
    received_at: datetime.datetime
    language: str
    contact: str | None
    contact_until: datetime.date | None


def add(
    session: Session,
    practice_id: int,
    content_hash: str,
    language: str,
    contact: str | None,
    contact_until: datetime.date,
    now: datetime.datetime,
) -> None:
    session.add(
        ProposalRow(
            practice_id=practice_id,
            received_at=now,
            language=language,
            content_hash=content_hash,
            contact=contact,
            contact_until=contact_until if contact else None,
        )
    )
    session.flush()


def is_known(session: Session, content_hash: str) -> bool:
    return (
        session.exec(select(ProposalRow.practice_id).where(ProposalRow.content_hash == content_hash)).first()
        is not None
    )


def count_waiting(session: Session) -> int:
    """Proposals that nobody has decided on yet."""
    return session.exec(
        select(func.count())
        .select_from(ProposalRow)
        .join(PracticeRow, col(PracticeRow.id) == col(ProposalRow.practice_id))
        .where(PracticeRow.head_status == WorkflowState.IN_REVIEW.value)
    ).one()


def of_practice(session: Session, practice_id: int, today: datetime.date) -> StoredProposal | None:
    """The address for questions is left out once its time is over, whether it was removed yet or not."""
    row = session.get(ProposalRow, practice_id)
    if row is None:
        return None
    is_kept = row.contact_until is not None and today < row.contact_until
    return StoredProposal(
        row.received_at,
        row.language,
        row.contact if is_kept else None,
        row.contact_until if is_kept else None,
    )


def forget_contact(session: Session, practice_id: int) -> None:
    session.connection().execute(
        update(ProposalRow)
        .where(col(ProposalRow.practice_id) == practice_id)
        .values(contact=None, contact_until=None)
    )


def forget_old_contacts(session: Session, today: datetime.date) -> int:
    """How many addresses were removed."""
    return (
        session.connection()
        .execute(
            update(ProposalRow)
            .where(col(ProposalRow.contact_until) <= today)
            .values(contact=None, contact_until=None)
        )
        .rowcount
    )
