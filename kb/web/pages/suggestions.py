"""Suggestions while typing, as a list for the search box."""

from typing import Any

from litestar import Controller, Request, Response, get

from kb.web.context import limit_suggestions, site_of
from kb.web.fragments import FOR_A_MINUTE, html
from kb.web.pages.page import language_for, render
from kb.web.parameters import first, read_parameters
from kb.web.views.suggestions import suggestions_page


class SuggestionsController(Controller):
    path = "/podpowiedzi"

    @get(sync_to_thread=True)
    def show(self, request: Request[Any, Any, Any]) -> Response[str]:
        """Always the fragment: the list is no page of its own."""
        limit_suggestions(request)
        language = language_for(request)
        typed = first(read_parameters(request.scope["query_string"]), "q") or ""
        page = suggestions_page(site_of(request).suggesting.suggest(typed, language), language)
        content = render(request, "_fragments/_suggestions.html", page)
        return html(content, cache_control=FOR_A_MINUTE)
