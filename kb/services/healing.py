"""What a start finds wrong is mended from the records, which are the truth, and written in the log."""

from __future__ import annotations

import structlog

from kb.search.analysis import Analyser
from kb.search.documents import recipe_of
from kb.services.saving import Saving
from kb.storage import integrity
from kb.storage.engine import Database
from kb.storage.integrity import IntegrityReport
from kb.storage.published_practices import PublishedPractices

log = structlog.get_logger()


class Healing:
    def __init__(
        self, database: Database, published: PublishedPractices, saving: Saving, analyser: Analyser
    ) -> None:
        self._database = database
        self._published = published
        self._saving = saving
        self._analyser = analyser

    def inspect(self, *, thorough: bool = False) -> IntegrityReport:
        with self._database.connection() as connection:
            return integrity.inspect(
                connection, recipe_of(self._analyser), self._analyser.identity, thorough=thorough
            )

    def heal(self) -> IntegrityReport:
        """Rebuild missing and outdated words and passages, remove surplus ones; the report of before."""
        report = self.inspect()
        if not report.is_whole:
            log.warning("base_healing", rebuilt=len(report.to_be_rebuilt), removed=len(report.to_be_removed))
        for practice_id in report.to_be_removed:
            self._saving.clear_surplus(practice_id)
        self.rebuild(report.to_be_rebuilt)
        return report

    def rebuild(self, practice_ids: list[int]) -> None:
        """Make words and passages of these practices again; each in a transaction of its own."""
        for practice_id in practice_ids:
            with self._database.connection() as connection:
                found = self._published.by_ids(connection, [practice_id])
            if practice_id in found:
                practice = found[practice_id]
                self._saving.rebuild(practice_id, practice.record, practice.revision_id)

    def rebuild_all(self) -> int:
        """Make every published practice's words and passages again; their number."""
        with self._database.connection() as connection:
            everything = self._published.ids(connection)
        self.rebuild(everything)
        return len(everything)
