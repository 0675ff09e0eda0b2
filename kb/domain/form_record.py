"""From the typed form to a record or to its faults, and from a record to the form."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import ValidationError

from kb.domain.form_fields import (
    FIELD,
    FIELDS,
    OWN_VOCABULARIES,
    Asked,
    Column,
    FieldKind,
    FormField,
    FormStep,
    Limits,
    field_of,
)
from kb.domain.practice import PracticeRecord
from kb.domain.typed_form import YES, Row, TypedForm, is_blank
from kb.domain.vocabularies import Vocabularies


class FaultKind(StrEnum):
    MISSING = "missing"
    TOO_LONG = "too-long"
    NO_NUMBER = "no-number"
    OUT_OF_RANGE = "out-of-range"
    UNKNOWN_CODE = "unknown-code"
    NO_ADDRESS = "no-address"
    NO_DATE = "no-date"
    WRONG_ORDER = "wrong-order"
    UNDESCRIBED = "undescribed"
    """An image with neither a description nor "ozdobny"."""
    WITHOUT_CONSENT = "without-consent"
    WRONG_TYPE = "wrong-type"
    TOO_MANY = "too-many"
    UNKNOWN_FIELD = "unknown-field"
    """These three only in what programs send: no form of ours can."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Fault:
    """`field` is the name in the form ("steps.2.text"); `found` is at most its first hundred characters;
    `allowed` a number or a range as text, "" where the kind says it all."""

    field: str
    kind: FaultKind
    found: str = ""
    allowed: str = ""

    @property
    def step(self) -> FormStep:
        field = field_of(self.field)
        return field.step if field else FormStep.ABOUT


@dataclass(frozen=True, slots=True)
class Checked:
    """A record, or the faults that keep the form from being one."""

    record: PracticeRecord | None
    faults: tuple[Fault, ...]


_NUMBER = re.compile(r"[-−]?\d{1,12}")
_ADDRESS = re.compile(r"https?://[^\s]+")
_LONGEST_ADDRESS = 2000


def record_of(form: TypedForm, vocabularies: Vocabularies) -> Checked:
    faults: list[Fault] = []
    fields: dict[str, Any] = {"not_stated": form.not_stated}
    reader = _Reader(vocabularies, faults)
    for field in FIELDS:
        value = reader.value(field, form)
        if field.asked is Asked.REQUIRED and value in (None, ""):
            faults.append(Fault(field.name, FaultKind.MISSING))
        _put(fields, field, value)
    first, last = fields["years"]["first"], fields["years"]["last"]
    if first is not None and last is not None and last < first:
        faults.append(Fault("years.last", FaultKind.WRONG_ORDER, str(last), str(first)))
    if first is None and last is not None:
        faults.append(Fault("years.first", FaultKind.MISSING))
    for part in ("years", "contest"):
        if all(value is None for value in fields[part].values()):
            fields[part] = None
    if faults:
        return Checked(None, tuple(faults))
    try:
        return Checked(PracticeRecord.model_validate(fields), ())
    except ValidationError as error:
        # What the table lets through and the record does not: told by its place, so that nothing is lost.
        return Checked(None, tuple(_other_fault(dict(detail)) for detail in error.errors()))


def _other_fault(detail: Mapping[str, Any]) -> Fault:
    name = ".".join(str(part) for part in detail["loc"])
    return Fault(name, FaultKind.OTHER, str(detail["input"])[:100], str(detail["msg"]))


def faults_before_review(record: PracticeRecord) -> tuple[Fault, ...]:
    """What a draft may lack and what is sent to review may not."""
    form = form_of(record)
    missing = [
        Fault(field.name, FaultKind.MISSING)
        for field in FIELDS
        if field.asked is Asked.PUBLISHED and not form.is_answered(field)
    ]
    return (*missing, *_faults_of_images(record))


def _faults_of_images(record: PracticeRecord) -> Iterator[Fault]:
    for number, image in enumerate(record.images):
        if not image.description and not image.decorative:
            yield Fault(f"images.{number}.description", FaultKind.UNDESCRIBED)
        if not image.consent:
            yield Fault(f"images.{number}.consent", FaultKind.WITHOUT_CONSENT)


