"""Signing in and out."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.params import RawBody

from kb.domain.accounts import LONGEST_EMAIL
from kb.domain.passwords import LONGEST_PASSWORD
from kb.services.signing_in import SecondStep, SignInRefused, StepExpired
from kb.web.context import site_of
from kb.web.forms import LARGEST_FORM, read_form
from kb.web.own_paths import own_path
from kb.web.pages.page import language_for
from kb.web.pages.private_pages import REFUSALS, private, redirect, refusal
from kb.web.parameters import first, prefix_of, read_parameters
from kb.web.sign_in_cookie import admitted, visitor, without_cookie
from kb.web.signed_in import account_of, read_own_form, token_of
from kb.web.views.forms import Errors, FieldError
from kb.web.views.signing_in import Notice, SecondStepPage, SignInPage


class SigningInController(Controller):
    path = "/konto"

    @get("/logowanie", sync_to_thread=True)
    def show(self, request: Request[Any, Any, Any]) -> Response[Any]:
        parameters = read_parameters(request.scope["query_string"])
        way = own_path(first(parameters, "next"))
        if account_of(request) is not None:
            address = way or _own_account(request)
            return Response(None, status_code=303, headers={"location": address, "cache-control": "no-store"})
        state = first(parameters, "stan")
        notice = Notice(state) if state in list(Notice) else None
        return _sign_in_page(request, "", way, notice=notice)

    @post("/logowanie", status_code=303, sync_to_thread=True, request_max_body_size=LARGEST_FORM)
    def sign_in(self, request: Request[Any, Any, Any], body: RawBody) -> Response[Any]:
        form = read_form(request, body)
        email, password = first(form, "email") or "", first(form, "haslo") or ""
        way = own_path(first(form, "next"))
        typed = (("email", email), ("haslo", password))
        missing = tuple(FieldError(field, "missing") for field, text in typed if not text)
        if missing:
            return _sign_in_page(request, email, way, Errors(missing))
        try:
            if len(email) > LONGEST_EMAIL or len(password) > LONGEST_PASSWORD:
                raise SignInRefused
            outcome = site_of(request).people.signing_in.sign_in(email, password, visitor(request))
        except SignInRefused:
            return _sign_in_page(request, email, way, Errors.one("email", "wrong-credentials"))
        except REFUSALS as error:
            return _sign_in_page(request, email, way, refusal(error))
        if isinstance(outcome, SecondStep):
            return second_step_page(request, outcome.ticket, way)
        return admitted(request, outcome, way or _own_account(request))

    @post("/logowanie/kod", status_code=303, sync_to_thread=True, request_max_body_size=LARGEST_FORM)
    def second_step(self, request: Request[Any, Any, Any], body: RawBody) -> Response[Any]:
        form = read_form(request, body)
        ticket, code = first(form, "bilet") or "", first(form, "kod") or ""
        way = own_path(first(form, "next"))
        if not code.strip():
            return second_step_page(request, ticket, way, Errors.one("kod", "missing"))
        try:
            outcome = site_of(request).people.signing_in.second_step(ticket, code, visitor(request))
        except (StepExpired, SignInRefused):
            return _sign_in_page(request, "", way, Errors.one("", "step-expired"))
        except REFUSALS as error:
            return second_step_page(request, ticket, way, refusal(error))
        return admitted(request, outcome, way or _own_account(request))

    @post("/wyloguj", status_code=303, sync_to_thread=True, request_max_body_size=LARGEST_FORM)
    def sign_out(self, request: Request[Any, Any, Any], body: RawBody) -> Response[Any]:
        token = token_of(request)
        if token is not None and account_of(request) is not None:
            read_own_form(request, body)
            site_of(request).people.signing_in.sign_out(token)
        return without_cookie(request, redirect(request, f"/konto/logowanie?stan={Notice.SIGNED_OUT}"))


def _own_account(request: Request[Any, Any, Any]) -> str:
    return f"{prefix_of(language_for(request))}/konto"


def _sign_in_page(
    request: Request[Any, Any, Any],
    email: str,
    way: str | None,
    errors: Errors | None = None,
    *,
    notice: Notice | None = None,
) -> Response[str]:
    has_mail = site_of(request).people.mailer is not None
    page = SignInPage(email, way or "", errors or Errors(), notice, has_mail)
    return private(request, "pages/sign_in.html", page, errors=errors)


def second_step_page(
    request: Request[Any, Any, Any], ticket: str, way: str | None, errors: Errors | None = None
) -> Response[str]:
    page = SecondStepPage(ticket, way or "", errors or Errors())
    return private(request, "pages/second_step.html", page, errors=errors)
