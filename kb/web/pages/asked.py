"""What readers looked for, for editors."""

from typing import Any

from litestar import Controller, Request, Response, get

from kb.domain.rights import Task, may_do
from kb.web.context import site_of
from kb.web.pages.page import language_for
from kb.web.pages.private_pages import private
from kb.web.parameters import first, read_parameters
from kb.web.signed_in import require
from kb.web.views.asked import PERIODS, QUERIES_SHOWN, USUAL_PERIOD, asked_page
from kb.web.views.paging import page_number

_EVERYTHING = "wszystko"


class AskedController(Controller):
    path = "/redakcja/szukane"

    @get(sync_to_thread=True)
    def show(self, request: Request[Any, Any, Any]) -> Response[str]:
        account = require(request, Task.SEE_SEARCHES)
        asked = read_parameters(request.scope["query_string"])
        only_gaps = first(asked, "pokaz") != _EVERYTHING
        days = next((days for days in PERIODS if first(asked, "dni") == str(days)), USUAL_PERIOD)
        number = page_number(asked)
        looked_for = site_of(request).counting_queries.looked_for(
            account, days, QUERIES_SHOWN, (number - 1) * QUERIES_SHOWN, only_gaps=only_gaps
        )
        page = asked_page(
            looked_for,
            days,
            number,
            language_for(request),
            only_gaps=only_gaps,
            sees_queue=may_do(account, Task.SEE_QUEUE),
        )
        return private(request, "pages/asked.html", page)
