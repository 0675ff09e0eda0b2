"""Which practice a program has made under a key of its own (Idempotency-Key)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlalchemy import delete
from sqlmodel import Session, col

from kb.storage.people_tables import IdempotencyKeyRow


@dataclass(frozen=True, slots=True)
class KeptRequest:
    body_hash: str
    practice_id: int
    revision_id: int


def find(session: Session, account_id: int, key_hash: str, since: datetime.datetime) -> KeptRequest | None:
    """None too for one that was remembered before `since`."""
    row = session.get(IdempotencyKeyRow, (account_id, key_hash))
    if row is None or row.created_at < since:
        return None
    return KeptRequest(row.body_hash, row.practice_id, row.revision_id)


def remember(
    session: Session, account_id: int, key_hash: str, kept: KeptRequest, now: datetime.datetime
) -> None:
    """In place of one that is too old."""
    session.merge(
        IdempotencyKeyRow(
            account_id=account_id,
            key_hash=key_hash,
            body_hash=kept.body_hash,
            practice_id=kept.practice_id,
            revision_id=kept.revision_id,
            created_at=now,
        )
    )
    session.flush()


def forget(session: Session, before: datetime.datetime) -> None:
    session.connection().execute(delete(IdempotencyKeyRow).where(col(IdempotencyKeyRow.created_at) < before))
