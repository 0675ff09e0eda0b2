"""Two years after the last verification a description asks to be looked at."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.domain.freshness import has_grown_old, newest_old_day, refresh_due_on

DAYS = st.dates(datetime.date(1990, 1, 1), datetime.date(2100, 1, 1))


@pytest.mark.parametrize(
    ("verified", "due"),
    [
        ("2024-03-01", "2026-03-01"),
        ("2024-02-29", "2026-03-01"),
        ("2023-12-31", "2025-12-31"),
    ],
)
def test_the_day_of_the_refresh(verified: str, due: str) -> None:
    day = datetime.date.fromisoformat(due)
    assert refresh_due_on(datetime.date.fromisoformat(verified)) == day
    assert has_grown_old(datetime.date.fromisoformat(verified), day)
    assert not has_grown_old(datetime.date.fromisoformat(verified), day - datetime.timedelta(days=1))


@given(DAYS, DAYS)
def test_the_list_and_the_page_agree(verified: datetime.date, today: datetime.date) -> None:
    assert (verified <= newest_old_day(today)) == has_grown_old(verified, today)
