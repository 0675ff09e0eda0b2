"""What an account wrote: handed out to its owner, and without the name once the account is removed."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlalchemy import select as select_columns
from sqlalchemy import update
from sqlmodel import Session, col

from kb.storage import comments, revisions
from kb.storage.tables import CommentRow, PracticeRow, RevisionRow


@dataclass(frozen=True, slots=True)
class WrittenText:
    """`document` is the record as JSON."""

    practice_id: int
    number: int
    created_at: datetime.datetime
    document: str


@dataclass(frozen=True, slots=True)
class WrittenComment:
    practice_id: int
    field: str
    text: str
    at: datetime.datetime


def texts_of(session: Session, account_id: int) -> list[WrittenText]:
    rows = session.connection().execute(
        select_columns(
            col(RevisionRow.practice_id),
            col(RevisionRow.number),
            col(RevisionRow.created_at),
            col(RevisionRow.document),
        )
        .where(col(RevisionRow.author_id) == account_id)
        .order_by(col(RevisionRow.id))
    )
    return [WrittenText(**row) for row in rows.mappings()]


def comments_of(session: Session, account_id: int) -> list[WrittenComment]:
    rows = session.connection().execute(
        select_columns(
            col(CommentRow.practice_id), col(CommentRow.field), col(CommentRow.text), col(CommentRow.at)
        )
        .where(col(CommentRow.author_id) == account_id)
        .order_by(col(CommentRow.id))
    )
    return [WrittenComment(**row) for row in rows.mappings()]


def forget(session: Session, account_id: int) -> None:
    """Texts and comments stay; nothing names who wrote them, and the practices are nobody's."""
    revisions.forget_author(session, account_id)
    comments.forget_author(session, account_id)
    session.connection().execute(
        update(PracticeRow).where(col(PracticeRow.author_id) == account_id).values(author_id=None)
    )
