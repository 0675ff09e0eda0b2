"""The practices that readers may see, and what their addresses lead to."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, text

from kb.domain.hits import PublishedAddress, PublishedPractice
from kb.domain.libraries import LibraryPlace
from kb.domain.workflow import WorkflowState
from kb.errors import Moved, NotFound, Withdrawn
from kb.storage.libraries import PUBLIC as _PUBLIC
from kb.storage.quick_reads import Reads
from kb.storage.records import Remembered, StoredRecord, texts_of

_PUBLISHED = f"""
SELECT p.id, p.external_id, p.slug, p.published_at, p.published_revision_id AS revision_id,
       l.slug AS library_slug, l.name AS library_name, p.verified_on, p.status, p.title, p.summary,
       l.set_place, l.set_voivodeship, l.set_place_size
FROM practice p
LEFT JOIN library l ON l.id = p.library_id
WHERE p.published_revision_id IS NOT NULL AND p.status IN ({_PUBLIC})
"""
_NEWEST_FIRST = text(_PUBLISHED + " ORDER BY p.published_at DESC, p.id DESC LIMIT :most OFFSET :skipped")
_BY_SLUG = text(_PUBLISHED + " AND p.slug = :slug")
_BY_LIBRARY = text(_PUBLISHED + " AND l.slug = :slug ORDER BY p.published_at DESC, p.id DESC")
_COUNT = text(f"SELECT count(*) FROM practice WHERE status IN ({_PUBLIC})")
_ADDRESSES = text(
    "SELECT p.slug, p.updated_at, l.slug AS library "
    "FROM practice p LEFT JOIN library l ON l.id = p.library_id "
    f"WHERE p.status IN ({_PUBLIC}) ORDER BY p.published_at DESC, p.id DESC LIMIT :most"
)
_IDS = text(f"SELECT id FROM practice WHERE status IN ({_PUBLIC}) ORDER BY id")


class PublishedPractices:
    """What readers may see. Every row is read as published at this moment; parsed records are remembered."""

    def __init__(self, remembered: int = 10_000) -> None:
        self._known: Remembered[tuple[Any, ...], PublishedPractice] = Remembered(remembered)

    def by_ids(self, reads: Reads, ids: Sequence[int]) -> dict[int, PublishedPractice]:
        """Those of the ids that are published now."""
        if not ids:
            return {}
        statement = f"{_PUBLISHED} AND p.id IN ({', '.join('?' * len(ids))})"
        rows = list(reads.exec_driver_sql(statement, tuple(ids)))
        return {practice.id: practice for practice in self._practices(reads, rows)}

    def newest(self, connection: Connection, limit: int, offset: int) -> list[PublishedPractice]:
        rows = connection.execute(_NEWEST_FIRST, {"most": limit, "skipped": offset}).all()
        return self._practices(connection, rows)

    def of_library(self, connection: Connection, library_slug: str) -> list[PublishedPractice]:
        return self._practices(connection, connection.execute(_BY_LIBRARY, {"slug": library_slug}).all())

    def by_slug(self, connection: Connection, slug: str) -> PublishedPractice:
        """Raises NotFound, Withdrawn or Moved."""
        rows = connection.execute(_BY_SLUG, {"slug": slug}).all()
        if rows:
            return self._practices(connection, rows)[0]
        moved = connection.execute(
            text(
                "SELECT p.slug FROM slug_redirect s JOIN practice p ON p.id = s.practice_id "
                "WHERE s.slug = :slug"
            ),
            {"slug": slug},
        ).scalar()
        if moved:
            raise Moved(moved)
        withdrawn = connection.execute(
            text("SELECT published_at FROM practice WHERE slug = :slug"), {"slug": slug}
        ).first()
        if withdrawn is not None and withdrawn.published_at is not None:
            raise Withdrawn(slug)
        raise NotFound("practice", slug)

    def by_newest_slug(self, connection: Connection, slug: str) -> PublishedPractice:
        """The same, with an old address taken for the new one. Raises NotFound or Withdrawn."""
        try:
            return self.by_slug(connection, slug)
        except Moved as moved:
            return self.by_slug(connection, moved.slug)

    def count(self, connection: Connection) -> int:
        return int(connection.execute(_COUNT).scalar_one())

    def ids(self, connection: Connection) -> list[int]:
        return list(connection.execute(_IDS).scalars())

    def addresses(self, connection: Connection, limit: int) -> list[PublishedAddress]:
        """The newest first. Cheap: no record is read."""
        return [
            PublishedAddress(row.slug, _utc(row.updated_at).date(), row.library)
            for row in connection.execute(_ADDRESSES, {"most": limit})
        ]

    def _practices(self, reads: Reads, rows: Sequence[Any]) -> list[PublishedPractice]:
        """One for each row. A row that says what it said before gives the same object again."""
        keys = [tuple(row) for row in rows]
        found = self._known.get_all(keys)
        missing = [key for key in keys if key not in found]
        if missing:
            texts = texts_of(reads, [key[_REVISION] for key in missing])
            made = {key: _practice(key, *texts[key[_REVISION]]) for key in missing}
            self._known.put_all(made)
            found |= made
        return [found[key] for key in keys]


_REVISION = 4
"""The place of the revision in a row of _PUBLISHED."""


def _practice(row: tuple[Any, ...], revision: int, text: str) -> PublishedPractice:
    number, external_id, slug, published_at, revision_id, library_slug, name, *rest = row
    verified_on, status, title, summary, *lies = rest
    return PublishedPractice(
        id=number,
        external_id=external_id,
        slug=slug,
        title=title,
        summary=summary,
        read_record=StoredRecord(text, name, LibraryPlace(*lies)),
        published_at=_utc(published_at),
        revision=revision,
        revision_id=revision_id,
        library_slug=library_slug,
        verified_on=_day(verified_on) or _utc(published_at).date(),
        is_marked_due=status == WorkflowState.DUE_FOR_REFRESH,
    )


def _day(value: str | datetime.date | None) -> datetime.date | None:
    return datetime.date.fromisoformat(value) if isinstance(value, str) else value


def _utc(value: str | datetime.datetime) -> datetime.datetime:
    """A time as SQLite gives it to a plain statement: text in UTC."""
    moment = datetime.datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=datetime.UTC)
