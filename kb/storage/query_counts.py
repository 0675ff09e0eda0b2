"""Daily counts of queries. A row has the words only once they were asked for often enough on its day; before,
it has a mark from which they cannot be read."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Date, Integer, func, text
from sqlmodel import Session, col, select

from kb.domain.languages import Language
from kb.domain.query_counts import CountableQuery, QueryCount
from kb.storage.tables import QueryCountRow


@dataclass(frozen=True, slots=True)
class Asked:
    """What is added to a day: `mark` stands for the query, the same in every process."""

    day: datetime.date
    mark: str
    query: CountableQuery
    language: Language
    count: int
    found: int
    loosely_related: int


def add(session: Session, asked: Iterable[Asked], often_enough: int, most: int) -> int:
    """Add to what is counted already. The number of those for which there was no room: `most` is how many
    different queries are counted on a day."""
    left_out = 0
    rooms: dict[datetime.date, int] = {}
    for one in asked:
        row = session.get(QueryCountRow, (one.day, one.mark))
        if row is None:
            if one.day not in rooms:
                rooms[one.day] = most - _number_on(session, one.day)
            if rooms[one.day] <= 0:
                left_out += 1
                continue
            rooms[one.day] -= 1
            row = QueryCountRow(
                day=one.day,
                mark=one.mark,
                language=one.language.value,
                count=0,
                found=0,
                loosely_related=0,
            )
        row.count += one.count
        row.found = one.found
        row.loosely_related = one.loosely_related
        if row.count >= often_enough:
            row.words, row.text = one.query.words, one.query.text
        session.add(row)
    session.flush()
    return left_out


def _number_on(session: Session, day: datetime.date) -> int:
    return session.exec(select(func.count()).where(col(QueryCountRow.day) == day)).one()


_NEWEST = """
WITH seen AS (
  SELECT words, text, language, day, found, loosely_related,
         sum(count) OVER (PARTITION BY words, language) AS asked,
         row_number() OVER (PARTITION BY words, language ORDER BY day DESC) AS place
  FROM query_count WHERE day >= :since AND words IS NOT NULL
)
"""
_GAPS = "place = 1 AND (found = 0 OR NOT :gaps)"


def most_asked(
    session: Session, since: datetime.date, limit: int, offset: int, *, gaps: bool
) -> tuple[QueryCount, ...]:
    """Those asked for most often since that day first, then those of the latest days. With `gaps` only those
    for which nothing was found the last time."""
    rows = session.connection().execute(
        text(
            f"{_NEWEST} SELECT text, language, asked, day, found, loosely_related FROM seen WHERE {_GAPS} "
            "ORDER BY asked DESC, day DESC, words, language LIMIT :limit OFFSET :offset"
        )
        .bindparams(since=since, gaps=gaps, limit=limit, offset=offset)
        .columns(day=Date, asked=Integer)
    )
    return tuple(
        QueryCount(row.text, Language(row.language), row.asked, row.day, row.found, row.loosely_related)
        for row in rows
    )


def count_asked(session: Session, since: datetime.date, *, gaps: bool) -> int:
    """How many different ones `most_asked` has."""
    counted = text(f"{_NEWEST} SELECT count(*) FROM seen WHERE {_GAPS}").bindparams(since=since, gaps=gaps)
    return int(session.connection().execute(counted).scalar_one())


def forget_rare(session: Session, before: datetime.date) -> None:
    """Rows of earlier days that never got words."""
    session.connection().execute(
        text("DELETE FROM query_count WHERE day < :before AND words IS NULL").bindparams(before=before)
    )


def forget_old(session: Session, before: datetime.date) -> None:
    session.connection().execute(
        text("DELETE FROM query_count WHERE day < :before").bindparams(before=before)
    )
