"""The history of a practice: every text it had, two of them side by side, and a way back."""

from __future__ import annotations

from dataclasses import dataclass

from kb.domain.accounts import Account
from kb.domain.activity import Activity
from kb.domain.moves import NewerText, NotAllowed
from kb.domain.position import Position
from kb.domain.practice import PracticeRecord
from kb.domain.rights import Action, may
from kb.services.reviewing import PRACTICE, readable_position
from kb.services.saving import Clock, utc_now
from kb.storage import activity, practices, revisions
from kb.storage.engine import Database
from kb.storage.revisions import RevisionEntry


@dataclass(frozen=True, slots=True)
class History:
    """Newest first, both."""

    position: Position
    may_restore: bool
    revisions: tuple[RevisionEntry, ...]
    events: tuple[Activity, ...]


@dataclass(frozen=True, slots=True)
class TwoTexts:
    position: Position
    older: int
    newer: int
    before: PracticeRecord
    after: PracticeRecord


class Remembering:
    def __init__(self, database: Database, clock: Clock = utc_now) -> None:
        self._database = database
        self._clock = clock

    def history(self, account: Account, practice_id: int) -> History:
        """Raises NotFound, also for what this account may not see."""
        with self._database.read() as session:
            position = readable_position(session, account, practice_id)
            return History(
                position,
                may(account, Action.EDIT, position.standing),
                tuple(revisions.history(session, practice_id)),
                tuple(activity.of_thing(session, PRACTICE, practice_id)),
            )

    def two_texts(self, account: Account, practice_id: int, older: int, newer: int) -> TwoTexts:
        """Two revisions by their numbers. Raises NotFound."""
        with self._database.read() as session:
            position = readable_position(session, account, practice_id)
            return TwoTexts(
                position,
                older,
                newer,
                revisions.record_by_number(session, practice_id, older),
                revisions.record_by_number(session, practice_id, newer),
            )

    def restore(self, account: Account, practice_id: int, number: int, *, looked_at: int) -> int:
        """Make an earlier text the newest one: a new revision, nothing is taken away. `looked_at` is the
        newest revision that was shown. The number of the new revision in the base.

        Raises NotFound, NotAllowed or NewerText.
        """
        now = self._clock()
        with self._database.write() as session:
            position = readable_position(session, account, practice_id)
            if not may(account, Action.EDIT, position.standing):
                raise NotAllowed(Action.EDIT)
            if position.revision_id != looked_at:
                raise NewerText(looked_at, position.revision_id)
            record = revisions.record_by_number(session, practice_id, number)
            revision_id = practices.add_revision(
                session,
                practice_id,
                record,
                now,
                author=account.name,
                author_id=account.id,
                restored_from=number,
            )
            activity.record(session, account, "restore", PRACTICE, practice_id, now, {"from": number})
            return revision_id
