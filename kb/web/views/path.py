"""Where a practice is on its path: its states as steps, what may be done next, what was said about it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kb.domain.comments import Comment
from kb.domain.languages import Language
from kb.domain.moves import Move
from kb.domain.vocabularies import Vocabularies
from kb.domain.workflow import WorkflowState as State
from kb.services.reviewing import PathView
from kb.web.parameters import prefix_of
from kb.web.views.paging import Paging, numbered, paged
from kb.web.views.words import date_text, moment_text

_LINE = (State.DRAFT, State.IN_REVIEW, State.PUBLISHED)
_BEFORE = {State.CHANGES_REQUESTED: State.PUBLISHED, State.DUE_FOR_REFRESH: None, State.ARCHIVED: None}
"""States off the line, and the state of the line before which they stand; None is its end."""


class StepMark(StrEnum):
    DONE = "done"
    CURRENT = "current"
    AHEAD = "ahead"


class PathFault(StrEnum):
    """Why a form changed nothing; chooses the words (macros/review.html)."""

    STATE = "state"
    NEWER = "newer"
    NOT_ALLOWED = "not-allowed"
    NOT_READY = "not-ready"
    REASON = "reason"
    EMPTY = "empty"
    TOO_LONG = "too-long"


@dataclass(frozen=True, slots=True)
class PathStep:
    label: str
    mark: StepMark


@dataclass(frozen=True, slots=True)
class CommentView:
    """`field` is a field of the record or "", `at` a time for people and `moment` for programs."""

    id: int
    field: str
    text: str
    author: str
    at: str
    moment: str
    revision: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class Contact:
    """What a proposal left for questions, and until when it is kept."""

    address: str
    until: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Of a form on this page: what was typed stays. `missing` names fields; `is_comment` tells the form of a
    comment, on `field`, from that of a move."""

    fault: PathFault
    typed: str = ""
    field: str = ""
    is_comment: bool = False
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PathPage:
    """Addresses are "" where there is nothing to go to; `edit_url` takes a form. `place` is 0 for what does
    not wait; `moves` are codes of `kb.domain.moves.Move`; `newer_than_public` says that readers still see an
    earlier text.
    """

    id: int
    title: str
    state: str
    state_label: str
    steps: tuple[PathStep, ...]
    newer_than_public: bool
    is_own: bool
    is_reviewer: bool
    is_proposal: bool
    place: int
    waiting: int
    moves: tuple[str, ...]
    may_comment: bool
    comments: tuple[CommentView, ...]
    settled: tuple[CommentView, ...]
    paging: Paging
    contact: Contact | None
    received_on: str
    verified_on: str
    refresh_due_on: str
    is_old: bool
    revision: int
    revision_id: int
    url: str
    edit_url: str
    review_url: str
    preview_url: str
    history_url: str
    public_url: str
    refusal: Refusal | None
    notice: str


def path_page(
    view: PathView,
    vocabularies: Vocabularies,
    language: Language,
    refusal: Refusal | None = None,
    notice: str = "",
    page: int | None = None,
) -> PathPage:
    """With all comments, or those of one page of them, the open ones first."""
    position = view.position
    url = practice_url(language, position.practice_id)
    ordered = sorted((comment_view(comment, language) for comment in view.comments), key=_is_settled)
    some, paging = paged(ordered, page or 1, lambda number: f"{numbered(url)(number)}#uwagi")
    comments = ordered if page is None else some
    stored = view.proposal
    contact = None
    if stored and stored.contact and stored.contact_until:
        contact = Contact(stored.contact, date_text(stored.contact_until, language))
    return PathPage(
        id=position.practice_id,
        title=position.title,
        state=position.state.value,
        state_label=state_label(position.state, vocabularies, language),
        steps=_steps(position.state, vocabularies, language),
        newer_than_public=position.shown.is_public and position.revision_id != position.published_revision_id,
        is_own=view.is_own,
        is_reviewer=view.is_reviewer,
        is_proposal=position.is_proposal,
        place=view.place or 0,
        waiting=view.waiting,
        moves=tuple(move.value for move in _in_order(view.moves)),
        may_comment=view.may_comment,
        comments=tuple(comment for comment in comments if comment.is_open),
        settled=tuple(comment for comment in comments if not comment.is_open),
        paging=paging,
        contact=contact,
        received_on=date_text(stored.received_at.date(), language) if stored else "",
        verified_on=_day(position.verified_on if position.shown.is_public else None, language),
        refresh_due_on=_day(view.refresh_due_on, language),
        is_old=view.is_old,
        revision=position.revision,
        revision_id=position.revision_id,
        url=url,
        edit_url=f"{url}/pisz" if view.may_edit else "",
        review_url=f"{url}/sprawdz",
        preview_url=f"{url}/podglad",
        history_url=f"{url}/historia",
        public_url=f"{prefix_of(language)}/praktyki/{position.slug}"
        if position.slug and position.shown.is_public
        else "",
        refusal=refusal,
        notice=notice,
    )


def practice_url(language: Language, practice_id: int) -> str:
    return f"{prefix_of(language)}/redakcja/praktyki/{practice_id}"


def state_label(state: State, vocabularies: Vocabularies, language: Language) -> str:
    return vocabularies["status"].term(state.value).label(language)


def comment_view(comment: Comment, language: Language) -> CommentView:
    return CommentView(
        id=comment.id,
        field=comment.field,
        text=comment.text,
        author=comment.author or "",
        at=moment_text(comment.at, language),
        moment=comment.at.isoformat(timespec="minutes"),
        revision=comment.revision,
        is_open=comment.is_open,
    )


def _is_settled(comment: CommentView) -> bool:
    return not comment.is_open


def _steps(state: State, vocabularies: Vocabularies, language: Language) -> tuple[PathStep, ...]:
    line: list[State] = list(_LINE)
    if state in _BEFORE:
        before = _BEFORE[state]
        line.insert(line.index(before) if before else len(line), state)
    here = line.index(state)

    def mark(number: int) -> StepMark:
        if number == here:
            return StepMark.CURRENT
        return StepMark.DONE if number < here else StepMark.AHEAD

    return tuple(
        PathStep(state_label(step, vocabularies, language), mark(number)) for number, step in enumerate(line)
    )


_LAST = (Move.TAKE_BACK, Move.ARCHIVE)
"""What leads away from readers stands below what leads to them."""


def _in_order(moves: Sequence[Move]) -> list[Move]:
    first = sorted((move for move in moves if move not in _LAST), key=lambda move: move is not Move.APPROVE)
    return [*first, *(move for move in _LAST if move in moves)]


def _day(day: datetime.date | None, language: Language) -> str:
    return date_text(day, language) if day else ""
