"""Headers of every response, errors and files included, and who may send forms."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from litestar.datastructures import MutableScopeHeaders

if TYPE_CHECKING:
    from litestar.types import Message, Scope

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_YEAR = 31_536_000


def security_headers(*, production: bool) -> Callable[[Message, Scope], Awaitable[None]]:
    """A hook for `before_send`, since middleware does not see every error."""

    async def add(message: Message, scope: Scope) -> None:
        if message["type"] != "http.response.start":
            return
        headers = MutableScopeHeaders.from_message(message)
        for name, value in _HEADERS.items():
            headers.setdefault(name, value)
        if scope["path"].startswith("/api/"):
            # The open data may be read by scripts of other sites; nothing here depends on who asks.
            headers.setdefault("access-control-allow-origin", "*")
            headers.setdefault("cross-origin-resource-policy", "cross-origin")
        else:
            headers.setdefault("cross-origin-resource-policy", "same-origin")
        if production:
            headers.setdefault("strict-transport-security", f"max-age={_YEAR}; includeSubDomains")

    return add
