"""One's own account: name, password, sign-ins, tokens, data, and its end."""

import datetime
import json
from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, RawBody

from kb.services.accounts import LastAdmin
from kb.services.api_tokens import MadeToken, TooManyTokens
from kb.web.context import site_of
from kb.web.forms import LARGEST_FORM
from kb.web.pages.page import language_for
from kb.web.pages.private_pages import REFUSALS, private, redirect, refusal, row_id
from kb.web.parameters import first, prefix_of, read_parameters
from kb.web.sign_in_cookie import admitted, visitor, without_cookie
from kb.web.signed_in import read_own_form, sign_in_of, signed_in
from kb.web.views.forms import Errors
from kb.web.views.own_account import ConfirmPage, Done, PasswordPage, account_page
from kb.web.views.signing_in import Notice


class OwnAccountController(Controller):
    path = "/konto"
    request_max_body_size = LARGEST_FORM

    @get(sync_to_thread=True)
    def show(self, request: Request[Any, Any, Any]) -> Response[str]:
        state = first(read_parameters(request.scope["query_string"]), "stan")
        return _account_page(request, done=Done(state) if state in list(Done) else None)

    @post("/imie", status_code=303, sync_to_thread=True)
    def rename(self, request: Request[Any, Any, Any], body: RawBody) -> Response[Any]:
        account, form = read_own_form(request, body)
        name = first(form, "imie") or ""
        try:
            site_of(request).people.own.rename(account, name)
        except REFUSALS as error:
            return _account_page(request, errors=refusal(error, name="imie"), name=name)
        return redirect(request, f"/konto?stan={Done.NAME}")

    @get("/haslo", sync_to_thread=True)
    def password(self, request: Request[Any, Any, Any]) -> Response[str]:
        page = PasswordPage(signed_in(request).email, Errors())
        return private(request, "pages/password.html", page)

    @post("/haslo", status_code=303, sync_to_thread=True)
    def change_password(self, request: Request[Any, Any, Any], body: RawBody) -> Response[Any]:
        account, form = read_own_form(request, body)
        former, new = first(form, "haslo") or "", first(form, "nowe") or ""
        try:
            fresh = site_of(request).people.own.change_password(account, former, new, visitor(request))
        except REFUSALS as error:
            errors = refusal(error)
            return private(request, "pages/password.html", PasswordPage(account.email, errors), errors=errors)
        prefix = prefix_of(language_for(request))
        return admitted(request, fresh, f"{prefix}/konto?stan={Done.PASSWORD}")

    @post("/logowania/{sign_in_id:int}/zakoncz", status_code=303, sync_to_thread=True)
    def end_one(
        self, request: Request[Any, Any, Any], sign_in_id: FromPath[int], body: RawBody
    ) -> Response[Any]:
        account, _ = read_own_form(request, body)
        site_of(request).people.signing_in.end(account, row_id(sign_in_id, "sign-in"))
        return redirect(request, f"/konto?stan={Done.SIGN_IN_ENDED}")

    @post("/wyloguj-wszedzie", status_code=303, sync_to_thread=True)
    def end_all(self, request: Request[Any, Any, Any], body: RawBody) -> Response[Any]:
        account, _ = read_own_form(request, body)
        site_of(request).people.signing_in.end_everywhere(account)
        return without_cookie(request, redirect(request, f"/konto/logowanie?stan={Notice.SIGNED_OUT}"))

    @post("/tokeny", status_code=200, sync_to_thread=True)
    def make_token(self, request: Request[Any, Any, Any], body: RawBody) -> Response[Any]:
        """The answer is a page, since the token is shown this once."""
        account, form = read_own_form(request, body)
        name = first(form, "nazwa") or ""
        try:
            made = site_of(request).people.api_tokens.make(account, name)
        except TooManyTokens:
            return _account_page(request, errors=Errors.one("nazwa", "too-many-tokens"), token_name=name)
        except REFUSALS as error:
            return _account_page(request, errors=refusal(error), token_name=name)
        return _account_page(request, made=made)

    @post("/tokeny/{token_id:int}/uniewaznij", status_code=303, sync_to_thread=True)
    def revoke_token(
        self, request: Request[Any, Any, Any], token_id: FromPath[int], body: RawBody
    ) -> Response[Any]:
        account, _ = read_own_form(request, body)
        site_of(request).people.api_tokens.revoke(account, row_id(token_id, "token"))
        return redirect(request, f"/konto?stan={Done.TOKEN_REVOKED}")

    @get("/dane", sync_to_thread=True)
    def data(self, request: Request[Any, Any, Any]) -> Response[str]:
        data = site_of(request).people.own.data(signed_in(request))
        content = json.dumps(data, ensure_ascii=False, indent=2, default=_written)
        headers = {
            "content-disposition": 'attachment; filename="moje-dane.json"',
            "cache-control": "no-store",
        }
        return Response(content, headers=headers, media_type="application/json; charset=utf-8")

    @get("/usun", sync_to_thread=True)
    def ask_to_remove(self, request: Request[Any, Any, Any]) -> Response[str]:
        page = ConfirmPage(signed_in(request).email, Errors())
        return private(request, "pages/account_removal.html", page)

    @post("/usun", status_code=303, sync_to_thread=True)
    def remove(self, request: Request[Any, Any, Any], body: RawBody) -> Response[Any]:
        account, form = read_own_form(request, body)
        try:
            site_of(request).people.own.remove(account, first(form, "haslo") or "", visitor(request))
        except LastAdmin:
            errors = Errors.one("", "last-admin")
        except REFUSALS as error:
            errors = refusal(error)
        else:
            answer = redirect(request, f"/konto/logowanie?stan={Notice.ACCOUNT_REMOVED}")
            return without_cookie(request, answer)
        page = ConfirmPage(account.email, errors)
        return private(request, "pages/account_removal.html", page, errors=errors)


def _written(value: object) -> str:
    assert isinstance(value, datetime.date)
    return value.isoformat()


def _account_page(
    request: Request[Any, Any, Any],
    *,
    done: Done | None = None,
    errors: Errors | None = None,
    name: str | None = None,
    token_name: str = "",
    made: MadeToken | None = None,
) -> Response[str]:
    account = signed_in(request)
    people = site_of(request).people
    page = account_page(
        people.accounts.by_id(account.id),
        people.signing_in.sign_ins_of(account),
        sign_in_of(request),
        people.api_tokens.of_account(account),
        language_for(request),
        people.now(),
        has_second_factor=people.own.has_second_factor(account),
        codes_left=people.own.recovery_codes_left(account),
        done=done,
        errors=errors,
        name=name,
        token_name=token_name,
        made=made,
    )
    return private(request, "pages/account.html", page, errors=errors)
