"""The pages of one's own account."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import segno
from babel.dates import format_timedelta

from kb.domain.accounts import Account
from kb.domain.api_tokens import ApiToken
from kb.domain.languages import Language
from kb.domain.sign_ins import SignIn
from kb.services.api_tokens import MadeToken
from kb.web.views.forms import Errors
from kb.web.views.words import date_text


class Done(StrEnum):
    """What has just been done, as the address says it."""

    NAME = "imie"
    PASSWORD = "haslo"
    SIGN_IN_ENDED = "logowanie"
    TOKEN_REVOKED = "token"
    SECOND_FACTOR_OFF = "drugi-krok"


@dataclass(frozen=True, slots=True)
class SignInLine:
    id: int
    browser: str
    begun: str
    seen: str
    is_this_one: bool


@dataclass(frozen=True, slots=True)
class TokenLine:
    id: int
    name: str
    made: str
    used: str


@dataclass(frozen=True, slots=True)
class AccountPage:
    """`name` and `token_name` are what was typed. `made` is a token that is shown this once."""

    email: str
    role: str
    since: str
    name: str
    sign_ins: tuple[SignInLine, ...]
    tokens: tuple[TokenLine, ...]
    has_second_factor: bool
    codes_left: int
    done: Done | None
    errors: Errors
    token_name: str
    made: MadeToken | None


@dataclass(frozen=True, slots=True)
class PasswordPage:
    """`email` is there for password managers."""

    email: str
    errors: Errors


@dataclass(frozen=True, slots=True)
class SecondFactorPage:
    """While it is set up: `picture` is an SVG of ours, `key` the same as text in groups of four."""

    picture: str
    key: str
    errors: Errors


@dataclass(frozen=True, slots=True)
class RecoveryCodesPage:
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    """What is asked for the password: removing the account, turning the second step off, new codes."""

    email: str
    errors: Errors


def account_page(
    account: Account,
    sign_ins: Sequence[SignIn],
    current: SignIn | None,
    tokens: Sequence[ApiToken],
    language: Language,
    now: datetime.datetime,
    *,
    has_second_factor: bool,
    codes_left: int,
    done: Done | None = None,
    errors: Errors | None = None,
    name: str | None = None,
    token_name: str = "",
    made: MadeToken | None = None,
) -> AccountPage:
    return AccountPage(
        email=account.email,
        role=account.role.value,
        since=date_text(account.created_at.date(), language),
        name=account.name if name is None else name,
        sign_ins=tuple(
            SignInLine(
                one.id,
                one.browser,
                date_text(one.created_at.date(), language),
                ago(one.seen_at, now, language),
                current is not None and one.id == current.id,
            )
            for one in sign_ins
        ),
        tokens=tuple(
            TokenLine(
                one.id,
                one.name,
                date_text(one.created_at.date(), language),
                date_text(one.last_used_day, language) if one.last_used_day else "",
            )
            for one in tokens
        ),
        has_second_factor=has_second_factor,
        codes_left=codes_left,
        done=done,
        errors=errors or Errors(),
        token_name=token_name,
        made=made,
    )


def ago(then: datetime.datetime, now: datetime.datetime, language: Language) -> str:
    """Nothing for less than a minute."""
    if now - then < datetime.timedelta(minutes=1):
        return ""
    return format_timedelta(then - now, add_direction=True, locale=language.value)


def second_factor_page(secret: str, address: str, errors: Errors | None = None) -> SecondFactorPage:
    picture = segno.make(address, error="m").svg_inline(scale=4, border=4, svgclass=None, lineclass=None)
    groups = (secret[start : start + 4] for start in range(0, len(secret), 4))
    return SecondFactorPage(picture, " ".join(groups), errors or Errors())
