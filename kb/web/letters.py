"""Letters with a one-time link, in the language of the page that sends them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from litestar import Request

from kb.services.links import MadeLink
from kb.services.mailing import Letter
from kb.web.pages.page import address_of_site, language_for
from kb.web.parameters import prefix_of
from kb.web.rendering import Renderer
from kb.web.views.words import date_text


def link_address(request: Request[Any, Any, Any], made: MadeLink) -> str:
    """The token stands in the query, which no log has."""
    path = f"{prefix_of(language_for(request))}/konto/link"
    return f"{address_of_site(request)}{path}?{urlencode({'k': made.token})}"


def invitation_letter(request: Request[Any, Any, Any], made: MadeLink) -> Letter:
    return _letter(request, "letters/invitation.txt", made)


def password_letter(request: Request[Any, Any, Any], made: MadeLink) -> Letter:
    return _letter(request, "letters/password.txt", made)


def _letter(request: Request[Any, Any, Any], template: str, made: MadeLink) -> Letter:
    """The first line of a template is the subject."""
    renderer: Renderer = request.app.state["renderer"]
    language = language_for(request)
    text = renderer.render(
        template,
        language,
        address=link_address(request, made),
        until=date_text(made.expires_at.date(), language),
        site=address_of_site(request),
    )
    subject, _, body = text.partition("\n")
    return Letter(made.email, subject.strip(), body.strip() + "\n")
