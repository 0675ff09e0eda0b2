"""Practices as JSON Lines, in the two shapes of kb/data/README.md: edited records and raw notes.

The shapes are told apart by `library`: an object in an edited record, a text in a raw note.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from kb.domain.practice import PracticeRecord
from kb.domain.vocabularies import Vocabularies
from kb.files.columns import BadRow
from kb.files.edited_records import from_edited
from kb.files.label_map import LabelMap
from kb.files.raw_notes import from_notes

LINE_LENGTH = 1_000_000
"""Bytes of one line that are read; a longer one is a mistake, not a practice."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with one row; `column` is the key, `expected` says what is allowed."""

    row: int
    column: str
    found: str
    expected: str

    def __str__(self) -> str:
        return f"row {self.row}, {self.column}: found {self.found}; expected {self.expected}"


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """One row: a record or the problems that keep it from being one. `remarks` are kept, not fatal."""

    row: int
    external_id: str | None
    record: PracticeRecord | None
    problems: tuple[RowProblem, ...] = ()
    remarks: tuple[str, ...] = ()


def read_practice_lines(
    lines: Iterable[bytes], vocabularies: Vocabularies, label_map: LabelMap
) -> Iterator[ImportedRow]:
    """Rows are counted from 1; empty lines are passed over. A bad row never stops the next."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield _row(number, line, vocabularies, label_map)
        except BadRow as bad:
            yield ImportedRow(number, None, None, (RowProblem(number, bad.column, bad.found, bad.expected),))


def _row(number: int, line: bytes, vocabularies: Vocabularies, label_map: LabelMap) -> ImportedRow:
    document = _parse(line)
    external_id = _external_id(document)
    remarks: list[str] = []
    if isinstance(document.get("library"), dict):
        fields = from_edited(document, vocabularies)
    elif isinstance(document.get("library"), str):
        fields = from_notes(document, vocabularies, label_map, remarks)
    else:
        raise BadRow("library", document.get("library"), "an object (edited record) or a text (raw note)")
    try:
        record = PracticeRecord.model_validate(fields)
    except ValidationError as error:
        problems = tuple(
            RowProblem(
                number,
                ".".join(str(part) for part in detail["loc"]) or "row",
                json.dumps(detail["input"], ensure_ascii=False, default=str)[:200],
                detail["msg"],
            )
            for detail in error.errors()
        )
        return ImportedRow(number, external_id, None, problems)
    return ImportedRow(number, external_id, record, (), tuple(remarks))


def _parse(line: bytes) -> dict[str, Any]:
    if len(line) > LINE_LENGTH:
        raise BadRow("row", f"{len(line)} bytes", f"at most {LINE_LENGTH} bytes in a line")
    try:
        document = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadRow("row", f"byte {error.start} is not UTF-8", "text in UTF-8") from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise BadRow("row", str(error), "one JSON object in a line") from error
    if not isinstance(document, dict):
        raise BadRow("row", document, "one JSON object in a line")
    return document


def _external_id(document: Mapping[str, Any]) -> str | None:
    external_id = document.get("id")
    if external_id is None:
        return None
    if not isinstance(external_id, str) or not external_id.strip() or len(external_id) > 100:
        raise BadRow("id", external_id, "a text of 1 to 100 characters, or nothing")
    return external_id.strip()
