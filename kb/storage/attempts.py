"""Token buckets that all processes share, each as the time at which it is full again.

A bucket that is full has no row: what is kept of an attempt is gone minutes later.
"""

from __future__ import annotations

from sqlalchemy import delete
from sqlmodel import Session, col

from kb.storage.people_tables import AttemptRow


def full_at(session: Session, key: str) -> float:
    """Seconds since 1970; 0.0 for a bucket that is full."""
    row = session.get(AttemptRow, key)
    return row.full_at if row else 0.0


def set_full_at(session: Session, key: str, at: float) -> None:
    session.merge(AttemptRow(key=key, full_at=at))
    session.flush()


def remove_full(session: Session, now: float) -> None:
    session.connection().execute(delete(AttemptRow).where(col(AttemptRow.full_at) <= now))
    session.expire_all()
