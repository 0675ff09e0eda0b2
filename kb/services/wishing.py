"""Asking for a practice that the base does not have: kept as a count for editors."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from kb.domain.languages import Language
from kb.domain.query import Filters
from kb.domain.wishes import Wish, WishKey, wish_text
from kb.services.saving import Clock, utc_now
from kb.storage import wishes
from kb.storage.engine import Database

log = structlog.get_logger()

MOST_WISHES = 50_000
"""Different wishes that are kept; beyond them only known ones are counted."""


@dataclass(frozen=True, slots=True)
class Wished:
    """The words as they are kept; `is_kept` is False when there is no room for another wish."""

    text: str
    is_kept: bool


class Wishing:
    def __init__(self, database: Database, clock: Clock = utc_now, most: int = MOST_WISHES) -> None:
        self._database = database
        self._clock = clock
        self._most = most

    def wish(self, text: str, filters: Filters, language: Language) -> Wished:
        """Raises WishRefused for what is not kept, and the storage's errors."""
        key = WishKey(wish_text(text), language, filters)
        with self._database.write() as session:
            kept = wishes.add(session, key, self._clock().date(), self._most)
        if not kept:
            log.warning("wishes_full", most=self._most)
        return Wished(key.text, kept)

    def wishes(self, limit: int, offset: int = 0) -> tuple[Wish, ...]:
        """For editors: those wished for most often first."""
        with self._database.read() as session:
            return tuple(wishes.most_wanted(session, limit, offset))
