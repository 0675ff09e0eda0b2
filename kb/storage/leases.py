"""Leases: one process at a time does what need not be done twice."""

from __future__ import annotations

import datetime

from sqlalchemy import Connection
from sqlmodel import Session, col, select

from kb.storage.tables import LeaseRow


def acquire(session: Session, name: str, holder: str, now: datetime.datetime, seconds: float) -> bool:
    """Take or prolong the lease; False while somebody else's has not run out."""
    lease = session.get(LeaseRow, name)
    if lease is not None and lease.holder != holder and lease.expires_at > now:
        return False
    lease = lease or LeaseRow(name=name, holder=holder, expires_at=now)
    lease.holder = holder
    lease.expires_at = now + datetime.timedelta(seconds=seconds)
    session.add(lease)
    session.flush()
    return True


def take(session: Session, name: str, holder: str, now: datetime.datetime, seconds: float) -> None:
    """Have the lease from now on, whoever had it."""
    session.merge(LeaseRow(name=name, holder=holder, expires_at=now + datetime.timedelta(seconds=seconds)))


def is_with_another(connection: Connection, name: str, holder: str, now: datetime.datetime) -> bool:
    """Whether somebody else has the lease and it has not run out."""
    return (
        connection.execute(
            select(LeaseRow.name).where(
                col(LeaseRow.name) == name, col(LeaseRow.holder) != holder, col(LeaseRow.expires_at) > now
            )
        ).first()
        is not None
    )


def release(session: Session, name: str, holder: str) -> None:
    lease = session.get(LeaseRow, name)
    if lease is not None and lease.holder == holder:
        session.delete(lease)
