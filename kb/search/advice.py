"""For a text that is being written: practices near to it, and the labels that it probably wants.

Labels come from two sides. The nearest practices vote, each by its cosine, for the codes that they have; and
the words of the text name codes by label or synonym. A code is suggested when the sum reaches a threshold.

Measured on the 238 practices that ship, each one written anew without its labels while the other 237 stand
in the base. Precision and recall of what is suggested: audience 0.77 and 0.72, themes 0.74 and 0.71, form
0.70 and 0.63, type of partner 0.66 and 0.45 (tests/quality/test_advice.py holds the floor).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.domain.document import RANKED_KINDS, Passage
from kb.domain.facets import Facet
from kb.domain.text import normalise, words_of
from kb.search.catalogue import Catalogue, CatalogueView
from kb.search.labels import Labels
from kb.search.mixture import SENTENCE
from kb.search.semantic import Meaning, MeaningAway

Vectors = NDArray[np.float32]
Code = tuple[Facet, str]

ADVISED_FACETS = (Facet.AUDIENCE, Facet.THEME, Facet.PARTNER, Facet.FORM)
VOTERS = 12
"""Nearest practices that vote."""
SHARPNESS = 2
"""The power of the cosine by which a vote is weighed."""
SAID_IN_TITLE, SAID_IN_TEXT = 0.35, 0.15
"""What a code gets whose label or synonym stands in the title, or elsewhere."""
THRESHOLD: Mapping[Facet, float] = {
    Facet.AUDIENCE: 0.5,
    Facet.THEME: 0.45,
    Facet.PARTNER: 0.45,
    Facet.FORM: 0.45,
}
MOST: Mapping[Facet, int] = {Facet.AUDIENCE: 3, Facet.THEME: 4, Facet.PARTNER: 3, Facet.FORM: 2}


@dataclass(frozen=True, slots=True)
class NearText:
    """A practice near to the text, by the cosine of their meanings."""

    practice_id: int
    cosine: float


def nearest(
    meaning: Meaning, view: CatalogueView, passages: Sequence[Passage], most: int, without: int | None = None
) -> list[NearText] | None:
    """The nearest published practices, or None while the model is away or most vectors are missing."""
    if not meaning.covers(len(view)):
        return None
    try:
        direction = meaning.direction_of([p for p in passages if p.kind in RANKED_KINDS], SENTENCE)
    except MeaningAway:
        return None
    vectors = meaning.mixed(SENTENCE)
    scores = vectors.scores(direction)
    order = np.argsort(-scores, kind="stable")[: most * 2 + 10]
    found = [
        NearText(int(vectors.keys[at]), _cosine(vectors.vectors_of(int(vectors.keys[at])), direction))
        for at in order
        if int(vectors.keys[at]) != without and int(view.rows(vectors.keys[at : at + 1])[0]) >= 0
    ]
    return sorted(found, key=lambda near: -near.cosine)[:most]


def _cosine(vectors: Vectors, direction: Vectors) -> float:
    """Of the nearest of a practice's vectors."""
    lengths = np.maximum(np.linalg.norm(vectors, axis=1), np.float32(1e-9))
    return float(((vectors @ direction) / lengths).max())


def named_codes(labels: Labels, title: str, body: Iterable[str]) -> dict[Code, float]:
    """What the words of the text say in the vocabularies' terms."""
    found: dict[Code, float] = {}
    for text, weight in [*((text, SAID_IN_TEXT) for text in body), (title, SAID_IN_TITLE)]:
        for said in labels.recognise(words_of(normalise(text))):
            found[said.value] = max(weight, found.get(said.value, 0.0))
    return found


def suggested_codes(
    near: Sequence[NearText], named: Mapping[Code, float], catalogue: Catalogue, view: CatalogueView
) -> dict[Facet, tuple[str, ...]]:
    """Codes for each facet, the surest first."""
    scores = _votes(near, catalogue, view)
    for code, weight in named.items():
        scores[code] += weight
    result: dict[Facet, tuple[str, ...]] = {}
    for facet in ADVISED_FACETS:
        of_facet = sorted(
            ((score, code) for (found, code), score in scores.items() if found is facet), reverse=True
        )
        chosen = [code for score, code in of_facet if score >= THRESHOLD[facet]][: MOST[facet]]
        result[facet] = tuple(chosen)
    return result


def _votes(near: Sequence[NearText], catalogue: Catalogue, view: CatalogueView) -> defaultdict[Code, float]:
    """The share of the voters, weighed by nearness, that have each code."""
    votes: defaultdict[Code, float] = defaultdict(float)
    voters = near[:VOTERS]
    rows = view.rows(np.array([voter.practice_id for voter in voters], np.int64))
    weights = np.array([max(0.0, voter.cosine) ** SHARPNESS for voter in voters])
    if not weights.sum():
        return votes
    shares = (weights / weights.sum()) @ view.codes[rows]
    for pair, column in catalogue.columns.items():
        if pair[0] in ADVISED_FACETS and shares[column] > 0:
            votes[pair] = float(shares[column])
    return votes
