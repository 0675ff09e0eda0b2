"""How long a description is believed: after two years it asks to be looked at again."""

from __future__ import annotations

import datetime

REFRESH_AFTER_MONTHS = 24


def refresh_due_on(verified_on: datetime.date) -> datetime.date:
    """The day on which a practice that was last verified on this day asks to be refreshed."""
    year = verified_on.year + REFRESH_AFTER_MONTHS // 12
    try:
        return verified_on.replace(year=year)
    except ValueError:
        # 29 February in a year that has none.
        return datetime.date(year, 3, 1)


def newest_old_day(today: datetime.date) -> datetime.date:
    """Who was last verified on this day or before has grown old by today."""
    year = today.year - REFRESH_AFTER_MONTHS // 12
    try:
        return today.replace(year=year)
    except ValueError:
        return datetime.date(year, 2, 28)


def has_grown_old(verified_on: datetime.date, today: datetime.date) -> bool:
    return refresh_due_on(verified_on) <= today
