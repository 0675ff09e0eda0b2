"""Parsed records by revision. A revision never changes, so what was made of it can be remembered."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from kb.domain.practice import PracticeRecord
from kb.storage.quick_reads import Reads

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class RevisionRecord:
    """`number` counts the revisions of a practice from 1."""

    number: int
    record: PracticeRecord


def records_of(reads: Reads, revision_ids: Sequence[int]) -> dict[int, RevisionRecord]:
    """The records of these revisions, in one query."""
    places = ", ".join("?" * len(revision_ids))
    rows = reads.exec_driver_sql(
        f"SELECT id, number, document FROM revision WHERE id IN ({places})", tuple(revision_ids)
    )
    return {
        revision_id: RevisionRecord(number, PracticeRecord.model_validate_json(document))
        for revision_id, number, document in rows
    }


class Remembered(Generic[Key, Value]):
    """A bounded memory for many keys at a time; the least recently added go first. Thread-safe."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._lock = threading.Lock()
        self._values: OrderedDict[Key, Value] = OrderedDict()

    def get_all(self, keys: Iterable[Key]) -> dict[Key, Value]:
        with self._lock:
            return {key: self._values[key] for key in keys if key in self._values}

    def put_all(self, values: Mapping[Key, Value]) -> None:
        with self._lock:
            self._values.update(values)
            while len(self._values) > self._capacity:
                self._values.popitem(last=False)
