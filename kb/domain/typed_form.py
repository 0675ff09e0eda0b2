"""What somebody has typed into the form so far: kept as it is, valid or not."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from kb.domain.form_fields import FIELD, FIELDS, MOST_ROWS, FieldKind, FormField

Row = Mapping[str, str]
Pairs = Sequence[tuple[str, str]]

SHOWN = "pole"
"""The hidden field by which a page says which fields it showed: what it did not show, it does not change."""
NOT_STATED = "nie-podano"
"""The name of the boxes by which somebody says that there is nothing to say."""
YES = "tak"


class RowMove(StrEnum):
    ADD = "dodaj"
    REMOVE = "usun"
    UP = "wyzej"
    DOWN = "nizej"


@dataclass(frozen=True, slots=True)
class TypedForm:
    """`texts` are the fields of one value, `choices` those of several codes, `rows` the repeated ones. What
    is empty is left out. `not_stated` are the parts of the record of which its author chose to say nothing.
    """

    texts: Mapping[str, str]
    choices: Mapping[str, tuple[str, ...]]
    rows: Mapping[str, tuple[Row, ...]]
    not_stated: tuple[str, ...] = ()

    @classmethod
    def empty(cls) -> TypedForm:
        return cls({field.name: field.default for field in FIELDS if field.default}, {}, {})

    def text(self, name: str) -> str:
        return self.texts.get(name, "")

    def is_answered(self, field: FormField) -> bool:
        """Whether something is typed or chosen there; "nie podano" is another answer."""
        if field.kind is FieldKind.ROWS:
            return any(not is_blank(row) for row in self.rows.get(field.name, ()))
        if field.kind is FieldKind.CODES:
            return bool(self.choices.get(field.name))
        return bool(self.text(field.name).strip())

    def value(self, name: str) -> str | tuple[str, ...] | tuple[Row, ...]:
        """What is typed in one field, to be compared; blank rows count as none."""
        kind = FIELD[name].kind
        if kind is FieldKind.ROWS:
            return tuple(
                {key: text for key, text in row.items() if text}
                for row in self.rows.get(name, ())
                if not is_blank(row)
            )
        return self.choices.get(name, ()) if kind is FieldKind.CODES else self.text(name)

    def with_field(self, name: str, other: TypedForm) -> TypedForm:
        """This form with one field, and what is said of its part, as the other one has it."""
        kind, part = FIELD[name].kind, FIELD[name].part
        stated = tuple(said for said in self.not_stated if said != part)
        result = replace(self, not_stated=(*stated, part) if part in other.not_stated else stated)
        if kind is FieldKind.ROWS:
            return replace(result, rows=_with(self.rows, name, other.rows.get(name, ())))
        if kind is FieldKind.CODES:
            return replace(result, choices=_with(self.choices, name, other.choices.get(name, ())))
        return replace(result, texts=_with(self.texts, name, other.text(name)))

    def differing(self, other: TypedForm) -> tuple[str, ...]:
        """The fields in which the two say something else, in the order of the form."""
        return tuple(
            field.name
            for field in FIELDS
            if self.value(field.name) != other.value(field.name)
            or (is_first_of_part(field) and self.says_nothing(field) != other.says_nothing(field))
        )

    def says_nothing(self, field: FormField) -> bool:
        return field.part in self.not_stated

    def to_json(self) -> str:
        return json.dumps(
            {
                "texts": dict(self.texts),
                "choices": {name: list(codes) for name, codes in self.choices.items()},
                "rows": {name: [dict(row) for row in rows] for name, rows in self.rows.items()},
                "not_stated": list(self.not_stated),
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, document: str) -> TypedForm:
        """What `to_json` wrote, by this release or an earlier one: fields that are no more are left out."""
        kept: dict[str, Any] = json.loads(document)
        return cls(
            {name: str(text) for name, text in kept["texts"].items() if name in FIELD},
            {name: tuple(codes) for name, codes in kept["choices"].items() if name in FIELD},
            {name: tuple(dict(row) for row in rows) for name, rows in kept["rows"].items() if name in FIELD},
            tuple(kept["not_stated"]),
        )

    def with_posted(self, pairs: Pairs) -> TypedForm:
        """This form with what a page sent: every field that the page showed, as it was left there."""
        shown = {value for name, value in pairs if name == SHOWN and value in FIELD}
        posted: dict[str, list[str]] = {}
        for name, value in pairs:
            posted.setdefault(name, []).append(clean(value))
        texts, choices, rows = dict(self.texts), dict(self.choices), dict(self.rows)
        unsaid = set(posted.get(NOT_STATED, ()))
        for field in FIELDS:
            if field.name not in shown:
                continue
            if field.kind is FieldKind.ROWS:
                rows[field.name] = _posted_rows(field, posted)
            elif field.kind is FieldKind.CODES:
                choices[field.name] = tuple(
                    dict.fromkeys(code for code in posted.get(field.name, ()) if code)
                )
            else:
                texts[field.name] = posted.get(field.name, [""])[-1]
        result = TypedForm(_said(texts), _said(choices), _said(rows))
        answered = {field.part for field in FIELDS if result.is_answered(field) and is_first_of_part(field)}
        asked = {FIELD[name].part for name in shown if is_first_of_part(FIELD[name])}
        kept = [part for part in self.not_stated if part not in asked or part in unsaid]
        new = [
            part
            for part in dict.fromkeys(FIELD[n].part for n in FIELD if n in shown)
            if part in unsaid & asked
        ]
        not_stated = tuple(part for part in dict.fromkeys([*kept, *new]) if part not in answered)
        return replace(result, not_stated=not_stated)

    def with_row(self, name: str, row: Row) -> TypedForm:
        """With one more row; unchanged when there are too many already."""
        rows = self.rows.get(name, ())
        if len(rows) >= MOST_ROWS:
            return self
        return replace(self, rows={**self.rows, name: (*rows, row)})

    def with_move(self, move: RowMove, name: str, number: int) -> TypedForm:
        """Rows added, taken away or exchanged; unchanged when there is no such row."""
        field = FIELD.get(name)
        if field is None or field.kind is not FieldKind.ROWS:
            return self
        rows = list(self.rows.get(name, ()))
        if move is RowMove.ADD:
            # The page always shows one empty row; whoever wants another has two.
            return self.with_row(name, {}) if rows else replace(self, rows={**self.rows, name: ({}, {})})
        if not 0 <= number < len(rows):
            return self
        if move is RowMove.REMOVE:
            del rows[number]
        else:
            other = number + (1 if move is RowMove.DOWN else -1)
            if not 0 <= other < len(rows):
                return self
            rows[number], rows[other] = rows[other], rows[number]
        return replace(self, rows=_with(self.rows, name, tuple(rows)))

    def with_choice(self, name: str, code: str) -> TypedForm:
        """With one code more, or, where only one can be, with this one."""
        field = FIELD[name]
        part = field.part
        not_stated = tuple(said for said in self.not_stated if said != part)
        if field.kind is FieldKind.CODES:
            codes = tuple(dict.fromkeys([*self.choices.get(name, ()), code]))
            return replace(self, choices={**self.choices, name: codes}, not_stated=not_stated)
        return replace(self, texts={**self.texts, name: code}, not_stated=not_stated)


def is_first_of_part(field: FormField) -> bool:
    """A part of several fields is asked about by its first one."""
    return next(other.name for other in FIELDS if other.part == field.part) == field.name


def is_blank(row: Row) -> bool:
    """Whether nothing is typed, chosen or ticked in the row."""
    return not any(text.strip() for text in row.values())


def clean(text: str) -> str:
    """One kind of line end, and no characters that cannot be seen or stored."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))


