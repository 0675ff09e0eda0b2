"""Parsed records by revision: a revision never changes, so its record can be remembered."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from kb.domain.practice import PracticeRecord
from kb.storage.quick_reads import Reads


@dataclass(frozen=True, slots=True)
class RevisionRecord:
    """`number` counts the revisions of a practice from 1."""

    number: int
    record: PracticeRecord


class RecordCache:
    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._lock = threading.Lock()
        self._records: OrderedDict[int, RevisionRecord] = OrderedDict()

    def get(self, reads: Reads, revision_ids: Sequence[int]) -> dict[int, RevisionRecord]:
        """The records of these revisions, those not remembered read in one query."""
        with self._lock:
            found = {number: self._records[number] for number in revision_ids if number in self._records}
        missing = [number for number in revision_ids if number not in found]
        if missing:
            places = ", ".join("?" * len(missing))
            rows = reads.exec_driver_sql(
                f"SELECT id, number, document FROM revision WHERE id IN ({places})", tuple(missing)
            )
            read = {
                revision_id: RevisionRecord(number, PracticeRecord.model_validate_json(document))
                for revision_id, number, document in rows
            }
            with self._lock:
                self._records.update(read)
                while len(self._records) > self._capacity:
                    self._records.popitem(last=False)
            found |= read
        return found
