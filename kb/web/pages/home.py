"""The home page."""

from typing import Any

from litestar import Controller, Request, Response, get

from kb.web.context import site_of
from kb.web.fragments import html
from kb.web.pages.page import language_for, render
from kb.web.views.lists import home_page

_NEWEST = 3


class HomeController(Controller):
    path = "/"

    @get(sync_to_thread=True)
    def show(self, request: Request[Any, Any, Any]) -> Response[str]:
        site = site_of(request)
        page = home_page(
            site.reading.newest(_NEWEST, 0), site.reading.browse(), site.vocabularies, language_for(request)
        )
        return html(render(request, "pages/home.html", page))
