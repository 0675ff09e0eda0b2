"""Being signed in: one record for each browser."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from kb.domain.accounts import Account

IDLE_LIMIT = datetime.timedelta(hours=12)
"""A sign-in that was not used for so long has ended."""

ABSOLUTE_LIMIT = datetime.timedelta(days=7)
"""Used or not, it ends after this time."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """`key` is the hash of the token that its cookie holds. `browser` is a plain description, such as
    "Firefox, Linux"."""

    id: int
    key: str
    account: Account
    created_at: datetime.datetime
    seen_at: datetime.datetime
    expires_at: datetime.datetime
    browser: str

    def is_over(self, now: datetime.datetime) -> bool:
        return now >= self.expires_at or now >= self.seen_at + IDLE_LIMIT or not self.account.is_active
