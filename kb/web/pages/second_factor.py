"""Setting up the second step of signing in, and turning it off."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.params import RawBody

from kb.domain.accounts import Account
from kb.services.second_factor import setup_address
from kb.web.context import site_of
from kb.web.forms import LARGEST_FORM
from kb.web.pages.private_pages import REFUSALS, private, redirect, refusal
from kb.web.parameters import first
from kb.web.sign_in_cookie import visitor
from kb.web.signed_in import read_own_form, signed_in
from kb.web.views.forms import Errors
from kb.web.views.own_account import ConfirmPage, Done, RecoveryCodesPage, second_factor_page

_SITE = "Dobre Praktyki"


class SecondFactorController(Controller):
    path = "/konto/drugi-krok"
    request_max_body_size = LARGEST_FORM

    @get(sync_to_thread=True)
    def show(self, request: Request[Any, Any, Any]) -> Response[Any]:
        account = signed_in(request)
        if site_of(request).people.own.has_second_factor(account):
            return _manage(request, account)
        return _setup(request, account)

    @post(status_code=200, sync_to_thread=True)
    def confirm(self, request: Request[Any, Any, Any], body: RawBody) -> Response[Any]:
        """The answer is a page, since the codes are shown this once."""
        account, form = read_own_form(request, body)
        code = first(form, "kod") or ""
        if not code.strip():
            return _setup(request, account, Errors.one("kod", "missing"))
        try:
            codes = site_of(request).people.own.confirm_second_factor(account, code)
        except REFUSALS as error:
            return _setup(request, account, refusal(error))
        return private(request, "pages/recovery_codes.html", RecoveryCodesPage(tuple(codes)))

    @post("/kody", status_code=200, sync_to_thread=True)
    def new_codes(self, request: Request[Any, Any, Any], body: RawBody) -> Response[Any]:
        account, form = read_own_form(request, body)
        own = site_of(request).people.own
        try:
            codes = own.new_recovery_codes(account, first(form, "haslo") or "", visitor(request))
        except REFUSALS as error:
            return _manage(request, account, refusal(error))
        return private(request, "pages/recovery_codes.html", RecoveryCodesPage(tuple(codes)))

    @post("/wylacz", status_code=303, sync_to_thread=True)
    def turn_off(self, request: Request[Any, Any, Any], body: RawBody) -> Response[Any]:
        account, form = read_own_form(request, body)
        own = site_of(request).people.own
        try:
            own.turn_off_second_factor(account, first(form, "haslo") or "", visitor(request))
        except REFUSALS as error:
            return _manage(request, account, refusal(error))
        return redirect(request, f"/konto?stan={Done.SECOND_FACTOR_OFF}")


def _setup(request: Request[Any, Any, Any], account: Account, errors: Errors | None = None) -> Response[str]:
    secret = site_of(request).people.own.pending_secret(account)
    page = second_factor_page(secret, setup_address(secret, account.email, _SITE), errors)
    return private(request, "pages/second_factor.html", page, errors=errors)


def _manage(request: Request[Any, Any, Any], account: Account, errors: Errors | None = None) -> Response[str]:
    page = ConfirmPage(account.email, errors or Errors())
    return private(request, "pages/second_factor_on.html", page, errors=errors)
