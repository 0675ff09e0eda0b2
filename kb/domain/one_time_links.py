"""Addresses that may be used once: to make an account or to set a password."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum

from kb.domain.accounts import Role


class LinkPurpose(StrEnum):
    INVITATION = "invitation"
    PASSWORD_RESET = "password-reset"
    FIRST_ADMIN = "first-admin"


LIFETIMES = {
    LinkPurpose.INVITATION: datetime.timedelta(days=7),
    LinkPurpose.PASSWORD_RESET: datetime.timedelta(hours=24),
    LinkPurpose.FIRST_ADMIN: datetime.timedelta(days=7),
}


@dataclass(frozen=True, slots=True)
class OneTimeLink:
    """`account_id` is that of a password reset; `email` and `role` are those of an invitation."""

    id: int
    purpose: LinkPurpose
    account_id: int | None
    email: str | None
    role: Role | None
    expires_at: datetime.datetime
    used_at: datetime.datetime | None

    def is_open(self, now: datetime.datetime) -> bool:
        return self.used_at is None and now < self.expires_at
