"""What the pages of people who are signed in have in common."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response

from kb.domain.accounts import Account
from kb.domain.rights import Task, may_do
from kb.errors import Busy, KbError, NotFound
from kb.services.attempts import AttemptsSlowed
from kb.services.links import NameMissing
from kb.services.passwords import PasswordRefused
from kb.services.signing_in import CodeRefused, SignInRefused
from kb.web.fragments import html
from kb.web.pages.page import language_for, render
from kb.web.parameters import Parameters, prefix_of
from kb.web.signed_in import read_own_form
from kb.web.views.forms import Errors, FieldError

_LARGEST_ID = 2**63 - 1


def private(
    request: Request[Any, Any, Any],
    template: str,
    page: object,
    status: int = 200,
    *,
    errors: Errors | None = None,
) -> Response[str]:
    """A page that no browser and no proxy keeps; with errors it is 422, or what they say."""
    status = errors.status if errors else status
    seconds = errors.seconds if errors else 0
    headers = {"retry-after": str(seconds)} if seconds else {}
    return html(render(request, template, page, is_lasting=False), status, "no-store", **headers)


def redirect(request: Request[Any, Any, Any], path: str) -> Response[Any]:
    """To a path as it is written in the Polish pages, in the language of this page."""
    location = f"{prefix_of(language_for(request))}{path}"
    return Response(None, status_code=303, headers={"location": location, "cache-control": "no-store"})


def own_form(request: Request[Any, Any, Any], body: bytes, task: Task) -> tuple[Account, Parameters]:
    """Raises NotFound for an account that may not do this, and what `read_own_form` raises."""
    account, form = read_own_form(request, body)
    if not may_do(account, task):
        raise NotFound("page", request.scope["path"])
    return account, form


def row_id(given: int, kind: str) -> int:
    """Raises NotFound for what no row can have."""
    if not 0 < given <= _LARGEST_ID:
        raise NotFound(kind, str(given)[:30])
    return given


REFUSALS = (SignInRefused, PasswordRefused, CodeRefused, NameMissing, AttemptsSlowed, Busy)
"""What a form about one's own account is refused for, and comes back with."""


def refusal(
    error: KbError, *, password: str = "haslo", new_password: str = "nowe", name: str = "nazwa"
) -> Errors:
    """The refusal at the field that it is about."""
    match error:
        case SignInRefused():
            return Errors.one(password, "wrong-password")
        case PasswordRefused():
            return Errors.one(new_password, f"password-{error.fault.value}")
        case CodeRefused():
            return Errors.one("kod", "wrong-code")
        case NameMissing():
            return Errors.one(name, "missing")
        case AttemptsSlowed():
            return Errors((FieldError("", "slowed", error.retry_after),), 429)
        case Busy():
            return Errors((FieldError("", "busy", error.retry_after),), 503)
    raise error
