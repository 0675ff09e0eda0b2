"""Only requests for a name of ours are answered: a foreign Host could make its way into links and caches."""

from __future__ import annotations

import ipaddress
import re
import socket
from urllib.parse import urlsplit

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

_HOST = re.compile(r"^(?P<name>\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::(?P<port>\d{1,5}))?$")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})


class HostCheck:
    """Wraps the application. With `base_url` its host alone is ours, besides loopback names for the health
    check; without it (development) every name and address of this machine is."""

    def __init__(self, app: ASGIApp, base_url: str | None, host: str) -> None:
        self._app = app
        parts = urlsplit(base_url) if base_url else None
        self._only = parts.netloc.lower() if parts else None
        self._configured = host.lower()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or self._is_ours(scope):
            await self._app(scope, receive, send)
            return
        body = (
            "Nieznany adres serwisu. Ustaw KB_BASE_URL na adres, pod którym serwis jest widoczny.\n".encode()
        )
        headers = [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
        ]
        await send({"type": "http.response.start", "status": 400, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})

    def _is_ours(self, scope: Scope) -> bool:
        given = [value for name, value in scope["headers"] if name == b"host"]
        if len(given) != 1:
            return False
        text = given[0].decode("latin-1").lower()
        match = _HOST.match(text)
        if not match or int(match["port"] or 0) > 65535:
            return False
        if self._only is not None:
            return text == self._only or (scope["path"] == "/zdrowie" and match["name"] in _LOOPBACK)
        return self._is_this_machine(match["name"], scope)

    def _is_this_machine(self, name: str, scope: Scope) -> bool:
        if name in _LOOPBACK or name in (self._configured, f"[{self._configured}]"):
            return True
        if name == socket.gethostname().lower():
            return True
        server = scope.get("server")
        try:
            address = ipaddress.ip_address(name.strip("[]"))
        except ValueError:
            return False
        # The address at which the connection came in is this machine's own.
        return address.is_loopback or (server is not None and str(address) == server[0])
