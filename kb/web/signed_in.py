"""Who asks: the account behind a request, and the proof that a form of theirs comes from our page.

An anonymous request costs nothing here: without a cookie nothing is looked up, and no cookie is ever set but
at sign-in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from litestar import Request
from litestar.connection import ASGIConnection

from kb.domain.accounts import Account
from kb.domain.rights import Task, may_do
from kb.domain.sign_ins import SignIn
from kb.errors import KbError, NotFound
from kb.web.context import site_of
from kb.web.forms import read_form
from kb.web.origins import bearer_of
from kb.web.own_paths import own_path
from kb.web.parameters import Parameters, first, language_of, prefix_of

if TYPE_CHECKING:
    from litestar.types import Message, Scope

FORM_TOKEN = "_znak"
"""The hidden field of every form of somebody who is signed in."""

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_API = "/api/"
_STATE = "kb_sign_in"
_TYPED = "kb_typed"
_WORDS = frozenset(
    {"tekst", "uwaga", "imie", "nazwa", "inna", "email", "okreslenie", "okreslenia", "miejscowosc"}
)
"""The fields of short forms in which people write: comments, notes, names, words."""
_SECRETS = frozenset({"haslo", "nowe", "kod", "k", "bilet"})
_LONGEST_TOKEN = 200

AnyRequest = Request[Any, Any, Any]


class NotSignedIn(KbError):
    """Leads to the sign-in page and from there back; below /api/ it is 401."""

    number = "KB-401"

    def __init__(self) -> None:
        super().__init__("This is for people who are signed in.")


class BadFormToken(KbError):
    """A form without the proof of this sign-in, such as one that was opened before signing in anew."""

    number = "KB-403"

    def __init__(self) -> None:
        super().__init__("This form belongs to another sign-in.")


def cookie_name(*, production: bool) -> str:
    """`__Host-` binds the cookie to this host alone, which browsers keep to over HTTPS only."""
    return "__Host-konto" if production else "konto"


def account_of(request: AnyRequest) -> Account | None:
    """Who asks, or None. Looked up once a request, and only when there is something to look up.

    Pages know people by their cookie; the API by `Authorization: Bearer`, and never by a cookie.
    Raises the storage's errors.
    """
    if request.scope["path"].startswith(_API):
        return _account_of_token(request)
    sign_in = sign_in_of(request)
    return sign_in.account if sign_in else None


def sign_in_of(request: AnyRequest) -> SignIn | None:
    state: dict[str, Any] = request.scope["state"]
    if _STATE not in state:
        token = token_of(request)
        state[_STATE] = site_of(request).people.signing_in.find(token) if token else None
    found: SignIn | None = state[_STATE]
    return found


def _account_of_token(request: AnyRequest) -> Account | None:
    state: dict[str, Any] = request.scope["state"]
    if _STATE not in state:
        token = bearer_of(request)
        state[_STATE] = site_of(request).people.api_tokens.account_of(token) if token else None
    found: Account | None = state[_STATE]
    return found


def token_of(request: ASGIConnection[Any, Any, Any, Any]) -> str | None:
    """What the cookie holds, whether or not it names a sign-in."""
    production = request.app.state["site"].options.production
    token = request.cookies.get(cookie_name(production=production))
    return token if token and len(token) <= _LONGEST_TOKEN else None


def signed_in(request: AnyRequest) -> Account:
    """Raises NotSignedIn."""
    account = account_of(request)
    if account is None:
        raise NotSignedIn
    return account


def require(request: AnyRequest, task: Task) -> Account:
    """Raises NotSignedIn, and NotFound for an account without the right: to it the page does not exist."""
    account = signed_in(request)
    if not may_do(account, task):
        raise NotFound("page", request.scope["path"])
    return account


def form_token(request: AnyRequest) -> str:
    """The proof that a form of this page carries; "" for somebody who is not signed in."""
    sign_in = sign_in_of(request)
    return site_of(request).people.signing_in.form_token(sign_in) if sign_in else ""


def check_form_token(request: AnyRequest, given: str | None) -> None:
    """Raises BadFormToken unless it is the proof of this very sign-in; NotSignedIn where there is none."""
    sign_in = sign_in_of(request)
    if sign_in is None:
        raise NotSignedIn
    if not site_of(request).people.signing_in.is_form_token(sign_in, given or ""):
        raise BadFormToken


def read_own_form(request: AnyRequest, body: bytes) -> tuple[Account, Parameters]:
    """A form that somebody who is signed in has sent, its proof checked and taken out.

    Raises NotSignedIn, BadFormToken, and what `read_form` raises.
    """
    form = read_form(request, body)
    own = [(name, value) for name, value in form if name != FORM_TOKEN]
    request.scope["state"][_TYPED] = own
    account = signed_in(request)
    check_form_token(request, first(form, FORM_TOKEN))
    return account, own


def typed_of(request: AnyRequest) -> Parameters:
    """The form that was sent, when it holds words that somebody typed and that would be lost with it; never
    one with a password or a code."""
    form: Parameters = request.scope["state"].get(_TYPED, ())
    names = {name for name, value in form if value.strip()}
    if names & _SECRETS or not any(is_typed(name) for name in names):
        return ()
    return form


def is_typed(name: str) -> bool:
    return name in _WORDS or name.startswith("etykieta-")


def sign_in_address(request: AnyRequest) -> str:
    """The sign-in page, which leads back to this one: to the page with the form, where a form was sent."""
    prefix = prefix_of(language_of(request.scope["path"]))
    return f"{prefix}/konto/logowanie?next={quote(_way_back(request), safe='/')}"


def _way_back(request: AnyRequest) -> str:
    if request.method in _SAFE:
        query = request.scope["query_string"].decode("ascii", "replace")
        return request.scope["path"] + (f"?{query}" if query else "")
    parts = urlsplit(request.headers.get("referer", ""))
    if parts.netloc and parts.netloc == request.headers.get("host"):
        return own_path(parts.path + (f"?{parts.query}" if parts.query else "")) or "/konto"
    return "/konto"


async def keep_private(message: Message, scope: Scope) -> None:
    """A hook for `before_send`: what was answered to somebody signed in no browser and no proxy keeps."""
    if message["type"] != "http.response.start" or not scope["state"].get(_STATE):
        return
    headers = [header for header in message.get("headers", ()) if header[0].lower() != b"cache-control"]
    message["headers"] = [*headers, (b"cache-control", b"no-store")]
