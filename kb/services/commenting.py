"""Comments on single fields: reviewers say what is wrong where it stands, authors answer there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from kb.domain.accounts import Account
from kb.domain.comments import Comment, comment_text
from kb.domain.moves import NotAllowed
from kb.domain.rights import Action, may
from kb.services.reviewing import PRACTICE, readable_position
from kb.services.saving import Clock, utc_now
from kb.storage import activity, comments, path
from kb.storage.engine import Database


class Commenting:
    def __init__(self, database: Database, clock: Clock = utc_now) -> None:
        self._database = database
        self._clock = clock

    def comment(self, account: Account, practice_id: int, field: str, text: str, *, looked_at: int) -> int:
        """`looked_at` is the revision that the comment is about; the number of the comment.

        Raises NotFound, NotAllowed or CommentRefused.
        """
        kept = comment_text(field, text)
        now = self._clock()
        with self._database.write() as session:
            position = readable_position(session, account, practice_id)
            if not may(account, Action.COMMENT, position.standing):
                raise NotAllowed(Action.COMMENT)
            path.record_of(session, practice_id, looked_at)
            number = comments.add(session, practice_id, looked_at, field, kept, account, now)
            activity.record(session, account, "comment", PRACTICE, practice_id, now, {"field": field})
            return number

    def resolve(self, account: Account, practice_id: int, comment_id: int) -> None:
        """Settled; again changes nothing. Raises NotFound or NotAllowed."""
        now = self._clock()
        with self._database.write() as session:
            position = readable_position(session, account, practice_id)
            if not may(account, Action.COMMENT, position.standing):
                raise NotAllowed(Action.COMMENT)
            if comments.resolve(session, practice_id, comment_id, account, now):
                detail = {"comment": comment_id}
                activity.record(session, account, "resolve", PRACTICE, practice_id, now, detail)

    def open_by_field(self, account: Account, practice_id: int) -> Mapping[str, tuple[Comment, ...]]:
        """What is not settled yet, by the field of the record; "" holds what is about the whole.

        Raises NotFound, also for what this account may not see.
        """
        by_field: dict[str, list[Comment]] = defaultdict(list)
        with self._database.read() as session:
            readable_position(session, account, practice_id)
            for comment in comments.of_practice(session, practice_id, only_open=True):
                by_field[comment.field].append(comment)
        return {field: tuple(found) for field, found in by_field.items()}
