"""What a search hands on: one page of the ranking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kb.domain.hits import FacetCounts, Guidance, MatchedBy, SearchMode
from kb.search.interpretation import Interpretation
from kb.search.understanding import UnderstoodQuery
from kb.search.wanted import Wanted


@dataclass(frozen=True, slots=True, eq=False)
class RankedPage:
    """One page of the ranking: (practice id, score, found, matched by), and what goes with all of it.

    `labels` are those that the query names and the practice of a hit has.
    """

    mode: SearchMode
    total: int
    loosely_related: int
    hits: tuple[tuple[int, float, bool, MatchedBy], ...]
    facets: tuple[FacetCounts, ...]
    understood: UnderstoodQuery
    interpretation: Interpretation
    wanted: Wanted
    guidance: Guidance
    labels: Mapping[int, tuple[str, ...]]