def _posted_rows(field: FormField, posted: Mapping[str, Sequence[str]]) -> tuple[Row, ...]:
    """The rows in the order of their numbers; numbers need not be without gaps."""
    found: dict[int, dict[str, str]] = {}
    columns = {column.name for column in field.columns}
    for name, values in posted.items():
        parts = name.split(".")
        if len(parts) != 3 or parts[0] != field.name or parts[2] not in columns:
            continue
        if not (parts[1].isascii() and parts[1].isdigit() and len(parts[1]) <= 6):
            continue
        row = found.setdefault(int(parts[1]), {})
        if values[-1]:
            row[parts[2]] = values[-1]
    return tuple(found[number] for number in sorted(found))[:MOST_ROWS]


def _with(values: Mapping[str, Any], name: str, value: Any) -> dict[str, Any]:
    return _said({**values, name: value})


def _said(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


def pairs_of(form: TypedForm, names: Iterable[str]) -> list[tuple[str, str]]:
    """What a page that shows these fields would send."""
    pairs: list[tuple[str, str]] = []
    for name in names:
        field = FIELD[name]
        pairs.append((SHOWN, name))
        if field.kind is FieldKind.ROWS:
            for number, row in enumerate(form.rows.get(name, ())):
                pairs += [(f"{name}.{number}.{column}", text) for column, text in row.items()]
        elif field.kind is FieldKind.CODES:
            pairs += [(name, code) for code in form.choices.get(name, ())]
        elif form.text(name):
            pairs.append((name, form.text(name)))
        if is_first_of_part(field) and form.says_nothing(field):
            pairs.append((NOT_STATED, field.part))
    return pairs
