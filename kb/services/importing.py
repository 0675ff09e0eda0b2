"""Practices from files: nothing twice, nothing published that was not asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

import structlog

from kb.files.label_map import LabelMap
from kb.files.practice_lines import ImportedRow, RowProblem, read_practice_lines
from kb.services.saving import Saving
from kb.storage import practices
from kb.storage.engine import Database
from kb.storage.practices import content_of

log = structlog.get_logger()


class Outcome(StrEnum):
    PUBLISHED = "published"
    DRAFT = "draft"
    NEW_REVISION = "new revision"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(slots=True)
class ImportReport:
    """`incomplete` names published rows without a summary or a need; `remarks` what was kept as a note."""

    outcomes: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))
    problems: list[RowProblem] = field(default_factory=list)
    incomplete: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


class Importing:
    def __init__(
        self, database: Database, saving: Saving, label_map: LabelMap, *, with_vectors: bool = False
    ) -> None:
        self._database = database
        self._saving = saving
        self._label_map = label_map
        self._with_vectors = with_vectors

    def run(
        self,
        lines: Iterable[bytes],
        *,
        publish: bool,
        progress: Callable[[ImportedRow, Outcome], None] | None = None,
    ) -> ImportReport:
        """Each row is a save of its own, so an import that was cut off goes on when it is started again.

        A known external id with the same content adds nothing; with other content it makes a draft
        revision, never a publication and never a revival.
        """
        report = ImportReport()
        for row in read_practice_lines(lines, self._saving.vocabularies, self._label_map):
            outcome = self._import(row, publish=publish)
            report.outcomes[outcome] += 1
            report.problems += row.problems
            report.remarks += [f"row {row.row}: {remark}" for remark in row.remarks]
            if outcome is Outcome.PUBLISHED and row.record and not (row.record.summary and row.record.need):
                report.incomplete.append(f"row {row.row}: {row.external_id or row.record.title}")
            if progress:
                progress(row, outcome)
        log.info("import_finished", **{outcome.name.lower(): n for outcome, n in report.outcomes.items()})
        return report

    def _import(self, row: ImportedRow, *, publish: bool) -> Outcome:
        record = row.record
        if record is None:
            return Outcome.REFUSED
        if row.external_id is not None:
            with self._database.read() as session:
                known = practices.head_of(session, row.external_id)
                contents = practices.known_contents(session, known.practice_id) if known else set()
            if known is not None:
                if content_of(record)[1] in contents:
                    return Outcome.UNCHANGED
                self._saving.keep_draft(record, practice_id=known.practice_id)
                return Outcome.NEW_REVISION
        if publish:
            self._saving.publish(record, external_id=row.external_id, with_vectors=self._with_vectors)
            return Outcome.PUBLISHED
        self._saving.keep_draft(record, external_id=row.external_id)
        return Outcome.DRAFT
