"""What of a query can explain a hit: its words in all their forms, and what means the same."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kb.domain.query import WordGroup
from kb.domain.text import fold
from kb.search.synonyms import LONGEST_ABBREVIATION
from kb.search.understanding import OWN_WEIGHT

COMMON_SHARE = 0.5
"""A word that stands in more than this share of the practices explains nothing: "biblioteka"."""

_ALIKE = 0.5
"""Share of their possible base forms that two forms have to have in common to be taken for one word: "gier"
and "gry" do; "więzi" and "więzienie" both may be forms of "więzić" and are different words."""

_SAYS_LITTLE = frozenset(
    "kto ktos nikt co cos nic kazdy taki swoj nasz moj inny ten tamten jaki jakis ktory sam caly wszystek "
    "wszyscy wszystko jeden drugi dwa trzy kilka wiele ile duzy wielki wiedziec dac robic zaczac bywac stac "
    "now".split()
)
"""Base forms of words that are searched for and explain nothing."""

_HARDLY_EVER = frozenset("lat lata latach latami latom powiecie stala stali".split())
"""Forms of years, of a county and of becoming; hardly ever of "lato", "powiedzieć" and "stały", though the
dictionary allows it."""


@dataclass(frozen=True, slots=True)
class WantedWord:
    """A word of the query, folded, with its possible base forms; an abbreviation has none.

    What weighs nothing explains nothing alone, and is marked beside what does."""

    typed: str
    keys: frozenset[str]
    weight: float

    @property
    def forms(self) -> frozenset[str]:
        """What a word that meets it has at least one of."""
        return self.keys | {self.typed}

    def is_met_by(self, typed: str, keys: frozenset[str]) -> bool:
        """Whether a word is the same one, in any form of it."""
        if typed == self.typed:
            return True
        if typed in _HARDLY_EVER:
            return False
        return len(keys & self.keys) >= _ALIKE * len(keys | self.keys)


@dataclass(frozen=True, slots=True)
class Wanted:
    """`terms` are synonyms with their weights: a key each, or the keys of an expression, which stays whole:
    "koło" in another sense than "koło gospodyń" does not meet "KGW"."""

    words: tuple[WantedWord, ...] = ()
    terms: Mapping[str, float] = field(default_factory=dict)
    forms: frozenset[str] = frozenset()
    """What a text that meets any of it has at least one of."""

    @classmethod
    def of(cls, words: tuple[WantedWord, ...], terms: Mapping[str, float]) -> Wanted:
        firsts = (term.split(" ", 1)[0] for term in terms)
        return cls(words, terms, frozenset(firsts).union(*(word.forms for word in words if word.weight)))

    def __bool__(self) -> bool:
        return bool(self.words or self.terms)


def wanted_of(
    groups: Sequence[WordGroup],
    words: Iterable[str],
    keys_of: Callable[[str], frozenset[str]],
    frequency_of: Callable[[str], int],
    published: int,
) -> Wanted:
    """`words` are those of the query; what none of the `groups` asks for is not wanted. Each weighs what its
    group does, times more for a rarer one, and nothing if it is common and there are others."""
    asked = {term for group in groups if group.weight >= OWN_WEIGHT for term in group.terms}
    own: list[tuple[WantedWord, int]] = []
    for word in dict.fromkeys(words):
        typed, keys = fold(word), keys_of(word)
        if typed not in asked or typed in _SAYS_LITTLE or keys & _SAYS_LITTLE:
            continue
        # An abbreviation only looks like a form of another word: "OSP" and "ospa".
        is_abbreviation = len(typed) <= LONGEST_ABBREVIATION and asked.isdisjoint(keys)
        frequency = max(map(frequency_of, (typed,) if is_abbreviation else (typed, *keys)))
        weight = OWN_WEIGHT * _rarity(frequency, published)
        own.append((WantedWord(typed, frozenset() if is_abbreviation else keys, weight), frequency))
    terms = {
        term: group.weight * _rarity(frequency_of(term), published)
        for group in groups
        if group.weight < OWN_WEIGHT
        for term in group.terms
        if frequency_of(term) <= COMMON_SHARE * published
    }
    if terms or any(0 < frequency <= COMMON_SHARE * published for _, frequency in own):
        own = [(replace(word, weight=0.0) if n > COMMON_SHARE * published else word, n) for word, n in own]
    return Wanted.of(tuple(word for word, _ in own), terms)


def _rarity(frequency: int, published: int) -> float:
    return math.log(1 + (published + 1) / (1 + frequency))
