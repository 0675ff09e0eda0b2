"""What the labels alone find that a query names: "młodzież, mała wieś" as two filters and no words.

Who lists conditions is often served worse by the ranking, which wants one practice to speak of them all, than
by filters. They are offered beside the results and never applied unasked.
"""

from __future__ import annotations

from kb.domain.facets import Facet
from kb.domain.hits import FEW, LabelsAlone, SearchMode, SearchResult
from kb.domain.query import Filters, SearchQuery
from kb.services.finding import Finding

_FEWEST = 2
"""Labels of so many facets say more than one chip beside the results does."""


def labels_alone(finding: Finding, result: SearchResult) -> LabelsAlone | None:
    """All that the query says in labels, or, where no practice has it all, what most have when one facet is
    left out. None where filters are chosen already, where too little is said, and where nothing has it."""
    if result.mode is SearchMode.BROWSE or result.query.filters:
        return None
    said: dict[Facet, tuple[str, ...]] = {}
    for found in result.interpretation:
        said[found.facet] = (*said.get(found.facet, ()), found.value)
    if len(said) < (_FEWEST if result.total >= FEW else 1):
        return None
    whole = LabelsAlone(said, _total(finding, result, said))
    if whole.total or len(said) == 1:
        return whole if whole.total else None
    smaller = [{facet: codes for facet, codes in said.items() if facet is not left_out} for left_out in said]
    best = max(
        (LabelsAlone(filters, _total(finding, result, filters)) for filters in smaller),
        key=lambda labels: labels.total,
    )
    return best if best.total else None


def _total(finding: Finding, result: SearchResult, filters: Filters) -> int:
    return finding.search(SearchQuery("", filters, result.query.language, limit=1)).total
