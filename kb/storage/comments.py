"""Comments on the fields of a practice."""

from __future__ import annotations

import datetime

from sqlalchemy import update
from sqlmodel import Session, col, func, select

from kb.domain.accounts import Account
from kb.domain.comments import Comment
from kb.errors import NotFound
from kb.storage.tables import CommentRow, RevisionRow


def add(
    session: Session,
    practice_id: int,
    revision_id: int,
    field: str,
    text: str,
    author: Account,
    now: datetime.datetime,
) -> int:
    row = CommentRow(
        practice_id=practice_id,
        revision_id=revision_id,
        field=field,
        text=text,
        author_id=author.id,
        author=author.name,
        at=now,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def resolve(
    session: Session, practice_id: int, comment_id: int, who: Account, now: datetime.datetime
) -> bool:
    """False when it was settled already. Raises NotFound, also for a comment on another practice."""
    row = session.get(CommentRow, comment_id)
    if row is None or row.practice_id != practice_id:
        raise NotFound("comment", str(comment_id))
    if row.resolved_at is not None:
        return False
    row.resolved_at, row.resolved_by_id, row.resolved_by = now, who.id, who.name
    session.flush()
    return True


def resolve_all(session: Session, practice_id: int, who: Account, now: datetime.datetime) -> None:
    session.connection().execute(
        update(CommentRow)
        .where(col(CommentRow.practice_id) == practice_id)
        .where(col(CommentRow.resolved_at).is_(None))
        .values(resolved_at=now, resolved_by_id=who.id, resolved_by=who.name)
    )


def of_practice(session: Session, practice_id: int, *, only_open: bool = False) -> list[Comment]:
    """In the order in which they were written."""
    statement = (
        select(CommentRow, RevisionRow.number)
        .join(RevisionRow, col(RevisionRow.id) == col(CommentRow.revision_id))
        .where(CommentRow.practice_id == practice_id)
        .order_by(col(CommentRow.id))
    )
    if only_open:
        statement = statement.where(col(CommentRow.resolved_at).is_(None))
    return [_comment(row, number) for row, number in session.exec(statement)]


def count_open(session: Session, practice_id: int) -> int:
    return session.exec(
        select(func.count())
        .select_from(CommentRow)
        .where(CommentRow.practice_id == practice_id)
        .where(col(CommentRow.resolved_at).is_(None))
    ).one()


def forget_author(session: Session, account_id: int) -> None:
    """Comments stay when an account is removed; the name of who wrote or settled them does not."""
    connection = session.connection()
    connection.execute(
        update(CommentRow).where(col(CommentRow.author_id) == account_id).values(author=None, author_id=None)
    )
    connection.execute(
        update(CommentRow)
        .where(col(CommentRow.resolved_by_id) == account_id)
        .values(resolved_by=None, resolved_by_id=None)
    )


def _comment(row: CommentRow, revision: int) -> Comment:
    assert row.id is not None
    return Comment(
        id=row.id,
        practice_id=row.practice_id,
        revision=revision,
        field=row.field,
        text=row.text,
        author_id=row.author_id,
        author=row.author,
        at=row.at,
        resolved_at=row.resolved_at,
        resolved_by=row.resolved_by,
    )
