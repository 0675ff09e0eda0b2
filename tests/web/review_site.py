"""A site over a real base with people of every role and practices in every state."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from kb.app import Base, site_over
from kb.domain.accounts import Account
from kb.domain.moves import Move
from kb.domain.practice import Library, PracticeRecord, Source
from kb.domain.workflow import WorkflowState as State
from kb.services.review_desk import ReviewDesk
from kb.settings import load_settings
from tests.conftest import started
from tests.people import SECRET, Clock, people_over
from tests.web.people_site import Desk, desk_over


def base_in(folder: Path, filled: Path) -> Iterator[Base]:
    shutil.copy(filled, folder / "baza.sqlite")
    base = started(folder)
    yield base
    base.close()


def review_desk_over(base: Base, rate_limits: str = "off") -> Iterator[Desk]:
    """One clock for the accounts and for the path."""
    clock = Clock()
    site = site_over(base, load_settings({}, rate_limits=rate_limits))
    review = ReviewDesk.over(base.database, base.saving, base.terms.current, SECRET, clock)
    yield from desk_over(
        replace(site, review=review),
        base.database,
        people_over(base.database, clock),
        clock,
        review.reviewing.hand_over,
    )


def record(title: str, **fields: object) -> PracticeRecord:
    values: dict[str, object] = {
        "title": title,
        "summary": "Instruktorka prowadzi ćwiczenia rozciągające na trawie przed budynkiem.",
        "library": Library(name="Biblioteka Próbna", place="Próbno"),
        "sources": (Source(url="https://example.org/"),),
    }
    return PracticeRecord.model_validate(values | fields)


_WAYS = {
    State.DRAFT: (),
    State.IN_REVIEW: (Move.SEND,),
    State.CHANGES_REQUESTED: (Move.SEND, Move.REQUEST_CHANGES),
    State.PUBLISHED: (Move.SEND, Move.APPROVE),
    State.DUE_FOR_REFRESH: (Move.SEND, Move.APPROVE, Move.MARK_DUE),
    State.ARCHIVED: (Move.SEND, Move.APPROVE, Move.ARCHIVE),
}


def brought_to(
    desk: Desk, base: Base, state: State, author: Account, reviewer: Account, title: str, **fields: object
) -> tuple[int, int]:
    """A practice of this author in this state: its number and that of its text."""
    saved = base.saving.keep_draft(record(title, **fields), author=author.name, author_id=author.id)
    for move in _WAYS[state]:
        who = author if move is Move.SEND else reviewer
        note = "Dopisz koszt." if move is Move.REQUEST_CHANGES else ""
        desk.site.review.reviewing.move(who, saved.practice_id, move, looked_at=saved.revision_id, note=note)
    return saved.practice_id, saved.revision_id
