"""Set operations on the found: filters narrow them, facets count them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from kb.domain.facets import Facet
from kb.domain.fit import Fit
from kb.domain.hits import FacetCounts, FacetOption
from kb.domain.languages import Language
from kb.domain.query import Filters
from kb.domain.vocabularies import Vocabularies
from kb.search.catalogue import Catalogue, CatalogueView

Mask = NDArray[np.bool_]


def filter_masks(filters: Filters, catalogue: Catalogue, view: CatalogueView) -> dict[Facet, Mask]:
    """For each facet with a choice, the rows (n,) that have any of the chosen codes."""
    return {
        facet: np.logical_or.reduce([view.codes[:, catalogue.columns[facet, code]] for code in codes])
        for facet, codes in filters.items()
        if codes
    }


def all_of(masks: Mapping[Facet, Mask], rows: int, *, but: Facet | None = None) -> Mask:
    """The rows that pass every mask, the one of `but` left out."""
    result = np.ones(rows, np.bool_)
    for facet, mask in masks.items():
        if facet is not but:
            result &= mask
    return result


def count_fitting(fit: Fit, catalogue: Catalogue, view: CatalogueView) -> NDArray[np.int64]:
    """In how many things each practice fits (n,), as Fit.reasons tells them."""
    result = np.zeros(len(view), np.int64)
    for mask in filter_masks(fit.fitting, catalogue, view).values():
        result += mask
    for mask in filter_masks({Facet.COST: fit.too_dear}, catalogue, view).values():
        result[mask] = 0
    return result


def count_facets(
    found: Mask,
    filters: Filters,
    catalogue: Catalogue,
    view: CatalogueView,
    vocabularies: Vocabularies,
    language: Language,
) -> tuple[FacetCounts, ...]:
    """Each facet counted over the found without its own choice; options without practices hidden.

    A chosen option is always shown, with its honest count, so that it can be taken back.
    """
    return tuple(_counted(found, filters, catalogue, view, vocabularies, language))


@lru_cache(maxsize=20_000)
def _option(value: str, label: str, count: int, selected: bool) -> FacetOption:
    """Sixty of them in every answer, mostly the same: one looked up costs a fifth of one made."""
    return FacetOption(value, label, count, selected)


def _counted(
    found: Mask,
    filters: Filters,
    catalogue: Catalogue,
    view: CatalogueView,
    vocabularies: Vocabularies,
    language: Language,
) -> Iterator[FacetCounts]:
    masks = filter_masks(filters, catalogue, view)
    totals = view.count(found & all_of(masks, len(view))).tolist()
    for facet in Facet:
        counts = totals
        if facet in masks:
            counts = view.count(found & all_of(masks, len(view), but=facet)).tolist()
        chosen = filters.get(facet, ())
        columns = catalogue.columns_of[facet]
        options = tuple(
            _option(code, term.labels[language], count, code in chosen)
            for code, term in vocabularies.of_facet(facet).terms.items()
            if (count := counts[columns[code]]) or code in chosen
        )
        if options:
            stated = counts[catalogue.stated_columns[facet]]
            yield FacetCounts(facet, facet.label(language), options, stated)
