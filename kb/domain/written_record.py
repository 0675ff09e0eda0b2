"""A record that a program wrote: from plain JSON values to the typed form, so that programs and people are
held to the same table of fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kb.domain.form_fields import FIELD, FIELDS, MOST_ROWS, Column, FieldKind, FormField
from kb.domain.form_record import Fault, FaultKind
from kb.domain.typed_form import YES, Row, TypedForm, clean, is_first_of_part

MOST_CODES = 100
"""Of one field; no vocabulary of several choices is longer."""

TEXT, NUMBER, YES_NO, OBJECT = "text", "a whole number", "true or false", "an object"
TEXTS, OBJECTS = "a list of texts", "a list of objects"

_LONGEST_TEXT = 100_000
_PARTS = {field.part for field in FIELDS}
_COMPOUND = {field.part for field in FIELDS if "." in field.name}


def form_of_json(document: Mapping[str, Any]) -> tuple[TypedForm, tuple[Fault, ...]]:
    """The form that says the same, and what of the document could not be put into it.

    null, "" and [] say nothing. What the record does not have is a fault, not ignored: a slip in the name of
    a field must not lose its text.
    """
    reader = _Reader()
    reader.names(document)
    for field in FIELDS:
        value = reader.value_at(document, field)
        if value is None or value == field.unspoken:
            continue
        if field.kind is FieldKind.ROWS:
            reader.read_rows(field, value)
        elif field.kind is FieldKind.CODES:
            reader.read_codes(field, value)
        else:
            text = reader.text(field.name, field.kind, value)
            if text:
                reader.texts[field.name] = text
    for field in FIELDS:
        if field.default and field.name not in document:
            reader.texts.setdefault(field.name, field.default)
    form = TypedForm(reader.texts, reader.choices, reader.rows)
    not_stated = reader.not_stated(document, form)
    return TypedForm(reader.texts, reader.choices, reader.rows, not_stated), tuple(reader.faults)


class _Reader:
    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.texts: dict[str, str] = {}
        self.choices: dict[str, tuple[str, ...]] = {}
        self.rows: dict[str, tuple[Row, ...]] = {}

    def names(self, document: Mapping[str, Any]) -> None:
        """Faults for names that the record does not have, and for parts that are no objects."""
        for name in _unknown(document, {*_PARTS, "not_stated"}):
            self.faults.append(Fault(name, FaultKind.UNKNOWN_FIELD))
        for part in sorted(_COMPOUND & document.keys()):
            inner = document[part]
            if inner is None:
                continue
            if not isinstance(inner, dict):
                self._wrong(part, inner, OBJECT)
                continue
            known = {field.name.partition(".")[2] for field in FIELDS if field.part == part}
            for name in _unknown(inner, known):
                self.faults.append(Fault(f"{part}.{name}", FaultKind.UNKNOWN_FIELD))

    def value_at(self, document: Mapping[str, Any], field: FormField) -> Any:
        value = document.get(field.part)
        if field.part not in _COMPOUND:
            return value
        return value.get(field.name.partition(".")[2]) if isinstance(value, dict) else None

    def text(self, name: str, kind: FieldKind, value: Any) -> str:
        """As it would have been typed; "" for what says nothing."""
        if value is None:
            return ""
        if kind is FieldKind.FLAG:
            if not isinstance(value, bool):
                self._wrong(name, value, YES_NO)
            return YES if value is True else ""
        is_number = isinstance(value, int) and not isinstance(value, bool)
        if kind is FieldKind.NUMBER and not is_number:
            self._wrong(name, value, NUMBER)
            return ""
        if isinstance(value, str):
            if len(value) > _LONGEST_TEXT:
                self.faults.append(Fault(name, FaultKind.TOO_LONG, str(len(value)), str(_LONGEST_TEXT)))
                return ""
            return clean(value)
        if is_number and kind in (FieldKind.NUMBER, FieldKind.KEPT):
            return str(value)
        self._wrong(name, value, TEXT)
        return ""

    def read_codes(self, field: FormField, value: Any) -> None:
        if not isinstance(value, list) or not all(isinstance(code, str) for code in value):
            self._wrong(field.name, value, TEXTS)
        elif self._fits(field.name, value, MOST_CODES):
            self.choices[field.name] = tuple(dict.fromkeys(clean(code) for code in value if code))

    def read_rows(self, field: FormField, value: Any) -> None:
        of = str if field.is_plain else dict
        if not isinstance(value, list) or not all(isinstance(row, of) for row in value):
            self._wrong(field.name, value, TEXTS if field.is_plain else OBJECTS)
            return
        if not self._fits(field.name, value, MOST_ROWS):
            return
        rows = [
            self._row(field, number, {"text": row} if field.is_plain else row)
            for number, row in enumerate(value)
        ]
        if rows:
            self.rows[field.name] = tuple(rows)

    def _row(self, field: FormField, number: int, given: Mapping[str, Any]) -> Row:
        place = f"{field.name}.{number}"
        columns: dict[str, Column] = {column.name: column for column in field.columns}
        for name in _unknown(given, set(columns)):
            self.faults.append(Fault(f"{place}.{name}", FaultKind.UNKNOWN_FIELD))
        typed = {
            name: self.text(f"{place}.{name}", column.kind, given.get(name))
            for name, column in columns.items()
        }
        return {name: text for name, text in typed.items() if text}

    def not_stated(self, document: Mapping[str, Any], form: TypedForm) -> tuple[str, ...]:
        """What is answered is stated, whatever the document says."""
        given = document.get("not_stated")
        if given is None:
            return ()
        if not isinstance(given, list) or not all(isinstance(part, str) for part in given):
            self._wrong("not_stated", given, TEXTS)
            return ()
        for part in given:
            if part not in _PARTS:
                found = part[:100]
                self.faults.append(
                    Fault("not_stated", FaultKind.UNKNOWN_CODE, found, ", ".join(sorted(_PARTS)))
                )
        answered = {
            field.part for field in FIELD.values() if is_first_of_part(field) and form.is_answered(field)
        }
        return tuple(part for part in dict.fromkeys(given) if part in _PARTS and part not in answered)

    def _fits(self, name: str, value: list[Any], most: int) -> bool:
        if len(value) > most:
            self.faults.append(Fault(name, FaultKind.TOO_MANY, str(len(value)), str(most)))
        return len(value) <= most

    def _wrong(self, name: str, value: Any, allowed: str) -> None:
        self.faults.append(Fault(name, FaultKind.WRONG_TYPE, _kind_of(value), allowed))


def _unknown(document: Mapping[str, Any], known: set[str]) -> Iterator[str]:
    for name in document:
        if name not in known:
            yield name[:100]


def _kind_of(value: Any) -> str:
    """What JSON calls it, with the value where that is short."""
    match value:
        case bool():
            return str(value).lower()
        case int() | float():
            return str(value)[:100]
        case str():
            return value[:100]
        case list():
            return "a list"
        case dict():
            return OBJECT
    return "null"
