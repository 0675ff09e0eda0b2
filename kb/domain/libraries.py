"""Libraries as readers meet them."""

from __future__ import annotations

from dataclasses import dataclass

from kb.domain.practice import PracticeRecord


@dataclass(frozen=True, slots=True)
class PublishedLibrary:
    """A library of which something is published; `slug` is its address, `aliases` what it is also called."""

    slug: str
    name: str
    place: str | None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LibraryPlace:
    """Where a library lies, as reviewers say: the place, and codes of its voivodeship and of the size of the
    place; None where they leave it to the records."""

    place: str | None = None
    voivodeship: str | None = None
    place_size: str | None = None

    def told_of(self, record: PracticeRecord, name: str | None = None) -> PracticeRecord:
        """The record as readers get it: with the name and the place that the list has. A size of place stays
        where the record states one, since a practice may be at home in a village of its town. The same object
        where nothing differs."""
        library = record.library
        told = {
            "name": name or library.name,
            "place": self.place or library.place,
            "voivodeship": self.voivodeship or library.voivodeship,
        }
        changed: dict[str, object] = {}
        if any(getattr(library, field) != value for field, value in told.items()):
            changed["library"] = library.model_copy(update=told)
        if self.place_size and not record.place_size:
            changed["place_size"] = self.place_size
            changed["not_stated"] = tuple(part for part in record.not_stated if part != "place_size")
        return record.model_copy(update=changed) if changed else record


@dataclass(frozen=True, slots=True)
class CountedLibrary:
    """A library with its number of published practices; `voivodeship` is a vocabulary code."""

    slug: str
    name: str
    place: str | None
    voivodeship: str | None
    practices: int


@dataclass(frozen=True, slots=True)
class ListedLibrary:
    """A library as reviewers keep it. `aliases` are what records also call it; `practices` are published;
    `place` and `voivodeship` are what readers see, `own` what reviewers said of them."""

    id: int
    slug: str
    name: str
    place: str | None
    voivodeship: str | None
    aliases: tuple[str, ...]
    practices: int
    own: LibraryPlace = LibraryPlace()
