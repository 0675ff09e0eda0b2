"""The path of a practice: sending, taking back, asking for changes, publishing, archiving.

Every move is one transaction with its comment, its record of who did what, and, where readers are
concerned, with what they see. What costs time (the vectors) is made before it.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import structlog

from kb.domain.accounts import Account
from kb.domain.comments import WHOLE, Comment, comment_text
from kb.domain.freshness import has_grown_old, refresh_due_on
from kb.domain.moves import (
    Move,
    NewerText,
    NotReady,
    ReasonMissing,
    allowed_moves,
    missing_for_publication,
    state_after,
)
from kb.domain.position import Position
from kb.domain.practice import PracticeRecord
from kb.domain.rights import Action, Task, may, may_do
from kb.domain.workflow import WorkflowState
from kb.errors import NotFound
from kb.services.saving import Clock, PreparedText, Saving, utc_now
from kb.storage import activity, comments, path, practices, proposals
from kb.storage.engine import Database, Transaction
from kb.storage.proposals import StoredProposal

log = structlog.get_logger()

PRACTICE = "practice"
"""The kind of thing under which moves are kept among who did what."""


@dataclass(frozen=True, slots=True)
class PathView:
    """Where a practice is, for one account. `place` of `waiting` in the queue, None for what does not wait;
    `proposal` is there for reviewers of what came without an account; `refresh_due_on` for what is public.
    """

    position: Position
    moves: tuple[Move, ...]
    may_edit: bool
    may_comment: bool
    is_own: bool
    is_reviewer: bool
    place: int | None
    waiting: int
    comments: tuple[Comment, ...]
    proposal: StoredProposal | None
    refresh_due_on: datetime.date | None
    is_old: bool


@dataclass(frozen=True, slots=True)
class MovedPractice:
    """`slug` is the practice's address, None while it never was published."""

    position: Position
    slug: str | None


class Reviewing:
    def __init__(self, database: Database, saving: Saving, clock: Clock = utc_now) -> None:
        self._database = database
        self._saving = saving
        self._clock = clock

    def path(self, account: Account, practice_id: int) -> PathView:
        """Raises NotFound, also for what this account may not see."""
        today = self._clock().date()
        with self._database.read() as session:
            position = readable_position(session, account, practice_id)
            is_reviewer = may_do(account, Task.SEE_QUEUE)
            verified_on = position.verified_on if position.shown.is_public else None
            return PathView(
                position=position,
                moves=allowed_moves(account, position.standing),
                may_edit=may(account, Action.EDIT, position.standing),
                may_comment=may(account, Action.COMMENT, position.standing),
                is_own=position.author_id == account.id,
                is_reviewer=is_reviewer,
                place=path.place_in_queue(session, practice_id),
                waiting=path.count_waiting(session),
                comments=tuple(comments.of_practice(session, practice_id)),
                proposal=proposals.of_practice(session, practice_id, today) if is_reviewer else None,
                refresh_due_on=refresh_due_on(verified_on) if verified_on else None,
                is_old=bool(verified_on and has_grown_old(verified_on, today)),
            )

    def text(self, account: Account, practice_id: int) -> tuple[Position, PracticeRecord]:
        """The newest text and where it is. Raises NotFound, also for what this account may not see."""
        with self._database.read() as session:
            position = readable_position(session, account, practice_id)
            return position, path.record_of(session, practice_id, position.revision_id)

    def move(
        self, account: Account, practice_id: int, move: Move, *, looked_at: int, note: str = ""
    ) -> MovedPractice:
        """`looked_at` is the revision that was shown to whoever decides: a newer one is never moved unseen.
        A note becomes a comment on the whole.

        Raises NotFound, NotAllowed, MoveRefused, NewerText, NotReady, ReasonMissing, CommentRefused.
        """
        note = comment_text(WHOLE, note) if note.strip() else ""
        prepared = self._prepared(account, practice_id, looked_at) if move is Move.APPROVE else None
        now = self._clock()
        with self._database.write() as session:
            target = self._check(session, account, practice_id, move, looked_at)
            if note:
                comments.add(session, practice_id, looked_at, WHOLE, note, account, now)
            if move is Move.REQUEST_CHANGES and not comments.count_open(session, practice_id):
                raise ReasonMissing
            if prepared is not None:
                self._publish(session, account, practice_id, looked_at, prepared, now)
            elif move is Move.CONFIRM:
                practices.move(session, practice_id, target, now)
                practices.verify(session, practice_id, now.date())
            elif move is Move.ARCHIVE:
                self._archive(session, practice_id, now)
            else:
                practices.move(session, practice_id, target, now)
            detail = {"revision": looked_at, "state": target.value}
            activity.record(session, account, move.value, PRACTICE, practice_id, now, detail)
            position = path.position(session, practice_id)
        log.info("practice_moved", practice=practice_id, move=move.value, state=target.value)
        return MovedPractice(position, position.slug)

    def hand_over(self, account: Account, practice_id: int, revision_id: int) -> None:
        """For the form: what was just written is sent for review."""
        self.move(account, practice_id, Move.SEND, looked_at=revision_id)

    def _prepared(self, account: Account, practice_id: int, looked_at: int) -> PreparedText:
        """What publication needs, before any lock; refused early, so that nothing is computed for nothing."""
        with self._database.read() as session:
            self._check(session, account, practice_id, Move.APPROVE, looked_at)
            record = path.record_of(session, practice_id, looked_at)
        missing = missing_for_publication(record)
        if missing:
            raise NotReady(missing)
        return self._saving.prepare(record)

    def _check(
        self, session: Transaction, account: Account, practice_id: int, move: Move, looked_at: int
    ) -> WorkflowState:
        position = readable_position(session, account, practice_id)
        target = state_after(move, account, position.standing)
        if position.revision_id != looked_at:
            raise NewerText(looked_at, position.revision_id)
        return target

    def _publish(
        self,
        session: Transaction,
        account: Account,
        practice_id: int,
        revision_id: int,
        prepared: PreparedText,
        now: datetime.datetime,
    ) -> None:
        self._saving.publish_within(session, practice_id, revision_id, prepared, now, verified_on=now.date())
        comments.resolve_all(session, practice_id, account, now)
        proposals.forget_contact(session, practice_id)

    def _archive(self, session: Transaction, practice_id: int, now: datetime.datetime) -> None:
        self._saving.withdraw_within(session, practice_id, now)
        proposals.forget_contact(session, practice_id)


def readable_position(session: Transaction, account: Account, practice_id: int) -> Position:
    """Raises NotFound, also for what this account may not see."""
    position = path.position(session, practice_id)
    if not may(account, Action.READ, position.standing):
        raise NotFound(PRACTICE, str(practice_id))
    return position
