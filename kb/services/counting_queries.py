"""What is looked for is counted by the day, for editors: beside the searches, and without a trace of who
asked.

A search costs one entry in memory. Once a minute a thread of each process adds what was gathered to the base,
where the counts of several processes come together. What was not yet written is lost when a process dies: a
count, no knowledge.
"""

from __future__ import annotations

import datetime
import threading
from dataclasses import dataclass

import structlog

from kb.domain.accounts import Account
from kb.domain.languages import Language
from kb.domain.query import QUERY_LENGTH
from kb.domain.query_counts import KEPT_DAYS, OFTEN_ENOUGH, QueryCount, countable
from kb.domain.rights import Task, may_do
from kb.errors import KbError, NotFound
from kb.services.behind import Behind
from kb.services.saving import Clock, utc_now
from kb.services.secrets import Signer
from kb.storage import query_counts
from kb.storage.engine import Database
from kb.storage.query_counts import Asked

log = structlog.get_logger()

EVERY_SECONDS = 60.0
MOST_GATHERED = 2_000
"""Different queries that a process remembers between two writings; beyond them only those are counted."""
MOST_A_DAY = 20_000
"""Different queries that are counted on one day; beyond them only known ones are."""
PURPOSE = "query-count"


@dataclass(slots=True)
class _Tally:
    count: int
    found: int
    loosely_related: int


@dataclass(frozen=True, slots=True)
class LookedFor:
    """A stretch of what was looked for in the last days; `total` counts beyond it."""

    queries: tuple[QueryCount, ...]
    total: int
    gaps: int
    since: datetime.date


class CountingQueries:
    def __init__(
        self,
        database: Database,
        signer: Signer,
        clock: Clock = utc_now,
        *,
        most_gathered: int = MOST_GATHERED,
        most_a_day: int = MOST_A_DAY,
    ) -> None:
        self._database = database
        self._signer = signer
        self._clock = clock
        self._most_gathered = most_gathered
        self._most_a_day = most_a_day
        self._lock = threading.Lock()
        self._gathered: dict[tuple[datetime.date, Language, str], _Tally] = {}
        self._behind = Behind("query-counts", self._work, EVERY_SECONDS)

    def start(self) -> None:
        self._behind.start()

    def close(self) -> None:
        self._behind.close()
        try:
            self.write()
        except KbError as error:
            log.warning("query_counts_lost", reason=str(error), number=error.number)

    def note(self, text: str, language: Language, found: int, loosely_related: int) -> None:
        """Somebody asked for this. Nothing is looked at or written here: a search does not wait for it."""
        key = (self._clock().date(), language, text[:QUERY_LENGTH])
        with self._lock:
            self._put(key, _Tally(1, found, loosely_related))

    def write(self) -> None:
        """Add what was gathered to the base. Raises the storage's errors; what was gathered stays then."""
        with self._lock:
            gathered, self._gathered = self._gathered, {}
        asked = [one for key, tally in gathered.items() if (one := self._asked(key, tally)) is not None]
        if not asked:
            return
        try:
            with self._database.write() as session:
                left_out = query_counts.add(session, asked, OFTEN_ENOUGH, self._most_a_day)
                query_counts.forget_rare(session, self._clock().date())
        except KbError:
            self._put_back(gathered)
            raise
        if left_out:
            log.warning("query_counts_full", most=self._most_a_day)

    def forget_old(self) -> None:
        """What was rare on its day, and what is older than thirteen months."""
        today = self._clock().date()
        with self._database.write() as session:
            query_counts.forget_rare(session, today)
            query_counts.forget_old(session, today - datetime.timedelta(days=KEPT_DAYS))

    def looked_for(
        self, account: Account | None, days: int, limit: int, offset: int = 0, *, only_gaps: bool
    ) -> LookedFor:
        """Of the last so many days, today among them. Raises NotFound for who may not see it."""
        if not may_do(account, Task.SEE_SEARCHES):
            raise NotFound("page", "szukane")
        since = self._clock().date() - datetime.timedelta(days=days - 1)
        with self._database.read() as session:
            gaps = query_counts.count_asked(session, since, gaps=True)
            return LookedFor(
                query_counts.most_asked(session, since, limit, offset, gaps=only_gaps),
                gaps if only_gaps else query_counts.count_asked(session, since, gaps=False),
                gaps,
                since,
            )

    def _work(self) -> bool:
        self.write()
        return False

    def _put(self, key: tuple[datetime.date, Language, str], more: _Tally) -> None:
        known = self._gathered.get(key)
        if known is not None:
            known.count += more.count
            known.found, known.loosely_related = more.found, more.loosely_related
        elif len(self._gathered) < self._most_gathered:
            self._gathered[key] = more

    def _put_back(self, gathered: dict[tuple[datetime.date, Language, str], _Tally]) -> None:
        """Before what came meanwhile, whose numbers are newer."""
        with self._lock:
            newer, self._gathered = self._gathered, gathered
            for key, tally in newer.items():
                self._put(key, tally)

    def _asked(self, key: tuple[datetime.date, Language, str], tally: _Tally) -> Asked | None:
        day, language, typed = key
        query = countable(typed)
        if query is None:
            return None
        # Of one day alone, so that rare queries of two days cannot be told to be the same.
        mark = self._signer.mark(PURPOSE, day.isoformat(), language.value, query.words)
        return Asked(day, mark, query, language, tally.count, tally.found, tally.loosely_related)
