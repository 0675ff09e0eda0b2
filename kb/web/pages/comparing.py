"""Two or three practices side by side; the address holds the choice."""

from typing import Any

from litestar import Controller, Request, Response, get

from kb.web.context import site_of
from kb.web.fragments import html
from kb.web.pages.page import language_for, render
from kb.web.parameters import chosen_slugs, read_parameters
from kb.web.views.comparing import MOST, comparing_page

_MOST_READ = 12
"""Names of an address that are looked up at all."""


class ComparingController(Controller):
    path = "/porownaj"

    @get(sync_to_thread=True)
    def show(self, request: Request[Any, Any, Any]) -> Response[str]:
        site = site_of(request)
        slugs = chosen_slugs(read_parameters(request.scope["query_string"]))
        chosen = site.reading.chosen(slugs[:_MOST_READ])
        compared = chosen.practices[:MOST]
        neighbours = [site.finding.neighbours(practice.id) for practice in compared]
        page = comparing_page(chosen, neighbours, site.vocabularies, language_for(request))
        return html(render(request, "pages/comparing.html", page))
