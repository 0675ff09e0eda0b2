"""The page of results: hits, facets, chosen filters, and the addresses of every next state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.domain.facets import Facet
from kb.domain.hits import (
    FacetCounts,
    FacetOption,
    Hit,
    LabelsAlone,
    Match,
    Preparation,
    Recognised,
    SearchMode,
    SearchResult,
)
from kb.domain.languages import Language
from kb.domain.vocabularies import Vocabularies
from kb.web.parameters import HINTS, NO_HINTS, UNFOLDED, PageQuery, fit_pairs, prefix_of
from kb.web.views.cards import Card, card
from kb.web.views.fit import FitView, fit_view, reasons
from kb.web.views.guidance import GuidanceView, WayOn, guidance_view
from kb.web.views.paging import PageLink, page_links

PAGE_SIZE = 10
"""A page of so many stays below 30 KB in every language (tests/web/test_weight.py)."""
_RARELY_STATED = 0.1
_OPEN_AT_FIRST = (Facet.AUDIENCE, Facet.THEME, Facet.PARTNER)
_WHOLE = 6
_MOST_FREQUENT = 5
"""A facet of at most _WHOLE options is shown whole; of a longer one these and what is chosen."""


@dataclass(frozen=True, slots=True)
class OptionView:
    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True, slots=True)
class FacetView:
    """`is_open` False folds it away: few of the found say anything about it, or it is not among the first.
    `more` is the number of all options where some are left out, else 0."""

    name: str
    label: str
    options: tuple[OptionView, ...]
    is_open: bool
    more: int


@dataclass(frozen=True, slots=True)
class Chip:
    label: str
    facet: str
    url: str


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """`found` and `loose` are this page's cards; `chosen` and `suggested` lead to the state without or with
    a filter, `by_labels` to what the labels of the query find without its words, `libraries` to pages of
    libraries that the query names. `hints_url` hides what is suggested or, when it is hidden, shows it; ""
    where there is nothing to suggest. `carried` are names and values that the form of the search sends on."""

    text: str
    total: int
    found: tuple[Card, ...]
    loose: tuple[Card, ...]
    facets: tuple[FacetView, ...]
    chosen: tuple[Chip, ...]
    suggested: tuple[Chip, ...]
    hints_url: str
    by_labels: WayOn | None
    libraries: tuple[Chip, ...]
    restored: tuple[tuple[str, str], ...]
    ignored: tuple[tuple[str, str], ...]
    shortened: bool
    by_words_only: bool
    preparation: Preparation | None
    browsing: bool
    page: int
    pages: tuple[PageLink, ...]
    previous_url: str
    next_url: str
    clear_url: str
    only_text_url: str
    guidance: GuidanceView | None
    fit: FitView
    carried: tuple[tuple[str, str], ...]


def results_page(
    query: PageQuery,
    result: SearchResult,
    vocabularies: Vocabularies,
    language: Language,
    labels: LabelsAlone | None = None,
) -> ResultsPage:
    prefix = prefix_of(language)
    cards = [
        (
            hit.found,
            card(
                hit.practice,
                vocabularies,
                language,
                _match(result, hit),
                reasons(query.fit, hit.practice.record, vocabularies, language),
            ),
        )
        for hit in result.hits
    ]
    # Where nothing is found there is nothing to narrow down.
    suggested = _suggested(query, result, prefix, language) if result.total else ()
    # What is only loosely related fills the last page of the found and opens no further ones.
    last = max(1, -(-result.total // PAGE_SIZE))
    return ResultsPage(
        text=query.text,
        total=result.total,
        found=tuple(shown for is_found, shown in cards if is_found),
        loose=tuple(shown for is_found, shown in cards if not is_found),
        facets=tuple(
            _facet(counts, result.total, counts.facet is query.unfolded) for counts in result.facets
        ),
        chosen=_chosen(query, vocabularies, language),
        suggested=suggested if query.hints else (),
        hints_url=query.address(prefix, hints=not query.hints) if suggested else "",
        by_labels=_by_labels(query, labels, vocabularies, language) if query.hints else None,
        libraries=tuple(
            Chip(library.name, "", f"{prefix}/biblioteki/{library.slug}") for library in result.libraries
        ),
        restored=tuple((word.typed, word.searched) for word in result.restored),
        ignored=query.ignored,
        shortened=result.shortened,
        by_words_only=result.mode is SearchMode.WORDS,
        preparation=_under_way(result.preparation),
        browsing=result.mode is SearchMode.BROWSE,
        page=query.page,
        pages=page_links(last, query.page, lambda number: query.address(prefix, page=number))
        if last > 1
        else (),
        previous_url=query.address(prefix, page=query.page - 1) if query.page > 1 else "",
        next_url=query.address(prefix, page=query.page + 1) if query.page < last else "",
        clear_url=f"{prefix}/szukaj",
        only_text_url=query.address(prefix, filters={}) if query.filters else "",
        guidance=guidance_view(query, result, vocabularies, language),
        fit=fit_view(query, vocabularies, language),
        carried=(
            *fit_pairs(query.fit),
            *(() if query.hints else ((HINTS, NO_HINTS),)),
            *(((UNFOLDED, query.unfolded.parameter),) if query.unfolded else ()),
        ),
    )


def _by_labels(
    query: PageQuery, labels: LabelsAlone | None, vocabularies: Vocabularies, language: Language
) -> WayOn | None:
    if labels is None:
        return None
    names = [
        vocabularies.label(facet, code, language) for facet, codes in labels.filters.items() for code in codes
    ]
    return WayOn(
        ", ".join(names),
        labels.total,
        query.address(prefix_of(language), text="", filters=labels.filters),
    )


_MOST_SUGGESTIONS = 6


def _suggested(query: PageQuery, result: SearchResult, prefix: str, language: Language) -> tuple[Chip, ...]:
    """One for each thing said: "do 500 zł" is two bands of cost, and both are chosen together."""
    said: dict[tuple[Facet, str], list[Recognised]] = {}
    for found in result.interpretation:
        said.setdefault((found.facet, found.words), []).append(found)
    return tuple(
        Chip(
            ", ".join(found.label for found in together),
            facet.label(language),
            query.address(
                prefix,
                filters={
                    **query.filters,
                    facet: (*query.filters.get(facet, ()), *(found.value for found in together)),
                },
            ),
        )
        for (facet, _), together in list(said.items())[:_MOST_SUGGESTIONS]
    )


def _under_way(preparation: Preparation | None) -> Preparation | None:
    """Numbers say something from the first practice that is ready to the last that is not."""
    if preparation is None or not 0 < preparation.ready < preparation.published:
        return None
    return preparation


def _match(result: SearchResult, hit: Hit) -> Match | None:
    """Somebody who browses asked for nothing that a passage could answer."""
    return None if result.mode is SearchMode.BROWSE else hit.match


def _facet(counts: FacetCounts, total: int, is_unfolded: bool) -> FacetView:
    selected = any(option.selected for option in counts.options)
    rare = total > 0 and counts.stated < _RARELY_STATED * total
    is_whole = is_unfolded or len(counts.options) <= _WHOLE
    shown = counts.options if is_whole else _most_frequent(counts.options)
    return FacetView(
        name=counts.facet.parameter,
        label=counts.label,
        options=tuple(
            OptionView(option.value, option.label, option.count, option.selected) for option in shown
        ),
        is_open=selected or is_unfolded or (counts.facet in _OPEN_AT_FIRST and not rare),
        more=len(counts.options) if len(shown) < len(counts.options) else 0,
    )


def _most_frequent(options: Sequence[FacetOption]) -> tuple[FacetOption, ...]:
    """In the order in which they stand, so that nothing jumps when the counts change a little."""
    ranked = sorted(options, key=lambda option: -option.count)[:_MOST_FREQUENT]
    return tuple(option for option in options if option.selected or option in ranked)


def _chosen(query: PageQuery, vocabularies: Vocabularies, language: Language) -> tuple[Chip, ...]:
    return tuple(
        Chip(
            vocabularies.label(facet, code, language),
            facet.label(language),
            query.address(prefix_of(language), filters=_without(query.filters, facet, code)),
        )
        for facet, codes in query.filters.items()
        for code in codes
    )


def _without(filters: Mapping[Facet, Sequence[str]], facet: Facet, code: str) -> dict[Facet, tuple[str, ...]]:
    return {
        other: tuple(kept for kept in codes if (other, kept) != (facet, code))
        for other, codes in filters.items()
    }
