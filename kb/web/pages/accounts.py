"""The accounts, for administrators: who is here, who is invited, who may do what."""

from typing import Any

import structlog
from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, RawBody

from kb.domain.accounts import Account, Role
from kb.domain.rights import Task
from kb.services.accounts import AccountExists, BadEmail, LastAdmin
from kb.services.links import MadeLink
from kb.services.mailing import Letter, MailNotSent
from kb.web.context import site_of
from kb.web.forms import LARGEST_FORM
from kb.web.letters import invitation_letter, link_address, password_letter
from kb.web.pages.page import language_for
from kb.web.pages.private_pages import private, redirect, row_id
from kb.web.parameters import Parameters, first, read_parameters
from kb.web.signed_in import read_own_form, require
from kb.web.views.accounts import Changed, ShownLink, accounts_page, shown_link
from kb.web.views.forms import Errors
from kb.web.views.paging import numbered, page_number, page_of

log = structlog.get_logger()

_LIST = "/redakcja/konta"


class AccountsController(Controller):
    path = _LIST
    request_max_body_size = LARGEST_FORM

    @get(sync_to_thread=True)
    def show(self, request: Request[Any, Any, Any]) -> Response[str]:
        admin = require(request, Task.MANAGE_ACCOUNTS)
        asked = read_parameters(request.scope["query_string"])
        state = first(asked, "stan")
        changed = Changed(state) if state in list(Changed) else None
        return _page(request, admin, number=page_number(asked), changed=changed)

    @post("/zaproszenia", status_code=200, sync_to_thread=True)
    def invite(self, request: Request[Any, Any, Any], body: RawBody) -> Response[Any]:
        """The answer is a page, since the link is shown this once."""
        admin, form = _admin_form(request, body)
        email, role = (first(form, "email") or "").strip(), first(form, "rola") or ""
        if role not in list(Role):
            return _page(request, admin, errors=Errors.one("rola", "missing-role"), email=email)
        if not email:
            return _page(request, admin, errors=Errors.one("email", "missing"), role=role)
        try:
            made = site_of(request).people.links.invite(admin, email, Role(role))
        except BadEmail:
            return _page(request, admin, errors=Errors.one("email", "bad-email"), email=email, role=role)
        except AccountExists:
            return _page(request, admin, errors=Errors.one("email", "account-exists"), email=email, role=role)
        is_sent = _sent(request, invitation_letter(request, made))
        return _page(request, admin, link=_shown(request, made, is_invitation=True, is_sent=is_sent))

    @post("/zaproszenia/{link_id:int}/wycofaj", status_code=303, sync_to_thread=True)
    def withdraw(
        self, request: Request[Any, Any, Any], link_id: FromPath[int], body: RawBody
    ) -> Response[Any]:
        _admin_form(request, body)
        site_of(request).people.links.withdraw_invitation(row_id(link_id, "invitation"))
        return redirect(request, f"{_LIST}?stan={Changed.WITHDRAWN}")

    @post("/{account_id:int}/rola", status_code=303, sync_to_thread=True)
    def change_role(
        self, request: Request[Any, Any, Any], account_id: FromPath[int], body: RawBody
    ) -> Response[Any]:
        admin, form = _admin_form(request, body)
        role = first(form, "rola") or ""
        if role not in list(Role):
            errors = Errors.one(f"rola-{account_id}", "missing-role")
            return _page(request, admin, about=account_id, errors=errors)
        try:
            site_of(request).people.accounts.change_role(admin, row_id(account_id, "account"), Role(role))
        except LastAdmin:
            errors = Errors.one(f"rola-{account_id}", "last-admin")
            return _page(request, admin, about=account_id, errors=errors)
        return _to_list(request, account_id, Changed.ROLE)

    @post("/{account_id:int}/wylacz", status_code=303, sync_to_thread=True)
    def disable(
        self, request: Request[Any, Any, Any], account_id: FromPath[int], body: RawBody
    ) -> Response[Any]:
        admin, _ = _admin_form(request, body)
        try:
            site_of(request).people.accounts.disable(admin, row_id(account_id, "account"))
        except LastAdmin:
            errors = Errors.one(f"rola-{account_id}", "last-admin")
            return _page(request, admin, about=account_id, errors=errors)
        return _to_list(request, account_id, Changed.DISABLED)

    @post("/{account_id:int}/wlacz", status_code=303, sync_to_thread=True)
    def enable(
        self, request: Request[Any, Any, Any], account_id: FromPath[int], body: RawBody
    ) -> Response[Any]:
        admin, _ = _admin_form(request, body)
        site_of(request).people.accounts.enable(admin, row_id(account_id, "account"))
        return _to_list(request, account_id, Changed.ENABLED)

    @post("/{account_id:int}/odnosnik", status_code=200, sync_to_thread=True)
    def password_link(
        self, request: Request[Any, Any, Any], account_id: FromPath[int], body: RawBody
    ) -> Response[Any]:
        """The answer is a page, since the link is shown this once."""
        admin, _ = _admin_form(request, body)
        made = site_of(request).people.links.password_link(admin, row_id(account_id, "account"))
        is_sent = _sent(request, password_letter(request, made))
        link = _shown(request, made, is_invitation=False, is_sent=is_sent)
        return _page(request, admin, about=account_id, link=link)


def _page_with(request: Request[Any, Any, Any], account_id: int) -> int:
    """The page of the list on which this account stands; the first for one that is gone."""
    ids = [account.id for account in site_of(request).people.accounts.everybody()]
    return page_of(ids.index(account_id)) if account_id in ids else 1


def _to_list(request: Request[Any, Any, Any], account_id: int, changed: Changed) -> Response[Any]:
    return redirect(request, numbered(f"{_LIST}?stan={changed}")(_page_with(request, account_id)))


def _admin_form(request: Request[Any, Any, Any], body: bytes) -> tuple[Account, Parameters]:
    """Who may not manage accounts is answered as if there were no such address, whatever the form holds."""
    require(request, Task.MANAGE_ACCOUNTS)
    return read_own_form(request, body)


def _sent(request: Request[Any, Any, Any], letter: Letter) -> bool | None:
    """None where there is no mail server. The link is kept, and shown whatever comes of the letter."""
    mailer = site_of(request).people.mailer
    if mailer is None:
        return None
    try:
        mailer.send(letter)
    except MailNotSent as error:
        log.warning("letter_not_sent", number=error.number, reason=error.reason)
        return False
    return True


def _shown(
    request: Request[Any, Any, Any], made: MadeLink, *, is_invitation: bool, is_sent: bool | None
) -> ShownLink:
    address = link_address(request, made)
    return shown_link(made, address, language_for(request), is_invitation=is_invitation, is_sent=is_sent)


def _page(
    request: Request[Any, Any, Any],
    admin: Account,
    *,
    number: int = 1,
    about: int = 0,
    changed: Changed | None = None,
    errors: Errors | None = None,
    email: str = "",
    role: str = Role.EDITOR,
    link: ShownLink | None = None,
) -> Response[str]:
    """With the page of the list on which the account `about` stands, or the page `number`."""
    people = site_of(request).people
    page = accounts_page(
        people.accounts.everybody(),
        people.links.invitations(),
        admin,
        language_for(request),
        has_mail=people.mailer is not None,
        page=_page_with(request, about) if about else number,
        changed=changed,
        errors=errors,
        email=email,
        role=role,
        link=link,
    )
    return private(request, "pages/accounts.html", page, errors=errors)
