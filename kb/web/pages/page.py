"""What every page's handler does last: put its page object into the template of its language."""

from __future__ import annotations

from typing import Any

import structlog
from litestar import Request

from kb.domain.languages import Language
from kb.errors import KbError
from kb.web.context import site_of
from kb.web.parameters import language_of
from kb.web.rendering import Renderer
from kb.web.signed_in import account_of, form_token
from kb.web.views.layout import Layout, Person

log = structlog.get_logger()


def render(
    request: Request[Any, Any, Any], template: str, page: object, text: str = "", *, is_lasting: bool = True
) -> str:
    """`text` is what the search box of the page holds; `is_lasting` is False for what is no place to come
    back to, such as a problem."""
    path = request.scope["path"]
    language = language_of(path)
    query_string = request.scope["query_string"].decode("ascii", "replace")
    layout = Layout.of(
        language,
        path,
        query_string,
        address_of_site(request),
        text,
        is_lasting=is_lasting,
        person=_person(request),
    )
    renderer: Renderer = request.app.state["renderer"]
    return renderer.render(template, language, page=page, layout=layout)


def _person(request: Request[Any, Any, Any]) -> Person | None:
    """A page that says that the base is away must not ask the base who reads it."""
    try:
        account = account_of(request)
    except KbError as error:
        log.warning("reader_unknown", number=error.number, reason=str(error))
        return None
    return Person(account.name, form_token(request)) if account else None


def language_for(request: Request[Any, Any, Any]) -> Language:
    return language_of(request.scope["path"])


def address_of_site(request: Request[Any, Any, Any]) -> str:
    """The absolute address without a path. In development it is the Host that was asked, which the host
    check has let in."""
    configured = site_of(request).options.base_url
    return configured or f"{request.scope['scheme']}://{request.headers.get('host', '')}"
