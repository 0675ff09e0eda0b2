"""Small numbers that the base remembers about itself."""

from __future__ import annotations

from sqlalchemy import Connection
from sqlmodel import Session, col, select

from kb.storage.tables import CounterRow


def get(connection: Connection, name: str) -> int:
    """0 when it was never put."""
    return connection.execute(select(CounterRow.value).where(col(CounterRow.name) == name)).scalar() or 0


def put(session: Session, name: str, value: int) -> None:
    session.merge(CounterRow(name=name, value=value))
