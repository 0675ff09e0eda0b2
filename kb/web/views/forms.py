"""What was wrong with a form: named at its top, and at each field."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldError:
    """`field` is the id of a field, or "" for what is wrong with no one field; `fault` chooses the words
    (macros/accounts.html)."""

    field: str
    fault: str
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Errors:
    all: tuple[FieldError, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.all)

    def of(self, field: str) -> FieldError | None:
        return next((error for error in self.all if error.field == field), None)
