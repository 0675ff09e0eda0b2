"""Accounts and what proves that somebody is who they say."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from kb.domain.accounts import Account, Role, email_key
from kb.storage.people_tables import AccountRow, RecoveryCodeRow


@dataclass(frozen=True, slots=True)
class Credentials:
    """`password_hash` is None while no password was set; `totp_secret` while there is no second factor.
    `totp_pending` is a secret that was shown and not yet confirmed."""

    account: Account
    password_hash: str | None
    totp_secret: str | None
    totp_pending: str | None


def add(
    session: Session, email: str, name: str, role: Role, password_hash: str | None, now: datetime.datetime
) -> Account | None:
    """None when there is an account with this address."""
    row = AccountRow(
        email=email.strip(),
        email_key=email_key(email),
        name=name,
        role=role.value,
        password_hash=password_hash,
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        return None
    return account_of(row)


def by_id(session: Session, account_id: int) -> Account | None:
    row = session.get(AccountRow, account_id)
    return account_of(row) if row else None


def credentials(session: Session, account_id: int) -> Credentials | None:
    row = session.get(AccountRow, account_id)
    return _credentials(row) if row else None


def credentials_by_email(session: Session, email: str) -> Credentials | None:
    row = session.exec(select(AccountRow).where(col(AccountRow.email_key) == email_key(email))).first()
    return _credentials(row) if row else None


def everybody(session: Session) -> list[Account]:
    """In the order of their addresses."""
    return [
        account_of(row)
        for row in session.exec(select(AccountRow).order_by(col(AccountRow.email_key), col(AccountRow.id)))
    ]


def count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(AccountRow)).scalar_one()


def active_admins(connection: Connection) -> int:
    return connection.execute(
        select(func.count())
        .select_from(AccountRow)
        .where(col(AccountRow.role) == Role.ADMIN.value, col(AccountRow.disabled_at).is_(None))
    ).scalar_one()


def set_name(session: Session, account_id: int, name: str) -> None:
    _set(session, account_id, name=name)


def set_role(session: Session, account_id: int, role: Role) -> None:
    _set(session, account_id, role=role.value)


def set_password(session: Session, account_id: int, password_hash: str) -> None:
    _set(session, account_id, password_hash=password_hash)


def set_disabled(session: Session, account_id: int, at: datetime.datetime | None) -> None:
    """None makes the account active again."""
    _set(session, account_id, disabled_at=at)


def set_totp(session: Session, account_id: int, secret: str | None, pending: str | None) -> None:
    _set(session, account_id, totp_secret=secret, totp_pending=pending)


def use_totp_step(session: Session, account_id: int, step: int) -> bool:
    """False when a code of this step or of a later one was used already."""
    used = session.connection().execute(
        update(AccountRow)
        .where(col(AccountRow.id) == account_id, col(AccountRow.totp_last_step) < step)
        .values(totp_last_step=step)
    )
    return used.rowcount == 1


def set_recovery_codes(session: Session, account_id: int, hashes: list[str]) -> None:
    """In the place of those that were there."""
    session.connection().execute(delete(RecoveryCodeRow).where(col(RecoveryCodeRow.account_id) == account_id))
    session.add_all(RecoveryCodeRow(account_id=account_id, code_hash=each) for each in hashes)
    session.flush()


def use_recovery_code(session: Session, account_id: int, code_hash: str) -> bool:
    used = session.connection().execute(
        delete(RecoveryCodeRow).where(
            col(RecoveryCodeRow.account_id) == account_id, col(RecoveryCodeRow.code_hash) == code_hash
        )
    )
    return used.rowcount == 1


def recovery_codes_left(session: Session, account_id: int) -> int:
    return (
        session.connection()
        .execute(
            select(func.count())
            .select_from(RecoveryCodeRow)
            .where(col(RecoveryCodeRow.account_id) == account_id)
        )
        .scalar_one()
    )


def remove(session: Session, account_id: int) -> None:
    """With its sign-ins, links, tokens and codes."""
    session.connection().execute(delete(AccountRow).where(col(AccountRow.id) == account_id))


def account_of(row: AccountRow) -> Account:
    return Account(
        id=row.id or 0,
        email=row.email,
        name=row.name,
        role=Role(row.role),
        created_at=row.created_at,
        disabled_at=row.disabled_at,
    )


def _credentials(row: AccountRow) -> Credentials:
    return Credentials(account_of(row), row.password_hash, row.totp_secret, row.totp_pending)


def _set(session: Session, account_id: int, **values: Any) -> None:
    session.connection().execute(update(AccountRow).where(col(AccountRow.id) == account_id).values(**values))
    session.expire_all()
