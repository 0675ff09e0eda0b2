"""Set operations on the found: filters narrow them, facets count them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class _Column:
    number: int
    code: str
    label: str


@dataclass(frozen=True, slots=True)
class _Facet:
    facet: Facet
    label: str
    stated: int
    columns: tuple[_Column, ...]


class FacetCounter:
    """Counts facets in the terms of one moment. Where each option is counted and what it is called is looked
    up once: there are over a hundred of them in every answer."""

    def __init__(self, vocabularies: Vocabularies, catalogue: Catalogue) -> None:
        self._facets = {
            language: tuple(
                _Facet(
                    facet,
                    facet.label(language),
                    catalogue.stated_columns[facet],
                    tuple(
                        _Column(catalogue.columns_of[facet][code], code, term.labels[language])
                        for code, term in vocabularies.of_facet(facet).terms.items()
                    ),
                )
                for facet in Facet
            )
            for language in Language
        }

    def count(
        self,
        found: Mask,
        filters: Filters,
        masks: Mapping[Facet, Mask],
        view: CatalogueView,
        language: Language,
    ) -> tuple[FacetCounts, ...]:
        """Each facet counted over the found without its own choice; options without practices hidden.

        `masks` are those of `filter_masks`. A chosen option is always shown, with its honest count, so that
        it can be taken back.
        """
        totals = view.count(found & all_of(masks, len(view))).tolist()
        counted = []
        for shown in self._facets[language]:
            counts, chosen = totals, filters.get(shown.facet, ())
            if shown.facet in masks:
                counts = view.count(found & all_of(masks, len(view), but=shown.facet)).tolist()
            options = tuple(
                [
                    _option(column.code, column.label, counts[column.number], column.code in chosen)
                    for column in shown.columns
                    if counts[column.number] or column.code in chosen
                ]
            )
            if options:
                counted.append(FacetCounts(shown.facet, shown.label, options, counts[shown.stated]))
        return tuple(counted)


@lru_cache(maxsize=20_000)
def _option(value: str, label: str, count: int, selected: bool) -> FacetOption:
    """Mostly the same in every answer: one looked up costs a fifth of one made."""
    return FacetOption(value, label, count, selected)
