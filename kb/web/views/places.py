"""Where practices come from: the map of voivodeships, the list of libraries, one library.

The map is a grid of our own: sixteen equal hexagons in four shifted rows, each beside its real neighbours.
Equal tiles give a small voivodeship the same weight as a large one, and need no foreign geodata.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from kb.domain.facets import Facet
from kb.domain.languages import Language
from kb.domain.text import fold
from kb.domain.vocabularies import Vocabularies
from kb.services.reading import LibraryListing, LibraryPractices
from kb.web.parameters import prefix_of, search_address
from kb.web.views.cards import Card, card, label
from kb.web.views.paging import PageLink, page_links

LIBRARIES_ON_A_PAGE = 100

_SIDE = 62.0
_GAP = 5.0
_SHADES = 4

# Column (in halves, since every second row is shifted) and row; the two letters of ISO 3166-2:PL.
_TILES = {
    "zachodniopomorskie": (1, 0, "ZP"),
    "pomorskie": (3, 0, "PM"),
    "warminsko-mazurskie": (5, 0, "WN"),
    "podlaskie": (7, 0, "PD"),
    "lubuskie": (0, 1, "LB"),
    "wielkopolskie": (2, 1, "WP"),
    "kujawsko-pomorskie": (4, 1, "KP"),
    "mazowieckie": (6, 1, "MZ"),
    "dolnoslaskie": (1, 2, "DS"),
    "lodzkie": (3, 2, "LD"),
    "swietokrzyskie": (5, 2, "SK"),
    "lubelskie": (7, 2, "LU"),
    "opolskie": (2, 3, "OP"),
    "slaskie": (4, 3, "SL"),
    "malopolskie": (6, 3, "MA"),
    "podkarpackie": (8, 3, "PK"),
}


@dataclass(frozen=True, slots=True)
class Tile:
    """`points` are the corners as SVG writes them; `x` and `y` the middle; `shade` from 0 (nothing) to 4."""

    points: str
    x: int
    y: int
    shade: int


@dataclass(frozen=True, slots=True)
class VoivodeshipView:
    code: str
    label: str
    letters: str
    practices: int
    libraries: int
    practices_url: str
    libraries_url: str
    tile: Tile


@dataclass(frozen=True, slots=True)
class MapPage:
    """`voivodeships` in alphabetical order of their labels; `width` and `height` of the drawing."""

    voivodeships: tuple[VoivodeshipView, ...]
    width: int
    height: int
    practices: int
    libraries: int


@dataclass(frozen=True, slots=True)
class LibraryLink:
    name: str
    place: str
    url: str
    practices: int


@dataclass(frozen=True, slots=True)
class LibrariesPage:
    """`voivodeship` is a label, "" for the whole country."""

    voivodeship: str
    total: int
    libraries: tuple[LibraryLink, ...]
    pages: tuple[PageLink, ...]
    previous_url: str
    next_url: str


@dataclass(frozen=True, slots=True)
class LibraryPage:
    name: str
    place: str
    voivodeship: str
    voivodeship_url: str
    cards: tuple[Card, ...]


def map_page(
    practices: Mapping[str, int], libraries: Mapping[str, int], vocabularies: Vocabularies, language: Language
) -> MapPage:
    """Both mappings by voivodeship code."""
    prefix = prefix_of(language)
    most = max(practices.values(), default=0)
    half, row = _SIDE * math.sqrt(3) / 2, _SIDE * 1.5
    found = [
        VoivodeshipView(
            code=code,
            label=label(vocabularies, Facet.VOIVODESHIP, code, language),
            letters=letters,
            practices=practices.get(code, 0),
            libraries=libraries.get(code, 0),
            practices_url=search_address(prefix, "", {Facet.VOIVODESHIP: (code,)}),
            libraries_url=libraries_address(prefix, code),
            tile=_tile(half * (column + 1), _SIDE + row * line, practices.get(code, 0), most),
        )
        for code, (column, line, letters) in _TILES.items()
    ]
    return MapPage(
        voivodeships=tuple(sorted(found, key=lambda view: _alphabetical(view.label))),
        width=round(half * 10),
        height=round(_SIDE * 2 + row * 3),
        practices=sum(practices.values()),
        libraries=sum(libraries.values()),
    )


def _alphabetical(label: str) -> str:
    """Polish and Ukrainian order, as far as names of voivodeships need it: і follows и, not я."""
    return fold(label.casefold()).replace("і", "и\uffff")


def _tile(x: float, y: float, count: int, most: int) -> Tile:
    corners = (math.radians(60 * number + 30) for number in range(6))
    points = " ".join(
        f"{x + (_SIDE - _GAP) * math.cos(angle):.1f},{y + (_SIDE - _GAP) * math.sin(angle):.1f}"
        for angle in corners
    )
    return Tile(points, round(x), round(y), math.ceil(_SHADES * count / most) if most else 0)


def libraries_address(prefix: str, voivodeship: str, page: int = 1) -> str:
    pairs = [(Facet.VOIVODESHIP.parameter, voivodeship)] if voivodeship else []
    if page > 1:
        pairs.append(("strona", str(page)))
    return f"{prefix}/biblioteki" + (f"?{urlencode(pairs)}" if pairs else "")


def libraries_page(
    listing: LibraryListing, voivodeship: str, page: int, vocabularies: Vocabularies, language: Language
) -> LibrariesPage:
    """`voivodeship` is a code or ""."""
    prefix = prefix_of(language)
    last = max(1, -(-listing.total // LIBRARIES_ON_A_PAGE))

    def url(number: int) -> str:
        return libraries_address(prefix, voivodeship, number)

    return LibrariesPage(
        voivodeship=label(vocabularies, Facet.VOIVODESHIP, voivodeship, language),
        total=listing.total,
        libraries=tuple(
            LibraryLink(
                library.name, library.place or "", f"{prefix}/biblioteki/{library.slug}", library.practices
            )
            for library in listing.libraries
        ),
        pages=page_links(last, page, url) if last > 1 else (),
        previous_url=url(page - 1) if page > 1 else "",
        next_url=url(page + 1) if page < last else "",
    )


def library_page(library: LibraryPractices, vocabularies: Vocabularies, language: Language) -> LibraryPage:
    practices = sorted(library.practices, key=lambda practice: fold(practice.record.title.casefold()))
    voivodeship = library.voivodeship or ""
    return LibraryPage(
        name=library.name,
        place=library.place or "",
        voivodeship=label(vocabularies, Facet.VOIVODESHIP, voivodeship, language),
        voivodeship_url=libraries_address(prefix_of(language), voivodeship),
        cards=tuple(replace(card(practice, vocabularies, language), library=()) for practice in practices),
    )
