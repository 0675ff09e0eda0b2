"""Which files there are, and to what they belong; the files themselves lie in the data folder."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from kb.errors import NotFound
from kb.storage.tables import StoredFileRow


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
