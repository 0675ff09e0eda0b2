"""Which files there are, and to what they belong; the files themselves lie in the data folder."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, or_, update
from sqlmodel import Session, col, select

from kb.errors import NotFound
from kb.storage.tables import RevisionRow, StoredFileRow, WorkingCopyRow


@dataclass(frozen=True, slots=True)
class StoredFile:
    """`name` is ours; `width` and `height` in pixels for images. Without a practice only the account that
    brought the file may see it."""

    name: str
    media_type: str
    size: int
    account_id: int | None
    practice_id: int | None = None
    width: int | None = None
    height: int | None = None


def add(session: Session, file: StoredFile, now: datetime.datetime) -> None:
    session.add(
        StoredFileRow(
            name=file.name,
            media_type=file.media_type,
            size=file.size,
            width=file.width,
            height=file.height,
            account_id=file.account_id,
            practice_id=file.practice_id,
            created_at=now,
        )
    )
    session.flush()


def get(session: Session, name: str) -> StoredFile:
    """Raises NotFound."""
    row = session.get(StoredFileRow, name)
    if row is None:
        raise NotFound("file", name)
    return StoredFile(
        row.name, row.media_type, row.size, row.account_id, row.practice_id, row.width, row.height
    )


def total_of(session: Session, account_id: int) -> int:
    """Bytes of everything the account has brought."""
    return session.exec(
        select(func.coalesce(func.sum(StoredFileRow.size), 0)).where(StoredFileRow.account_id == account_id)
    ).one()


def unnamed(session: Session, before: datetime.datetime) -> list[str]:
    """Files brought before this moment that no text names: no revision of their practice, and nothing that is
    being typed by who brought them or about their practice."""
    named_in_revision = (
        select(RevisionRow.id)
        .where(col(RevisionRow.practice_id) == col(StoredFileRow.practice_id))
        .where(col(RevisionRow.document).contains(col(StoredFileRow.name)))
        .exists()
    )
    named_in_copy = (
        select(WorkingCopyRow.id)
        .where(
            or_(
                col(WorkingCopyRow.practice_id) == col(StoredFileRow.practice_id),
                col(WorkingCopyRow.account_id) == col(StoredFileRow.account_id),
            )
        )
        .where(col(WorkingCopyRow.form).contains(col(StoredFileRow.name)))
        .exists()
    )
    rows = session.exec(
        select(StoredFileRow.name)
        .where(col(StoredFileRow.created_at) < before)
        .where(~named_in_revision, ~named_in_copy)
        .order_by(col(StoredFileRow.name))
    )
    return list(rows)


def remove(session: Session, names: Sequence[str]) -> None:
    for name in names:
        session.connection().execute(delete(StoredFileRow).where(col(StoredFileRow.name) == name))


def known(session: Session, names: Iterable[str]) -> set[str]:
    """Those of the names that are in the list of files."""
    return {name for name in names if session.get(StoredFileRow, name) is not None}


def of_account(session: Session, account_id: int) -> list[StoredFile]:
    rows = session.exec(
        select(StoredFileRow)
        .where(col(StoredFileRow.account_id) == account_id)
        .order_by(col(StoredFileRow.created_at), col(StoredFileRow.name))
    )
    return [
        StoredFile(row.name, row.media_type, row.size, row.account_id, row.practice_id, row.width, row.height)
        for row in rows
    ]


def give_to_practice(session: Session, account_id: int, practice_id: int, names: Sequence[str]) -> None:
    """Files of the account that belong to no practice yet belong to this one now."""
    if names:
        session.connection().execute(
            update(StoredFileRow)
            .where(
                col(StoredFileRow.name).in_(names),
                col(StoredFileRow.account_id) == account_id,
                col(StoredFileRow.practice_id).is_(None),
            )
            .values(practice_id=practice_id)
        )
