"""Every process keeps up with what others saved, by the change log."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import structlog

from kb.domain.document import RANKED_KINDS, PassageKind
from kb.domain.facets import Facet
from kb.domain.libraries import PublishedLibrary
from kb.domain.vocabularies import Vocabularies
from kb.search.catalogue import CatalogueEntry
from kb.search.practice_names import PracticeNames, TitleName
from kb.search.searcher import Searcher
from kb.search.semantic import ModelFacts, calibration_of
from kb.search.suggestions import Suggestions
from kb.services.terms import Terms
from kb.storage import calibrations, changes, passages, term_edits
from kb.storage.catalogue import CatalogueRow, catalogue_rows
from kb.storage.changes import NO_PRACTICE, ChangeKind
from kb.storage.engine import Database
from kb.storage.full_text import FullText

log = structlog.get_logger()

AT_ONCE = 100
"""Changes that a request applies itself; more of them run beside it."""


class Follower:
    """Brings the searcher and the suggestions to the state of the database.

    `applied` is the last change that they know.
    """

    def __init__(
        self,
        database: Database,
        full_text: FullText,
        searcher: Searcher,
        suggestions: Suggestions,
        terms: Terms,
    ) -> None:
        self._database = database
        self._full_text = full_text
        self._searcher = searcher
        self._suggestions = suggestions
        self._terms = terms
        self._applying = threading.Lock()
        self._beside: threading.Thread | None = None
        self.applied = -1

    @property
    def is_loaded(self) -> bool:
        return self.applied >= 0

    def load(self) -> None:
        """Read everything: at the start and when the model has changed."""
        with self._applying:
            self._load()

    def renew_terms(self) -> None:
        """Take in labels and synonyms alone, for work on the base that does not search."""
        with self._applying:
            self._use_terms()

    def catch_up(self, *, wait: bool = True) -> int:
        """Apply what is missing; more than `AT_ONCE` changes are applied beside the caller.

        Without `wait` the caller goes on with what is known while another thread is applying changes. Gives
        the newest change there is, applied or not.
        """
        with self._database.quick_reads() as reads:
            newest = changes.newest(reads)
        if self._model_is_new() or newest - self.applied > AT_ONCE:
            self._run_beside()
        # While a new model is got ready, which may take long, what was saved is still found by words at once.
        if not 0 < newest - self.applied <= AT_ONCE or not self._applying.acquire(blocking=wait):
            return newest
        try:
            self._apply()
        finally:
            self._applying.release()
        return newest

    def _model_is_new(self) -> bool:
        model = self._searcher.meaning.model
        return model is not None and not self._searcher.meaning.is_started_with(model)

    def _run_beside(self) -> None:
        if self._beside is None or not self._beside.is_alive():
            self._beside = threading.Thread(target=self.catch_up_wholly, name="follower", daemon=True)
            self._beside.start()

    def catch_up_wholly(self) -> None:
        """Take in a model that is new and every change, however many, before returning."""
        with self._applying:
            model = self._searcher.meaning.model
            if model is not None and not self._searcher.meaning.is_started_with(model):
                self._start_meaning(model)
            self._apply()

    def _apply(self) -> None:
        with self._database.connection() as connection:
            while True:
                missing = changes.since(connection, self.applied, 1000)
                if not missing:
                    return
                touched = {change.practice_id for change in missing} - {NO_PRACTICE}
                if any(change.kind is ChangeKind.VOCABULARY for change in missing):
                    touched |= self._use_terms()
                self._take_in(sorted(touched))
                self.applied = missing[-1].number
                log.debug("changes_applied", number=len(missing), newest=self.applied)

    def _load(self) -> None:
        model = self._searcher.meaning.model
        if model is not None:
            self._start_meaning(model)
        with self._database.connection() as connection:
            newest = changes.newest(connection)
        self._use_terms()
        self._take_in(None)
        self.applied = newest
        log.info("base_loaded", practices=len(self._searcher.catalogue.view), change=newest)

    def _use_terms(self) -> set[int]:
        """Have everybody use the labels and synonyms as editors made them. The practices whose codes stand
        for others than before."""
        renewed = self._terms.renew()
        if renewed is None:
            return set()
        before, now = renewed
        self._searcher.catalogue.use_codes(now.vocabularies)
        self._searcher.use_terms(now.vocabularies, now.synonyms)
        if before.vocabularies != now.vocabularies:
            self._suggestions.use_labels(now.vocabularies)
        log.info("terms_renewed", change=now.change)
        moved = _merges(before.vocabularies) ^ _merges(now.vocabularies)
        if not moved:
            return set()
        with self._database.connection() as connection:
            codes = {(facet, code) for facet, *both in moved for code in both}
            return set(term_edits.practices_with(connection, codes))

    def _take_in(self, practice_ids: list[int] | None) -> None:
        """The state of these practices (None: all) as it is now, in one consistent read."""
        with self._database.connection() as connection:
            rows = list(catalogue_rows(connection, practice_ids))
            published = [row.practice_id for row in rows]
            wanted = None if practice_ids is None else published
            surfaces = list(self._full_text.surfaces(connection, wanted))
            model = self._searcher.meaning.model
            vectors = (
                [
                    (vector.practice_id, vector.kind, vector.data)
                    for vector in passages.load_vectors(connection, model.identity, model.dimension, wanted)
                ]
                if model is not None and self._searcher.meaning.is_started_with(model)
                else []
            )
        known = set(published)
        removed = [] if practice_ids is None else [number for number in practice_ids if number not in known]
        # A practice has a merged code in its row until its words are made again.
        rows = [_in_todays_codes(row, self._terms.current.vocabularies) for row in rows]
        entries = [CatalogueEntry(row.practice_id, row.published, row.codes, _library(row)) for row in rows]
        self._searcher.update(entries, [pair for pair in surfaces if pair[0] in known], removed)
        words = dict(surfaces)
        self._suggestions.update((_names(row, words.get(row.practice_id, [])) for row in rows), removed)
        if model is not None and self._searcher.meaning.is_started_with(model):
            gone = removed if practice_ids is None else practice_ids
            self._forget(self._searcher.meaning.update((v for v in vectors if v[0] in known), gone))

    def _start_meaning(self, model: ModelFacts) -> None:
        """Begin with the calibrations of today's model, as soon as they are there, and all its vectors."""
        with self._database.connection() as connection:
            stored = {kind: calibrations.get(connection, model.identity, kind.value) for kind in RANKED_KINDS}
            centred = {
                kind: calibration_of(found.document_mean, found.query_mean)
                for kind, found in stored.items()
                if found is not None and found.dimension == model.dimension
            }
            domain = calibrations.get(connection, model.identity, calibrations.DOMAIN)
            if len(centred) < len(RANKED_KINDS) or domain is None or domain.dimension != model.dimension:
                return
            loaded: list[tuple[int, PassageKind, bytes]] = [
                (vector.practice_id, vector.kind, vector.data)
                for vector in passages.load_vectors(connection, model.identity, model.dimension)
            ]
        self._searcher.meaning.start_with(model, centred, np.frombuffer(domain.document_mean, "<f4"))
        self._forget(self._searcher.meaning.update(loaded, []))
        log.info("meaning_started", model=model.identity, practices=self._searcher.meaning.practices)

    def _forget(self, broken: list[int]) -> None:
        """Vectors that are no vectors are taken away, so that they are computed again."""
        if broken:
            log.warning("broken_vectors_forgotten", practices=broken[:20], number=len(broken))
            with self._database.write() as session:
                passages.forget_vectors(session, broken)


def _merges(vocabularies: Vocabularies) -> set[tuple[Facet, str, str]]:
    return {
        (facet, code, into) for facet in Facet for code, into in vocabularies.of_facet(facet).merged.items()
    }


def _in_todays_codes(row: CatalogueRow, vocabularies: Vocabularies) -> CatalogueRow:
    codes = tuple(dict.fromkeys((facet, vocabularies.resolve(facet, code)) for facet, code in row.codes))
    return row if codes == row.codes else replace(row, codes=codes)


def _library(row: CatalogueRow) -> PublishedLibrary | None:
    stored = row.library
    return PublishedLibrary(stored.slug, stored.name, stored.place, row.aliases) if stored else None


def _names(row: CatalogueRow, words: list[str]) -> PracticeNames:
    return PracticeNames(row.practice_id, TitleName(row.slug, row.title), _library(row), row.codes, words)
