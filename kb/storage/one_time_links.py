"""One-time links, by the hash of their token."""

from __future__ import annotations

import datetime

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from kb.domain.accounts import Role
from kb.domain.one_time_links import LinkPurpose, OneTimeLink
from kb.storage.people_tables import OneTimeLinkRow


def add(
    session: Session,
    key: str,
    purpose: LinkPurpose,
    now: datetime.datetime,
    expires_at: datetime.datetime,
    *,
    account_id: int | None = None,
    email: str | None = None,
    role: Role | None = None,
) -> None:
    session.add(
        OneTimeLinkRow(
            token_hash=key,
            purpose=purpose.value,
            account_id=account_id,
            email=email,
            role=role.value if role else None,
            created_at=now,
            expires_at=expires_at,
        )
    )
    session.flush()


def find(session: Session, key: str) -> OneTimeLink | None:
    row = session.exec(select(OneTimeLinkRow).where(col(OneTimeLinkRow.token_hash) == key)).first()
    return _link(row) if row else None


def use(session: Session, link_id: int, now: datetime.datetime) -> bool:
    """False when somebody else has used it meanwhile."""
    used = session.connection().execute(
        update(OneTimeLinkRow)
        .where(col(OneTimeLinkRow.id) == link_id, col(OneTimeLinkRow.used_at).is_(None))
        .values(used_at=now)
    )
    return used.rowcount == 1


def remove_of_account(session: Session, account_id: int) -> None:
    session.connection().execute(delete(OneTimeLinkRow).where(col(OneTimeLinkRow.account_id) == account_id))


def remove_of_purpose(session: Session, purpose: LinkPurpose) -> None:
    session.connection().execute(delete(OneTimeLinkRow).where(col(OneTimeLinkRow.purpose) == purpose.value))


def remove_invitation(session: Session, email: str) -> None:
    session.connection().execute(
        delete(OneTimeLinkRow).where(
            col(OneTimeLinkRow.purpose) == LinkPurpose.INVITATION.value, col(OneTimeLinkRow.email) == email
        )
    )


def remove_open_invitation(session: Session, link_id: int) -> None:
    session.connection().execute(
        delete(OneTimeLinkRow).where(
            col(OneTimeLinkRow.id) == link_id,
            col(OneTimeLinkRow.purpose) == LinkPurpose.INVITATION.value,
            col(OneTimeLinkRow.used_at).is_(None),
        )
    )


def made_since(session: Session, account_id: int, since: datetime.datetime) -> bool:
    """Whether the account got a link after this time."""
    found = session.exec(
        select(OneTimeLinkRow.id).where(
            col(OneTimeLinkRow.account_id) == account_id, col(OneTimeLinkRow.created_at) > since
        )
    )
    return found.first() is not None


def open_invitations(session: Session, now: datetime.datetime) -> list[OneTimeLink]:
    """Those that may still be used, newest first."""
    rows = session.exec(
        select(OneTimeLinkRow)
        .where(
            col(OneTimeLinkRow.purpose) == LinkPurpose.INVITATION.value,
            col(OneTimeLinkRow.used_at).is_(None),
            col(OneTimeLinkRow.expires_at) > now,
        )
        .order_by(col(OneTimeLinkRow.id).desc())
    )
    return [_link(row) for row in rows]


def remove_old(session: Session, expired_before: datetime.datetime) -> None:
    """Used ones too, so that no address of a person stays with them."""
    session.connection().execute(
        delete(OneTimeLinkRow).where(col(OneTimeLinkRow.expires_at) <= expired_before)
    )


def _link(row: OneTimeLinkRow) -> OneTimeLink:
    assert row.id is not None
    return OneTimeLink(
        id=row.id,
        purpose=LinkPurpose(row.purpose),
        account_id=row.account_id,
        email=row.email,
        role=Role(row.role) if row.role else None,
        expires_at=row.expires_at,
        used_at=row.used_at,
    )
