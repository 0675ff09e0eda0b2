"""About the site, privacy, the accessibility statement."""

from typing import Any

from litestar import Controller, Request, Response, get

from kb.web.context import site_of
from kb.web.fragments import html
from kb.web.pages.page import render


class AboutController(Controller):
    path = "/"

    @get("/o-serwisie", sync_to_thread=True)
    def about(self, request: Request[Any, Any, Any]) -> Response[str]:
        return html(render(request, "pages/about.html", site_of(request).options.operator))

    @get("/prywatnosc", sync_to_thread=True)
    def privacy(self, request: Request[Any, Any, Any]) -> Response[str]:
        return html(render(request, "pages/privacy.html", site_of(request).options.operator))

    @get("/deklaracja-dostepnosci", sync_to_thread=True)
    def accessibility(self, request: Request[Any, Any, Any]) -> Response[str]:
        return html(render(request, "pages/accessibility.html", site_of(request).options))
