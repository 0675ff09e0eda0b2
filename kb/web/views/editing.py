"""The pages of who writes: the list, a step of the form, two texts beside each other."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.domain.comments import WHOLE, Comment
from kb.domain.completeness import Completeness, Missing, completeness
from kb.domain.form_fields import FIELD, FieldKind, FormStep, fields_of
from kb.domain.form_record import Fault, FaultKind, label_name
from kb.domain.form_texts import FormTexts
from kb.domain.languages import Language
from kb.domain.typed_form import NOT_STATED, SHOWN, Pairs, TypedForm, pairs_of
from kb.domain.vocabularies import Vocabularies
from kb.services.editing import EditConflict, WorkingCopy
from kb.web.parameters import prefix_of
from kb.web.views.form_fields import FieldMaker, FieldView, field_id
from kb.web.views.path import CommentView, comment_view, practice_url
from kb.web.views.words import time_text

CHECK = "sprawdz"
"""The last step, which is no part of the form."""


OpenComments = Mapping[str, Sequence[Comment]]
"""By the field of the record; "" holds what is about the whole."""
NO_COMMENTS: OpenComments = {}


@dataclass(frozen=True, slots=True)
class CommentLine:
    """An open comment with the place in the form that it is about, "" for the whole."""

    url: str
    label: str
    comment: CommentView


@dataclass(frozen=True, slots=True)
class StepLink:
    """`open_questions` counts what is missing there; `faults` what is wrong, as an empty field is not yet."""

    number: int
    label: str
    url: str
    is_current: bool
    open_questions: int
    faults: int
    is_done: bool


@dataclass(frozen=True, slots=True)
class FaultLine:
    """A fault in the summary at the top, with where it is and what the field is called."""

    url: str
    label: str
    fault: Fault


@dataclass(frozen=True, slots=True)
class MissingLine:
    url: str
    label: str


@dataclass(frozen=True, slots=True)
class CompletenessView:
    percent: int
    minutes: int
    missing: tuple[MissingLine, ...]
    wished: tuple[MissingLine, ...]


@dataclass(frozen=True, slots=True)
class FormPage:
    """One step of the form. `saved_at` is "12:03", "" before the first save; `is_media` asks for files."""

    title: str
    copy_id: int
    version: int
    action: str
    step: str
    step_label: str
    intro: str
    steps: tuple[StepLink, ...]
    fields: tuple[FieldView, ...]
    errors: tuple[FaultLine, ...]
    completeness: CompletenessView
    saved_at: str
    is_media: bool
    is_last: bool
    is_draft: bool
    next_url: str
    check_url: str
    preview_url: str
    upload_fault: str = ""
    path_url: str = ""
    is_shown_after_save: bool = False


@dataclass(frozen=True, slots=True)
class ConflictField:
    """`mine` and `theirs` as lines of text; `takes_theirs` where only the other one changed it."""

    name: str
    id: str
    label: str
    mine: tuple[str, ...]
    theirs: tuple[str, ...]
    takes_theirs: bool


@dataclass(frozen=True, slots=True)
class ConflictPage:
    """`author` is "" when it was the same person in another window."""

    fields: tuple[ConflictField, ...]
    action: str
    version: int
    base: int | None
    typed: Pairs
    author: str


@dataclass(frozen=True, slots=True)
class ResendPage:
    """Everything typed, to be sent again after signing in. `signed_in` says that only the proof is new;
    `press` is what the button sends, "" where the form says it already; `shown` are the words to be read."""

    action: str
    typed: Pairs
    signed_in: bool
    sign_in_url: str
    shown: tuple[str, ...]
    press: str = ""
    is_busy: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """What every page of the form needs besides the text."""

    texts: FormTexts
    vocabularies: Vocabularies
    language: Language

    @property
    def root(self) -> str:
        return f"{prefix_of(self.language)}/redakcja"

    def step_url(self, copy_id: int, step: str) -> str:
        return f"{self.root}/szkice/{copy_id}/{step}"

    def place_of(self, copy_id: int, name: str) -> str:
        """The field of a fault: its step and its id there."""
        field = FIELD.get(name) or FIELD[label_name(name)[0]]
        return f"{self.step_url(copy_id, field.step)}#{field_id(name)}"

    def label(self, name: str) -> str:
        return self.texts.of(name if name in self.texts.fields else _text_name(name)).label[self.language]


def _text_name(name: str) -> str:
    field, _, column = label_name(name)
    return f"{field}.0.{column}" if column and column != "file" else field


def fault_lines(
    desk: Desk, copy_id: int, faults: Sequence[Fault], here: FormStep | None
) -> tuple[FaultLine, ...]:
    """Links stay on the page for what is wrong there."""
    lines = []
    for fault in faults:
        if label_name(fault.field)[0] not in FIELD:
            lines.append(FaultLine("", fault.field, fault))
            continue
        url = f"#{field_id(fault.field)}" if fault.step is here else desk.place_of(copy_id, fault.field)
        lines.append(FaultLine(url, _place_in_words(desk, fault.field), fault))
    return tuple(lines)


def _place_in_words(desk: Desk, name: str) -> str:
    """In rows the name of a column alone would not say which row of which field it is."""
    field, row, _ = label_name(name)
    if row is None:
        return desk.label(name)
    group, column = desk.label(field), desk.label(name)
    return f"{group} {row + 1}" if column == group else f"{group} {row + 1} – {column}"


def steps_of(
    desk: Desk, copy_id: int, current: str, form: TypedForm, missing: Completeness, faults: Sequence[Fault]
) -> tuple[StepLink, ...]:
    return tuple(
        StepLink(
            number,
            desk.texts.steps[step][0][desk.language],
            desk.step_url(copy_id, step),
            step.value == current,
            sum(line.field.step is step for line in missing.missing),
            sum(fault.step is step and fault.kind is not FaultKind.MISSING for fault in faults),
            not any(line.field.step is step for line in missing.missing)
            and any(form.is_answered(field) or form.says_nothing(field) for field in fields_of(step)),
        )
        for number, step in enumerate(FormStep, start=1)
    )


def completeness_view(desk: Desk, copy_id: int, told: Completeness) -> CompletenessView:
    def lines(missing: Sequence[Missing]) -> tuple[MissingLine, ...]:
        return tuple(
            MissingLine(desk.place_of(copy_id, line.field.name), desk.label(line.field.name))
            for line in missing
        )

    return CompletenessView(told.percent, told.minutes, lines(told.missing), lines(told.wished))


def form_page(
    desk: Desk,
    copy: WorkingCopy,
    step: FormStep,
    form: TypedForm,
    faults: Sequence[Fault],
    *,
    shown: Sequence[Fault] = (),
    focus: tuple[str, int] | None = None,
    now: datetime.datetime | None = None,
    upload_fault: str = "",
    comments: OpenComments = NO_COMMENTS,
) -> FormPage:
    """`faults` are all there are; `shown` those that the page speaks of, since nobody wants to read of what
    they have not come to yet."""
    maker = FieldMaker(
        form, {fault.field: fault for fault in shown}, desk.texts, desk.vocabularies, desk.language, comments
    )
    told = completeness(form)
    steps = list(FormStep)
    number = steps.index(step)
    following = steps[number + 1].value if number + 1 < len(steps) else CHECK
    label, intro = desk.texts.steps[step]
    return FormPage(
        title=form.text("title").strip(),
        copy_id=copy.id,
        version=copy.version,
        action=desk.step_url(copy.id, step),
        step=step.value,
        step_label=label[desk.language],
        intro=intro[desk.language],
        steps=steps_of(desk, copy.id, step, form, told, faults if copy.version > 1 else ()),
        fields=tuple(maker.field(field, focus) for field in fields_of(step)),
        errors=fault_lines(desk, copy.id, shown, step),
        completeness=completeness_view(desk, copy.id, told),
        saved_at=time_text(now or copy.updated_at) if copy.version > 1 else "",
        is_media=step is FormStep.MEDIA,
        is_last=following == CHECK,
        is_draft=copy.practice_id is not None,
        next_url=desk.step_url(copy.id, following),
        check_url=desk.step_url(copy.id, CHECK),
        preview_url=desk.step_url(copy.id, "podglad"),
        upload_fault=upload_fault,
        path_url=practice_url(desk.language, copy.practice_id) if copy.practice_id else "",
    )


def comment_lines(desk: Desk, copy_id: int, comments: OpenComments) -> tuple[CommentLine, ...]:
    """Those about the whole first, then in the order of the form."""
    parts = dict.fromkeys(field.part for field in FIELD.values())
    first = {part: next(name for name in FIELD if FIELD[name].part == part) for part in parts}
    lines = [CommentLine("", "", comment_view(one, desk.language)) for one in comments.get(WHOLE, ())]
    for part, name in first.items():
        for one in comments.get(part, ()):
            url = desk.place_of(copy_id, name)
            lines.append(CommentLine(url, desk.label(name), comment_view(one, desk.language)))
    return tuple(lines)


def conflict_page(desk: Desk, conflict: EditConflict) -> ConflictPage:
    fields = []
    for name in conflict.mine.differing(conflict.theirs):
        base = conflict.base
        untouched = base is not None and _says(base, name) == _says(conflict.mine, name)
        fields.append(
            ConflictField(
                name,
                field_id(name),
                desk.label(name),
                shown_text(desk, conflict.mine, name),
                shown_text(desk, conflict.theirs, name),
                untouched,
            )
        )
    return ConflictPage(
        fields=tuple(fields),
        action=f"{desk.root}/szkice/{conflict.copy.id}/scal",
        version=conflict.copy.version,
        base=conflict.revision_id,
        typed=pairs_of(conflict.mine, FIELD),
        author=conflict.author,
    )


def _says(form: TypedForm, name: str) -> object:
    return form.value(name), form.says_nothing(FIELD[name])


def shown_text(desk: Desk, form: TypedForm, name: str) -> tuple[str, ...]:
    """What stands in a field, line by line, with labels in the place of codes."""
    field = FIELD[name]
    if form.says_nothing(field) and not form.is_answered(field):
        return (desk.texts.says_nothing(field.part, desk.language),)

    def spoken(vocabulary: str, code: str) -> str:
        known = desk.vocabularies.by_name.get(vocabulary)
        return known.term(code).label(desk.language) if known and code in known else code

    if field.kind is FieldKind.ROWS:
        return tuple(
            " · ".join(
                spoken(column.vocabulary, row[column.name])
                for column in field.columns
                if row.get(column.name)
            )
            for row in form.rows.get(name, ())
            if row
        )
    if field.kind is FieldKind.CODES:
        return tuple(spoken(field.vocabulary, code) for code in form.choices.get(name, ()))
    return tuple(spoken(field.vocabulary, line) for line in form.text(name).splitlines())


def typed_pairs(pairs: Pairs) -> Pairs:
    """What was typed, without what belongs to one sending of it."""
    return [(name, value) for name, value in pairs if name in (SHOWN, NOT_STATED) or _is_field(name)]


def _is_field(name: str) -> bool:
    return name in FIELD or label_name(name)[1] is not None or name in KEPT_NAMES


KEPT_NAMES: Mapping[str, None] = dict.fromkeys(("wersja", "podstawa"))
