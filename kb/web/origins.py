"""Who may change something: requests from our own pages alone."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection, Request
from litestar.handlers import BaseRouteHandler

from kb.errors import KbError

_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_OWN_SITES = frozenset({"same-origin", "none"})
_LONGEST_TOKEN = 200
_PORTS = {"http": 80, "https": 443}
_FOREIGN = re.compile(r"[@\\\s]")
"""What no browser writes in an origin, and what parsers of addresses understand in different ways."""

Connection = ASGIConnection[Any, Any, Any, Any]


class ForeignRequest(KbError):
    """A request that would change something and does not come from a page of ours."""

    number = "KB-403"

    def __init__(self) -> None:
        super().__init__("This request does not come from a page of this site.")


async def own_pages_only(connection: Connection, _: BaseRouteHandler) -> None:
    """A guard. Raises ForeignRequest. (Not async, it would be run in a thread at every request.)

    The browser says where a request comes from: by Origin, or, where it sends none, by Sec-Fetch-Site. Both
    headers are out of a page's reach, unlike those that a script of htmx sets. What says neither is refused.
    Below /api/ nothing reads a cookie: what changes something there asks for a token in a header, which no
    page of others can make a browser send, for we allow it to none. A program without one is told so (401).
    """
    if isinstance(connection, Request) and connection.method in _SAFE:
        return
    if connection.scope["path"].startswith("/api/"):
        return
    base_url: str | None = connection.app.state["site"].options.base_url
    origins = connection.headers.getall("origin", [])
    if origins:
        is_own = len(origins) == 1 and _is_own(origins[0], base_url, connection.headers.get("host", ""))
    else:
        is_own = connection.headers.get("sec-fetch-site") in _OWN_SITES
    if not is_own:
        raise ForeignRequest


def bearer_of(connection: Connection) -> str | None:
    """The token of `Authorization: Bearer …`."""
    kind, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() or None if kind.lower() == "bearer" and len(token) <= _LONGEST_TOKEN else None


def _is_own(origin: str, base_url: str | None, host: str) -> bool:
    """Without a base address (development) the name by which we were asked is ours, whatever the scheme: the
    host check has let it in."""
    try:
        if base_url is not None:
            return _parts(origin) == _parts(base_url)
        scheme, name, port = _parts(origin)
        return (scheme, name, port) == _parts(f"{scheme}://{host}")
    except ValueError:
        # "null", or a port that is no number.
        return False


def _parts(address: str) -> tuple[str, str, int]:
    """Scheme, name and port of an address. Raises ValueError when it has none."""
    parts = urlsplit(address)
    if parts.scheme not in _PORTS or not parts.hostname or _FOREIGN.search(parts.netloc):
        raise ValueError("not an address of a site")
    return parts.scheme, parts.hostname, parts.port or _PORTS[parts.scheme]
