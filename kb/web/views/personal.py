"""Where a text may name a private person, for its author and for who reads it before publication."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kb.domain.form_fields import FIELDS, FieldKind
from kb.domain.personal_data import personal_data
from kb.domain.typed_form import TypedForm


@dataclass(frozen=True, slots=True)
class PersonalLine:
    """`url` leads to the field, `label` is what it is called; `kind` chooses the words."""

    url: str
    label: str
    kind: str
    found: str


def own_words(form: TypedForm) -> Iterator[tuple[str, str]]:
    """(name in the form, text) of all that somebody typed in their own words. What names an institution or
    gives its contact is no data of a person."""
    for field in FIELDS:
        if field.name in ("library.name", "library.place", "contact"):
            continue
        if field.kind in (FieldKind.LINE, FieldKind.TEXT):
            yield field.name, form.text(field.name)
        elif field.kind is FieldKind.ROWS:
            for number, row in enumerate(form.rows.get(field.name, ())):
                for column in field.columns:
                    if column.kind in (FieldKind.LINE, FieldKind.TEXT) and column.name not in ("author",):
                        yield f"{field.name}.{number}.{column.name}", row.get(column.name, "")


def personal_findings(form: TypedForm, known: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """(name in the form, kind, what was found). `known` are names that may stand in the text."""
    for name, text in own_words(form):
        for found in personal_data(text, known):
            yield name, found.kind.value, found.found
