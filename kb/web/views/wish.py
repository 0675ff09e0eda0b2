"""The page of a wish: the form, what was wrong with it, and thanks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kb.domain.languages import Language
from kb.domain.vocabularies import Vocabularies
from kb.domain.wishes import WishFault
from kb.web.parameters import PageQuery, prefix_of, search_address, search_pairs
from kb.web.views.guidance import filter_labels


class WishState(StrEnum):
    """What the page says. The first two are answers to a form, and stand in their address."""

    KEPT = "zapisana"
    FULL = "bez-miejsca"
    FORM = "form"
    TOO_OFTEN = "too-often"
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class WishPage:
    """`text` is what was typed or, when it is kept, as it is kept; `fields` go with it unseen."""

    state: WishState
    fault: WishFault | None
    text: str
    filters: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]
    results_url: str

    @property
    def is_refused(self) -> bool:
        return self.fault is not None or self.state in (WishState.TOO_OFTEN, WishState.BUSY)


def wish_page(
    query: PageQuery,
    vocabularies: Vocabularies,
    language: Language,
    state: WishState = WishState.FORM,
    fault: WishFault | None = None,
) -> WishPage:
    return WishPage(
        state=state,
        fault=fault,
        text=query.text,
        filters=filter_labels(query.filters, vocabularies, language),
        fields=search_pairs("", query.filters),
        results_url=search_address(prefix_of(language), query.text, query.filters),
    )
