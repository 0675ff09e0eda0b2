"""The list of accounts, for administrators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kb.domain.accounts import Account, Role
from kb.domain.languages import Language
from kb.domain.one_time_links import OneTimeLink
from kb.services.links import MadeLink
from kb.web.parameters import prefix_of
from kb.web.views.forms import Errors
from kb.web.views.paging import Paging, numbered, paged
from kb.web.views.words import date_text


class Changed(StrEnum):
    """What has just been done, as the address says it."""

    ROLE = "rola"
    DISABLED = "wylaczone"
    ENABLED = "wlaczone"
    WITHDRAWN = "wycofane"


@dataclass(frozen=True, slots=True)
class AccountLine:
    id: int
    name: str
    email: str
    role: str
    since: str
    is_active: bool
    is_own: bool


@dataclass(frozen=True, slots=True)
class InvitationLine:
    id: int
    email: str
    role: str
    until: str


@dataclass(frozen=True, slots=True)
class ShownLink:
    """A link that is shown this once. `is_sent` is None where no letter was to be sent."""

    address: str
    email: str
    until: str
    is_invitation: bool
    is_sent: bool | None


@dataclass(frozen=True, slots=True)
class AccountsPage:
    """`accounts` are those of this page of the list."""

    accounts: tuple[AccountLine, ...]
    paging: Paging
    invitations: tuple[InvitationLine, ...]
    roles: tuple[str, ...]
    has_mail: bool
    changed: Changed | None
    errors: Errors
    email: str
    role: str
    link: ShownLink | None


def accounts_page(
    accounts: Sequence[Account],
    invitations: Sequence[OneTimeLink],
    own: Account,
    language: Language,
    *,
    has_mail: bool,
    page: int = 1,
    changed: Changed | None = None,
    errors: Errors | None = None,
    email: str = "",
    role: str = Role.EDITOR,
    link: ShownLink | None = None,
) -> AccountsPage:
    address = f"{prefix_of(language)}/redakcja/konta"
    shown, paging = paged(accounts, page, numbered(address))
    return AccountsPage(
        accounts=tuple(
            AccountLine(
                one.id,
                one.name,
                one.email,
                one.role.value,
                date_text(one.created_at.date(), language),
                one.is_active,
                one.id == own.id,
            )
            for one in shown
        ),
        paging=paging,
        invitations=tuple(
            InvitationLine(
                one.id,
                one.email or "",
                (one.role or Role.TRAINER).value,
                date_text(one.expires_at.date(), language),
            )
            for one in invitations
        ),
        roles=tuple(each.value for each in Role),
        has_mail=has_mail,
        changed=changed,
        errors=errors or Errors(),
        email=email,
        role=role,
        link=link,
    )


def shown_link(
    made: MadeLink, address: str, language: Language, *, is_invitation: bool, is_sent: bool | None
) -> ShownLink:
    until = date_text(made.expires_at.date(), language)
    return ShownLink(address, made.email, until, is_invitation, is_sent)
