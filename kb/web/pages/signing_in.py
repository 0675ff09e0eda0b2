"""Signing in and out."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.params import RawBody

from kb.domain.accounts import LONGEST_EMAIL
from kb.domain.passwords import LONGEST_PASSWORD
from kb.errors import Busy
from kb.services.attempts import AttemptsSlowed
from kb.services.signing_in import CodeRefused, SecondStep, SignInRefused, StepExpired
from kb.web.context import site_of
from kb.web.forms import LARGEST_FORM, read_form
from kb.web.fragments import html
from kb.web.own_paths import own_path
from kb.web.pages.page import language_for, render
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
            return _redirect(way or _own_account(request))
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
            return _sign_in_page(request, email, way, Errors(missing), 422)
        try:
            if len(email) > LONGEST_EMAIL or len(password) > LONGEST_PASSWORD:
                raise SignInRefused
            outcome = site_of(request).people.signing_in.sign_in(email, password, visitor(request))
        except SignInRefused:
            return _sign_in_page(request, email, way, _one("email", "wrong-credentials"), 422)
        except AttemptsSlowed as slowed:
            return _sign_in_page(request, email, way, _slowed(slowed), 429)
        except Busy as busy:
            return _sign_in_page(request, email, way, _one("", "busy"), 503, retry_after=busy.retry_after)
        if isinstance(outcome, SecondStep):
            return _second_step_page(request, outcome.ticket, way)
        return admitted(request, outcome, way or _own_account(request))

    @post("/logowanie/kod", status_code=303, sync_to_thread=True, request_max_body_size=LARGEST_FORM)
    def second_step(self, request: Request[Any, Any, Any], body: RawBody) -> Response[Any]:
        form = read_form(request, body)
        ticket, code = first(form, "bilet") or "", first(form, "kod") or ""
        way = own_path(first(form, "next"))
        if not code.strip():
            return _second_step_page(request, ticket, way, _one("kod", "missing"), 422)
        try:
            outcome = site_of(request).people.signing_in.second_step(ticket, code, visitor(request))
        except CodeRefused:
            return _second_step_page(request, ticket, way, _one("kod", "wrong-code"), 422)
        except AttemptsSlowed as slowed:
            return _second_step_page(request, ticket, way, _slowed(slowed), 429)
        except (StepExpired, SignInRefused):
            return _sign_in_page(request, "", way, _one("", "step-expired"), 422)
        return admitted(request, outcome, way or _own_account(request))

    @post("/wyloguj", status_code=303, sync_to_thread=True, request_max_body_size=LARGEST_FORM)
    def sign_out(self, request: Request[Any, Any, Any], body: RawBody) -> Response[Any]:
        address = f"{prefix_of(language_for(request))}/konto/logowanie?stan={Notice.SIGNED_OUT}"
        token = token_of(request)
        if token is not None and account_of(request) is not None:
            read_own_form(request, body)
            site_of(request).people.signing_in.sign_out(token)
        return without_cookie(request, _redirect(address))


def _own_account(request: Request[Any, Any, Any]) -> str:
    return f"{prefix_of(language_for(request))}/konto"


def _redirect(address: str) -> Response[Any]:
    return Response(None, status_code=303, headers={"location": address, "cache-control": "no-store"})


def _one(field: str, fault: str) -> Errors:
    return Errors((FieldError(field, fault),))


def _slowed(slowed: AttemptsSlowed) -> Errors:
    return Errors((FieldError("", "slowed", slowed.retry_after),))


def _sign_in_page(
    request: Request[Any, Any, Any],
    email: str,
    way: str | None,
    errors: Errors | None = None,
    status: int = 200,
    *,
    notice: Notice | None = None,
    retry_after: int | None = None,
) -> Response[str]:
    errors = errors or Errors()
    has_mail = site_of(request).people.has_mail
    page = SignInPage(email, way or "", errors, notice, has_mail)
    return private(request, "pages/sign_in.html", page, status, retry_after=retry_after or _seconds(errors))


def _second_step_page(
    request: Request[Any, Any, Any],
    ticket: str,
    way: str | None,
    errors: Errors | None = None,
    status: int = 200,
) -> Response[str]:
    errors = errors or Errors()
    page = SecondStepPage(ticket, way or "", errors)
    return private(request, "pages/second_step.html", page, status, retry_after=_seconds(errors))


def _seconds(errors: Errors) -> int | None:
    return next((error.seconds for error in errors.all if error.seconds), None)


def private(
    request: Request[Any, Any, Any],
    template: str,
    page: object,
    status: int = 200,
    *,
    retry_after: int | None = None,
) -> Response[str]:
    """A page that no browser and no proxy keeps."""
    headers = {"retry-after": str(retry_after)} if retry_after else {}
    content = render(request, template, page, is_lasting=False)
    return html(content, status, "no-store", **headers)
