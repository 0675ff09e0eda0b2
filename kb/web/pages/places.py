"""The map of voivodeships, the list of libraries, one library."""

from typing import Any

from litestar import Controller, Request, Response, get
from litestar.params import FromPath

from kb.domain.facets import Facet
from kb.web.context import site_of
from kb.web.fragments import html
from kb.web.pages.page import language_for, render
from kb.web.parameters import page_query, read_parameters
from kb.web.views.places import LIBRARIES_ON_A_PAGE, libraries_page, library_page, map_page


class MapController(Controller):
    path = "/mapa"

    @get(sync_to_thread=True)
    def show(self, request: Request[Any, Any, Any]) -> Response[str]:
        site = site_of(request)
        practices = site.reading.browse()[Facet.VOIVODESHIP]
        libraries = site.reading.libraries_by_voivodeship()
        page = map_page(practices, libraries, site.vocabularies, language_for(request))
        return html(render(request, "pages/map.html", page))


class LibraryController(Controller):
    path = "/biblioteki"

    @get(sync_to_thread=True)
    def index(self, request: Request[Any, Any, Any]) -> Response[str]:
        site = site_of(request)
        asked = page_query(read_parameters(request.scope["query_string"]), site.vocabularies)
        voivodeship = next(iter(asked.filters.get(Facet.VOIVODESHIP, ())), "")
        offset = (asked.page - 1) * LIBRARIES_ON_A_PAGE
        listing = site.reading.libraries(voivodeship or None, LIBRARIES_ON_A_PAGE, offset)
        page = libraries_page(listing, voivodeship, asked.page, site.vocabularies, language_for(request))
        return html(render(request, "pages/libraries.html", page))

    @get("/{slug:str}", sync_to_thread=True)
    def show(self, request: Request[Any, Any, Any], slug: FromPath[str]) -> Response[str]:
        site = site_of(request)
        page = library_page(site.reading.library(slug), site.vocabularies, language_for(request))
        return html(render(request, "pages/library.html", page))
