"""Home and the full list: pages made of cards and links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kb.domain.facets import Facet
from kb.domain.languages import Language
from kb.domain.vocabularies import Vocabularies
from kb.services.reading import Listing
from kb.web.parameters import PageQuery, prefix_of, search_address
from kb.web.views.cards import Card, card, label
from kb.web.views.fit import FitView, fit_view
from kb.web.views.paging import PageLink, page_links

LIST_SIZE = 30
_BROWSED = (Facet.AUDIENCE, Facet.THEME, Facet.PARTNER, Facet.FORM, Facet.PLACE_SIZE, Facet.AREA, Facet.STAGE)
_FIRST = 4
"""More than these are folded away, unless it is only one more."""

NEEDS = {
    Language.POLISH: (
        "seniorzy siedzą sami w domu",
        "nastolatki wychodzą zaraz po lekcjach",
        "nie mamy pieniędzy, ale mamy chętnych sąsiadów",
        "jak zapytać mieszkańców, czego potrzebują",
        "coś dla dzieci na wakacje na wsi",
        "zajęcia z kołem gospodyń wiejskich",
    ),
    Language.ENGLISH: (
        "older people who sit at home alone",
        "teenagers leave right after school",
        "no money, but willing neighbours",
        "how to ask residents what they need",
        "summer holidays for children in a village",
        "activities with a rural women’s circle",
    ),
    Language.UKRAINIAN: (
        "літні люди сидять удома самі",
        "підлітки йдуть одразу після уроків",
        "немає грошей, але є охочі сусіди",
        "як запитати мешканців, що їм потрібно",
        "щось для дітей на літні канікули в селі",
        "заняття з гуртком сільських господинь",
    ),
}
"""Needs that the shipped practices answer, offered on the home page."""


@dataclass(frozen=True, slots=True)
class BrowseLink:
    label: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class BrowseGroup:
    """`more` are the links that are folded away."""

    label: str
    links: tuple[BrowseLink, ...]
    more: tuple[BrowseLink, ...]


@dataclass(frozen=True, slots=True)
class HomePage:
    total: int
    needs: tuple[tuple[str, str], ...]
    groups: tuple[BrowseGroup, ...]
    newest: tuple[Card, ...]
    fit: FitView


@dataclass(frozen=True, slots=True)
class ListPage:
    total: int
    cards: tuple[Card, ...]
    pages: tuple[PageLink, ...]
    previous_url: str
    next_url: str


def home_page(
    listing: Listing,
    browse: Mapping[Facet, Mapping[str, int]],
    vocabularies: Vocabularies,
    language: Language,
) -> HomePage:
    prefix = prefix_of(language)
    return HomePage(
        total=listing.total,
        needs=tuple((need, search_address(prefix, need, {})) for need in NEEDS[language]),
        groups=tuple(
            _group(facet, browse[facet], vocabularies, language) for facet in _BROWSED if browse[facet]
        ),
        newest=tuple(card(practice, vocabularies, language) for practice in listing.practices),
        fit=fit_view(PageQuery("", {}, 1, ()), vocabularies, language),
    )


def _group(
    facet: Facet, counts: Mapping[str, int], vocabularies: Vocabularies, language: Language
) -> BrowseGroup:
    links = tuple(
        BrowseLink(
            label(vocabularies, facet, code, language),
            count,
            search_address(prefix_of(language), "", {facet: (code,)}),
        )
        for code, count in _in_order(facet, counts)
    )
    first = len(links) if len(links) == _FIRST + 1 else _FIRST
    return BrowseGroup(facet.label(language), links[:first], links[first:])


def _in_order(facet: Facet, counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """The most frequent first; sizes of places in their own order."""
    if facet is Facet.PLACE_SIZE:
        return list(counts.items())
    return sorted(counts.items(), key=lambda pair: -pair[1])


def list_page(listing: Listing, page: int, vocabularies: Vocabularies, language: Language) -> ListPage:
    prefix = prefix_of(language)
    last = max(1, -(-listing.total // LIST_SIZE))

    def url(number: int) -> str:
        return f"{prefix}/praktyki" + (f"?strona={number}" if number > 1 else "")

    return ListPage(
        total=listing.total,
        cards=tuple(card(practice, vocabularies, language) for practice in listing.practices),
        pages=page_links(last, page, url) if last > 1 else (),
        previous_url=url(page - 1) if page > 1 else "",
        next_url=url(page + 1) if page < last else "",
    )
