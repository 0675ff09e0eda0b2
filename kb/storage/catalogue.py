"""What a process keeps in memory of the published practices, read in bulk."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, text

from kb.domain.facets import FACET_NAMED, Facet
from kb.storage.libraries import StoredLibrary
from kb.storage.practices import PUBLIC_STATES

_PUBLIC = ", ".join(f"'{state}'" for state in PUBLIC_STATES)


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """`published` is seconds since 1970. A practice of several libraries has no `library`; `aliases` are what
    its library is also called."""

    practice_id: int
    published: float
    codes: tuple[tuple[Facet, str], ...]
    title: str
    slug: str
    library: StoredLibrary | None
    aliases: tuple[str, ...] = ()


def catalogue_rows(
    connection: Connection, practice_ids: Sequence[int] | None = None
) -> Iterator[CatalogueRow]:
    """The published among these practices, or all of them."""
    some = "" if practice_ids is None else " AND p.id IN :ids"
    practices = text(
        "SELECT p.id, p.published_at, p.title, p.slug, l.slug AS library, l.name, l.place, l.voivodeship "
        f"FROM practice p LEFT JOIN library l ON l.id = p.library_id WHERE p.status IN ({_PUBLIC}){some}"
    )
    codes = text(
        "SELECT c.practice_id, c.facet, c.code FROM practice_code c JOIN practice p ON p.id = c.practice_id "
        f"WHERE p.status IN ({_PUBLIC}){some}"
    )
    values: dict[str, object] = {}
    if practice_ids is not None:
        values["ids"] = list(practice_ids)
        practices = practices.bindparams(bindparam("ids", expanding=True))
        codes = codes.bindparams(bindparam("ids", expanding=True))
    of_practice: dict[int, list[tuple[Facet, str]]] = defaultdict(list)
    for row in connection.execute(codes, values):
        if row.facet in FACET_NAMED:
            of_practice[row.practice_id].append((FACET_NAMED[row.facet], row.code))
    aliases = _aliases(connection, practice_ids)
    for row in connection.execute(practices, values):
        moment = datetime.datetime.fromisoformat(row.published_at).replace(tzinfo=datetime.UTC)
        library = StoredLibrary(row.library, row.name, row.place, row.voivodeship) if row.library else None
        codes_now = tuple(of_practice[row.id])
        yield CatalogueRow(
            row.id, moment.timestamp(), codes_now, row.title, row.slug, library, aliases.get(row.library, ())
        )


def _aliases(connection: Connection, practice_ids: Sequence[int] | None) -> dict[str, tuple[str, ...]]:
    """Slug of a library of these practices -> its other names. Few libraries have any."""
    if practice_ids is None:
        rows = connection.execute(
            text("SELECT l.slug, a.name FROM library_alias a JOIN library l ON l.id = a.library_id")
        )
    else:
        rows = connection.execute(
            text(
                "SELECT DISTINCT l.slug, a.name FROM practice p JOIN library l ON l.id = p.library_id "
                "JOIN library_alias a ON a.library_id = l.id WHERE p.id IN :ids"
            ).bindparams(bindparam("ids", expanding=True)),
            {"ids": list(practice_ids)},
        )
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        found[row.slug].append(row.name)
    return {slug: tuple(sorted(names)) for slug, names in found.items()}
