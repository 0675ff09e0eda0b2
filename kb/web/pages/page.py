"""What every page's handler does last: put its page object into the template of its language."""

from __future__ import annotations

from typing import Any

from litestar import Request

from kb.domain.languages import Language
from kb.web.context import site_of
from kb.web.parameters import language_of
from kb.web.rendering import Renderer
from kb.web.views.layout import Layout


def render(request: Request[Any, Any, Any], template: str, page: object, text: str = "") -> str:
    """`text` is what the search box of the page holds."""
    path = request.scope["path"]
    language = language_of(path)
    query_string = request.scope["query_string"].decode("ascii", "replace")
    layout = Layout.of(language, path, query_string, site_of(request).options.base_url or "", text)
    renderer: Renderer = request.app.state["renderer"]
    return renderer.render(template, language, page=page, layout=layout)


def language_for(request: Request[Any, Any, Any]) -> Language:
    return language_of(request.scope["path"])
