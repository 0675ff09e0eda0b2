"""What changed between two texts of a practice, field by field and word by word."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from kb.domain.readable import FIELDS

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")

LONGEST_BY_WORDS = 4000
"""Words, blanks and signs of a field that are compared one by one; longer texts are compared by lines, since
the time grows with the square of the length."""


class Change(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """`pieces` in order give the old text without the added, and the new one without the removed."""

    field: str
    pieces: tuple[Piece, ...]


Lines = Mapping[str, Sequence[str]]


def differences(before: Lines, after: Lines) -> tuple[FieldDifference, ...]:
    """Of what `kb.domain.readable` gives of two records: the fields that differ, in their order."""
    return tuple(
        FieldDifference(field, pieces("\n".join(before.get(field, ())), "\n".join(after.get(field, ()))))
        for field in FIELDS
        if tuple(before.get(field, ())) != tuple(after.get(field, ()))
    )


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Neighbouring pieces of one kind are one piece; what was removed stands before what was added."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if max(len(old), len(new)) > LONGEST_BY_WORDS:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    found: list[Piece] = []
    for kind, old_from, old_to, new_from, new_to in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        removed, added = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        if kind == "equal":
            found.append(Piece(Change.SAME, removed))
            continue
        if removed:
            found.append(Piece(Change.REMOVED, removed))
        if added:
            found.append(Piece(Change.ADDED, added))
    return tuple(_without_islands(found))


def _without_islands(found: Sequence[Piece]) -> list[Piece]:
    """A blank or a sign between two changes is read with them: changed words in a row are one change."""
    result: list[Piece] = []
    removed, added = "", ""

    def flush() -> None:
        nonlocal removed, added
        if removed:
            result.append(Piece(Change.REMOVED, removed))
        if added:
            result.append(Piece(Change.ADDED, added))
        removed, added = "", ""

    for number, piece in enumerate(found):
        if piece.change is Change.REMOVED:
            removed += piece.text
        elif piece.change is Change.ADDED:
            added += piece.text
        elif (removed or added) and number + 1 < len(found) and not re.search(r"[\w\n]", piece.text):
            removed += piece.text
            added += piece.text
        else:
            flush()
            result.append(piece)
    flush()
    return result
