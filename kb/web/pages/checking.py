"""The last step of the form, the preview, and the sending to review."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import structlog
from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, RawBody

from kb.domain.accounts import Account
from kb.domain.facets import Facet
from kb.domain.form_record import Fault, faults_before_review, record_of
from kb.domain.languages import Language
from kb.domain.rights import Task
from kb.domain.typed_form import TypedForm
from kb.errors import Busy, NotFound
from kb.services.editing import EditConflict, EditingClosed, WorkingCopy
from kb.web.context import Site, site_of
from kb.web.forms import LARGEST_FORM
from kb.web.own_forms import TextForm
from kb.web.pages.editing import (
    closed_page,
    comments_on,
    conflict_answer,
    desk_of,
    see_other,
)
from kb.web.pages.preview import preview_of
from kb.web.pages.private_pages import private, row_id
from kb.web.parameters import first
from kb.web.signed_in import read_own_form, require
from kb.web.views.checking import FORM_FIELDS, check_page
from kb.web.views.editing import CHECK

log = structlog.get_logger()

AnyRequest = Request[Any, Any, Any]


class CheckingController(Controller):
    path = "/redakcja/szkice/{copy_id:int}"

    @get("/sprawdz", sync_to_thread=True)
    def check(self, request: AnyRequest, copy_id: FromPath[int]) -> Response[Any]:
        account = require(request, Task.WRITE)
        try:
            copy = site_of(request).editing.copy(account, row_id(copy_id, "text"))
        except EditingClosed as closed:
            return closed_page(request, closed, None)
        return _page(request, account, copy)

    @get("/podglad", sync_to_thread=True)
    def preview(self, request: AnyRequest, copy_id: FromPath[int]) -> Response[Any]:
        account = require(request, Task.WRITE)
        site = site_of(request)
        try:
            copy = site.editing.copy(account, row_id(copy_id, "text"))
        except EditingClosed as closed:
            return closed_page(request, closed, None)
        back = desk_of(request).step_url(copy.id, CHECK)
        shown = preview_of(request, site.advising.readable(copy.form), back)
        return private(request, "pages/practice.html", shown)

    @post("/sprawdz", status_code=303, sync_to_thread=True, request_max_body_size=LARGEST_FORM)
    def act(self, request: AnyRequest, body: RawBody, copy_id: FromPath[int]) -> Response[Any]:
        """`co` is "wyslij", or a label that is taken over."""
        account, form = read_own_form(request, body)
        sent = TextForm(account, form, True)
        desk = desk_of(request)
        action, _, rest = (first(form, "co") or "").partition(":")
        editing = site_of(request).editing
        try:
            copy = editing.copy(account, row_id(copy_id, "text"))
            if action == "etykieta":
                labelled = _with_label(copy.form, rest, site_of(request))
                editing.save(account, copy.id, sent.version, labelled)
                return see_other(f"{desk.step_url(copy.id, CHECK)}#etykiety")
            return _send(request, account, copy, sent.version)
        except EditConflict as conflict:
            return conflict_answer(request, conflict)
        except EditingClosed as closed:
            return closed_page(request, closed, None)


def _send(request: AnyRequest, account: Account, copy: WorkingCopy, version: int) -> Response[Any]:
    outcome = site_of(request).editing.send(account, copy.id, version)
    if outcome.practice_id is None:
        return _page(request, account, outcome.kept.copy, outcome.faults, status=422)
    return see_other(f"{desk_of(request).root}?stan=wyslano")


def _page(
    request: AnyRequest,
    account: Account,
    copy: WorkingCopy,
    refused: tuple[Fault, ...] | None = None,
    status: int = 200,
) -> Response[str]:
    site = site_of(request)
    checked = record_of(copy.form, site.vocabularies)
    faults = checked.faults if checked.record is None else faults_before_review(checked.record)
    try:
        advice = site.advising.advice(copy.form, copy.practice_id)
    except Busy as busy:
        # Advice is no part of the text: the page goes on without it and says so.
        log.info("advice_left_out", reason=str(busy))
        advice = None
    names = site.advising.readable(copy.form).names
    page = check_page(
        desk_of(request),
        copy,
        refused or faults,
        advice,
        names,
        is_refused=refused is not None,
        comments=comments_on(request, account, copy),
    )
    return private(request, "pages/editing/check.html", page, status)


def _with_label(form: TypedForm, pressed: str, site: Site) -> TypedForm:
    """Raises NotFound for a label that there is not."""
    name, _, code = pressed.partition(":")
    facet = Facet(name) if name in list(Facet) else None
    if facet not in FORM_FIELDS or code not in site.vocabularies.of_facet(facet):
        raise NotFound("label", pressed[:80])
    if facet is Facet.FORM and form.text("form"):
        return form.with_choice("extra_forms", code)
    if facet is not Facet.PARTNER:
        return form.with_choice(FORM_FIELDS[facet], code)
    rows = form.rows.get("partners", ())
    untyped = [number for number, row in enumerate(rows) if row.get("name") and not row.get("type")]
    if len(untyped) == 1:
        row = {**rows[untyped[0]], "type": code}
        changed = (*rows[: untyped[0]], row, *rows[untyped[0] + 1 :])
        return replace(form, rows={**form.rows, "partners": changed})
    label = site.vocabularies.label(facet, code, Language.POLISH)
    without = tuple(said for said in form.not_stated if said != "partners")
    return replace(form, not_stated=without).with_row("partners", {"name": label, "type": code})
