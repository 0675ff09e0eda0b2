"""People who work on the base, and what each may be called upon to do."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody does here. Each may do what those before it may (`kb.domain.rights`)."""

    TRAINER = "trainer"
    EDITOR = "editor"
    REVIEWER = "reviewer"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Account:
    """`name` is how colleagues see the person; `email` is as it was typed, without outer blanks."""

    id: int
    email: str
    name: str
    role: Role
    created_at: datetime.datetime
    disabled_at: datetime.datetime | None = None

    @property
    def is_active(self) -> bool:
        return self.disabled_at is None
