"""By which numbers the neighbours of a practice are chosen: the one place where they stand.

Chosen by reading the neighbours of the practices that ship; docs/search-quality.md shows some of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kb.domain.facets import Facet
from kb.domain.neighbours import NearBy

POOL = 60
"""Nearest practices among which the similar and the contrasting are chosen. In the practices that ship the
sixtieth is no nearer than chance, so that nothing worth showing is left out."""


LABELS_WEIGHT = 0.2
"""What the cosine of the labels adds to that of the meanings. Meaning alone brings fire fighters who read
aloud beside deck chairs for readers; of two as near, the one with a rare label in common is the likelier."""

TRADE_OFF = 0.75
"""The nearness against what the chosen say already (maximal marginal relevance). With more, a club for
seniors has nothing but clubs beside it; with less, things come in that nobody would call alike."""

OF_KIND = 2
"""At most so many with a form in common and just the same audience."""

OF_FORM = 0.5
"""Share of the places that go to practices with a form in common; in contrasting ones it is rounded up."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """Nothing counts that is not near: below `floor`, which differs by what the nearness is made of, or below
    `share` of the best. Three true ones are better than five doubtful."""

    floor: Mapping[NearBy, float]
    share: float


SIMILAR_NEAREST = Nearest({NearBy.MEANING: 0.25, NearBy.LABELS: 0.3}, share=0.45)
CONTRASTING_NEAREST = Nearest({NearBy.MEANING: 0.23, NearBy.LABELS: 0.25}, share=0.4)
"""A little further than the similar, and still the same matter."""

SIMILAR_OF_LIBRARY = 2
"""From one library, the practice that is being read among them, since its library's page lists the rest. A
practice of several libraries is limited by none."""

CONTRASTING_OF_LIBRARY = 1
"""Never from the library that is being read: its circumstances are the same."""

CONTRAST = {Facet.PLACE_SIZE: 0.1, Facet.PARTNER: 0.07, Facet.COST: 0.1, Facet.FORM: 0.05}
"""What a difference adds to the nearness: enough to move a practice before a somewhat nearer one, too little
to bring in another matter. Partners differ easily, since a practice may have ten."""

ORDERED = frozenset({Facet.PLACE_SIZE, Facet.COST})
"""Facets of one value whose bands have an order: the next band is half a difference."""

DECISIVE = frozenset({Facet.PLACE_SIZE, Facet.PARTNER, Facet.COST})
"""At least one of these has to differ: whoever looks for other circumstances looks for another place, partner
or budget; another form alone is only another way of doing it."""

SHARED_FACETS = (Facet.THEME, Facet.AUDIENCE, Facet.FORM, Facet.PARTNER)
"""What two practices can be said to have in common; where and when they were is no likeness."""
