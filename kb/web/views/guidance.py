"""Ways on for somebody who found little or nothing, each with its address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.domain.facets import Facet
from kb.domain.hits import FEW, SearchResult
from kb.domain.languages import Language
from kb.domain.query import Filters
from kb.domain.vocabularies import Vocabularies
from kb.web.parameters import PageQuery, prefix_of, search_address, search_pairs, wish_address


@dataclass(frozen=True, slots=True)
class WayOn:
    """`total` practices stand behind the address."""

    name: str
    total: int
    url: str


@dataclass(frozen=True, slots=True)
class Rewording:
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class WishForm:
    """`fields` are what the form sends; `text` its words, "" where they are still to be written at `url`."""

    text: str
    has_filters: bool
    fields: tuple[tuple[str, str], ...]
    url: str


@dataclass(frozen=True, slots=True)
class GuidanceView:
    """`hidden_by_filters` says that it is the filters that leave nothing; `without_filters` is None where
    one of `loosen` gives as much."""

    nothing_found: bool
    hidden_by_filters: bool
    loosen: tuple[WayOn, ...]
    without_filters: WayOn | None
    did_you_mean: tuple[Rewording, ...]
    nearest: tuple[WayOn, ...]
    wish: WishForm | None


def guidance_view(
    query: PageQuery, result: SearchResult, vocabularies: Vocabularies, language: Language
) -> GuidanceView | None:
    """None when enough is found."""
    if result.total >= FEW:
        return None
    prefix = prefix_of(language)
    guidance = result.guidance
    loosen = tuple(
        WayOn(
            _choice(way.facet, query.filters[way.facet], vocabularies, language),
            way.total,
            query.address(
                prefix,
                filters={facet: codes for facet, codes in query.filters.items() if facet is not way.facet},
            ),
        )
        for way in guidance.loosen
    )
    most = max((way.total for way in loosen), default=result.total)
    return GuidanceView(
        nothing_found=not result.total,
        hidden_by_filters=not result.total and guidance.without_filters > 0,
        loosen=loosen,
        without_filters=WayOn("", guidance.without_filters, query.address(prefix, filters={}))
        if guidance.without_filters > most
        else None,
        did_you_mean=tuple(
            Rewording(text, query.address(prefix, text=text)) for text in guidance.did_you_mean
        ),
        nearest=tuple(
            WayOn(near.label, near.total, search_address(prefix, "", {near.facet: (near.value,)}))
            for near in guidance.nearest
        ),
        wish=_wish(query, prefix),
    )


def _wish(query: PageQuery, prefix: str) -> WishForm | None:
    text = " ".join(query.text.split())
    if not text and not query.filters:
        return None
    return WishForm(
        text=text,
        has_filters=bool(query.filters),
        fields=search_pairs(query.text, query.filters),
        url=wish_address(prefix, "", query.filters),
    )


def filter_labels(filters: Filters, vocabularies: Vocabularies, language: Language) -> tuple[str, ...]:
    """ "Koszt: 0 zł", one for each facet with a choice."""
    return tuple(_choice(facet, codes, vocabularies, language) for facet, codes in filters.items())


def _choice(facet: Facet, codes: Sequence[str], vocabularies: Vocabularies, language: Language) -> str:
    return f"{facet.label(language)}: {', '.join(vocabularies.label(facet, c, language) for c in codes)}"
