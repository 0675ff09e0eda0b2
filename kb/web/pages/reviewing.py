"""The path of a practice as its author and its reviewers see it."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, RawBody

from kb.domain.accounts import Account
from kb.domain.comments import WHOLE, CommentFault, CommentRefused
from kb.domain.moves import Move, MoveRefused, NewerText, NotAllowed, NotReady, ReasonMissing
from kb.domain.rights import Task
from kb.errors import KbError, NotFound
from kb.services.queueing import MOST_SHOWN, QueueList
from kb.web.context import site_of
from kb.web.forms import LARGEST_FORM
from kb.web.pages.page import language_for
from kb.web.pages.preview import preview_of
from kb.web.pages.private_pages import private
from kb.web.parameters import Parameters, first, number, read_parameters
from kb.web.path_letters import tell_author
from kb.web.signed_in import read_own_form, require, signed_in
from kb.web.views.history import difference_page, history_page
from kb.web.views.paging import page_number
from kb.web.views.path import PathFault, Refusal, path_page, practice_url
from kb.web.views.reviewing import queue_page, review_page

AnyRequest = Request[Any, Any, Any]

LARGEST_ID = 2**63 - 1
_NOTICES = frozenset({*Move, "przywrocono"})
_READING = "sprawdz"


class QueueController(Controller):
    path = "/redakcja/kolejka"

    @get(sync_to_thread=True)
    def show(self, request: AnyRequest) -> Response[str]:
        account = require(request, Task.SEE_QUEUE)
        site = site_of(request)
        asked = read_parameters(request.scope["query_string"])
        only = next((one for one in QueueList if one == first(asked, "lista")), None)
        number = page_number(asked) if only else 1
        queue = site.review.queueing.queue(account, only, (number - 1) * MOST_SHOWN)
        page = queue_page(queue, site.vocabularies, language_for(request), only, number)
        return private(request, "pages/queue.html", page)


class PathController(Controller):
    path = "/redakcja/praktyki/{practice:int}"

    @get(sync_to_thread=True)
    def show(self, request: AnyRequest, practice: FromPath[int]) -> Response[str]:
        return _path(request, signed_in(request), practice, notice=_notice(request))

    @get("/sprawdz", sync_to_thread=True)
    def read(self, request: AnyRequest, practice: FromPath[int]) -> Response[str]:
        return _reading(request, signed_in(request), practice, notice=_notice(request))

    @get("/podglad", sync_to_thread=True)
    def preview(self, request: AnyRequest, practice: FromPath[int]) -> Response[str]:
        """The newest text as readers would see it."""
        _, record = site_of(request).review.reviewing.text(signed_in(request), _id(practice))
        back = f"{practice_url(language_for(request), practice)}/sprawdz"
        return private(request, "pages/practice.html", preview_of(request, record, back))

    @post("/ruch", status_code=303, sync_to_thread=True, request_max_body_size=LARGEST_FORM)
    def move(self, request: AnyRequest, practice: FromPath[int], body: RawBody) -> Response[Any]:
        account, form = read_own_form(request, body)
        asked, note = first(form, "ruch") or "", (first(form, "uwaga") or "").strip()
        if asked not in list(Move):
            raise NotFound("move", asked[:40])
        move = Move(asked)
        reviewing = site_of(request).review.reviewing
        try:
            moved = reviewing.move(account, _id(practice), move, looked_at=_revision(form), note=note)
        except NotFound:
            raise
        except KbError as error:
            refusal, status = _refusal(error, note)
            show = _reading if first(form, "skad") == _READING else _path
            return show(request, account, practice, refusal, status)
        tell_author(request, account, move, moved.position)
        return _see(f"{practice_url(language_for(request), practice)}?stan={move.value}")

    @post("/uwagi", status_code=303, sync_to_thread=True, request_max_body_size=LARGEST_FORM)
    def comment(self, request: AnyRequest, practice: FromPath[int], body: RawBody) -> Response[Any]:
        account, form = read_own_form(request, body)
        field, text = first(form, "pole") or WHOLE, first(form, "tekst") or ""
        commenting = site_of(request).review.commenting
        try:
            comment = commenting.comment(account, _id(practice), field, text, looked_at=_revision(form))
        except CommentRefused as refused:
            if refused.fault is CommentFault.UNKNOWN_FIELD:
                raise NotFound("field", field[:40]) from refused
            refusal = Refusal(PathFault(refused.fault.value), text, field, is_comment=True)
            return _reading(request, account, practice, refusal, 422)
        return _see(f"{practice_url(language_for(request), practice)}/sprawdz#uwaga-{comment}")

    @post(
        "/uwagi/{comment:int}/zalatwione",
        status_code=303,
        sync_to_thread=True,
        request_max_body_size=LARGEST_FORM,
    )
    def resolve(
        self, request: AnyRequest, practice: FromPath[int], comment: FromPath[int], body: RawBody
    ) -> Response[Any]:
        account, form = read_own_form(request, body)
        site_of(request).review.commenting.resolve(account, _id(practice), _id(comment))
        url = practice_url(language_for(request), practice)
        return _see(f"{url}/sprawdz#tekst" if first(form, "skad") == _READING else f"{url}#uwagi")

    @get("/historia", sync_to_thread=True)
    def history(self, request: AnyRequest, practice: FromPath[int]) -> Response[str]:
        history = site_of(request).review.remembering.history(signed_in(request), _id(practice))
        number = page_number(read_parameters(request.scope["query_string"]))
        page = history_page(history, language_for(request), number)
        return private(request, "pages/history.html", page)

    @get("/roznica", sync_to_thread=True)
    def difference(self, request: AnyRequest, practice: FromPath[int]) -> Response[str]:
        account = signed_in(request)
        site = site_of(request)
        asked = read_parameters(request.scope["query_string"])
        newer = number(asked, "do", 2, 1, LARGEST_ID)
        older = number(asked, "od", max(newer - 1, 1), 1, LARGEST_ID)
        two = site.review.remembering.two_texts(account, _id(practice), older, newer)
        page = difference_page(two, site.vocabularies, language_for(request))
        return private(request, "pages/difference.html", page)

    @post("/historia/przywroc", status_code=303, sync_to_thread=True, request_max_body_size=LARGEST_FORM)
    def restore(self, request: AnyRequest, practice: FromPath[int], body: RawBody) -> Response[Any]:
        account, form = read_own_form(request, body)
        remembering = site_of(request).review.remembering
        wanted = number(form, "numer", 0, 0, LARGEST_ID)
        language = language_for(request)
        try:
            remembering.restore(account, _id(practice), wanted, looked_at=_revision(form))
        except NewerText:
            history = remembering.history(account, _id(practice))
            page = history_page(history, language, was_overtaken=True)
            return private(request, "pages/history.html", page, 409)
        return _see(f"{practice_url(language, practice)}?stan=przywrocono")


def _refusal(error: KbError, note: str) -> tuple[Refusal, int]:
    """What the page says, and the status. What is none of ours to explain goes on."""
    match error:
        case MoveRefused():
            return Refusal(PathFault.STATE, note), 409
        case NewerText():
            return Refusal(PathFault.NEWER, note), 409
        case NotAllowed():
            return Refusal(PathFault.NOT_ALLOWED, note), 403
        case NotReady():
            return Refusal(PathFault.NOT_READY, note, missing=error.missing), 422
        case ReasonMissing():
            return Refusal(PathFault.REASON, note), 422
        case CommentRefused():
            return Refusal(PathFault(error.fault.value), note), 422
    raise error


def _path(
    request: AnyRequest,
    account: Account,
    practice: int,
    refusal: Refusal | None = None,
    status: int = 200,
    notice: str = "",
) -> Response[str]:
    site = site_of(request)
    view = site.review.reviewing.path(account, _id(practice))
    number = page_number(read_parameters(request.scope["query_string"]))
    page = path_page(view, site.vocabularies, language_for(request), refusal, notice, number)
    return private(request, "pages/path.html", page, status)


def _reading(
    request: AnyRequest,
    account: Account,
    practice: int,
    refusal: Refusal | None = None,
    status: int = 200,
    notice: str = "",
) -> Response[str]:
    site = site_of(request)
    language = language_for(request)
    view = site.review.reviewing.path(account, _id(practice))
    _, record = site.review.reviewing.text(account, _id(practice))
    path = path_page(view, site.vocabularies, language, refusal, notice)
    page = review_page(path, record, site.vocabularies, language)
    return private(request, "pages/review.html", page, status)


def _see(address: str) -> Response[Any]:
    return Response(None, status_code=303, headers={"location": address, "cache-control": "no-store"})


def _notice(request: AnyRequest) -> str:
    state = first(read_parameters(request.scope["query_string"]), "stan") or ""
    return state if state in _NOTICES else ""


def _revision(form: Parameters) -> int:
    """The text that was on the page whose form this is."""
    return number(form, "wersja", 0, 0, LARGEST_ID)


def _id(found: int) -> int:
    """Raises NotFound for a number that no row can have."""
    if not 0 < found <= LARGEST_ID:
        raise NotFound("practice", str(found)[:40])
    return found
