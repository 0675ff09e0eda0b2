"""Records of who is signed in, and in which browser."""

from __future__ import annotations

import datetime

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from kb.domain.sign_ins import SignIn
from kb.storage.accounts import account_of
from kb.storage.people_tables import AccountRow, SignInRow


def add(
    session: Session,
    key: str,
    account_id: int,
    browser: str,
    now: datetime.datetime,
    expires_at: datetime.datetime,
) -> int:
    row = SignInRow(
        token_hash=key,
        account_id=account_id,
        created_at=now,
        seen_at=now,
        expires_at=expires_at,
        browser=browser,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def find(session: Session, key: str) -> SignIn | None:
    """As it is kept: whether it has ended is for the caller to ask."""
    found = session.exec(
        select(SignInRow, AccountRow)
        .join(AccountRow, col(AccountRow.id) == col(SignInRow.account_id))
        .where(col(SignInRow.token_hash) == key)
    ).first()
    return _sign_in(*found) if found else None


def of_account(session: Session, account_id: int) -> list[SignIn]:
    """The one used last first."""
    rows = session.exec(
        select(SignInRow, AccountRow)
        .join(AccountRow, col(AccountRow.id) == col(SignInRow.account_id))
        .where(col(SignInRow.account_id) == account_id)
        .order_by(col(SignInRow.seen_at).desc(), col(SignInRow.id).desc())
    )
    return [_sign_in(*row) for row in rows]


def touch(session: Session, sign_in_id: int, now: datetime.datetime) -> None:
    session.connection().execute(update(SignInRow).where(col(SignInRow.id) == sign_in_id).values(seen_at=now))


def end(session: Session, account_id: int, sign_in_id: int) -> None:
    """Of this account only."""
    session.connection().execute(
        delete(SignInRow).where(col(SignInRow.id) == sign_in_id, col(SignInRow.account_id) == account_id)
    )


def end_by_key(session: Session, key: str) -> None:
    session.connection().execute(delete(SignInRow).where(col(SignInRow.token_hash) == key))


def end_all(session: Session, account_id: int) -> None:
    session.connection().execute(delete(SignInRow).where(col(SignInRow.account_id) == account_id))


def remove_old(session: Session, expired_before: datetime.datetime, seen_before: datetime.datetime) -> None:
    session.connection().execute(
        delete(SignInRow).where(
            (col(SignInRow.expires_at) <= expired_before) | (col(SignInRow.seen_at) <= seen_before)
        )
    )


def _sign_in(row: SignInRow, account: AccountRow) -> SignIn:
    assert row.id is not None
    return SignIn(
        id=row.id,
        key=row.token_hash,
        account=account_of(account),
        created_at=row.created_at,
        seen_at=row.seen_at,
        expires_at=row.expires_at,
        browser=row.browser,
    )
