"""Headers of every response, errors and files included, and who may send forms."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

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
_HSTS = "max-age=31536000; includeSubDomains"


def security_headers(*, production: bool) -> Callable[[Message, Scope], Awaitable[None]]:
    """A hook for `before_send`, since middleware does not see every error."""

    always = _raw(_HEADERS | ({"strict-transport-security": _HSTS} if production else {}))
    # The open data may be read by scripts of other sites; nothing there depends on who asks.
    open_data = _raw({"access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin"})
    own_pages = _raw({"cross-origin-resource-policy": "same-origin"})

    async def add(message: Message, scope: Scope) -> None:
        if message["type"] != "http.response.start":
            return
        headers = list(message.get("headers", ()))
        given = {name for name, _ in headers}
        rest = open_data if scope["path"].startswith("/api/") else own_pages
        message["headers"] = [*headers, *(header for header in (*always, *rest) if header[0] not in given)]

    return add


def _raw(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in headers.items()]
