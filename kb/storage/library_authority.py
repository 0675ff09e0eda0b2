"""The list of libraries as editors keep it: one entry for each, whatever records call it.

A record keeps the name that its author wrote. Which library that is says the list: by its name, or by one of
its other names.
"""

from __future__ import annotations

import datetime

from sqlalchemy import Connection, text, update
from sqlmodel import Session, col, select

from kb.domain.libraries import LibraryPlace, ListedLibrary
from kb.domain.practice import PracticeRecord
from kb.storage import changes
from kb.storage.changes import ChangeKind
from kb.storage.libraries import PUBLIC, library_id_of
from kb.storage.tables import LibraryAliasRow, LibraryRedirectRow, LibraryRow, PracticeRow, RevisionRow


def listed(connection: Connection, library_id: int | None = None) -> list[ListedLibrary]:
    """All of them by name, or this one if there is one."""
    one = "" if library_id is None else " WHERE l.id = :id"
    values = {} if library_id is None else {"id": library_id}
    aliases: dict[int, list[str]] = {}
    for row in connection.execute(text("SELECT library_id, name FROM library_alias ORDER BY name")):
        aliases.setdefault(row.library_id, []).append(row.name)
    rows = connection.execute(
        text(
            "SELECT l.id, l.slug, l.name, l.place, l.voivodeship, "
            "l.set_place, l.set_voivodeship, l.set_place_size, (SELECT count(*) FROM practice p "
            f"WHERE p.library_id = l.id AND p.status IN ({PUBLIC})) AS practices FROM library l{one} "
            "ORDER BY l.slug"
        ),
        values,
    )
    return [
        ListedLibrary(
            row.id,
            row.slug,
            row.name,
            row.place,
            row.voivodeship,
            tuple(aliases.get(row.id, ())),
            int(row.practices),
            LibraryPlace(row.set_place, row.set_voivodeship, row.set_place_size),
        )
        for row in rows
    ]


def holder_of(session: Session, name: str) -> int | None:
    """The library that is called so, by its name or by another one."""
    by_name = session.exec(select(LibraryRow.id).where(LibraryRow.name == name)).first()
    if by_name is not None:
        return by_name
    alias = session.get(LibraryAliasRow, name)
    return alias.library_id if alias else None


def rename(session: Session, library_id: int, name: str, now: datetime.datetime) -> None:
    """The former name stays as another name, so that records that have it still belong here. The address
    stays too."""
    library = session.get_one(LibraryRow, library_id)
    own = session.get(LibraryAliasRow, name)
    if own is not None:
        session.delete(own)
        session.flush()
    former, library.name = library.name, name
    session.flush()
    session.add(LibraryAliasRow(name=former, library_id=library_id))
    _outdate(session, library_id, now)


def add_alias(session: Session, library_id: int, name: str, now: datetime.datetime) -> None:
    session.add(LibraryAliasRow(name=name, library_id=library_id))
    session.flush()
    _outdate(session, library_id, now)


def say_where(session: Session, library_id: int, lies: LibraryPlace, now: datetime.datetime) -> None:
    """What of it is None is again as the records say."""
    library = session.get_one(LibraryRow, library_id)
    library.set_place, library.set_voivodeship = lies.place, lies.voivodeship
    library.set_place_size = lies.place_size
    library.place = lies.place or _recorded(session, library_id, "place")
    library.voivodeship = lies.voivodeship or _recorded(session, library_id, "voivodeship")
    session.flush()
    _outdate(session, library_id, now)


def _recorded(session: Session, library_id: int, part: str) -> str | None:
    """What the newest published record that says it says of the library."""
    found: str | None = (
        session.connection()
        .execute(
            text(
                "SELECT json_extract(r.document, :path) AS said FROM practice p "
                "JOIN revision r ON r.id = p.published_revision_id "
                f"WHERE p.library_id = :id AND p.status IN ({PUBLIC}) AND said IS NOT NULL "
                "ORDER BY r.id DESC LIMIT 1"
            ),
            {"path": f"$.library.{part}", "id": library_id},
        )
        .scalar()
    )
    return found


def merge(session: Session, library_id: int, into: int, now: datetime.datetime) -> None:
    """Its practices, its names and its addresses go to the other library."""
    library = session.get_one(LibraryRow, library_id)
    connection = session.connection()
    for row, column in (
        (PracticeRow, PracticeRow.library_id),
        (LibraryAliasRow, LibraryAliasRow.library_id),
        (LibraryRedirectRow, LibraryRedirectRow.library_id),
    ):
        connection.execute(update(row).where(col(column) == library_id).values(library_id=into))
    session.add(LibraryRedirectRow(slug=library.slug, library_id=into))
    session.add(LibraryAliasRow(name=library.name, library_id=into))
    session.delete(library)
    session.flush()
    _outdate(session, into, now)


def separate(session: Session, library_id: int, alias: str, now: datetime.datetime) -> int:
    """Take a name from a library. Practices whose records have this name go to a library of their own: the
    opposite of a merge. The number of these practices, published or not."""
    session.delete(session.get_one(LibraryAliasRow, alias))
    session.flush()
    others: set[int] = set()
    moved = 0
    for practice, document in session.exec(
        select(PracticeRow, RevisionRow.document)
        .where(col(PracticeRow.published_revision_id) == col(RevisionRow.id))
        .where(PracticeRow.library_id == library_id)
    ).all():
        library = PracticeRecord.model_validate_json(document).library
        if library.name == alias:
            other = library_id_of(session, library)
            if other is not None:
                practice.library_id = other
                others.add(other)
                moved += 1
    session.flush()
    for changed in (library_id, *sorted(others)):
        _outdate(session, changed, now)
    return moved


def count_named(connection: Connection, library_id: int, name: str) -> int:
    """Published practices of the library whose records call it so."""
    return int(
        connection.execute(
            text(
                "SELECT count(*) FROM practice p JOIN revision r ON r.id = p.published_revision_id "
                f"WHERE p.library_id = :id AND p.status IN ({PUBLIC}) "
                "AND json_extract(r.document, '$.library.name') = :name"
            ),
            {"id": library_id, "name": name},
        ).scalar_one()
    )


def _outdate(session: Session, library_id: int, now: datetime.datetime) -> int:
    """Let every process read its practices anew, and have their words made again; the last change."""
    published = session.connection().execute(
        text(f"SELECT id FROM practice WHERE library_id = :id AND status IN ({PUBLIC}) ORDER BY id"),
        {"id": library_id},
    )
    number = 0
    for practice_id in published.scalars().all():
        number = changes.record(session, practice_id, ChangeKind.LIBRARY, now)
    if number:
        session.get_one(LibraryRow, library_id).document_change = number
        session.flush()
    return number