@dataclass(slots=True)
class _Reader:
    vocabularies: Vocabularies
    faults: list[Fault]

    def value(self, field: FormField, form: TypedForm) -> Any:
        if field.kind is FieldKind.ROWS:
            rows = [
                self._row(field, number, row)
                for number, row in enumerate(form.rows.get(field.name, ()))
                if not is_blank(row)
            ]
            return [row["text"] for row in rows] if field.is_plain else rows
        if field.kind is FieldKind.CODES:
            codes = form.choices.get(field.name, ())
            for code in codes:
                self._check_code(field.name, code, field.vocabulary)
            return codes
        value = self._single(field.name, field.kind, form.text(field.name), field.vocabulary, field.limits)
        return (field.unspoken or None) if value is None else value

    def _row(self, field: FormField, number: int, row: Row) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for column in field.columns:
            name = f"{field.name}.{number}.{column.name}"
            value = self._single(
                name, column.kind, row.get(column.name, ""), column.vocabulary, column.limits
            )
            if value is None and column.is_required:
                self.faults.append(Fault(name, FaultKind.MISSING))
            result[column.name] = value
        return result

    def _single(self, name: str, kind: FieldKind, typed: str, vocabulary: str, limits: Limits) -> Any:
        if kind is FieldKind.FLAG:
            return typed == YES
        text = typed.strip()
        if not text:
            return None
        found = text[:100]
        if kind is FieldKind.NUMBER:
            return self._number(name, text, limits)
        if kind is FieldKind.DATE:
            try:
                return datetime.date.fromisoformat(text)
            except ValueError:
                self.faults.append(Fault(name, FaultKind.NO_DATE, found))
                return None
        if kind is FieldKind.CODE:
            self._check_code(name, text, vocabulary)
        elif kind is FieldKind.ADDRESS and not (_ADDRESS.fullmatch(text) and len(text) <= _LONGEST_ADDRESS):
            self.faults.append(Fault(name, FaultKind.NO_ADDRESS, found))
        elif kind in (FieldKind.LINE, FieldKind.TEXT) and len(text) > limits.longest:
            self.faults.append(Fault(name, FaultKind.TOO_LONG, str(len(text)), str(limits.longest)))
        return typed

    def _number(self, name: str, text: str, limits: Limits) -> int | None:
        """Blanks inside are how people write thousands."""
        digits = "".join(text.split())
        if not (digits.isascii() or "−" in digits) or not _NUMBER.fullmatch(digits):
            self.faults.append(Fault(name, FaultKind.NO_NUMBER, text[:100]))
            return None
        number = int(digits.replace("−", "-"))
        if not limits.smallest <= number <= limits.largest:
            self.faults.append(
                Fault(name, FaultKind.OUT_OF_RANGE, text[:100], f"{limits.smallest}–{limits.largest}")
            )
        return number

    def _check_code(self, name: str, code: str, vocabulary: str) -> None:
        known = OWN_VOCABULARIES.get(vocabulary) or self.vocabularies[vocabulary].codes
        if code not in known:
            self.faults.append(Fault(name, FaultKind.UNKNOWN_CODE, code[:100]))


def _put(fields: dict[str, Any], field: FormField, value: Any) -> None:
    part, _, name = field.name.partition(".")
    if name:
        fields.setdefault(part, {})[name] = value
    elif value is not None or not _has_default(part):
        fields[part] = value


def _has_default(part: str) -> bool:
    """A text that may be empty is "" in a record, not None."""
    return PracticeRecord.model_fields[part].default not in (None, ...)


def form_of(record: PracticeRecord) -> TypedForm:
    """The form that gives this record again. A contest of which nothing is said is none."""
    document = record.model_dump(mode="json")
    texts: dict[str, str] = {}
    choices: dict[str, tuple[str, ...]] = {}
    rows: dict[str, tuple[Row, ...]] = {}
    for field in FIELDS:
        value = _value_at(document, field.name)
        if value in (None, "", [], field.unspoken or None):
            continue
        if field.kind is FieldKind.ROWS:
            rows[field.name] = tuple(
                {"text": row} if field.is_plain else _typed_row(field.columns, row) for row in value
            )
        elif field.kind is FieldKind.CODES:
            choices[field.name] = tuple(value)
        elif field.kind is not FieldKind.FLAG or value:
            texts[field.name] = YES if field.kind is FieldKind.FLAG else str(value)
    return TypedForm(texts, choices, rows, record.not_stated)


def _typed_row(columns: tuple[Column, ...], row: Mapping[str, Any]) -> dict[str, str]:
    return {
        column.name: YES if column.kind is FieldKind.FLAG else str(row[column.name])
        for column in columns
        if row[column.name] is not None and row[column.name] is not False
    }


def _value_at(document: Mapping[str, Any], name: str) -> Any:
    part, _, inner = name.partition(".")
    value = document[part]
    return value if not inner or value is None else value[inner]


def label_name(name: str) -> tuple[str, int | None, str]:
    """The parts of a name in the form: (field, row or None, column or "")."""
    if name in FIELD:
        return name, None, ""
    parts = name.split(".")
    if len(parts) == 3 and parts[1].isdigit():
        return parts[0], int(parts[1]), parts[2]
    return parts[0], None, ""
