"""Leases: one process at a time does what need not be done twice."""

from __future__ import annotations

import datetime

from sqlmodel import Session

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


def release(session: Session, name: str, holder: str) -> None:
    lease = session.get(LeaseRow, name)
    if lease is not None and lease.holder == holder:
        session.delete(lease)
