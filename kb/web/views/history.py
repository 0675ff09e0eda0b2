"""The history of a practice, and two of its texts side by side."""

from __future__ import annotations

from dataclasses import dataclass

from kb.domain.differences import FieldDifference, differences
from kb.domain.languages import Language
from kb.domain.moves import Move
from kb.domain.readable import readable
from kb.domain.vocabularies import Vocabularies
from kb.services.remembering import History, TwoTexts
from kb.web.views.paging import Paging, numbered, paged
from kb.web.views.path import practice_url
from kb.web.views.words import moment_text

_TOLD = frozenset({*Move, "propose", "restore", "comment", "resolve"})
"""What of all that was done is told in the history; texts stand in their own list."""


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """`author` is "" where nobody is named; `restored_from` 0 for a text that was written; `compare_url` ""
    for the first."""

    number: int
    at: str
    moment: str
    author: str
    restored_from: int
    is_public: bool
    is_newest: bool
    compare_url: str


@dataclass(frozen=True, slots=True)
class EventLine:
    action: str
    name: str
    at: str
    moment: str


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Versions and events of one page each; `paging` is of the longer list."""

    title: str
    url: str
    revisions: tuple[RevisionLine, ...]
    events: tuple[EventLine, ...]
    paging: Paging
    may_restore: bool
    revision_id: int
    newest: int
    was_overtaken: bool


@dataclass(frozen=True, slots=True)
class DifferencePage:
    title: str
    url: str
    older: int
    newer: int
    newest: int
    fields: tuple[FieldDifference, ...]


def history_page(
    history: History, language: Language, page: int = 1, *, was_overtaken: bool = False
) -> HistoryPage:
    position = history.position
    url = practice_url(language, position.practice_id)
    told = [event for event in history.events if event.action in _TOLD]
    address = numbered(f"{url}/historia")
    (some_events, of_events), (some, of_revisions) = (
        paged(told, page, address),
        paged(history.revisions, page, address),
    )
    return HistoryPage(
        title=position.title,
        url=url,
        revisions=tuple(
            RevisionLine(
                number=entry.number,
                at=moment_text(entry.created_at, language),
                moment=entry.created_at.isoformat(timespec="minutes"),
                author=entry.author or "",
                restored_from=entry.restored_from or 0,
                is_public=position.shown.is_public and entry.id == position.published_revision_id,
                is_newest=entry.id == position.revision_id,
                compare_url=f"{url}/roznica?od={entry.number - 1}&do={entry.number}"
                if entry.number > 1
                else "",
            )
            for entry in some
        ),
        events=tuple(
            EventLine(
                event.action,
                event.name,
                moment_text(event.at, language),
                event.at.isoformat(timespec="minutes"),
            )
            for event in some_events
        ),
        paging=max(of_revisions, of_events, key=lambda one: one.total),
        may_restore=history.may_restore,
        revision_id=position.revision_id,
        newest=position.revision,
        was_overtaken=was_overtaken,
    )


def difference_page(two: TwoTexts, vocabularies: Vocabularies, language: Language) -> DifferencePage:
    return DifferencePage(
        title=two.position.title,
        url=practice_url(language, two.position.practice_id),
        older=two.older,
        newer=two.newer,
        newest=two.position.revision,
        fields=differences(
            readable(two.before, vocabularies, language), readable(two.after, vocabularies, language)
        ),
    )
