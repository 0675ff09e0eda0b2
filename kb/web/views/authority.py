"""The pages on which reviewers keep the list of libraries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from kb.domain.activity import Activity
from kb.domain.facets import Facet
from kb.domain.languages import Language
from kb.domain.libraries import LibraryPlace, ListedLibrary
from kb.domain.vocabularies import Vocabularies
from kb.web.parameters import prefix_of
from kb.web.views.paging import Paging, numbered, paged
from kb.web.views.vocabularies import Choice, Done
from kb.web.views.words import moment_text

LIBRARIES_SHOWN = 100


@dataclass(frozen=True, slots=True)
class LibraryRow:
    name: str
    place: str
    aliases: tuple[str, ...]
    practices: int
    url: str


@dataclass(frozen=True, slots=True)
class AuthorityPage:
    """`libraries` are those of this page of the list."""

    words: str
    total: int
    libraries: tuple[LibraryRow, ...]
    paging: Paging
    history: tuple[Done, ...]


@dataclass(frozen=True, slots=True)
class AliasRow:
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class PlaceFields:
    """Where the library lies, as it stands in the form; the codes are "" where nothing is chosen."""

    place: str
    voivodeship: str
    voivodeships: tuple[Choice, ...]
    place_size: str
    place_sizes: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class LibraryDesk:
    """`voivodeship` is a label. `fault` is about the field `at`; `found` is what was refused and `taken_by`
    whose name it is."""

    name: str
    place: str
    voivodeship: str
    lies: PlaceFields
    practices: int
    public_url: str
    url: str
    list_url: str
    aliases: tuple[AliasRow, ...]
    candidates: tuple[Choice, ...]
    words: str
    typed_name: str
    typed_alias: str
    fault: str
    at: str
    found: str
    taken_by: str
    is_saved: bool


@dataclass(frozen=True, slots=True)
class LibraryMerge:
    """`id` is of the library that stays."""

    name: str
    into: str
    id: int
    practices: int
    url: str
    back: str


@dataclass(frozen=True, slots=True)
class Separation:
    name: str
    library: str
    practices: int
    url: str
    back: str


def authority_page(
    libraries: Sequence[ListedLibrary],
    words: str,
    history: Sequence[Activity],
    prefix: str,
    language: Language,
    page: int = 1,
) -> AuthorityPage:
    address = f"{prefix}/redakcja/biblioteki" + (f"?{urlencode({'q': words})}" if words else "")
    shown, paging = paged(libraries, page, numbered(address))
    return AuthorityPage(
        words,
        len(libraries),
        tuple(
            LibraryRow(one.name, one.place or "", one.aliases, one.practices, desk_url(prefix, one.id))
            for one in shown
        ),
        paging,
        tuple(_done(entry, language) for entry in history),
    )


def library_desk(
    library: ListedLibrary,
    candidates: Sequence[ListedLibrary],
    vocabularies: Vocabularies,
    language: Language,
    *,
    words: str = "",
    typed_name: str | None = None,
    typed_alias: str = "",
    typed_place: LibraryPlace | None = None,
    fault: str = "",
    at: str = "",
    found: str = "",
    taken_by: str = "",
    is_saved: bool = False,
) -> LibraryDesk:
    prefix = prefix_of(language)
    url = desk_url(prefix, library.id)
    return LibraryDesk(
        name=library.name,
        place=library.place or "",
        voivodeship=vocabularies.label(Facet.VOIVODESHIP, library.voivodeship, language)
        if library.voivodeship
        else "",
        lies=_place_fields(
            typed_place or LibraryPlace(library.place, library.voivodeship, library.own.place_size),
            vocabularies,
            language,
        ),
        practices=library.practices,
        public_url=f"{prefix}/biblioteki/{library.slug}" if library.practices else "",
        url=url,
        list_url=f"{prefix}/redakcja/biblioteki",
        aliases=tuple(
            AliasRow(name, f"{url}/wydziel?{urlencode({'nazwa': name})}") for name in library.aliases
        ),
        candidates=tuple(
            Choice(str(one.id), f"{one.name} ({one.place})" if one.place else one.name)
            for one in candidates
            if one.id != library.id
        )[:LIBRARIES_SHOWN],
        words=words,
        typed_name=library.name if typed_name is None else typed_name,
        typed_alias=typed_alias,
        fault=fault,
        at=at,
        found=found,
        taken_by=taken_by,
        is_saved=is_saved,
    )


def _place_fields(lies: LibraryPlace, vocabularies: Vocabularies, language: Language) -> PlaceFields:
    def choices(facet: Facet) -> tuple[Choice, ...]:
        return tuple(Choice(term.code, term.labels[language]) for term in vocabularies.of_facet(facet))

    return PlaceFields(
        lies.place or "",
        lies.voivodeship or "",
        choices(Facet.VOIVODESHIP),
        lies.place_size or "",
        choices(Facet.PLACE_SIZE),
    )


def library_merge(gone: ListedLibrary, into: ListedLibrary, prefix: str) -> LibraryMerge:
    url = desk_url(prefix, gone.id)
    return LibraryMerge(gone.name, into.name, into.id, gone.practices, f"{url}/scal", url)


def separation(library: ListedLibrary, name: str, practices: int, prefix: str) -> Separation:
    url = desk_url(prefix, library.id)
    return Separation(name, library.name, practices, f"{url}/wydziel", url)


def desk_url(prefix: str, library_id: int) -> str:
    return f"{prefix}/redakcja/biblioteki/{library_id}"


def _done(entry: Activity, language: Language) -> Done:
    detail = {key: str(value) for key, value in entry.detail.items()}
    return Done(
        moment_text(entry.at, language),
        entry.at.isoformat(),
        entry.name,
        f"library-{entry.action}",
        detail.get("was", ""),
        detail.get("is", ""),
    )
