"""What a reader says of their own library, and which practices fit it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from kb.domain.bands import COST_BANDS
from kb.domain.facets import Facet
from kb.domain.practice import PracticeRecord

FIT_FACETS = (Facet.PLACE_SIZE, Facet.VOIVODESHIP, Facet.COST)
"""In the order in which the reasons are told."""

BUDGETS = tuple(band.code for band in COST_BANDS[:-1])
"""Bands of cost that may be the most a library can spend; the last has no upper end."""


@dataclass(frozen=True)
class Fit:
    """Codes of the vocabularies; None where the reader said nothing. `budget` is the dearest band that can
    be afforded."""

    place_size: str | None = None
    voivodeship: str | None = None
    budget: str | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.place_size or self.voivodeship or self.budget)

    @cached_property
    def fitting(self) -> Mapping[Facet, tuple[str, ...]]:
        """The codes that fit, in each facet of which the reader said something."""
        wanted = {
            Facet.PLACE_SIZE: (self.place_size,) if self.place_size else (),
            Facet.VOIVODESHIP: (self.voivodeship,) if self.voivodeship else (),
            Facet.COST: BUDGETS[: BUDGETS.index(self.budget) + 1] if self.budget in BUDGETS else (),
        }
        return {facet: wanted[facet] for facet in FIT_FACETS if wanted[facet]}

    @cached_property
    def too_dear(self) -> tuple[str, ...]:
        """What costs more than there is fits in nothing, wherever it was done."""
        within = self.fitting.get(Facet.COST, ())
        return tuple(band.code for band in COST_BANDS if band.code not in within) if within else ()

    def reasons(self, record: PracticeRecord) -> tuple[tuple[Facet, str], ...]:
        """The codes of a practice that fit; none where it is too dear."""
        if record.cost.band in self.too_dear:
            return ()
        stated = {
            Facet.PLACE_SIZE: record.place_size,
            Facet.VOIVODESHIP: record.library.voivodeship,
            Facet.COST: record.cost.band,
        }
        return tuple(
            (facet, code) for facet, code in stated.items() if code and code in self.fitting.get(facet, ())
        )
