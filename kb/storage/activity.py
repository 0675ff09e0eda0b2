"""Who did what, when."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping

from sqlalchemy import update
from sqlmodel import Session, col, select

from kb.domain.accounts import Account
from kb.domain.activity import Activity
from kb.storage.people_tables import ActivityRow


def record(
    session: Session,
    account: Account | None,
    action: str,
    kind: str,
    thing_id: int | None,
    now: datetime.datetime,
    detail: Mapping[str, str | int | None] | None = None,
) -> None:
    """Within the caller's transaction, so that what was not done is not told either. `detail` holds nothing
    of a person."""
    session.add(
        ActivityRow(
            account_id=account.id if account else None,
            name=account.name if account else "",
            action=action,
            kind=kind,
            thing_id=thing_id,
            at=now,
            detail=json.dumps(dict(detail or {}), ensure_ascii=False),
        )
    )


def of_thing(session: Session, kind: str, thing_id: int, limit: int = 200) -> list[Activity]:
    """Newest first."""
    return _activities(
        session.exec(
            select(ActivityRow)
            .where(col(ActivityRow.kind) == kind, col(ActivityRow.thing_id) == thing_id)
            .order_by(col(ActivityRow.id).desc())
            .limit(limit)
        )
    )


def of_kind(session: Session, kind: str, limit: int) -> list[Activity]:
    """Of things of this kind, newest first."""
    return _activities(
        session.exec(
            select(ActivityRow)
            .where(col(ActivityRow.kind) == kind)
            .order_by(col(ActivityRow.id).desc())
            .limit(limit)
        )
    )


def of_account(session: Session, account_id: int) -> list[Activity]:
    """All that the account did, oldest first."""
    return _activities(
        session.exec(
            select(ActivityRow).where(col(ActivityRow.account_id) == account_id).order_by(col(ActivityRow.id))
        )
    )


def forget_name(session: Session, account_id: int) -> None:
    """Of an account that is removed: its number stays, which nobody else ever gets."""
    session.connection().execute(
        update(ActivityRow).where(col(ActivityRow.account_id) == account_id).values(name="")
    )


def _activities(rows: Iterable[ActivityRow]) -> list[Activity]:
    return [
        Activity(
            id=row.id or 0,
            account_id=row.account_id,
            name=row.name,
            action=row.action,
            kind=row.kind,
            thing_id=row.thing_id,
            at=row.at,
            detail=json.loads(row.detail),
        )
        for row in rows
    ]
