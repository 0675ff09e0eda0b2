"""Proposing a practice without an account: a plain form, held against spam without anybody's help."""

from typing import Any

import structlog
from litestar import Controller, Request, Response, get, post
from litestar.params import RawBody

from kb.domain.proposals import Proposal, ProposalFault, ProposalRefused
from kb.errors import Busy, KbError
from kb.web.context import limit_proposal, site_of
from kb.web.forms import LARGEST_FORM, read_form
from kb.web.fragments import html
from kb.web.limits import TooOften
from kb.web.pages.page import language_for, render
from kb.web.parameters import Parameters, first, prefix_of, read_parameters
from kb.web.views.proposal import ProposalPage, ProposalState, audience_choices

log = structlog.get_logger()

AnyRequest = Request[Any, Any, Any]

_FIELDS = {
    "title": "tytul",
    "library": "biblioteka",
    "place": "miejscowosc",
    "summary": "opis",
    "partners": "partnerzy",
    "how": "przebieg",
    "link": "odnosnik",
    "contact": "kontakt",
}
"""Field of a proposal -> its name in the form."""


class ProposingController(Controller):
    path = "/zaproponuj"

    @get(sync_to_thread=True)
    def show(self, request: AnyRequest) -> Response[str]:
        asked = first(read_parameters(request.scope["query_string"]), "stan")
        state = ProposalState.KEPT if asked == ProposalState.KEPT else ProposalState.FORM
        return _answer(request, Proposal(), state)

    @post(status_code=303, sync_to_thread=True, request_max_body_size=LARGEST_FORM)
    def propose(self, request: AnyRequest, body: RawBody) -> Response[Any]:
        form = read_form(request, body)
        typed, stamp, trap = _typed(form), first(form, "czas") or "", first(form, "strona_www") or ""
        language = language_for(request)
        try:
            limit_proposal(request)
            site_of(request).review.proposing.propose(typed, language, stamp=stamp, trap=trap)
        except ProposalRefused as refused:
            return _answer(request, typed, form=form, refused=refused, status=422)
        except TooOften as often:
            state = ProposalState.TOO_OFTEN
            return _answer(request, typed, state, form=form, status=429, retry_after=often.retry_after)
        except Busy as busy:
            state = ProposalState.FULL
            return _answer(request, typed, state, form=form, status=503, retry_after=busy.retry_after)
        except KbError as error:
            # The storage's refusals. What was typed stays on the page, to be sent again.
            log.warning("request_refused", number=error.number, reason=str(error))
            return _answer(request, typed, ProposalState.BUSY, form=form, status=503, retry_after=5)
        address = f"{prefix_of(language)}/zaproponuj?stan={ProposalState.KEPT}"
        return Response(None, status_code=303, headers={"location": address, "cache-control": "no-store"})


def _typed(form: Parameters) -> Proposal:
    texts = {field: first(form, name) or "" for field, name in _FIELDS.items()}
    return Proposal(**texts, audience=tuple(value for name, value in form if name == "odbiorcy"))


def _answer(
    request: AnyRequest,
    typed: Proposal,
    state: ProposalState = ProposalState.FORM,
    *,
    form: Parameters = (),
    refused: ProposalRefused | None = None,
    status: int = 200,
    retry_after: int = 0,
) -> Response[str]:
    site = site_of(request)
    faults = dict(refused.faults) if refused else {}
    # Who was too fast sends the same form again; a form that was too old gets a new time.
    kept = first(form, "czas") or ""
    is_old = not kept or ProposalFault.TOO_OLD in faults.values()
    page = ProposalPage(
        state=state,
        typed=typed,
        audience=audience_choices(typed, site.vocabularies, language_for(request)),
        stamp=site.review.proposing.stamp() if is_old else kept,
        trap=first(form, "strona_www") or "",
        faults=faults,
        retry_minutes=-(-retry_after // 60),
    )
    headers = {"retry-after": str(retry_after)} if retry_after else {}
    is_lasting = state is ProposalState.FORM and not faults
    content = render(request, "pages/proposal.html", page, is_lasting=is_lasting)
    return html(content, status, "no-store", **headers)
