"""What is told to somebody who writes a practice: similar ones that exist, and labels that may fit."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kb.domain.facets import Facet
from kb.domain.hits import PublishedPractice
from kb.domain.neighbours import NearBy
from kb.domain.practice import PracticeRecord
from kb.domain.text import fold, normalise


class Likelihood(StrEnum):
    """How likely it is that both texts tell of the same."""

    PROBABLE = "probable"
    POSSIBLE = "possible"
    SIMILAR = "similar"


@dataclass(frozen=True, slots=True)
class Twin:
    """A practice that exists; the two say that library and years are, or may be, those of the text."""

    practice: PublishedPractice
    likelihood: Likelihood
    same_library: bool
    same_years: bool


@dataclass(frozen=True, slots=True)
class Advice:
    """`by` is LABELS while the model is away: then words alone were compared. `labels` are codes that the
    text does not have yet, the surest first."""

    by: NearBy
    twins: tuple[Twin, ...]
    labels: tuple[tuple[Facet, str], ...]


LOWEST_COSINE, COSINE_RANGE = 0.3, 0.35
"""Of the practices that ship half have a nearest other one of at least 0.36, one in ten of at least 0.46, one
in a hundred of at least 0.55."""


def likelihood(cosine: float, same_library: bool, same_years: bool) -> Likelihood:
    likely = max(0.0, (cosine - LOWEST_COSINE) / COSINE_RANGE)
    if same_library:
        likely += 0.35 + (0.15 if same_years else 0.0)
    if likely >= 0.8:
        return Likelihood.PROBABLE
    return Likelihood.POSSIBLE if likely >= 0.3 else Likelihood.SIMILAR


def is_same_library(text: PracticeRecord, other: PracticeRecord) -> bool:
    return _folded(text.library.name) == _folded(other.library.name)


def is_same_time(text: PracticeRecord, other: PracticeRecord) -> bool:
    """Whether both say when, and were going on in the same year."""
    if text.years is None or other.years is None:
        return False
    return text.years.first <= (other.years.last or 9999) and other.years.first <= (text.years.last or 9999)


def _folded(name: str) -> str:
    return " ".join(fold(normalise(name)).split())
