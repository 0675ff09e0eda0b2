"""Wishes and how often each was made."""

from __future__ import annotations

import datetime

from sqlalchemy import case, func, update
from sqlmodel import Session, col, select

from kb.domain.languages import Language
from kb.domain.wishes import Wish, WishKey, filters_text, parse_filters
from kb.storage.tables import WishRow


def add(session: Session, key: WishKey, day: datetime.date, most: int) -> bool:
    """Count the wish once more; False when it is new and `most` different ones are kept already."""
    filters = filters_text(key.filters)
    counted = session.connection().execute(
        update(WishRow)
        .where(
            col(WishRow.text) == key.text,
            col(WishRow.language) == key.language.value,
            col(WishRow.filters) == filters,
        )
        .values(
            count=WishRow.count + 1,
            # A clock that was set back takes no day back.
            last_day=case((col(WishRow.last_day) < day, day), else_=WishRow.last_day),
        )
    )
    if counted.rowcount:
        return True
    if count(session) >= most:
        return False
    session.add(
        WishRow(
            text=key.text,
            language=key.language.value,
            filters=filters,
            count=1,
            first_day=day,
            last_day=day,
        )
    )
    return True


def count(session: Session) -> int:
    """Different wishes."""
    return session.exec(select(func.count()).select_from(WishRow)).one()


def most_wanted(session: Session, limit: int, offset: int) -> list[Wish]:
    """Those wished for most often first, then those of the latest days."""
    rows = session.exec(
        select(WishRow)
        .order_by(col(WishRow.count).desc(), col(WishRow.last_day).desc(), col(WishRow.id).desc())
        .limit(limit)
        .offset(offset)
    )
    return [
        Wish(
            WishKey(row.text, Language(row.language), parse_filters(row.filters)),
            row.count,
            row.first_day,
            row.last_day,
        )
        for row in rows
    ]
