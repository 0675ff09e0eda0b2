"""Letters about the path of a practice, to the one who began it. Where no mail server is configured, none."""

from __future__ import annotations

from typing import Any

from litestar import Request

from kb.domain.accounts import Account
from kb.domain.moves import Move
from kb.domain.position import Position
from kb.errors import NotFound
from kb.services.mailing import Letter
from kb.web.context import site_of
from kb.web.pages.page import address_of_site, language_for
from kb.web.rendering import Renderer
from kb.web.views.path import practice_url

_TOLD = frozenset({Move.REQUEST_CHANGES, Move.APPROVE, Move.MARK_DUE})


def tell_author(request: Request[Any, Any, Any], who: Account, move: Move, position: Position) -> None:
    """After the move was made; what goes wrong with the letter stands in the log and changes nothing."""
    people = site_of(request).people
    if people.mailer is None or move not in _TOLD or position.author_id in (None, who.id):
        return
    assert position.author_id is not None
    try:
        author = people.accounts.by_id(position.author_id)
    except NotFound:
        return
    if author.is_active:
        people.mailer.send_behind(path_letter(request, author, move, position))


def path_letter(request: Request[Any, Any, Any], author: Account, move: Move, position: Position) -> Letter:
    """The first line of the template is the subject."""
    renderer: Renderer = request.app.state["renderer"]
    language = language_for(request)
    address = f"{address_of_site(request)}{practice_url(language, position.practice_id)}"
    text = renderer.render(
        "letters/path.txt", language, move=move.value, title=position.title, address=address
    )
    subject, _, body = text.partition("\n")
    return Letter(author.email, subject.strip(), body.strip() + "\n")
