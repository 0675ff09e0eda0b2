"""Asking for a practice that is not there: a plain form, kept as words and a count."""

from typing import Any

import structlog
from litestar import Controller, Request, Response, get, post
from litestar.params import RawBody

from kb.domain.wishes import WishFault, WishRefused, wish_text
from kb.errors import KbError
from kb.web.context import limit_wish, site_of
from kb.web.forms import LARGEST_FORM, read_form
from kb.web.fragments import html
from kb.web.limits import TooOften
from kb.web.pages.page import language_for, render
from kb.web.parameters import PageQuery, first, page_query, prefix_of, read_parameters, wish_address
from kb.web.views.wish import WishState, wish_page

log = structlog.get_logger()

_ANSWERS = (WishState.KEPT, WishState.FULL)


class WishController(Controller):
    path = "/prosba"

    @get(sync_to_thread=True)
    def show(self, request: Request[Any, Any, Any]) -> Response[str]:
        parameters = read_parameters(request.scope["query_string"])
        asked = page_query(parameters, site_of(request).vocabularies)
        return _answer(request, asked, _answered(asked.text, first(parameters, "stan")))

    @post(status_code=303, sync_to_thread=True, request_max_body_size=LARGEST_FORM)
    def ask(self, request: Request[Any, Any, Any], body: RawBody) -> Response[Any]:
        site = site_of(request)
        language = language_for(request)
        asked = page_query(read_form(request, body), site.vocabularies)
        try:
            limit_wish(request)
            wished = site.wishing.wish(asked.text, asked.filters, language)
        except WishRefused as refused:
            return _answer(request, asked, fault=refused.fault, status=422)
        except TooOften as refused:
            return _answer(request, asked, WishState.TOO_OFTEN, status=429, retry_after=refused.retry_after)
        except KbError as error:
            # The storage's refusals. What was typed stays on the page, to be sent again.
            log.warning("request_refused", number=error.number, reason=str(error))
            return _answer(request, asked, WishState.BUSY, status=503, retry_after=5)
        state = WishState.KEPT if wished.is_kept else WishState.FULL
        address = wish_address(prefix_of(language), wished.text, asked.filters, state)
        return Response(None, status_code=303, headers={"location": address, "cache-control": "no-store"})


def _answered(text: str, state: str | None) -> WishState:
    """The answer that an address stands for; the form where no such answer was ever given."""
    if state not in _ANSWERS:
        return WishState.FORM
    try:
        wish_text(text)
    except WishRefused:
        return WishState.FORM
    return WishState(state)


def _answer(
    request: Request[Any, Any, Any],
    asked: PageQuery,
    state: WishState = WishState.FORM,
    *,
    fault: WishFault | None = None,
    status: int = 200,
    retry_after: int | None = None,
) -> Response[str]:
    page = wish_page(asked, site_of(request).vocabularies, language_for(request), state, fault)
    headers = {"cache-control": "no-store"}
    if retry_after is not None:
        headers["retry-after"] = str(retry_after)
    return html(render(request, "pages/wish.html", page), status, **headers)
