"""Practices beside a practice: what they share with it and in what they differ."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kb.domain.facets import Facet
from kb.domain.hits import PublishedPractice

SIMILAR = 4
CONTRASTING = 3
"""How many of each a page shows at most."""


class NearBy(StrEnum):
    """What the neighbours were found by: the meaning of the texts, or shared labels while that is away."""

    MEANING = "meaning"
    LABELS = "labels"


@dataclass(frozen=True, slots=True)
class Difference:
    """A facet in which both practices state something and nothing in common: codes of each."""

    facet: Facet
    here: tuple[str, ...]
    there: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Nearness:
    """How a practice lies to another one.

    `score` tells how near, and can be compared only among the neighbours of one practice; `shared` are the
    labels in common, the rarest first.
    """

    score: float
    shared: tuple[tuple[Facet, str], ...]
    differs: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Neighbour:
    practice: PublishedPractice
    nearness: Nearness


@dataclass(frozen=True, slots=True)
class Neighbours:
    """`similar`: near in meaning and unlike each other; `contrasting`: the same matter in other
    circumstances, each with at least one difference. None stands in both."""

    by: NearBy
    similar: tuple[Neighbour, ...]
    contrasting: tuple[Neighbour, ...]
