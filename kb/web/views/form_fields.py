"""The fields of the form as a page draws them, made from the one table of fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.domain.comments import Comment
from kb.domain.form_fields import CONFIDENCE, Asked, Column, FieldKind, FormField
from kb.domain.form_record import Fault
from kb.domain.form_texts import FormTexts
from kb.domain.languages import Language
from kb.domain.plain_language import PlainHint, plain_hints
from kb.domain.typed_form import YES, Row, TypedForm, is_first_of_part
from kb.domain.vocabularies import Vocabularies
from kb.web.views.path import CommentView, comment_view

_LONG = 500
"""Characters from which a text gets a field of several lines."""


@dataclass(frozen=True, slots=True)
class OptionView:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class InputView:
    """One thing to fill in. `kind` chooses how it is drawn; `fault` is "" where nothing is wrong, and
    `allowed` belongs to it. `autofocus` only in an answer to a press, never on a page."""

    id: str
    name: str
    kind: str
    label: str
    hint: str
    example: str
    value: str
    is_checked: bool
    is_required: bool
    options: tuple[OptionView, ...]
    fault: Fault | None
    longest: int
    lines: int
    autofocus: bool = False
    is_label_hidden: bool = False
    plain: tuple[PlainHint, ...] = ()


@dataclass(frozen=True, slots=True)
class RowView:
    number: int
    title: str
    inputs: tuple[InputView, ...]
    is_first: bool
    is_last: bool
    image: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class FieldView:
    """A question: one input or rows of them. `unstated` is how "nothing to say" is said, "" where that is no
    answer; `adds_rows` is False for what is added by uploading."""

    id: str
    name: str
    part: str
    label: str
    hint: str
    is_rows: bool
    input: InputView | None
    rows: tuple[RowView, ...]
    unstated: str
    says_nothing: bool
    is_wanted: bool
    adds_rows: bool
    fault: Fault | None
    comments: tuple[CommentView, ...] = ()


def field_id(name: str) -> str:
    return f"p-{name.replace('.', '-')}"


@dataclass(frozen=True, slots=True)
class FieldMaker:
    form: TypedForm
    faults: Mapping[str, Fault]
    texts: FormTexts
    vocabularies: Vocabularies
    language: Language
    comments: Mapping[str, Sequence[Comment]]

    def field(self, field: FormField, focus: tuple[str, int] | None = None) -> FieldView:
        """`focus` is the (field, row) where somebody goes on typing."""
        text = self.texts.of(field.name)
        is_rows = field.kind is FieldKind.ROWS
        may_say_nothing = field.asked is Asked.ANSWERED and is_first_of_part(field)
        rows = self._rows(field, focus) if is_rows else ()
        return FieldView(
            id=field_id(field.name),
            name=field.name,
            part=field.part,
            label=text.label[self.language],
            hint=text.hint[self.language] if text.hint else "",
            is_rows=is_rows,
            input=None if is_rows else self._field_input(field),
            rows=rows,
            unstated=self.texts.says_nothing(field.part, self.language) if may_say_nothing else "",
            says_nothing=self.form.says_nothing(field),
            is_wanted=field.asked is not Asked.OPTIONAL,
            adds_rows=field.step.value != "zdjecia-i-pliki",
            fault=self.faults.get(field.name),
            comments=self._comments(field),
        )

    def _comments(self, field: FormField) -> tuple[CommentView, ...]:
        """They are about a part of the record, whose first field shows them."""
        if not is_first_of_part(field):
            return ()
        return tuple(comment_view(one, self.language) for one in self.comments.get(field.part, ()))

    def _field_input(self, field: FormField) -> InputView:
        value = self.form.text(field.name)
        text = self.texts.of(field.name)
        long = field.kind is FieldKind.TEXT
        return InputView(
            id=field_id(field.name),
            name=field.name,
            kind=field.kind.value,
            label=text.label[self.language],
            hint=text.hint[self.language] if text.hint else "",
            example=text.example,
            value=value,
            is_checked=value == YES,
            is_required=field.asked is Asked.REQUIRED,
            options=self._options(field.vocabulary, field.unspoken, self._chosen(field)),
            fault=self.faults.get(field.name),
            longest=field.limits.longest,
            lines=_lines(value, 3 if field.limits.longest <= _LONG else 5),
            plain=plain_hints(value) if long else (),
        )

    def _chosen(self, field: FormField) -> Sequence[str]:
        if field.kind is FieldKind.CODES:
            return self.form.choices.get(field.name, ())
        return (self.form.text(field.name),)

    def _options(self, vocabulary: str, unspoken: str, chosen: Sequence[str]) -> tuple[OptionView, ...]:
        if not vocabulary:
            return ()
        known = {
            code: label
            for code, label in self._labels(vocabulary).items()
            if code != unspoken or code in chosen
        }
        # What the vocabulary has lost stays visible, or it could not be taken back.
        strangers = {code: code for code in chosen if code and code not in known}
        return tuple(OptionView(code, label, code in chosen) for code, label in (known | strangers).items())

    def _labels(self, vocabulary: str) -> Mapping[str, str]:
        if vocabulary == CONFIDENCE:
            return {code: label[self.language] for code, label in self.texts.confidence.items()}
        terms = self.vocabularies[vocabulary]
        return {term.code: term.label(self.language) for term in terms}

    def _rows(self, field: FormField, focus: tuple[str, int] | None) -> tuple[RowView, ...]:
        rows: Sequence[Row] = self.form.rows.get(field.name, ())
        if not rows and field.step.value != "zdjecia-i-pliki":
            rows = ({},)
        return tuple(
            RowView(
                number=number,
                title=self.texts.of(field.name).label[self.language],
                inputs=tuple(
                    self._column(field, column, number, row, focus == (field.name, number))
                    for column in field.columns
                ),
                is_first=number == 0,
                is_last=number == len(rows) - 1,
                image=row.get("file", "") if field.name == "images" else "",
                file=row.get("file", "") if field.name == "files" else "",
            )
            for number, row in enumerate(rows)
        )

    def _column(self, field: FormField, column: Column, number: int, row: Row, focus: bool) -> InputView:
        name = f"{field.name}.{number}.{column.name}"
        value = row.get(column.name, "")
        is_hidden = column.kind is FieldKind.KEPT
        text = None if is_hidden else self.texts.of(name)
        first_seen = next(other for other in field.columns if other.kind is not FieldKind.KEPT)
        return InputView(
            id=field_id(name),
            name=name,
            kind=column.kind.value,
            label=_row_label(text.label[self.language] if text else "", number, field),
            hint=text.hint[self.language] if text and text.hint and not field.is_plain else "",
            example=text.example if text and number == 0 else "",
            value=value,
            is_checked=value == YES,
            is_required=False,
            options=self._options(column.vocabulary, "", (value,)),
            fault=self.faults.get(name),
            longest=column.limits.longest,
            lines=_lines(value, 2),
            autofocus=focus and column is first_seen,
            is_label_hidden=field.is_plain,
            plain=plain_hints(value) if column.kind is FieldKind.TEXT and value else (),
        )


def _row_label(label: str, number: int, field: FormField) -> str:
    """Rows of bare texts are told apart by their number; the question above says what they are."""
    return f"{label} {number + 1}" if field.is_plain else label


def _lines(value: str, least: int) -> int:
    return min(14, max(least, value.count("\n") + 1 + len(value) // 75))
