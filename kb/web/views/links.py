"""The pages to which one-time links lead, and the one that asks for such a link."""

from __future__ import annotations

from dataclasses import dataclass

from kb.web.views.forms import Errors


@dataclass(frozen=True, slots=True)
class LinkPage:
    """`purpose` is a LinkPurpose; `email` that of the account, or what the first administrator typed."""

    token: str
    purpose: str
    email: str
    name: str
    role: str
    errors: Errors


@dataclass(frozen=True, slots=True)
class ForgottenPage:
    email: str
    is_sent: bool
    errors: Errors
