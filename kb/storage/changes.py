"""The change log: how every process learns what another one saved."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, text
from sqlmodel import Session

from kb.storage.quick_reads import Reads
from kb.storage.tables import ChangeRow


class ChangeKind(StrEnum):
    SAVED = "saved"
    WITHDRAWN = "withdrawn"
    VECTORS = "vectors"
    VOCABULARY = "vocabulary"
    """Of labels or synonyms: of no practice in particular, whose number is then `NO_PRACTICE`."""
    LIBRARY = "library"
    """Of the names of this practice's library."""


NO_PRACTICE = 0


@dataclass(frozen=True, slots=True)
class Change:
    number: int
    practice_id: int
    kind: ChangeKind


_NEWEST = "SELECT value FROM counter WHERE name = 'change'"
_NEXT = text("UPDATE counter SET value = value + 1 WHERE name = 'change' RETURNING value")
_SINCE = text(
    "SELECT number, practice_id, kind FROM change WHERE number > :number ORDER BY number LIMIT :most"
)


def record(session: Session, practice_id: int, kind: ChangeKind, now: datetime.datetime) -> int:
    """The number of this change. It comes from a counter row of the same transaction, so that no number
    becomes visible before a smaller one, on any database."""
    number = int(session.connection().execute(_NEXT).scalar_one())
    session.add(ChangeRow(number=number, practice_id=practice_id, kind=kind.value, at=now))
    return number


def newest(reads: Reads) -> int:
    [(number,)] = reads.exec_driver_sql(_NEWEST)
    return int(number)


def since(connection: Connection, number: int, most: int) -> list[Change]:
    rows = connection.execute(_SINCE, {"number": number, "most": most})
    return [Change(row.number, row.practice_id, ChangeKind(row.kind)) for row in rows]
