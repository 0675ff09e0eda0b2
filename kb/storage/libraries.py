"""Libraries, each once, with an address of its own."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, text
from sqlmodel import Session, select

from kb.domain.practice import Library
from kb.domain.text import slugify
from kb.errors import NotFound
from kb.storage.tables import LibraryRow


@dataclass(frozen=True, slots=True)
class StoredLibrary:
    slug: str
    name: str
    place: str | None
    voivodeship: str | None


def library_id_of(session: Session, library: Library) -> int | None:
    """The row of a library, made now if it is new. A record of several libraries has none."""
    if library.several:
        return None
    row = session.exec(select(LibraryRow).where(LibraryRow.name == library.name)).first()
    if row is None:
        row = LibraryRow(slug=_free_slug(session, library.name), name=library.name)
        session.add(row)
    # A record that says nothing of the place takes nothing from what another one said.
    row.place = library.place or row.place
    row.voivodeship = library.voivodeship or row.voivodeship
    session.flush()
    return row.id


def _free_slug(session: Session, name: str) -> str:
    base = slugify(name) or "biblioteka"
    slug, number = base, 1
    while session.exec(select(LibraryRow.id).where(LibraryRow.slug == slug)).first() is not None:
        number += 1
        slug = f"{base}-{number}"
    return slug


def library_by_slug(connection: Connection, slug: str) -> StoredLibrary:
    """Raises NotFound."""
    row = connection.execute(
        text("SELECT slug, name, place, voivodeship FROM library WHERE slug = :slug"), {"slug": slug}
    ).first()
    if row is None:
        raise NotFound("library", slug)
    return StoredLibrary(row.slug, row.name, row.place, row.voivodeship)
