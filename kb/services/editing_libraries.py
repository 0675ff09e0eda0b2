"""The list of libraries as reviewers keep it: what each is called, and which of them are one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kb.domain.accounts import Account
from kb.domain.activity import Activity
from kb.domain.libraries import ListedLibrary
from kb.domain.text import slugify
from kb.errors import KbError, NotFound
from kb.services.saving import Clock, utc_now
from kb.storage import activity, library_authority
from kb.storage.engine import Database, Session

LONGEST_NAME = 200
KIND = "library"
"""Of an entry in the activity log."""


class LibraryFault(StrEnum):
    EMPTY = "empty"
    TOO_LONG = "too-long"
    TAKEN = "taken"
    SAME = "same"


class LibraryRefused(KbError):
    """What was asked for cannot be; nothing was changed. `taken_by` is whose name it is."""

    number = "KB-341"

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
    def __init__(self, database: Database, clock: Clock = utc_now) -> None:
        self._database = database
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

    def _listed(self, session: Session, library_id: int) -> ListedLibrary:
        found = library_authority.listed(session.connection(), library_id)
        if not found:
            raise NotFound("library", str(library_id))
        return found[0]

    def _must_be_free(self, session: Session, name: str, library_id: int) -> None:
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
