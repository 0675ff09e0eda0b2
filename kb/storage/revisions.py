"""The history of a practice: every text it had, who wrote it and when."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlalchemy import select as select_columns
from sqlalchemy import update
from sqlmodel import Session, col, select

from kb.domain.practice import PracticeRecord
from kb.errors import NotFound
from kb.storage.tables import RevisionRow


@dataclass(frozen=True, slots=True)
class RevisionEntry:
    """`author` is None for what was imported or proposed, and once the account was removed; `restored_from`
    is the number of the revision that it brought back."""

    id: int
    number: int
    created_at: datetime.datetime
    author: str | None
    restored_from: int | None


def history(session: Session, practice_id: int) -> list[RevisionEntry]:
    """The newest first."""
    rows = session.connection().execute(
        select_columns(
            col(RevisionRow.id),
            col(RevisionRow.number),
            col(RevisionRow.created_at),
            col(RevisionRow.author),
            col(RevisionRow.restored_from),
        )
        .where(col(RevisionRow.practice_id) == practice_id)
        .order_by(col(RevisionRow.number).desc())
    )
    return [RevisionEntry(**row) for row in rows.mappings()]


def record_by_number(session: Session, practice_id: int, number: int) -> PracticeRecord:
    """Raises NotFound."""
    document = session.exec(
        select(RevisionRow.document)
        .where(RevisionRow.practice_id == practice_id)
        .where(RevisionRow.number == number)
    ).first()
    if document is None:
        raise NotFound("revision", str(number))
    return PracticeRecord.model_validate_json(document)


def forget_author(session: Session, account_id: int) -> None:
    """Texts stay when an account is removed; the name of who wrote them does not."""
    session.connection().execute(
        update(RevisionRow)
        .where(col(RevisionRow.author_id) == account_id)
        .values(author=None, author_id=None)
    )
