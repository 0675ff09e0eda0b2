"""What a script shows in the place of a password."""

from __future__ import annotations

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ApiToken:
    """The token itself is shown once, when it is made, and not kept."""

    id: int
    name: str
    created_at: datetime.datetime
    last_used_day: datetime.date | None
    revoked_at: datetime.datetime | None
