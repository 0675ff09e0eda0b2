"""The pages by which somebody signs in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kb.web.views.forms import Errors


class Notice(StrEnum):
    """What has just happened, as the address says it."""

    SIGNED_OUT = "wylogowano"
    PASSWORD_SET = "haslo-ustawione"
    ACCOUNT_REMOVED = "konto-usuniete"


@dataclass(frozen=True, slots=True)
class SignInPage:
    """`next` is a path of ours or ""; the password is never shown again."""

    email: str
    next: str
    errors: Errors
    notice: Notice | None
    has_mail: bool


@dataclass(frozen=True, slots=True)
class SecondStepPage:
    ticket: str
    next: str
    errors: Errors
