"""GET /zdrowie: how the site is, for those who watch over it."""

from dataclasses import asdict
from typing import Any

from litestar import Controller, Request, Response, get

from kb.web.context import site_of


class HealthController(Controller):
    path = "/zdrowie"

    @get(sync_to_thread=True)
    def show(self, request: Request[Any, Any, Any]) -> Response[dict[str, Any]]:
        health = asdict(site_of(request).reading.health())
        serving = health.pop("serving")
        return Response(
            health,
            status_code=200 if serving else 503,
            headers={"cache-control": "no-store"} | ({} if serving else {"retry-after": "2"}),
            media_type="application/json",
        )
