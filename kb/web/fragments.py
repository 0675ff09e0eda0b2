"""When an address answers with its fragment alone."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response

VARY = {"vary": "HX-Request, HX-Boosted"}
FOR_A_MINUTE = "public, max-age=60"
"""What is the same for everybody and may be a little old: who types forth and back asks once."""


def wants_fragment(request: Request[Any, Any, Any]) -> bool:
    """An htmx request, but neither a history restore nor a boosted link, which need the page."""
    headers = request.headers
    return (
        headers.get("hx-request") == "true"
        and headers.get("hx-history-restore-request") != "true"
        and headers.get("hx-boosted") != "true"
    )


def html(content: str, status: int = 200, cache_control: str = "no-cache", **headers: str) -> Response[str]:
    """A page that may be kept by the reader's browser but is asked for again each time."""
    return Response(
        content,
        status_code=status,
        media_type="text/html",
        headers={"cache-control": cache_control, **VARY, **headers},
    )
