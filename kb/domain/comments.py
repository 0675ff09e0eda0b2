"""Comments of reviewers and authors on single fields of a practice."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum

from kb.domain.practice import PracticeRecord
from kb.errors import KbError

LONGEST_COMMENT = 2000
"""Characters."""

WHOLE = ""
"""The field of a comment that is about the practice as a whole."""

COMMENTED_FIELDS = frozenset(PracticeRecord.model_fields) - {"not_stated", "notes"} | {WHOLE}


class CommentFault(StrEnum):
    EMPTY = "empty"
    TOO_LONG = "too-long"
    UNKNOWN_FIELD = "unknown-field"


class CommentRefused(KbError):
    number = "KB-325"

    def __init__(self, fault: CommentFault) -> None:
        super().__init__(f"This comment is not kept: {fault.value}.")
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Comment:
    """`revision` is the number of the text it was written about; `author` is None once the account was
    removed; `resolved_by` likewise, so that only `resolved_at` tells whether it is settled."""

    id: int
    practice_id: int
    revision: int
    field: str
    text: str
    author_id: int | None
    author: str | None
    at: datetime.datetime
    resolved_at: datetime.datetime | None
    resolved_by: str | None

    @property
    def is_open(self) -> bool:
        return self.resolved_at is None


def comment_text(field: str, typed: str) -> str:
    """The text as it is kept. Raises CommentRefused."""
    text = typed.replace("\r\n", "\n").replace("\x00", "").strip()
    if field not in COMMENTED_FIELDS:
        raise CommentRefused(CommentFault.UNKNOWN_FIELD)
    if not text:
        raise CommentRefused(CommentFault.EMPTY)
    if len(text) > LONGEST_COMMENT:
        raise CommentRefused(CommentFault.TOO_LONG)
    return text
