"""Libraries, each once, with an address of its own."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, text
from sqlmodel import Session, select

from kb.domain.libraries import CountedLibrary, LibraryPlace
from kb.domain.practice import Library
from kb.domain.text import slugify
from kb.domain.workflow import WorkflowState
from kb.errors import Moved, NotFound
from kb.storage.tables import LibraryAliasRow, LibraryRedirectRow, LibraryRow

PUBLIC = ", ".join(f"'{state.value}'" for state in WorkflowState if state.is_public)
"""The states of a practice that readers see, as SQL writes a list."""


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
    if row is None and (alias := session.get(LibraryAliasRow, library.name)) is not None:
        row = session.get_one(LibraryRow, alias.library_id)
    if row is None:
        row = LibraryRow(slug=_free_slug(session, library.name), name=library.name)
        session.add(row)
    # A record that says nothing of the place takes nothing from what another one said.
    row.place = row.set_place or library.place or row.place
    row.voivodeship = row.set_voivodeship or library.voivodeship or row.voivodeship
    session.flush()
    return row.id


def _free_slug(session: Session, name: str) -> str:
    """What once led to a library that was merged leads to it again, when it is its own again."""
    base = slugify(name) or "biblioteka"
    redirect = session.get(LibraryRedirectRow, base)
    if redirect is not None:
        session.delete(redirect)
        session.flush()
    slug, number = base, 1
    while (
        session.exec(select(LibraryRow.id).where(LibraryRow.slug == slug)).first() is not None
        or session.get(LibraryRedirectRow, slug) is not None
    ):
        number += 1
        slug = f"{base}-{number}"
    return slug


def names_of(connection: Connection, library: Library) -> tuple[str, ...]:
    """All that the library of a record is called, its name in the list first; () for several libraries and
    for one that is not listed yet."""
    if library.several:
        return ()
    rows = connection.execute(
        text(
            "SELECT l.name, 0 AS other FROM library l WHERE l.id = :id "
            "UNION ALL SELECT a.name, 1 FROM library_alias a WHERE a.library_id = :id ORDER BY 2, 1"
        ),
        {"id": _id_by_name(connection, library.name)},
    )
    return tuple(row.name for row in rows)


def place_of(connection: Connection, library: Library) -> LibraryPlace:
    """What reviewers say of where the library of a record lies."""
    if library.several:
        return LibraryPlace()
    row = connection.execute(
        text("SELECT set_place, set_voivodeship, set_place_size FROM library WHERE id = :id"),
        {"id": _id_by_name(connection, library.name)},
    ).first()
    return LibraryPlace(*row) if row else LibraryPlace()


def _id_by_name(connection: Connection, name: str) -> int | None:
    found: int | None = connection.execute(
        text(
            "SELECT id FROM library WHERE name = :name "
            "UNION ALL SELECT library_id FROM library_alias WHERE name = :name LIMIT 1"
        ),
        {"name": name},
    ).scalar()
    return found


def library_by_slug(connection: Connection, slug: str) -> StoredLibrary:
    """Raises NotFound, or Moved for the address of one that was merged."""
    row = connection.execute(
        text("SELECT slug, name, place, voivodeship FROM library WHERE slug = :slug"), {"slug": slug}
    ).first()
    if row is None:
        moved = connection.execute(
            text(
                "SELECT l.slug FROM library_redirect r JOIN library l ON l.id = r.library_id "
                "WHERE r.slug = :slug"
            ),
            {"slug": slug},
        ).scalar()
        raise Moved(moved) if moved else NotFound("library", slug)
    return StoredLibrary(row.slug, row.name, row.place, row.voivodeship)


def published_libraries(
    connection: Connection, voivodeship: str | None, limit: int, offset: int
) -> tuple[int, tuple[CountedLibrary, ...]]:
    """How many libraries have something published, and a stretch of them by slug with their numbers of
    published practices. With a voivodeship only those that lie in it."""
    where = " AND l.voivodeship = :voivodeship" if voivodeship else ""
    joined = f"FROM library l JOIN practice p ON p.library_id = l.id WHERE p.status IN ({PUBLIC}){where}"
    values: dict[str, object] = {"limit": limit, "offset": offset}
    if voivodeship:
        values["voivodeship"] = voivodeship
    rows = connection.execute(
        text(
            f"SELECT l.slug, l.name, l.place, l.voivodeship, count(*) AS practices {joined} "
            "GROUP BY l.id ORDER BY l.slug LIMIT :limit OFFSET :offset"
        ),
        values,
    ).all()
    del values["limit"], values["offset"]
    total = connection.execute(text(f"SELECT count(DISTINCT l.id) {joined}"), values).scalar_one()
    return int(total), tuple(
        CountedLibrary(row.slug, row.name, row.place, row.voivodeship, int(row.practices)) for row in rows
    )


def libraries_by_voivodeship(connection: Connection) -> dict[str, int]:
    """Voivodeship -> libraries with something published."""
    rows = connection.execute(
        text(
            "SELECT l.voivodeship, count(DISTINCT l.id) AS libraries FROM library l "
            f"JOIN practice p ON p.library_id = l.id WHERE p.status IN ({PUBLIC}) "
            "AND l.voivodeship IS NOT NULL GROUP BY l.voivodeship"
        )
    )
    return {row.voivodeship: int(row.libraries) for row in rows}
