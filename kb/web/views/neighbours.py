"""The practices beside a practice, each with one line that says why it stands there."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kb.domain.languages import Language
from kb.domain.neighbours import Difference, Nearness, Neighbour
from kb.domain.vocabularies import Vocabularies
from kb.web.views.cards import Card, card, label

_SHARED = 3
"""Labels that the line names, the rarest of those in common: more would be a list to read."""


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """`facet` chooses the sentence; `here` is what the practice of the page has. Labels in running text."""

    facet: str
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class NeighbourCard:
    """`shared` are labels in running text, empty where only the texts are alike; `differs` is empty for a
    similar practice."""

    card: Card
    shared: str
    differs: tuple[DifferenceView, ...]


def similar_card(neighbour: Neighbour, vocabularies: Vocabularies, language: Language) -> NeighbourCard:
    shared = _shared(neighbour.nearness, vocabularies, language)
    return NeighbourCard(_card(neighbour, vocabularies, language), shared, ())


def contrasting_card(neighbour: Neighbour, vocabularies: Vocabularies, language: Language) -> NeighbourCard:
    nearness = neighbour.nearness
    differs = tuple(_difference(found, vocabularies, language) for found in nearness.differs)
    shared = _shared(nearness, vocabularies, language)
    return NeighbourCard(_card(neighbour, vocabularies, language), shared, differs)


def _card(neighbour: Neighbour, vocabularies: Vocabularies, language: Language) -> Card:
    """Without the list of its labels: the line says those that matter here."""
    whole = card(neighbour.practice, vocabularies, language)
    return replace(whole, audience=(), partners=(), form="", cost="")


def _shared(nearness: Nearness, vocabularies: Vocabularies, language: Language) -> str:
    names = (label(vocabularies, facet, code, language) for facet, code in nearness.shared)
    # A theme and a form may bear the same name.
    return _running([*dict.fromkeys(name for name in names if name)][:_SHARED])


def _difference(found: Difference, vocabularies: Vocabularies, language: Language) -> DifferenceView:
    here, there = (
        _running([label(vocabularies, found.facet, code, language) for code in codes])
        for codes in (found.here, found.there)
    )
    return DifferenceView(found.facet.value, here, there)


def _running(labels: list[str]) -> str:
    """Labels one after the other inside a sentence. They may have commas of their own."""
    return "; ".join(_uncapitalised(text) for text in labels)


def _uncapitalised(text: str) -> str:
    """An abbreviation keeps its capitals, as does a label of one letter."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
