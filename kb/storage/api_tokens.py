"""Tokens of the API, by their hash."""

from __future__ import annotations

import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from kb.domain.accounts import Account
from kb.domain.api_tokens import ApiToken
from kb.storage.accounts import account_of
from kb.storage.people_tables import AccountRow, ApiTokenRow


def add(session: Session, key: str, account_id: int, name: str, now: datetime.datetime) -> int:
    row = ApiTokenRow(token_hash=key, account_id=account_id, name=name, created_at=now)
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def find(session: Session, key: str) -> tuple[ApiToken, Account] | None:
    found = session.exec(
        select(ApiTokenRow, AccountRow)
        .join(AccountRow, col(AccountRow.id) == col(ApiTokenRow.account_id))
        .where(col(ApiTokenRow.token_hash) == key)
    ).first()
    return (_token(found[0]), account_of(found[1])) if found else None


def of_account(session: Session, account_id: int) -> list[ApiToken]:
    """Newest first."""
    rows = session.exec(
        select(ApiTokenRow)
        .where(col(ApiTokenRow.account_id) == account_id)
        .order_by(col(ApiTokenRow.id).desc())
    )
    return [_token(row) for row in rows]


def note_use(session: Session, token_id: int, day: datetime.date) -> None:
    session.connection().execute(
        update(ApiTokenRow).where(col(ApiTokenRow.id) == token_id).values(last_used_day=day)
    )


def revoke(session: Session, account_id: int, token_id: int, now: datetime.datetime) -> bool:
    """Of this account only; False when there is none to revoke."""
    revoked = session.connection().execute(
        update(ApiTokenRow)
        .where(
            col(ApiTokenRow.id) == token_id,
            col(ApiTokenRow.account_id) == account_id,
            col(ApiTokenRow.revoked_at).is_(None),
        )
        .values(revoked_at=now)
    )
    return revoked.rowcount == 1


def _token(row: ApiTokenRow) -> ApiToken:
    assert row.id is not None
    return ApiToken(row.id, row.name, row.created_at, row.last_used_day, row.revoked_at)
