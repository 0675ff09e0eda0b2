"""GET /zdrowie: how the site is, for those who watch over it."""

from dataclasses import asdict
from typing import Any

from litestar import Controller, Request, Response, get, head

from kb.web.context import site_of


def _health(request: Request[Any, Any, Any]) -> Response[dict[str, Any]]:
    health = asdict(site_of(request).reading.health())
    serving = health.pop("serving")
    return Response(
        health,
        status_code=200 if serving else 503,
        headers={"cache-control": "no-store"} | ({} if serving else {"retry-after": "2"}),
        media_type="application/json",
    )


class HealthController(Controller):
    path = "/zdrowie"

    @get(sync_to_thread=True)
    def show(self, request: Request[Any, Any, Any]) -> Response[dict[str, Any]]:
        return _health(request)

    @head(sync_to_thread=True)
    def check(self, request: Request[Any, Any, Any]) -> Response[None]:
        answer = _health(request)
        return Response(None, status_code=answer.status_code, headers={"cache-control": "no-store"})
