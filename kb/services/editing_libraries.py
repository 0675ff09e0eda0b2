"""The list of libraries as reviewers keep it: what each is called, and which of them are one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kb.domain.accounts import Account
from kb.domain.activity import Activity
from kb.domain.facets import Facet
from kb.domain.languages import Language
from kb.domain.libraries import LibraryPlace, ListedLibrary
from kb.domain.text import slugify
from kb.domain.vocabularies import Vocabularies
from kb.errors import KbError, NotFound
from kb.services.saving import Clock, utc_now
from kb.storage import activity, library_authority
from kb.storage.engine import Database, Transaction

LONGEST_NAME = 200
KIND = "library"
"""Of an entry in the activity log."""


class LibraryFault(StrEnum):
    EMPTY = "empty"
    TOO_LONG = "too-long"
    TAKEN = "taken"
    SAME = "same"
    UNKNOWN = "unknown"
    """A code that its vocabulary does not have."""


class LibraryRefused(KbError):
    """What was asked for cannot be; nothing was changed. `taken_by` is whose name it is."""

    number = "KB-427"

    def __init__(self, fault: LibraryFault, found: str = "", taken_by: str = "") -> None:
        super().__init__(f"The list of libraries stays as it was: {fault.value} “{found}”.")
        self.fault = fault
        self.found = found
        self.taken_by = taken_by


@dataclass(frozen=True, slots=True)
class SeparationPreview:
    """`practices` would go to a library of their own called `name`."""

    name: str
    practices: int


class EditingLibraries:
    """`vocabularies` are asked for voivodeships and sizes of places, which editors neither add nor join."""

    def __init__(self, database: Database, vocabularies: Vocabularies, clock: Clock = utc_now) -> None:
        self._database = database
        self._vocabularies = vocabularies
        self._clock = clock

    def libraries(self, words: str = "") -> list[ListedLibrary]:
        """All whose names or places have these words, in any order, however they are written."""
        with self._database.connection() as connection:
            everything = library_authority.listed(connection)
        wanted = slugify(words, 400).split("-") if slugify(words) else []
        return [
            library
            for library in everything
            if all(
                word in slugify(" ".join((library.name, library.place or "", *library.aliases)), 4000)
                for word in wanted
            )
        ]

    def library(self, library_id: int) -> ListedLibrary:
        """Raises NotFound."""
        with self._database.connection() as connection:
            found = library_authority.listed(connection, library_id)
        if not found:
            raise NotFound("library", str(library_id))
        return found[0]

    def rename(self, account: Account, library_id: int, name: str) -> None:
        """Its former name stays as another one. Raises NotFound and LibraryRefused."""
        wanted = _checked(name)
        with self._database.write() as session:
            former = self._listed(session, library_id)
            if former.name == wanted:
                return
            self._must_be_free(session, wanted, library_id)
            now = self._clock()
            library_authority.rename(session, library_id, wanted, now)
            detail = {"was": former.name, "is": wanted}
            activity.record(session, account, "rename", KIND, library_id, now, detail)

    def add_alias(self, account: Account, library_id: int, name: str) -> None:
        """What records also call it. Raises NotFound and LibraryRefused."""
        wanted = _checked(name)
        with self._database.write() as session:
            known = self._listed(session, library_id)
            if wanted == known.name or wanted in known.aliases:
                raise LibraryRefused(LibraryFault.SAME, wanted)
            self._must_be_free(session, wanted, library_id)
            now = self._clock()
            library_authority.add_alias(session, library_id, wanted, now)
            activity.record(session, account, "add-alias", KIND, library_id, now, {"is": wanted})

    def say_where(self, account: Account, library_id: int, lies: LibraryPlace) -> None:
        """Where the library lies, whatever records say; what is empty is left to the records. What readers
        see already and nobody has said stays the records' word. Raises NotFound and LibraryRefused."""
        wanted = LibraryPlace(
            _checked(lies.place) if lies.place and lies.place.strip() else None,
            self._known(Facet.VOIVODESHIP, lies.voivodeship),
            self._known(Facet.PLACE_SIZE, lies.place_size),
        )
        with self._database.write() as session:
            known = self._listed(session, library_id)
            said = LibraryPlace(
                known.own.place if wanted.place == known.place else wanted.place,
                known.own.voivodeship if wanted.voivodeship == known.voivodeship else wanted.voivodeship,
                wanted.place_size,
            )
            if said == known.own:
                return
            now = self._clock()
            library_authority.say_where(session, library_id, said, now)
            detail: dict[str, str | int | None] = {"was": known.name, "is": self._told(said) or "–"}
            activity.record(session, account, "place", KIND, library_id, now, detail)

    def _known(self, facet: Facet, code: str | None) -> str | None:
        if not code:
            return None
        if code not in self._vocabularies.of_facet(facet):
            raise LibraryRefused(LibraryFault.UNKNOWN, code[:LONGEST_NAME])
        return code

    def _told(self, lies: LibraryPlace) -> str:
        """In words, for the activity log."""
        codes = ((Facet.VOIVODESHIP, lies.voivodeship), (Facet.PLACE_SIZE, lies.place_size))
        labels = [self._vocabularies.label(facet, code, Language.POLISH) for facet, code in codes if code]
        return ", ".join([*([lies.place] if lies.place else []), *labels])

    def preview_separation(self, library_id: int, alias: str) -> SeparationPreview:
        """What `separate` would do. Raises NotFound."""
        if alias not in self.library(library_id).aliases:
            raise NotFound("name of a library", alias)
        with self._database.connection() as connection:
            return SeparationPreview(alias, library_authority.count_named(connection, library_id, alias))

    def separate(self, account: Account, library_id: int, alias: str) -> int:
        """Take a name away; practices whose records have it get a library of their own. Their number.

        Raises NotFound.
        """
        with self._database.write() as session:
            if alias not in self._listed(session, library_id).aliases:
                raise NotFound("name of a library", alias)
            now = self._clock()
            moved = library_authority.separate(session, library_id, alias, now)
            detail: dict[str, str | int | None] = {"was": alias, "practices": moved}
            activity.record(session, account, "separate", KIND, library_id, now, detail)
        return moved

    def merge(self, account: Account, library_id: int, into: int) -> None:
        """Practices, names and addresses of the one go to the other. Raises NotFound and LibraryRefused."""
        with self._database.write() as session:
            gone = self._listed(session, library_id)
            if library_id == into:
                raise LibraryRefused(LibraryFault.SAME, gone.name)
            survivor = self._listed(session, into)
            now = self._clock()
            library_authority.merge(session, library_id, into, now)
            detail: dict[str, str | int | None] = {
                "was": gone.name,
                "is": survivor.name,
                "practices": gone.practices,
            }
            activity.record(session, account, "merge", KIND, into, now, detail)

    def history(self, limit: int = 50) -> list[Activity]:
        """The last changes of all libraries, newest first."""
        with self._database.read() as session:
            return activity.of_kind(session, KIND, limit)

    def _listed(self, session: Transaction, library_id: int) -> ListedLibrary:
        found = library_authority.listed(session.connection(), library_id)
        if not found:
            raise NotFound("library", str(library_id))
        return found[0]

    def _must_be_free(self, session: Transaction, name: str, library_id: int) -> None:
        holder = library_authority.holder_of(session, name)
        if holder is not None and holder != library_id:
            raise LibraryRefused(LibraryFault.TAKEN, name, self._listed(session, holder).name)


def _checked(name: str) -> str:
    clean = " ".join(name.split())
    if not clean or not slugify(clean):
        raise LibraryRefused(LibraryFault.EMPTY, clean)
    if len(clean) > LONGEST_NAME:
        raise LibraryRefused(LibraryFault.TOO_LONG, clean[:LONGEST_NAME])
    return clean
