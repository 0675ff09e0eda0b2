"""The last step: what is wrong, what is missing, what should not be said, what exists already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.domain.advice import Advice, Likelihood
from kb.domain.completeness import completeness
from kb.domain.facets import Facet
from kb.domain.form_record import Fault
from kb.domain.neighbours import NearBy
from kb.domain.plain_language import plain_hints
from kb.domain.typed_form import TypedForm
from kb.services.editing import WorkingCopy
from kb.web.views.cards import Card, card
from kb.web.views.editing import (
    CHECK,
    NO_COMMENTS,
    CommentLine,
    CompletenessView,
    Desk,
    FaultLine,
    OpenComments,
    StepLink,
    comment_lines,
    completeness_view,
    fault_lines,
    steps_of,
)
from kb.web.views.path import practice_url
from kb.web.views.personal import PersonalLine, own_words, personal_findings
from kb.web.views.words import time_text

FORM_FIELDS = {
    Facet.AUDIENCE: "audience",
    Facet.THEME: "themes",
    Facet.FORM: "form",
    Facet.PARTNER: "partners",
}
"""Where an accepted label goes."""


@dataclass(frozen=True, slots=True)
class PlainLine:
    url: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class TwinView:
    card: Card
    likelihood: Likelihood
    same_library: bool
    same_years: bool


@dataclass(frozen=True, slots=True)
class LabelView:
    """`press` is what the button sends."""

    label: str
    press: str


@dataclass(frozen=True, slots=True)
class LabelGroup:
    label: str
    labels: tuple[LabelView, ...]


@dataclass(frozen=True, slots=True)
class CheckPage:
    """`by_meaning` False says that only words were compared, `advised` False that nothing was, since the site
    is too busy."""

    title: str
    copy_id: int
    version: int
    action: str
    step: str
    steps: tuple[StepLink, ...]
    check_url: str
    preview_url: str
    errors: tuple[FaultLine, ...]
    is_refused: bool
    completeness: CompletenessView
    personal: tuple[PersonalLine, ...]
    plain: tuple[PlainLine, ...]
    twins: tuple[TwinView, ...]
    labels: tuple[LabelGroup, ...]
    by_meaning: bool
    advised: bool
    saved_at: str
    path_url: str
    comments: tuple[CommentLine, ...]


def check_page(
    desk: Desk,
    copy: WorkingCopy,
    faults: Sequence[Fault],
    advice: Advice | None,
    known: tuple[str, ...],
    *,
    is_refused: bool = False,
    comments: OpenComments = NO_COMMENTS,
) -> CheckPage:
    """`known` are names that may stand in the text; `is_refused` says that somebody has tried to send it."""
    form = copy.form
    told = completeness(form)
    return CheckPage(
        title=form.text("title").strip(),
        copy_id=copy.id,
        version=copy.version,
        action=desk.step_url(copy.id, CHECK),
        step=CHECK,
        steps=steps_of(desk, copy.id, CHECK, form, told, faults),
        check_url=desk.step_url(copy.id, CHECK),
        preview_url=desk.step_url(copy.id, "podglad"),
        errors=fault_lines(desk, copy.id, faults, None),
        is_refused=is_refused,
        completeness=completeness_view(desk, copy.id, told),
        personal=tuple(_personal(desk, copy.id, form, known)),
        plain=tuple(_plain(desk, copy.id, form)),
        twins=tuple(_twins(desk, advice)) if advice else (),
        labels=tuple(_labels(desk, advice)) if advice else (),
        by_meaning=advice is not None and advice.by is NearBy.MEANING,
        advised=advice is not None,
        saved_at=time_text(copy.updated_at),
        path_url=practice_url(desk.language, copy.practice_id) if copy.practice_id else "",
        comments=comment_lines(desk, copy.id, comments),
    )


def _personal(desk: Desk, copy_id: int, form: TypedForm, known: tuple[str, ...]) -> Iterator[PersonalLine]:
    for name, kind, found in personal_findings(form, known):
        yield PersonalLine(desk.place_of(copy_id, name), desk.label(name), kind, found)


def _plain(desk: Desk, copy_id: int, form: TypedForm) -> Iterator[PlainLine]:
    for name, text in own_words(form):
        hints = plain_hints(text)
        if hints:
            yield PlainLine(desk.place_of(copy_id, name), desk.label(name), len(hints))


def _twins(desk: Desk, advice: Advice) -> Iterator[TwinView]:
    for twin in advice.twins:
        shown = card(twin.practice, desk.vocabularies, desk.language)
        yield TwinView(shown, twin.likelihood, twin.same_library, twin.same_years)


def _labels(desk: Desk, advice: Advice) -> Iterator[LabelGroup]:
    for facet, field in FORM_FIELDS.items():
        codes = [code for found, code in advice.labels if found is facet]
        if codes:
            yield LabelGroup(
                desk.label(field),
                tuple(
                    LabelView(
                        desk.vocabularies.label(facet, code, desk.language), f"etykieta:{facet.value}:{code}"
                    )
                    for code in codes
                ),
            )
