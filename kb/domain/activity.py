"""Who did what, when: kept for accountability."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Activity:
    """`account_id` is None for what was done without an account or by a command; `name` is "" when the
    account has been removed. `kind` and `thing_id` say to what it was done ("practice", 17)."""

    id: int
    account_id: int | None
    name: str
    action: str
    kind: str
    thing_id: int | None
    at: datetime.datetime
    detail: Mapping[str, str | int | None]
