"""The reviewer's reading view, and the queue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kb.domain.comments import COMMENTED_FIELDS, WHOLE
from kb.domain.form_record import form_of
from kb.domain.freshness import refresh_due_on
from kb.domain.languages import Language
from kb.domain.moves import missing_for_publication
from kb.domain.position import Position
from kb.domain.practice import PracticeRecord
from kb.domain.readable import FIELDS, readable
from kb.domain.vocabularies import Vocabularies
from kb.domain.wishes import Wish
from kb.services.queueing import MOST_SHOWN, Queue, QueueList
from kb.web.parameters import prefix_of, search_address
from kb.web.views.guidance import filter_labels
from kb.web.views.paging import Paging, numbered, paging
from kb.web.views.path import CommentView, PathPage, practice_url
from kb.web.views.personal import PersonalLine, personal_findings
from kb.web.views.words import date_text


class FieldKind(StrEnum):
    """How a field is set, as its practice's page sets it."""

    TITLE = "title"
    LEAD = "lead"
    TEXT = "text"
    LIST = "list"
    STEPS = "steps"
    WARNING = "warning"
    LINKS = "links"
    PLAIN = "plain"


_KINDS = {
    "title": FieldKind.TITLE,
    "summary": FieldKind.LEAD,
    "need": FieldKind.TEXT,
    "difficulties": FieldKind.WARNING,
    "advice": FieldKind.WARNING,
    "steps": FieldKind.STEPS,
    "sources": FieldKind.LINKS,
    **dict.fromkeys(("promotion", "results", "evidence", "transfer", "cheaper", "access"), FieldKind.TEXT),
    **dict.fromkeys(
        ("situations", "goals", "resources", "team", "funding", "success_factors", "adaptations", "facts"),
        FieldKind.LIST,
    ),
}
_MARKED_UP = (FieldKind.TEXT, FieldKind.WARNING)
_LABELS = frozenset({"audience", "themes", "form", "extra_forms", "place_size", "stage", "area", "duration"})
"""Fields that are said in the language of the page; all else is in Polish."""


@dataclass(frozen=True, slots=True)
class ReviewField:
    """`is_polish` is False for labels, which are in the language of the page. `marked_up` is a text that may
    have Markdown, to be set as its page sets it, below the `lines` if there are any."""

    name: str
    kind: FieldKind
    lines: tuple[str, ...]
    marked_up: str
    is_polish: bool
    may_be_commented: bool
    comments: tuple[CommentView, ...]


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """`whole` are the comments on the practice as a whole; `empty` the fields of which nothing is said yet,
    with their comments; `missing` those without which nothing is published; `personal` what may be data of
    private persons, for who decides; `refused_box` the box of a comment that was not kept.
    """

    path: PathPage
    fields: tuple[ReviewField, ...]
    empty: tuple[ReviewField, ...]
    whole: tuple[CommentView, ...]
    missing: tuple[str, ...]
    may_decide: bool
    personal: tuple[PersonalLine, ...]
    refused_box: str


def review_page(
    path: PathPage, record: PracticeRecord, vocabularies: Vocabularies, language: Language
) -> ReviewPage:
    lines = readable(record, vocabularies, language)

    def field(name: str) -> ReviewField:
        return ReviewField(
            name=name,
            kind=_KINDS.get(name, FieldKind.PLAIN),
            lines=() if _KINDS.get(name) in _MARKED_UP else _lines(record, name, lines),
            marked_up=_marked_up(record, name),
            is_polish=name not in _LABELS,
            may_be_commented=path.may_comment and name in COMMENTED_FIELDS,
            comments=tuple(comment for comment in path.comments if comment.field == name),
        )

    fields = [field(name) for name in FIELDS]
    return ReviewPage(
        path=path,
        fields=tuple(field for field in fields if field.name in lines),
        empty=tuple(field for field in fields if field.name not in lines and field.name in COMMENTED_FIELDS),
        whole=tuple(comment for comment in path.comments if comment.field == WHOLE),
        missing=missing_for_publication(record),
        may_decide="opublikuj" in path.moves,
        personal=_personal(record) if "opublikuj" in path.moves else (),
        refused_box=_refused_box(path, lines),
    )


