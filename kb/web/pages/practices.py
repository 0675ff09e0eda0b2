"""The list of all practices, and one practice."""

import datetime
from typing import Any

from litestar import Controller, Request, Response, get
from litestar.params import FromPath

from kb.web.context import site_of
from kb.web.fragments import html
from kb.web.pages.page import address_of_site, language_for, render
from kb.web.parameters import page_query, read_parameters
from kb.web.views.lists import LIST_SIZE, list_page
from kb.web.views.practice import practice_page


class PracticesController(Controller):
    path = "/praktyki"

    @get(sync_to_thread=True)
    def index(self, request: Request[Any, Any, Any]) -> Response[str]:
        site = site_of(request)
        asked = page_query(read_parameters(request.scope["query_string"]), site.vocabularies)
        listing = site.reading.newest(LIST_SIZE, (asked.page - 1) * LIST_SIZE)
        page = list_page(listing, asked.page, site.vocabularies, language_for(request))
        return html(render(request, "pages/practices.html", page))

    @get("/{slug:str}", sync_to_thread=True)
    def show(self, request: Request[Any, Any, Any], slug: FromPath[str]) -> Response[str]:
        site = site_of(request)
        practice = site.reading.practice(slug)
        neighbours = site.finding.neighbours(practice.id)
        page = practice_page(
            practice,
            neighbours,
            site.vocabularies,
            language_for(request),
            address_of_site(request),
            datetime.datetime.now(datetime.UTC).date(),
        )
        return html(render(request, "pages/practice.html", page))
