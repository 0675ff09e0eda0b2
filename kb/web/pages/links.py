"""Where one-time links lead: to a new account or a new password."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.params import RawBody

from kb.domain.one_time_links import LinkPurpose
from kb.domain.passwords import LONGEST_PASSWORD
from kb.errors import NotFound
from kb.services.accounts import AccountExists, BadEmail
from kb.services.attempts import AttemptsSlowed
from kb.services.links import LinkRefused
from kb.services.signing_in import SecondStep
from kb.web.context import address_of, site_of
from kb.web.forms import LARGEST_FORM, read_form
from kb.web.letters import password_letter
from kb.web.pages.page import language_for
from kb.web.pages.private_pages import REFUSALS, private, refusal
from kb.web.pages.signing_in import second_step_page
from kb.web.parameters import first, prefix_of, read_parameters
from kb.web.sign_in_cookie import admitted, visitor
from kb.web.views.forms import Errors
from kb.web.views.links import ForgottenPage, LinkPage

_LONGEST_TOKEN = 200


class LinkController(Controller):
    path = "/konto"
    request_max_body_size = LARGEST_FORM

    @get("/link", sync_to_thread=True)
    def show(self, request: Request[Any, Any, Any]) -> Response[str]:
        """Opening a link uses nothing up: programs that look into letters open them too."""
        token = first(read_parameters(request.scope["query_string"]), "k") or ""
        return _link_page(request, token)

    @post("/link", status_code=303, sync_to_thread=True)
    def use(self, request: Request[Any, Any, Any], body: RawBody) -> Response[Any]:
        form = read_form(request, body)
        token = first(form, "k") or ""
        password = (first(form, "nowe") or "")[: LONGEST_PASSWORD + 1]
        email, name = first(form, "email") or "", first(form, "nazwa") or ""
        links = site_of(request).people.links
        try:
            outcome = links.use(token, password, visitor(request), email=email, name=name)
        except LinkRefused:
            return _dead_link(request)
        except BadEmail:
            return _link_page(request, token, email, name, Errors.one("email", "bad-email"))
        except AccountExists:
            return _link_page(request, token, email, name, Errors.one("email", "account-exists"))
        except REFUSALS as error:
            return _link_page(request, token, email, name, refusal(error))
        if isinstance(outcome, SecondStep):
            return second_step_page(request, outcome.ticket, None)
        return admitted(request, outcome, f"{prefix_of(language_for(request))}/konto")

    @get("/nie-pamietam", sync_to_thread=True)
    def ask(self, request: Request[Any, Any, Any]) -> Response[str]:
        _must_have_mail(request)
        return private(request, "pages/forgotten.html", ForgottenPage("", is_sent=False, errors=Errors()))

    @post("/nie-pamietam", status_code=200, sync_to_thread=True)
    def send(self, request: Request[Any, Any, Any], body: RawBody) -> Response[str]:
        """The same answer whether or not there is such an account."""
        _must_have_mail(request)
        people = site_of(request).people
        email = (first(read_form(request, body), "email") or "").strip()
        errors = Errors.one("email", "missing") if not email else None
        if errors is None:
            try:
                with people.attempts.attempt(f"letter {email}", address_of(request)):
                    made = people.links.forgotten(email)
            except AttemptsSlowed as error:
                errors = refusal(error)
            else:
                if made is not None and people.mailer is not None:
                    people.mailer.send_behind(password_letter(request, made))
        page = ForgottenPage(email, is_sent=errors is None, errors=errors or Errors())
        return private(request, "pages/forgotten.html", page, errors=errors)


def _link_page(
    request: Request[Any, Any, Any],
    token: str,
    email: str = "",
    name: str = "",
    errors: Errors | None = None,
) -> Response[str]:
    if len(token) > _LONGEST_TOKEN:
        return _dead_link(request)
    try:
        link, account = site_of(request).people.links.find(token)
    except LinkRefused:
        return _dead_link(request)
    page = LinkPage(
        token=token,
        purpose=link.purpose.value,
        email=account.email if account else link.email or email,
        name=name,
        role=link.role.value if link.role and link.purpose is not LinkPurpose.PASSWORD_RESET else "",
        errors=errors or Errors(),
    )
    return private(request, "pages/link.html", page, errors=errors)


def _dead_link(request: Request[Any, Any, Any]) -> Response[str]:
    has_mail = site_of(request).people.mailer is not None
    return private(request, "pages/dead_link.html", has_mail, 410)


def _must_have_mail(request: Request[Any, Any, Any]) -> None:
    """Without a mail server there is no such page."""
    if site_of(request).people.mailer is None:
        raise NotFound("page", request.scope["path"])
