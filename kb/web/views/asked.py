"""What was looked for, as editors read it: what found nothing first."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from kb.domain.languages import Language
from kb.domain.query_counts import OFTEN_ENOUGH, QueryCount
from kb.services.counting_queries import LookedFor
from kb.web.parameters import prefix_of, search_address
from kb.web.views.paging import Paging, paging
from kb.web.views.words import date_text

QUERIES_SHOWN = 50
PERIODS = (7, 30, 365)
USUAL_PERIOD = 30


@dataclass(frozen=True, slots=True)
class AskedLine:
    """`language` is that of the page on which it was asked; `found` and `loose` are of the last time."""

    text: str
    language: str
    count: int
    last_day: str
    found: int
    loose: int
    search_url: str


@dataclass(frozen=True, slots=True)
class Period:
    days: int
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class AskedPage:
    """`times` is how often a day something has to be looked for to stand here; `queue_url` leads to the
    wishes of readers, "" for who may not see them."""

    lines: tuple[AskedLine, ...]
    paging: Paging
    only_gaps: bool
    number_of_gaps: int
    gaps_url: str
    everything_url: str
    periods: tuple[Period, ...]
    times: int
    queue_url: str
    desk_url: str


def asked_page(
    looked_for: LookedFor, days: int, page: int, language: Language, *, only_gaps: bool, sees_queue: bool
) -> AskedPage:
    prefix = prefix_of(language)

    def url(days: int = days, page: int = 1, *, gaps: bool = only_gaps) -> str:
        pairs = (
            *([("dni", str(days))] if days != USUAL_PERIOD else ()),
            *(() if gaps else [("pokaz", "wszystko")]),
            *([("strona", str(page))] if page > 1 else ()),
        )
        return f"{prefix}/redakcja/szukane" + (f"?{urlencode(pairs)}" if pairs else "")

    return AskedPage(
        lines=tuple(_line(query, language) for query in looked_for.queries),
        paging=paging(looked_for.total, page, QUERIES_SHOWN, lambda number: url(page=number)),
        only_gaps=only_gaps,
        number_of_gaps=looked_for.gaps,
        gaps_url=url(gaps=True),
        everything_url=url(gaps=False),
        periods=tuple(Period(number, url(number), number == days) for number in PERIODS),
        times=OFTEN_ENOUGH,
        queue_url=f"{prefix}/redakcja/kolejka#prosby" if sees_queue else "",
        desk_url=f"{prefix}/redakcja",
    )


def _line(query: QueryCount, language: Language) -> AskedLine:
    return AskedLine(
        text=query.text,
        language=query.language.value,
        count=query.count,
        last_day=date_text(query.last_day, language),
        found=query.found,
        loose=query.loosely_related,
        search_url=search_address(prefix_of(query.language), query.text, {}),
    )
