"""The list of libraries, kept by reviewers."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, RawBody

from kb.domain.libraries import LibraryPlace
from kb.domain.rights import Task
from kb.errors import NotFound
from kb.services.editing_libraries import LibraryRefused
from kb.web.context import site_of
from kb.web.forms import LARGEST_FORM
from kb.web.pages.page import language_for
from kb.web.pages.private_pages import own_form, private, redirect
from kb.web.parameters import first, prefix_of, read_parameters
from kb.web.signed_in import require
from kb.web.views.authority import authority_page, desk_url, library_desk, library_merge, separation
from kb.web.views.paging import page_number

Asked = Request[Any, Any, Any]

_SAVED = "zapisano"
_LONGEST_NUMBER = 15


class AuthorityController(Controller):
    path = "/redakcja/biblioteki"

    @get(sync_to_thread=True)
    def index(self, request: Asked) -> Response[str]:
        require(request, Task.EDIT_VOCABULARIES)
        editing = site_of(request).editing_libraries
        asked = read_parameters(request.scope["query_string"])
        words, language = first(asked, "q") or "", language_for(request)
        page = authority_page(
            editing.libraries(words),
            words,
            editing.history(),
            prefix_of(language),
            language,
            page_number(asked),
        )
        return private(request, "pages/authority.html", page)

    @get("/{number:str}", sync_to_thread=True)
    def show(self, request: Asked, number: FromPath[str]) -> Response[str]:
        require(request, Task.EDIT_VOCABULARIES)
        asked = read_parameters(request.scope["query_string"])
        return _desk(request, _id(number), first(asked, "z") or "", is_saved=first(asked, "stan") == _SAVED)

    @post("/{number:str}/nazwa", status_code=303, sync_to_thread=True, request_max_body_size=LARGEST_FORM)
    def rename(self, request: Asked, number: FromPath[str], body: RawBody) -> Response[Any]:
        account, form = own_form(request, body, Task.EDIT_VOCABULARIES)
        typed = first(form, "nazwa") or ""
        try:
            site_of(request).editing_libraries.rename(account, _id(number), typed)
        except LibraryRefused as refused:
            return _desk(request, _id(number), refused=refused, at="nazwa", typed_name=typed)
        return _to_desk(request, _id(number))

    @post("/{number:str}/inna", status_code=303, sync_to_thread=True, request_max_body_size=LARGEST_FORM)
    def add_alias(self, request: Asked, number: FromPath[str], body: RawBody) -> Response[Any]:
        account, form = own_form(request, body, Task.EDIT_VOCABULARIES)
        typed = first(form, "inna") or ""
        try:
            site_of(request).editing_libraries.add_alias(account, _id(number), typed)
        except LibraryRefused as refused:
            return _desk(request, _id(number), refused=refused, at="inna", typed_alias=typed)
        return _to_desk(request, _id(number))

    @post("/{number:str}/miejsce", status_code=303, sync_to_thread=True, request_max_body_size=LARGEST_FORM)
    def say_where(self, request: Asked, number: FromPath[str], body: RawBody) -> Response[Any]:
        account, form = own_form(request, body, Task.EDIT_VOCABULARIES)
        typed = LibraryPlace(first(form, "miejscowosc"), first(form, "wojewodztwo"), first(form, "wielkosc"))
        try:
            site_of(request).editing_libraries.say_where(account, _id(number), typed)
        except LibraryRefused as refused:
            return _desk(request, _id(number), refused=refused, at="miejscowosc", typed_place=typed)
        return _to_desk(request, _id(number))

    @get("/{number:str}/scal", sync_to_thread=True)
    def preview_merge(self, request: Asked, number: FromPath[str]) -> Response[str]:
        """What a merge would change, to be confirmed."""
        require(request, Task.EDIT_VOCABULARIES)
        editing = site_of(request).editing_libraries
        into = _id(first(read_parameters(request.scope["query_string"]), "z") or "")
        if into == _id(number):
            raise NotFound("library", number)
        page = library_merge(
            editing.library(_id(number)), editing.library(into), prefix_of(language_for(request))
        )
        return private(request, "pages/library_merging.html", page)

    @post("/{number:str}/scal", status_code=303, sync_to_thread=True, request_max_body_size=LARGEST_FORM)
    def merge(self, request: Asked, number: FromPath[str], body: RawBody) -> Response[Any]:
        account, form = own_form(request, body, Task.EDIT_VOCABULARIES)
        into = _id(first(form, "z") or "")
        try:
            site_of(request).editing_libraries.merge(account, _id(number), into)
        except LibraryRefused as refused:
            raise NotFound("library", number) from refused
        return _to_desk(request, into)

    @get("/{number:str}/wydziel", sync_to_thread=True)
    def preview_separation(self, request: Asked, number: FromPath[str]) -> Response[str]:
        """What taking a name away would change, to be confirmed."""
        require(request, Task.EDIT_VOCABULARIES)
        editing = site_of(request).editing_libraries
        name = first(read_parameters(request.scope["query_string"]), "nazwa") or ""
        preview = editing.preview_separation(_id(number), name)
        page = separation(
            editing.library(_id(number)), name, preview.practices, prefix_of(language_for(request))
        )
        return private(request, "pages/library_separating.html", page)

    @post("/{number:str}/wydziel", status_code=303, sync_to_thread=True, request_max_body_size=LARGEST_FORM)
    def separate(self, request: Asked, number: FromPath[str], body: RawBody) -> Response[Any]:
        account, form = own_form(request, body, Task.EDIT_VOCABULARIES)
        name = first(form, "nazwa") or ""
        site_of(request).editing_libraries.separate(account, _id(number), name)
        return _to_desk(request, _id(number))


def _id(number: str) -> int:
    if not (number.isascii() and number.isdigit() and len(number) <= _LONGEST_NUMBER):
        raise NotFound("library", number[:50])
    return int(number)


def _desk(
    request: Asked,
    library_id: int,
    words: str = "",
    *,
    refused: LibraryRefused | None = None,
    at: str = "",
    typed_name: str | None = None,
    typed_alias: str = "",
    typed_place: LibraryPlace | None = None,
    is_saved: bool = False,
) -> Response[str]:
    editing, language = site_of(request).editing_libraries, language_for(request)
    page = library_desk(
        editing.library(library_id),
        editing.libraries(words) if words else (),
        site_of(request).vocabularies,
        language,
        words=words,
        typed_name=typed_name,
        typed_alias=typed_alias,
        typed_place=typed_place,
        fault=refused.fault.value if refused else "",
        at=at,
        found=refused.found if refused else "",
        taken_by=refused.taken_by if refused else "",
        is_saved=is_saved,
    )
    return private(request, "pages/library_desk.html", page, 422 if refused else 200)


def _to_desk(request: Asked, library_id: int) -> Response[None]:
    return redirect(request, f"{desk_url('', library_id)}?stan={_SAVED}")
