"""What was wrong with a form: named at its top, and at each field."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldError:
    """`field` is the id of a field, or "" for what is wrong with no one field; `fault` chooses the words
    (macros/accounts.html). `seconds` is how long to wait before the form is sent again."""

    field: str
    fault: str
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Errors:
    all: tuple[FieldError, ...] = ()
    status: int = 422

    @classmethod
    def one(cls, field: str, fault: str) -> Errors:
        return cls((FieldError(field, fault),))

    def __bool__(self) -> bool:
        return bool(self.all)

    def of(self, field: str) -> FieldError | None:
        return next((error for error in self.all if error.field == field), None)

    @property
    def seconds(self) -> int:
        return max((error.seconds for error in self.all), default=0)
