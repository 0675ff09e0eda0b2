"""The form of a text that is being written: when the sign-in has ended, what was typed comes back with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response

from kb.domain.accounts import Account
from kb.domain.rights import Task, may_do
from kb.domain.typed_form import SHOWN, Pairs
from kb.errors import NotFound
from kb.web.forms import read_long_form
from kb.web.fragments import html
from kb.web.pages.page import render
from kb.web.parameters import first
from kb.web.signed_in import (
    FORM_TOKEN,
    BadFormToken,
    NotSignedIn,
    account_of,
    check_form_token,
    is_typed,
    sign_in_address,
    typed_of,
)
from kb.web.views.editing import ResendPage, typed_pairs

AnyRequest = Request[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class TextForm:
    """`account` is None when the form came without a sign-in or with the proof of another one; `signed_in`
    says which."""

    account: Account | None
    pairs: Pairs
    signed_in: bool

    @property
    def version(self) -> int:
        """0, which no working copy has, for what is no number."""
        return self.number("wersja") or 0

    def number(self, name: str) -> int | None:
        text = first(self.pairs, name) or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def read_text_form(request: AnyRequest, body: bytes) -> TextForm:
    """Raises NotSignedIn and BadFormToken where nothing was typed that could be lost, NotFound for an account
    that may not write, and what `read_long_form` raises."""
    return judged(request, read_long_form(request, body))


def judged(request: AnyRequest, pairs: Pairs) -> TextForm:
    rest = [(name, value) for name, value in pairs if name != FORM_TOKEN]
    has_text = any(name == SHOWN for name, _ in pairs)
    account = account_of(request)
    try:
        check_form_token(request, first(pairs, FORM_TOKEN))
    except (NotSignedIn, BadFormToken):
        if not has_text:
            raise
        return TextForm(None, rest, account is not None)
    if not may_do(account, Task.WRITE):
        raise NotFound("page", request.scope["path"])
    return TextForm(account, rest, True)


def to_resend(request: AnyRequest, sent: TextForm, *, is_busy: bool = False) -> Response[str]:
    """A page that holds everything typed, to be sent again: 401, 403 for another sign-in's proof, or 503 when
    the base cannot keep it just now."""
    path = request.scope["path"]
    typed = typed_pairs(sent.pairs)
    page = ResendPage(
        action=path,
        typed=typed,
        signed_in=sent.signed_in,
        sign_in_url=sign_in_address(request),
        shown=tuple(value for name, value in typed if value and name not in (SHOWN, "wersja")),
        press="zapisz",
        is_busy=is_busy,
    )
    return _resend(request, page)


def to_resend_words(request: AnyRequest, *, signed_in: bool, is_busy: bool = False) -> Response[str]:
    """The same for a short form: a comment, a note, a name."""
    form = typed_of(request)
    return _resend(
        request,
        ResendPage(
            action=request.scope["path"],
            typed=form,
            signed_in=signed_in,
            sign_in_url=sign_in_address(request),
            shown=tuple(value for name, value in form if value.strip() and is_typed(name)),
            is_busy=is_busy,
        ),
    )


def _resend(request: AnyRequest, page: ResendPage) -> Response[str]:
    content = render(request, "pages/editing/resend.html", page, is_lasting=False)
    if page.is_busy:
        return html(content, 503, "no-store", **{"retry-after": "5"})
    return html(content, 403 if page.signed_in else 401, "no-store")
