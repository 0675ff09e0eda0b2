"""Queries that list conditions and name no subject: "młodzież, mała wieś, bez pieniędzy".

Their meaning as a whole is that of no practice: a model places "village, without money" beside whatever says
so, whoever it is for. So what fits most of the conditions is found and stands first, in the order of meaning.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.domain.facets import Facet
from kb.search.catalogue import Catalogue, CatalogueView
from kb.search.labels import LabelCode
from kb.search.mixture import CONDITIONS
from kb.search.phrases import Token

NO_COST = (Facet.COST, "0")
_NEARLY_NO_COST = (Facet.COST, "do-500")


@dataclass(frozen=True, slots=True)
class Condition:
    """What the words `start` to `end` (exclusive) ask for: any of the codes, which may be of several facets,
    since "klub seniora" says who it is for and with whom."""

    start: int
    end: int
    codes: frozenset[LabelCode]

    @property
    def weight(self) -> float:
        return max((CONDITIONS.weights.get(facet, 0.0) for facet, _ in self.codes), default=0.0)

    @property
    def facet(self) -> Facet:
        """The one that weighs most."""
        return max(self.codes, key=lambda code: (CONDITIONS.weights.get(code[0], 0.0), code))[0]


def listed_conditions(
    said: Iterable[Condition], tokens: Sequence[Token], unspecific: Set[int]
) -> tuple[Condition, ...]:
    """The conditions of a query that says nothing else: two or more, of different facets, in all of its words
    but function words and those at the places `unspecific`. None otherwise."""
    conditions: list[Condition] = []
    for one in sorted(said, key=lambda condition: (condition.start, condition.end)):
        last = conditions[-1] if conditions else None
        if last is not None and one.start < last.end:
            conditions[-1] = Condition(last.start, max(last.end, one.end), last.codes | one.codes)
        else:
            conditions.append(one)
    covered = {place for one in conditions if one.weight for place in range(one.start, one.end)}
    is_all = all(
        token.is_function_word or place in covered or place in unspecific
        for place, token in enumerate(tokens)
    )
    weighty = tuple(one for one in conditions if one.weight)
    return weighty if is_all and len({one.facet for one in weighty}) > 1 else ()


def fulfilment(
    conditions: Sequence[Condition], catalogue: Catalogue, view: CatalogueView
) -> NDArray[np.float32] | None:
    """How far each practice (n,) fulfils the conditions, 0 to 1; None when there are none."""
    if not conditions:
        return None
    fulfilled = np.zeros(len(view), np.float32)
    for condition in conditions:
        fulfilled += np.float32(condition.weight) * _share(condition, catalogue, view)
    return fulfilled / np.float32(sum(condition.weight for condition in conditions))


def _share(condition: Condition, catalogue: Catalogue, view: CatalogueView) -> NDArray[np.float32]:
    """1 where a code is stated, `CONDITIONS.unknown` where a practice says nothing of a facet that most
    practices are silent about, otherwise 0."""
    codes = condition.codes | ({_NEARLY_NO_COST} if NO_COST in condition.codes else set())
    share = np.zeros(len(view), np.float32)
    for facet in {facet for facet, _ in codes} & CONDITIONS.silent:
        columns = [column for (of, _), column in catalogue.columns.items() if of is facet]
        share[~view.codes[:, columns].any(axis=1)] = CONDITIONS.unknown
    for code in codes:
        share[view.codes[:, catalogue.columns[code]]] = 1.0
    return share
