"""Records by revision. A revision never changes, so what was made of it can be remembered."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

from kb.domain.libraries import LibraryPlace
from kb.domain.practice import PracticeRecord
from kb.storage.quick_reads import Reads

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class StoredRecord:
    """A record that is parsed when it is first asked for. Two threads may both do so.

    `library_name` is what its library is called now and `lies` where it lies, whatever was said of it when
    this was written.
    """

    __slots__ = ("_library_name", "_lies", "_record", "_text")

    def __init__(self, text: str, library_name: str | None = None, lies: LibraryPlace | None = None) -> None:
        self._text = text
        self._library_name = library_name
        self._lies = lies or LibraryPlace()
        self._record: PracticeRecord | None = None

    def __call__(self) -> PracticeRecord:
        text = self._text
        if self._record is None:
            self._record = self._lies.told_of(PracticeRecord.model_validate_json(text), self._library_name)
            # Not before: whoever took no text finds the record.
            self._text = ""
        return self._record


def texts_of(reads: Reads, revision_ids: Sequence[int]) -> dict[int, tuple[int, str]]:
    """Revision -> its number, counted from 1 in its practice, and its record as it is kept; in one query."""
    places = ", ".join("?" * len(revision_ids))
    rows = reads.exec_driver_sql(
        f"SELECT id, number, document FROM revision WHERE id IN ({places})", tuple(revision_ids)
    )
    return {revision_id: (number, document) for revision_id, number, document in rows}


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