def _marked_up(record: PracticeRecord, name: str) -> str:
    if name == "cost":
        return record.cost.note or ""
    return str(getattr(record, name) or "") if _KINDS.get(name) in _MARKED_UP else ""


def _lines(record: PracticeRecord, name: str, lines: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Without the note on the cost, which stands last and is marked up."""
    found = lines.get(name, ())
    return found[:-1] if name == "cost" and record.cost.note else found


def _personal(record: PracticeRecord) -> tuple[PersonalLine, ...]:
    """The field's own name in the place of its label: the template has the words."""
    lines = [
        PersonalLine(f"#pole-{name.partition('.')[0]}", name.partition(".")[0], kind, found)
        for name, kind, found in personal_findings(form_of(record), record.names)
    ]
    return tuple(dict.fromkeys(lines))


def _refused_box(path: PathPage, lines: Mapping[str, Sequence[str]]) -> str:
    if path.refusal is None or not path.refusal.is_comment:
        return ""
    field = path.refusal.field
    if field == WHOLE:
        return "calosc"
    return field if field in lines else "puste"


@dataclass(frozen=True, slots=True)
class QueueLine:
    """`since` is the day on which it came, or on which it was last verified."""

    title: str
    url: str
    since: str
    is_public: bool
    is_marked: bool


@dataclass(frozen=True, slots=True)
class WishLine:
    text: str
    filters: tuple[str, ...]
    count: int
    last_day: str
    search_url: str


@dataclass(frozen=True, slots=True)
class QueuePage:
    """The beginning of every list, or one of them page by page: `only` names it, "" for all; the numbers
    count all. `paging` is of that list."""

    waiting: tuple[QueueLine, ...]
    proposals: tuple[QueueLine, ...]
    grown_old: tuple[QueueLine, ...]
    wishes: tuple[WishLine, ...]
    number_waiting: int
    number_of_proposals: int
    number_grown_old: int
    number_of_wishes: int
    only: str
    paging: Paging
    url: str


def queue_page(
    queue: Queue,
    vocabularies: Vocabularies,
    language: Language,
    only: QueueList | None = None,
    page: int = 1,
) -> QueuePage:
    url = f"{prefix_of(language)}/redakcja/kolejka"
    numbers = {
        QueueList.WAITING: queue.number_waiting,
        QueueList.PROPOSALS: queue.number_of_proposals,
        QueueList.GROWN_OLD: queue.number_grown_old,
        QueueList.WISHES: queue.number_of_wishes,
    }

    def waiting(positions: Sequence[Position]) -> tuple[QueueLine, ...]:
        return tuple(
            QueueLine(
                title=position.title,
                url=f"{practice_url(language, position.practice_id)}/sprawdz",
                since=date_text(position.sent_at.date(), language) if position.sent_at else "",
                is_public=position.shown.is_public,
                is_marked=False,
            )
            for position in positions
        )

    return QueuePage(
        waiting=waiting(queue.waiting),
        proposals=waiting(queue.proposals),
        grown_old=tuple(
            QueueLine(
                title=position.title,
                url=practice_url(language, position.practice_id),
                since=date_text(position.verified_on, language) if position.verified_on else "",
                is_public=True,
                is_marked=bool(position.verified_on and refresh_due_on(position.verified_on) > queue.today),
            )
            for position in queue.grown_old
        ),
        wishes=tuple(_wish(wish, vocabularies, language) for wish in queue.wishes),
        number_waiting=queue.number_waiting,
        number_of_proposals=queue.number_of_proposals,
        number_grown_old=queue.number_grown_old,
        number_of_wishes=queue.number_of_wishes,
        only=only.value if only else "",
        paging=paging(numbers[only] if only else 0, page, MOST_SHOWN, numbered(f"{url}?lista={only}")),
        url=url,
    )


def _wish(wish: Wish, vocabularies: Vocabularies, language: Language) -> WishLine:
    return WishLine(
        text=wish.key.text,
        filters=filter_labels(wish.key.filters, vocabularies, language),
        count=wish.count,
        last_day=date_text(wish.last_day, language),
        search_url=search_address(prefix_of(language), wish.key.text, wish.key.filters),
    )
