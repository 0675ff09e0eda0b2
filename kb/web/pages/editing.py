"""Writing one practice: the list of one's own, the steps of the form, two texts brought together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog
from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, RawBody

from kb.domain.accounts import Account
from kb.domain.form_fields import FIELD, FieldKind, FormStep
from kb.domain.form_record import Fault, FaultKind
from kb.domain.rights import Task, may_do
from kb.domain.typed_form import Pairs, RowMove, TypedForm
from kb.domain.uploads import UploadFault, UploadRefused
from kb.errors import Busy, KbError, NotFound
from kb.services.editing import EditConflict, EditingClosed, WorkingCopy
from kb.services.filing import StoredFile
from kb.web.context import site_of
from kb.web.forms import LARGEST_FORM, LARGEST_TEXT
from kb.web.fragments import html, wants_fragment
from kb.web.own_forms import TextForm, judged, read_text_form, to_resend
from kb.web.pages.page import language_for, render
from kb.web.pages.private_pages import private, row_id
from kb.web.parameters import first, read_parameters
from kb.web.signed_in import read_own_form, require
from kb.web.uploads import LARGEST_UPLOAD, Arrived, UploadedFile, read_form_with_file, received
from kb.web.views.editing import (
    NO_COMMENTS,
    Desk,
    OpenComments,
    conflict_page,
    form_page,
)
from kb.web.views.my_practices import desk_tools, list_page
from kb.web.views.paging import page_number

AnyRequest = Request[Any, Any, Any]
Answer = TypeVar("Answer")

log = structlog.get_logger()

CHOICE = "wybor."
"""Before the name of a field: whose text is taken."""
_QUIET = (FaultKind.MISSING,)
"""What is not said to somebody who has only just come to a step."""


class EditingController(Controller):
    path = "/redakcja"

    @get(sync_to_thread=True)
    def mine(self, request: AnyRequest) -> Response[str]:
        account = require(request, Task.WRITE)
        state = first(read_parameters(request.scope["query_string"]), "stan")
        mine = site_of(request).editing.mine(account)
        desk = desk_of(request)
        is_reviewer = may_do(account, Task.SEE_QUEUE)
        waiting = site_of(request).review.queueing.number_waiting() if is_reviewer else 0
        tools = desk_tools(desk, account, waiting)
        number = page_number(read_parameters(request.scope["query_string"]))
        page = list_page(desk, mine, tools, number, is_sent=state == "wyslano")
        return private(request, "pages/editing/list.html", page)

    @get("/nowa", sync_to_thread=True)
    def about_new(self, request: AnyRequest) -> Response[str]:
        require(request, Task.WRITE)
        return private(request, "pages/editing/new.html", desk_of(request))

    @post("/nowa", status_code=303, sync_to_thread=True, request_max_body_size=LARGEST_FORM)
    def begin(self, request: AnyRequest, body: RawBody) -> Response[Any]:
        account, _ = read_own_form(request, body)
        copy = site_of(request).editing.begin(account)
        return see_other(desk_of(request).step_url(copy.id, FormStep.ABOUT))

    @post(
        "/praktyki/{practice:int}/pisz",
        status_code=303,
        sync_to_thread=True,
        request_max_body_size=LARGEST_FORM,
    )
    def open(self, request: AnyRequest, body: RawBody, practice: FromPath[int]) -> Response[Any]:
        account, _ = read_own_form(request, body)
        try:
            copy = site_of(request).editing.open(account, row_id(practice, "text"))
        except EditingClosed as closed:
            return closed_page(request, closed, None)
        return see_other(desk_of(request).step_url(copy.id, FormStep.ABOUT))

    @post(
        "/szkice/{copy_id:int}/usun",
        status_code=303,
        sync_to_thread=True,
        request_max_body_size=LARGEST_FORM,
    )
    def discard(self, request: AnyRequest, body: RawBody, copy_id: FromPath[int]) -> Response[Any]:
        account, form = read_own_form(request, body)
        editing = site_of(request).editing
        if first(form, "na-pewno") != "tak":
            copy = editing.own_copy(account, row_id(copy_id, "text"))
            page = form_page(desk_of(request), copy, FormStep.ABOUT, copy.form, ())
            return private(request, "pages/editing/discard.html", page)
        editing.discard(account, row_id(copy_id, "text"))
        return see_other(desk_of(request).root)

    @post(
        "/szkice/{copy_id:int}/scal",
        status_code=303,
        sync_to_thread=True,
        request_max_body_size=LARGEST_TEXT,
    )
    def bring_together(self, request: AnyRequest, body: RawBody, copy_id: FromPath[int]) -> Response[Any]:
        """For each field what was chosen of two texts; what was typed came along with the choice."""
        sent = read_text_form(request, body)
        if sent.account is None:
            return to_resend(request, sent)
        editing = site_of(request).editing
        desk = desk_of(request)
        try:
            copy = editing.copy(sent.account, row_id(copy_id, "text"))
            mine = copy.form.with_posted(sent.pairs)
            head = editing.head(sent.account, copy)
            base = sent.number("podstawa")
            theirs = editing.text_of(sent.account, copy, base) if base is not None and head else copy.form
            taken = [
                name.removeprefix(CHOICE)
                for name, value in sent.pairs
                if name.startswith(CHOICE) and value == "ich"
            ]
            for name in taken:
                if name in FIELD:
                    mine = mine.with_field(name, theirs)
            kept = editing.save(sent.account, copy.id, sent.version, mine, base if head else None)
        except EditConflict as conflict:
            return conflict_answer(request, conflict)
        except EditingClosed as closed:
            return closed_page(request, closed, sent)
        except KbError as error:
            return _not_kept(request, sent, error)
        return see_other(desk.step_url(kept.copy.id, FormStep.ABOUT))

    @get("/szkice/{copy_id:int}/{step:str}", sync_to_thread=True)
    def show(self, request: AnyRequest, copy_id: FromPath[int], step: FromPath[str]) -> Response[Any]:
        account = require(request, Task.WRITE)
        try:
            copy = site_of(request).editing.copy(account, row_id(copy_id, "text"))
        except EditingClosed as closed:
            return closed_page(request, closed, None)
        faults = site_of(request).editing.check(copy.form).faults
        current = step_of(step)
        shown = [fault for fault in faults if fault.step is current and fault.kind not in _QUIET]
        comments = comments_on(request, account, copy)
        page = form_page(desk_of(request), copy, current, copy.form, faults, shown=shown, comments=comments)
        return private(request, "pages/editing/step.html", page)

    @post(
        "/szkice/{copy_id:int}/{step:str}",
        status_code=303,
        request_max_body_size=LARGEST_UPLOAD,
    )
    async def send(self, request: AnyRequest, copy_id: FromPath[int], step: FromPath[str]) -> Response[Any]:
        async with received(request) as arrived:
            sent = await asyncio.to_thread(_sent, request, arrived, copy_id, step)
            return await _filed(request, sent) if isinstance(sent, Brought) else sent


@dataclass(frozen=True, slots=True)
class Brought:
    """A file that came with a form. What was typed beside it is kept already: a file that is refused takes
    nothing with it."""

    form: TextForm
    account: Account
    copy: WorkingCopy
    file: UploadedFile | None


def _sent(request: AnyRequest, arrived: Arrived, number: int, step_name: str) -> Response[Any] | Brought:
    pairs, file = read_form_with_file(request, arrived, "plik")
    sent = judged(request, pairs)
    step, copy_id = step_of(step_name), row_id(number, "text")
    if sent.account is None:
        return to_resend(request, sent)
    account = sent.account

    def keep() -> Response[Any] | Brought:
        if first(pairs, "co") != "plik":
            return _kept(request, account, sent, copy_id, step)
        editing = site_of(request).editing
        form = editing.copy(account, copy_id).form.with_posted(sent.pairs)
        return Brought(sent, account, editing.keep(account, copy_id, sent.version, form), file)

    return _or_why_not(request, sent, keep)


async def _filed(request: AnyRequest, brought: Brought) -> Response[Any]:
    """Files are looked into in threads of their own."""

    def take() -> StoredFile:
        if brought.file is None:
            raise UploadRefused(UploadFault.NONE)
        practice_id = brought.copy.practice_id
        return site_of(request).filing.take(
            brought.account, practice_id, brought.file.name, brought.file.read()
        )

    fault: UploadFault | None = None
    taken: StoredFile | None = None
    try:
        taken = await site_of(request).file_threads.run(take)
    except UploadRefused as refused:
        fault = refused.fault
    except Busy:
        fault = UploadFault.BUSY
    except KbError as error:
        return await asyncio.to_thread(_not_kept, request, brought.form, error)
    return await asyncio.to_thread(_after_file, request, brought, taken, fault)


def _after_file(
    request: AnyRequest, brought: Brought, taken: StoredFile | None, fault: UploadFault | None
) -> Response[Any]:
    if taken is None:
        told = (fault or UploadFault.NONE).value
        page = form_page(
            desk_of(request), brought.copy, FormStep.MEDIA, brought.copy.form, (), upload_fault=told
        )
        return private(request, "pages/editing/step.html", page, 503 if fault is UploadFault.BUSY else 422)
    return _or_why_not(request, brought.form, lambda: _named(request, brought, taken))


def _or_why_not(request: AnyRequest, sent: TextForm, keep: Callable[[], Answer]) -> Answer | Response[Any]:
    """Whatever keeps a text from being kept is answered with all that was typed."""
    try:
        return keep()
    except EditConflict as conflict:
        return conflict_answer(request, conflict)
    except EditingClosed as closed:
        return closed_page(request, closed, sent)
    except KbError as error:
        return _not_kept(request, sent, error)


def _not_kept(request: AnyRequest, sent: TextForm, error: KbError) -> Response[str]:
    """What the storage refuses comes back with all that was typed; what is not there stays not there."""
    if isinstance(error, NotFound):
        raise error
    log.warning("request_refused", number=error.number, reason=str(error))
    return to_resend(request, sent, is_busy=True)


def _kept(
    request: AnyRequest, account: Account, sent: TextForm, copy_id: int, step: FormStep
) -> Response[Any]:
    """`co` says what was pressed: "auto" for nothing, "zapisz", "dalej", or what is to happen to a row."""
    editing = site_of(request).editing
    copy = editing.copy(account, copy_id)
    form = copy.form.with_posted(sent.pairs)
    action, _, rest = (first(sent.pairs, "co") or "dalej").partition(":")
    if action == "auto":
        kept = editing.keep(account, copy_id, sent.version, form)
        return fragment(request, "_fragments/editing_saved.html", kept, step)
    if action in list(RowMove):
        name, _, row = rest.partition(":")
        number = int(row) if row.isascii() and row.isdigit() and len(row) < 6 else 0
        move = RowMove(action)
        moved = form.with_move(move, name, number)
        kept = editing.keep(account, copy_id, sent.version, moved)
        focus = _row_to_go_on_in(move, moved, name, number)
        return _after_move(request, kept, step, name, focus)
    saved = editing.save(account, copy_id, sent.version, form)
    faults = [fault for fault in saved.checked.faults if fault.step is step]
    # What is still empty is no mistake of somebody who has only begun; the last step tells of it.
    wrong = [fault for fault in faults if fault.kind not in _QUIET or "." in _row_part(fault)]
    desk = desk_of(request)
    if wrong:
        comments = comments_on(request, account, saved.copy)
        page = form_page(desk, saved.copy, step, form, saved.checked.faults, shown=wrong, comments=comments)
        return private(request, "pages/editing/step.html", page, 422)
    if action == "podglad":
        return see_other(desk.step_url(copy_id, "podglad"))
    if action == "zapisz":
        return see_other(f"{desk.step_url(copy_id, step)}?stan=zapisano")
    page = form_page(desk, saved.copy, step, form, ())
    return see_other(page.next_url)


def _named(request: AnyRequest, brought: Brought, taken: StoredFile) -> Response[Any]:
    """A new row of the form names the file."""
    if taken.width is not None:
        name = "images"
        row = {"file": taken.name, "width": str(taken.width), "height": str(taken.height)}
    else:
        name, row = "files", {"file": taken.name, "size": str(taken.size)}
    copy = brought.copy
    form = copy.form.with_row(name, {**row, "licence": "cc-by-4.0"})
    copy = site_of(request).editing.keep(brought.account, copy.id, copy.version, form)
    last = len(copy.form.rows[name]) - 1
    return see_other(f"{desk_of(request).step_url(copy.id, FormStep.MEDIA)}#p-{name}-{last}")


def _row_part(fault: Fault) -> str:
    """The name where it is one of a row begun, since a row begun is to be finished."""
    return fault.field if fault.field.count(".") == 2 else ""


def _row_to_go_on_in(move: RowMove, form: TypedForm, name: str, number: int) -> tuple[str, int]:
    last = max(0, len(form.rows.get(name, ())) - 1)
    if move is RowMove.ADD:
        return name, last
    if move is RowMove.REMOVE:
        return name, min(number, last)
    return name, min(last, max(0, number + (1 if move is RowMove.DOWN else -1)))


def _after_move(
    request: AnyRequest, copy: WorkingCopy, step: FormStep, name: str, focus: tuple[str, int]
) -> Response[Any]:
    desk = desk_of(request)
    if not wants_fragment(request):
        field = FIELD.get(name)
        place = f"#p-{name}-{focus[1]}" if field is not None and field.kind is FieldKind.ROWS else ""
        return see_other(desk.step_url(copy.id, step) + place)
    page = form_page(desk, copy, step, copy.form, (), focus=focus)
    shown = next((field for field in page.fields if field.name == name), None)
    if shown is None:
        raise NotFound("field", name)
    content = render(request, "_fragments/editing_rows.html", {"page": page, "field": shown})
    return html(content, 200, "no-store")


def fragment(request: AnyRequest, template: str, copy: WorkingCopy, step: FormStep) -> Response[str]:
    page = form_page(desk_of(request), copy, step, copy.form, ())
    return html(render(request, template, page), 200, "no-store")


def conflict_answer(request: AnyRequest, conflict: EditConflict) -> Response[str]:
    page = conflict_page(desk_of(request), conflict)
    return private(request, "pages/editing/conflict.html", page, 409)


def closed_page(request: AnyRequest, closed: EditingClosed, sent: TextForm | None) -> Response[str]:
    """What was typed stays on the page, to be copied."""
    typed: Pairs = sent.pairs if sent else ()
    texts = [(name, value) for name, value in typed if value.strip() and FIELD.get(name)]
    page = {"state": closed.state.value, "typed": texts, "back_url": desk_of(request).root}
    return private(request, "pages/editing/closed.html", page, 409)


def comments_on(request: AnyRequest, account: Account, copy: WorkingCopy) -> OpenComments:
    """What reviewers said of the text and nobody has settled yet."""
    if copy.practice_id is None:
        return NO_COMMENTS
    return site_of(request).review.commenting.open_by_field(account, copy.practice_id)


def desk_of(request: AnyRequest) -> Desk:
    site = site_of(request)
    return Desk(site.form_texts, site.vocabularies, language_for(request))


def step_of(name: str) -> FormStep:
    """Raises NotFound."""
    if name not in list(FormStep):
        raise NotFound("step", name)
    return FormStep(name)


def see_other(address: str) -> Response[Any]:
    return Response(None, status_code=303, headers={"location": address, "cache-control": "no-store"})
