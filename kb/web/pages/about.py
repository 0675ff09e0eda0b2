"""About the site, help, privacy, the accessibility statement, the page of components."""

from typing import Any

from litestar import Controller, Request, Response, get

from kb.web.context import site_of
from kb.web.fragments import html
from kb.web.pages.page import language_for, render
from kb.web.views.patterns import patterns_page


class AboutController(Controller):
    path = "/"

    @get("/o-serwisie", sync_to_thread=True)
    def about(self, request: Request[Any, Any, Any]) -> Response[str]:
        return html(render(request, "pages/about.html", site_of(request).options.operator))

    @get("/o-serwisie/wzornik", sync_to_thread=True)
    def patterns(self, request: Request[Any, Any, Any]) -> Response[str]:
        css = (site_of(request).options.templates / "static" / "site.css").read_text("utf-8")
        return html(render(request, "pages/patterns.html", patterns_page(css, language_for(request))))

    @get("/pomoc", sync_to_thread=True)
    def help(self, request: Request[Any, Any, Any]) -> Response[str]:
        return html(render(request, "pages/help.html", None))

    @get("/prywatnosc", sync_to_thread=True)
    def privacy(self, request: Request[Any, Any, Any]) -> Response[str]:
        return html(render(request, "pages/privacy.html", site_of(request).options.operator))

    @get("/deklaracja-dostepnosci", sync_to_thread=True)
    def accessibility(self, request: Request[Any, Any, Any]) -> Response[str]:
        return html(render(request, "pages/accessibility.html", site_of(request).options))
