"""The tables of people: accounts, sign-ins, links, tokens, and who did what.

No `from __future__ import annotations` here: SQLModel reads the annotations.
"""

import datetime

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from kb.storage.table_types import UtcTime, account_column


class AccountRow(SQLModel, table=True):
    """Somebody who works on the base. `email_key` is the address as it is compared. Numbers are never used
    again (autoincrement), so that what an account did is not taken for what a later one did."""

    __tablename__ = "account"
    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True)
    email: str
    email_key: str = Field(unique=True)
    name: str
    role: str
    password_hash: str | None = None
    totp_secret: str | None = None
    totp_pending: str | None = None
    totp_last_step: int = 0
    created_at: datetime.datetime = Field(sa_type=UtcTime)
    disabled_at: datetime.datetime | None = Field(default=None, sa_type=UtcTime)


class RecoveryCodeRow(SQLModel, table=True):
    """A code that stands for the second factor once; deleted when it is used."""

    __tablename__ = "recovery_code"

    account_id: int = Field(sa_column=account_column(primary_key=True))
    code_hash: str = Field(primary_key=True)


class SignInRow(SQLModel, table=True):
    """A browser in which somebody is signed in. `token_hash` is the SHA-256 of what its cookie holds."""

    __tablename__ = "sign_in"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True)
    account_id: int = Field(sa_column=account_column(index=True))
    created_at: datetime.datetime = Field(sa_type=UtcTime)
    seen_at: datetime.datetime = Field(sa_type=UtcTime)
    expires_at: datetime.datetime = Field(sa_type=UtcTime)
    browser: str


class OneTimeLinkRow(SQLModel, table=True):
    """An address that may be used once. `account_id` is that of a password to be set; `email` and `role` are
    those of an account to be made."""

    __tablename__ = "one_time_link"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True)
    purpose: str
    account_id: int | None = Field(default=None, sa_column=account_column(nullable=True, index=True))
    email: str | None = None
    role: str | None = None
    created_at: datetime.datetime = Field(sa_type=UtcTime)
    expires_at: datetime.datetime = Field(sa_type=UtcTime)
    used_at: datetime.datetime | None = Field(default=None, sa_type=UtcTime)


class ApiTokenRow(SQLModel, table=True):
    __tablename__ = "api_token"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True)
    account_id: int = Field(sa_column=account_column(index=True))
    name: str
    created_at: datetime.datetime = Field(sa_type=UtcTime)
    last_used_day: datetime.date | None = None
    revoked_at: datetime.datetime | None = Field(default=None, sa_type=UtcTime)


class AttemptRow(SQLModel, table=True):
    """A bucket of attempts that is not full. `key` is a keyed hash; `full_at` are seconds since 1970."""

    __tablename__ = "attempt"

    key: str = Field(primary_key=True)
    full_at: float = Field(index=True)


class IdempotencyKeyRow(SQLModel, table=True):
    """A practice that a program has made under a key of its own, so that it can ask a second time."""

    __tablename__ = "idempotency_key"

    account_id: int = Field(sa_column=account_column(primary_key=True))
    key_hash: str = Field(primary_key=True)
    body_hash: str
    practice_id: int
    revision_id: int
    created_at: datetime.datetime = Field(sa_type=UtcTime, index=True)


class ActivityRow(SQLModel, table=True):
    """Who did what, when. `account_id` is no foreign key: it outlives its account, whose name is then taken
    out. None is somebody without an account, or a command."""

    __tablename__ = "activity"
    __table_args__ = (Index("ix_activity_thing", "kind", "thing_id"),)

    id: int | None = Field(default=None, primary_key=True)
    account_id: int | None = Field(default=None, index=True)
    name: str
    action: str
    kind: str
    thing_id: int | None = None
    at: datetime.datetime = Field(sa_type=UtcTime)
    detail: str = Field(default="{}", sa_type=Text)
