"""People who work on the base, and what each may be called upon to do."""

from __future__ import annotations

import datetime
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

LONGEST_EMAIL = 254
LONGEST_NAME = 100
_EMAIL = re.compile(r"[^@\s<>()\[\],;:\"\\]{1,64}@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_](?:[\w-]*[^\W_])?")


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


def email_key(email: str) -> str:
    """The address as it is compared: whoever signs in need not remember how it was written."""
    return unicodedata.normalize("NFKC", email.strip()).casefold()


def is_email(text: str) -> bool:
    """Whether it has the shape of an address. Only a message that arrives proves more."""
    return len(text) <= LONGEST_EMAIL and text.isprintable() and _EMAIL.fullmatch(text) is not None


def tidy_name(text: str) -> str:
    """A name on one line, without what cannot be seen; "" when nothing is left."""
    seen = "".join(" " if unicodedata.category(c).startswith(("C", "Z")) else c for c in text)
    return " ".join(seen.split())
