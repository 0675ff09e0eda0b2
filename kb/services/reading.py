"""Reading what is published, and how the base is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import structlog

from kb.domain.facets import Facet
from kb.domain.hits import PublishedAddress, PublishedPractice
from kb.domain.libraries import CountedLibrary
from kb.errors import NotFound, Withdrawn
from kb.search.searcher import Searcher
from kb.services.filling import FILLED_ONCE
from kb.services.following import Follower
from kb.storage import changes, counters, passages
from kb.storage.engine import Database
from kb.storage.errors import StorageError
from kb.storage.integrity import count_rows
from kb.storage.libraries import libraries_by_voivodeship, library_by_slug, published_libraries
from kb.storage.migrate import newest_version, schema_version
from kb.storage.published_practices import PublishedPractices

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Listing:
    total: int
    practices: tuple[PublishedPractice, ...]


@dataclass(frozen=True, slots=True)
class LibraryPractices:
    """`voivodeship` is a vocabulary code."""

    slug: str
    name: str
    place: str | None
    voivodeship: str | None
    practices: tuple[PublishedPractice, ...]


@dataclass(frozen=True, slots=True)
class LibraryListing:
    total: int
    libraries: tuple[CountedLibrary, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Practices that somebody named by their slugs, in that order, each once; `missing` are the slugs of what
    is not published."""

    practices: tuple[PublishedPractice, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Health:
    """The fields of GET /zdrowie; `serving` False is answered with 503."""

    status: str
    practices: int
    published: int
    passages: int
    vectors: int
    pending_vectors: int
    model: str | None
    dimension: int | None
    change: int
    schema: str | None
    database: str
    serving: bool


class Reading:
    def __init__(
        self, database: Database, published: PublishedPractices, searcher: Searcher, follower: Follower
    ) -> None:
        self._database = database
        self._published = published
        self._searcher = searcher
        self._follower = follower
        self._was_ready = False
        self._is_starting = False

    def keep_up(self) -> None:
        """Know the labels of today, without waiting for them; a base that is away changes nothing."""
        if not self._follower.is_loaded:
            return
        try:
            self._follower.catch_up(wait=False)
        except StorageError as error:
            log.info("labels_as_before", reason=str(error))

    def practice(self, slug: str) -> PublishedPractice:
        """Raises NotFound, Withdrawn or Moved."""
        with self._database.connection() as connection:
            return self._published.by_slug(connection, slug)

    def chosen(self, slugs: Sequence[str]) -> Chosen:
        practices: dict[int, PublishedPractice] = {}
        missing = []
        with self._database.connection() as connection:
            for slug in dict.fromkeys(slugs):
                try:
                    practice = self._published.by_newest_slug(connection, slug)
                    practices.setdefault(practice.id, practice)
                except (NotFound, Withdrawn):
                    missing.append(slug)
        return Chosen(tuple(practices.values()), tuple(missing))

    def newest(self, limit: int, offset: int) -> Listing:
        with self._database.connection() as connection:
            total = self._published.count(connection)
            return Listing(total, tuple(self._published.newest(connection, limit, offset)))

    def library(self, slug: str) -> LibraryPractices:
        """Raises NotFound, also when nothing of the library is published."""
        with self._database.connection() as connection:
            library = library_by_slug(connection, slug)
            practices = tuple(self._published.of_library(connection, slug))
        if not practices:
            raise NotFound("library", slug)
        return LibraryPractices(slug, library.name, library.place, library.voivodeship, practices)

    def libraries(self, voivodeship: str | None, limit: int, offset: int) -> LibraryListing:
        """Libraries of which something is published, by their names."""
        with self._database.connection() as connection:
            return LibraryListing(*published_libraries(connection, voivodeship, limit, offset))

    def libraries_by_voivodeship(self) -> Mapping[str, int]:
        with self._database.connection() as connection:
            return libraries_by_voivodeship(connection)

    def addresses(self, limit: int) -> tuple[PublishedAddress, ...]:
        with self._database.connection() as connection:
            return tuple(self._published.addresses(connection, limit))

    def browse(self) -> Mapping[Facet, Mapping[str, int]]:
        """Published practices for each code that has any."""
        self._follower.catch_up()
        view = self._searcher.catalogue.view
        totals = view.codes.sum(axis=0)
        counts: dict[Facet, dict[str, int]] = {facet: {} for facet in Facet}
        for (facet, code), column in self._searcher.catalogue.columns.items():
            if totals[column]:
                counts[facet][code] = int(totals[column])
        return counts

    @contextmanager
    def starting(self) -> Iterator[None]:
        """The site does not say that it is ready before the block has ended."""
        self._is_starting = True
        try:
            yield
        finally:
            self._is_starting = False

    def health(self) -> Health:
        try:
            return self._health()
        except StorageError:
            return Health("degraded", 0, 0, 0, 0, 0, None, None, -1, None, "unavailable", serving=False)

    def _health(self) -> Health:
        meaning = self._searcher.meaning
        model = meaning.model
        if self._follower.is_loaded:
            self._follower.catch_up()
        with self._database.connection() as connection:
            schema = schema_version(connection)
            if schema != newest_version():
                return Health("degraded", 0, 0, 0, 0, 0, None, None, -1, schema, "migrating", serving=False)
            rows = count_rows(connection, model.identity if model else None, model.dimension if model else 0)
            pending = (
                passages.count_pending(connection, model.identity, model.dimension)
                if model
                else passages.PendingCount(rows.passages, rows.passages)
            )
            change = changes.newest(connection)
            filled = bool(counters.get(connection, FILLED_ONCE))
        away = meaning.is_away
        # At the first start the meaning belongs to what is promised; later the site serves while it fills.
        ready = away or (
            model is not None and filled and (pending.ranked > 0 or meaning.covers(rows.published))
        )
        # What was once ready stays so: between the last vector of a new model and its first search there is
        # a moment without either, and words answer all along.
        self._was_ready = self._was_ready or (self._follower.is_loaded and ready and not self._is_starting)
        serving = self._was_ready
        # Sentences explain and are not ranked: while they are missing the answers are whole.
        whole = model is not None and not pending.ranked and meaning.covers(rows.published)
        return Health(
            status="ok" if whole or not rows.published else "degraded",
            practices=rows.practices,
            published=rows.published,
            passages=rows.passages,
            vectors=rows.vectors,
            pending_vectors=pending.everything,
            model=model.identity if model else None,
            dimension=model.dimension if model else None,
            change=change,
            schema=schema,
            database="ok",
            serving=serving,
        )
