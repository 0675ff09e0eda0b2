"""What waits for reviewers: texts under review, public proposals, what has grown old, what readers wish."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum

from kb.domain.accounts import Account
from kb.domain.freshness import newest_old_day
from kb.domain.position import Position
from kb.domain.rights import Task, may_do
from kb.domain.wishes import Wish
from kb.errors import NotFound
from kb.services.saving import Clock, utc_now
from kb.storage import path, proposals, wishes
from kb.storage.engine import Database

MOST_SHOWN = 50
"""Of each list; its number says how many there are."""


@dataclass(frozen=True, slots=True)
class Queue:
    """The longest waiting, the oldest and the most wanted first; the numbers count beyond the lists."""

    waiting: tuple[Position, ...]
    proposals: tuple[Position, ...]
    grown_old: tuple[Position, ...]
    wishes: tuple[Wish, ...]
    number_waiting: int
    number_of_proposals: int
    number_grown_old: int
    number_of_wishes: int
    today: datetime.date


class QueueList(StrEnum):
    """What waits, by kind, as addresses name it."""

    WAITING = "czekaja"
    PROPOSALS = "propozycje"
    GROWN_OLD = "stare"
    WISHES = "prosby"


class Queueing:
    def __init__(self, database: Database, clock: Clock = utc_now) -> None:
        self._database = database
        self._clock = clock

    def number_waiting(self) -> int:
        """Texts under review, proposals included: a number for who may see the queue."""
        with self._database.read() as session:
            return path.count_waiting(session)

    def queue(self, account: Account | None, only: QueueList | None = None, offset: int = 0) -> Queue:
        """The beginning of every list, or with `only` a later stretch of this one and nothing of the others.
        Raises NotFound for who may not see it."""
        if not may_do(account, Task.SEE_QUEUE):
            raise NotFound("page", "kolejka")
        today = self._clock().date()
        old_day = newest_old_day(today)

        def most(of: QueueList) -> int:
            return MOST_SHOWN if only in (None, of) else 0

        with self._database.read() as session:
            number_of_proposals = proposals.count_waiting(session)
            return Queue(
                waiting=tuple(path.waiting(session, most(QueueList.WAITING), offset, proposals=False)),
                proposals=tuple(path.waiting(session, most(QueueList.PROPOSALS), offset, proposals=True)),
                grown_old=tuple(path.grown_old(session, old_day, most(QueueList.GROWN_OLD), offset)),
                wishes=tuple(wishes.most_wanted(session, most(QueueList.WISHES), offset)),
                number_waiting=path.count_waiting(session) - number_of_proposals,
                number_of_proposals=number_of_proposals,
                number_grown_old=path.count_grown_old(session, old_day),
                number_of_wishes=wishes.count(session),
                today=today,
            )
