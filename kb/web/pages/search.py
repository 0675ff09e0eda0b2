"""The results: one address, one view, one fragment."""

from typing import Any

from litestar import Controller, Request, Response, get

from kb.domain.query import SearchQuery
from kb.services.by_labels import labels_alone
from kb.web.context import limit_search, site_of
from kb.web.fragments import html, wants_fragment
from kb.web.pages.page import language_for, render
from kb.web.parameters import PageQuery, page_query, prefix_of, read_parameters
from kb.web.query_counting import count_query
from kb.web.views.results import PAGE_SIZE, results_page


class SearchController(Controller):
    path = "/szukaj"

    @get()
    async def show(self, request: Request[Any, Any, Any]) -> Response[str]:
        limit_search(request)
        site = site_of(request)
        # On the event loop: what this process knows without asking the base.
        known = site.terminology.vocabularies
        asked = page_query(read_parameters(request.scope["query_string"]), known)
        return await site.search_threads.run(lambda: _results(request, asked))


def _results(request: Request[Any, Any, Any], asked: PageQuery) -> Response[str]:
    site = site_of(request)
    language = language_for(request)
    result = site.finding.search(
        SearchQuery(
            text=asked.text,
            filters=asked.filters,
            language=language,
            limit=PAGE_SIZE,
            offset=(asked.page - 1) * PAGE_SIZE,
            fit=asked.fit,
        )
    )
    vocabularies = site.vocabularies
    filters = vocabularies.in_todays_codes(asked.filters)
    if filters != asked.filters:
        # Not for good: a merge of labels can be taken back.
        address = asked.address(prefix_of(language), filters=filters, page=asked.page)
        return Response("", status_code=302, headers={"location": address, "cache-control": "no-store"})
    count_query(request, result)
    labels = labels_alone(site.finding, result)
    page = results_page(asked, result, vocabularies, language, labels)
    template = "_fragments/_results_answer.html" if wants_fragment(request) else "pages/search.html"
    return html(render(request, template, page, text=asked.text))
