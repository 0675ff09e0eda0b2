"""The open API described: for people at /schema, for programs at /schema/openapi.json."""

from typing import Any

from litestar import Controller, Request, Response, get

from kb.web.context import site_of
from kb.web.fragments import html
from kb.web.openapi import describe_api
from kb.web.pages.page import language_for, render
from kb.web.views.api_page import api_page


class SchemaController(Controller):
    path = "/schema"

    @get(sync_to_thread=True)
    def page(self, request: Request[Any, Any, Any]) -> Response[str]:
        page = api_page(_description(request), language_for(request))
        return html(render(request, "pages/schema.html", page))


class OpenApiController(Controller):
    path = "/schema/openapi.json"

    @get(sync_to_thread=True)
    def document(self, request: Request[Any, Any, Any]) -> dict[str, Any]:
        return _description(request)


def _description(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """With the codes of today, which editors add to."""
    site = site_of(request)
    return describe_api(site.vocabularies, site.options.base_url)
