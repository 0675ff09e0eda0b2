"""Labels and synonyms, changed by reviewers."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, RawBody

from kb.domain.facets import Facet
from kb.domain.languages import Language
from kb.domain.rights import Task
from kb.errors import NotFound
from kb.services.editing_terms import ListedTerm, TermFault, TermRefused
from kb.web.context import site_of
from kb.web.forms import LARGEST_FORM
from kb.web.pages.page import language_for
from kb.web.pages.private_pages import own_form, private, redirect
from kb.web.parameters import Parameters, first, prefix_of, read_parameters
from kb.web.signed_in import require
from kb.web.views.vocabularies import (
    TypedSynonym,
    merge_page,
    synonyms_page,
    term_page,
    term_url,
    vocabularies_page,
    vocabulary_page,
)

_FACETS = {facet.parameter: facet for facet in Facet}
Asked = Request[Any, Any, Any]

_SAVED = "zapisano"


class VocabulariesController(Controller):
    path = "/redakcja/slowniki"

    @get(sync_to_thread=True)
    def index(self, request: Asked) -> Response[str]:
        require(request, Task.EDIT_VOCABULARIES)
        editing = site_of(request).editing_terms
        now = editing.now()
        groups = sum(1 for group in now.groups if len(group.terms) > 1)
        language = language_for(request)
        page = vocabularies_page(now.vocabularies, groups, editing.history(), prefix_of(language), language)
        return private(request, "pages/vocabularies.html", page)

    @get("/synonimy", sync_to_thread=True)
    def synonyms(self, request: Asked) -> Response[str]:
        require(request, Task.EDIT_VOCABULARIES)
        return _synonyms(request, read_parameters(request.scope["query_string"]))

    @post("/synonimy", status_code=303, sync_to_thread=True, request_max_body_size=LARGEST_FORM)
    def new_group(self, request: Asked, body: RawBody) -> Response[Any]:
        account, form = own_form(request, body, Task.EDIT_VOCABULARIES)
        typed = first(form, "okreslenia") or ""
        terms = tuple(part for line in typed.splitlines() for part in line.split(","))
        try:
            site_of(request).editing_terms.new_group(account, _language(form), terms)
        except TermRefused as refused:
            return _synonyms(request, form, typed, refused)
        return _to_synonyms(request, form)

    @post("/synonimy/dodaj", status_code=303, sync_to_thread=True, request_max_body_size=LARGEST_FORM)
    def add_synonym(self, request: Asked, body: RawBody) -> Response[Any]:
        account, form = own_form(request, body, Task.EDIT_VOCABULARIES)
        head, typed = first(form, "grupa") or "", first(form, "okreslenie") or ""
        try:
            site_of(request).editing_terms.add_synonym(account, _language(form), head, typed)
        except TermRefused as refused:
            return _synonyms(request, form, typed, refused, head)
        return _to_synonyms(request, form)

    @post("/synonimy/usun", status_code=303, sync_to_thread=True, request_max_body_size=LARGEST_FORM)
    def remove_synonym(self, request: Asked, body: RawBody) -> Response[Any]:
        account, form = own_form(request, body, Task.EDIT_VOCABULARIES)
        head, term = first(form, "grupa") or "", first(form, "okreslenie") or ""
        site_of(request).editing_terms.remove_synonym(account, _language(form), head, term)
        return _to_synonyms(request, form)

    @get("/{name:str}", sync_to_thread=True)
    def vocabulary(self, request: Asked, name: FromPath[str]) -> Response[str]:
        require(request, Task.EDIT_VOCABULARIES)
        return _vocabulary(request, _facet(name))

    @post("/{name:str}", status_code=303, sync_to_thread=True, request_max_body_size=LARGEST_FORM)
    def add(self, request: Asked, name: FromPath[str], body: RawBody) -> Response[Any]:
        """A new label of the list."""
        account, form = own_form(request, body, Task.EDIT_VOCABULARIES)
        facet, typed = _facet(name), _typed_labels(form)
        try:
            code = site_of(request).editing_terms.add_term(account, facet, typed)
        except TermRefused as refused:
            return _vocabulary(request, facet, typed, refused)
        return _to_term(request, facet, code)

    @get("/{name:str}/{code:str}", sync_to_thread=True)
    def term(self, request: Asked, name: FromPath[str], code: FromPath[str]) -> Response[str]:
        require(request, Task.EDIT_VOCABULARIES)
        state = first(read_parameters(request.scope["query_string"]), "stan")
        return _term(request, _facet(name), code, is_saved=state == _SAVED)

    @post("/{name:str}/{code:str}", status_code=303, sync_to_thread=True, request_max_body_size=LARGEST_FORM)
    def rename(
        self, request: Asked, name: FromPath[str], code: FromPath[str], body: RawBody
    ) -> Response[Any]:
        account, form = own_form(request, body, Task.EDIT_VOCABULARIES)
        facet = _facet(name)
        typed = _typed_labels(form)
        try:
            site_of(request).editing_terms.rename(account, facet, code, typed)
        except TermRefused as refused:
            return _term(request, facet, code, typed, _wrong_labels(typed, refused))
        return _to_term(request, facet, code)

    @post(
        "/{name:str}/{code:str}/synonimy",
        status_code=303,
        sync_to_thread=True,
        request_max_body_size=LARGEST_FORM,
    )
    def add_term_synonym(
        self, request: Asked, name: FromPath[str], code: FromPath[str], body: RawBody
    ) -> Response[Any]:
        account, form = own_form(request, body, Task.EDIT_VOCABULARIES)
        facet, language, term = _facet(name), _language(form), first(form, "okreslenie") or ""
        try:
            site_of(request).editing_term_synonyms.add_term_synonym(account, facet, code, language, term)
        except TermRefused as refused:
            typed = TypedSynonym(language.value, term, refused.fault.value, refused.found)
            return _term(request, facet, code, typed_synonym=typed)
        return _to_term(request, facet, code)

    @post(
        "/{name:str}/{code:str}/synonimy/usun",
        status_code=303,
        sync_to_thread=True,
        request_max_body_size=LARGEST_FORM,
    )
    def remove_term_synonym(
        self, request: Asked, name: FromPath[str], code: FromPath[str], body: RawBody
    ) -> Response[Any]:
        account, form = own_form(request, body, Task.EDIT_VOCABULARIES)
        facet, term = _facet(name), first(form, "okreslenie") or ""
        site_of(request).editing_term_synonyms.remove_term_synonym(
            account, facet, code, _language(form), term
        )
        return _to_term(request, facet, code)

    @get("/{name:str}/{code:str}/scal", sync_to_thread=True)
    def preview(self, request: Asked, name: FromPath[str], code: FromPath[str]) -> Response[str]:
        """What a merge would change, to be confirmed."""
        require(request, Task.EDIT_VOCABULARIES)
        facet, language = _facet(name), language_for(request)
        into = first(read_parameters(request.scope["query_string"]), "z") or ""
        editing = site_of(request).editing_terms
        try:
            preview = editing.preview_merge(facet, code, into)
        except TermRefused as refused:
            raise NotFound("merge", into) from refused
        page = merge_page(facet, preview, editing.now().vocabularies, prefix_of(language), language)
        return private(request, "pages/merging.html", page)

    @post(
        "/{name:str}/{code:str}/scal",
        status_code=303,
        sync_to_thread=True,
        request_max_body_size=LARGEST_FORM,
    )
    def merge(self, request: Asked, name: FromPath[str], code: FromPath[str], body: RawBody) -> Response[Any]:
        account, form = own_form(request, body, Task.EDIT_VOCABULARIES)
        facet, into = _facet(name), first(form, "z") or ""
        try:
            site_of(request).editing_terms.merge(account, facet, code, into)
        except TermRefused as refused:
            raise NotFound("merge", into) from refused
        return _to_term(request, facet, into)

    @post(
        "/{name:str}/{code:str}/rozlacz",
        status_code=303,
        sync_to_thread=True,
        request_max_body_size=LARGEST_FORM,
    )
    def split(self, request: Asked, name: FromPath[str], code: FromPath[str], body: RawBody) -> Response[Any]:
        """`code` is the one that was merged."""
        account, _ = own_form(request, body, Task.EDIT_VOCABULARIES)
        facet = _facet(name)
        site_of(request).editing_terms.split(account, facet, code)
        return _to_term(request, facet, code)


def _facet(name: str) -> Facet:
    if name not in _FACETS:
        raise NotFound("vocabulary", name)
    return _FACETS[name]


def _language(form: Parameters) -> Language:
    code = first(form, "jezyk")
    return Language(code) if code in list(Language) else Language.POLISH


def _typed_labels(form: Parameters) -> dict[Language, str]:
    return {one: first(form, f"etykieta-{one.value}") or "" for one in Language}


def _wrong_labels(typed: dict[Language, str], refused: TermRefused) -> dict[Language, str]:
    """The fields that the refusal is about; a label that was too long is told cut."""
    clean = {one: " ".join(label.split()) for one, label in typed.items()}
    wrong = [one for one in Language if clean[one] == refused.found]
    wrong = wrong or [one for one in Language if clean[one].startswith(refused.found)]
    return dict.fromkeys(wrong, refused.fault.value)


def _vocabulary(
    request: Asked,
    facet: Facet,
    typed: dict[Language, str] | None = None,
    refused: TermRefused | None = None,
) -> Response[str]:
    language = language_for(request)
    terms = site_of(request).editing_terms.terms(facet)
    whole = refused is not None and refused.fault in (TermFault.NOT_GROWING, TermFault.FULL)
    page = vocabulary_page(
        facet,
        terms,
        prefix_of(language),
        language,
        typed,
        _wrong_labels(typed, refused) if typed and refused and not whole else None,
        refused.fault.value if refused and whole else "",
    )
    return private(request, "pages/vocabulary.html", page, 422 if refused else 200)


def _term(
    request: Asked,
    facet: Facet,
    code: str,
    typed: dict[Language, str] | None = None,
    faults: dict[Language, str] | None = None,
    *,
    typed_synonym: TypedSynonym | None = None,
    is_saved: bool = False,
) -> Response[str]:
    site, language = site_of(request), language_for(request)
    terms: tuple[ListedTerm, ...] = site.editing_terms.terms(facet)
    if all(term.code != code for term in terms):
        raise NotFound("code", code)
    page = term_page(
        facet,
        code,
        terms,
        site.editing_term_synonyms.synonyms_of(facet, code),
        prefix_of(language),
        language,
        typed,
        faults,
        typed_synonym=typed_synonym,
        is_saved=is_saved,
    )
    return private(request, "pages/term.html", page, 422 if faults or typed_synonym else 200)


def _synonyms(
    request: Asked,
    asked: Parameters,
    typed: str = "",
    refused: TermRefused | None = None,
    at: str = "",
) -> Response[str]:
    page = synonyms_page(
        site_of(request).editing_terms.groups(),
        _language(asked),
        first(asked, "q") or "",
        typed=typed,
        fault=refused.fault.value if refused else "",
        found=refused.found if refused else "",
        at=at,
        is_saved=first(asked, "stan") == _SAVED,
    )
    return private(request, "pages/synonyms.html", page, 422 if refused else 200)


def _to_term(request: Asked, facet: Facet, code: str) -> Response[None]:
    return redirect(request, f"{term_url('', facet, code)}?stan={_SAVED}")


def _to_synonyms(request: Asked, form: Parameters) -> Response[None]:
    return redirect(request, f"/redakcja/slowniki/synonimy?jezyk={_language(form).value}&stan={_SAVED}")
