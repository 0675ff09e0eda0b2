"""Names of one kind (words, libraries, places, titles), found by how any of their words begins."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

from kb.domain.text import fold
from kb.search.postings import NONE, Postings, PracticeIds
from kb.search.prefixes import PrefixArray, weight

K = TypeVar("K")

_LOOKED_AT = 500


def plain(word: str) -> str:
    """A normalised word as it is compared here: no diacritics, no apostrophes."""
    return fold(word).replace("'", "")


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a name is looked up.

    `words` are its plain words, each once; `first` those with which somebody begins to type it. `order` is
    its place among names of equal weight, and tells it from every other name that a practice has now.
    """

    words: tuple[str, ...]
    first: tuple[str, ...]
    order: str
    length: int

    def keys(self, number: int) -> list[tuple[str, int]]:
        """Each key with its tier: names that begin with a word come before those that have it inside."""
        return [(f"{word}\0{self.order}\0{number}", int(word not in self.first)) for word in self.words]

    def has(self, beginning: str) -> bool:
        return any(word.startswith(beginning) for word in self.words)


@dataclass(frozen=True, slots=True)
class NamesView(Generic[K]):
    """A moment of the names that never changes, though the lists of names and spellings may grow."""

    names: Sequence[K]
    spellings: Sequence[Spelling]
    practices: Sequence[PracticeIds]
    prefixes: PrefixArray

    def practices_with(self, number: int) -> PracticeIds:
        """Also for a name that is younger than this view."""
        return self.practices[number] if number < len(self.practices) else NONE

    def beginning_with(self, *beginnings: str) -> Iterator[int]:
        """The numbers of names that have, for each of these, a word that begins so, the best first.

        Of the names with the rarest of them the best are looked at.
        """
        ranges = [self.prefixes.range(beginning) for beginning in beginnings]
        first, last = min(ranges, key=lambda found: found[1] - found[0])
        seen: set[int] = set()
        for number, _ in islice(self.prefixes.best(first, last), _LOOKED_AT):
            if number not in seen and all(map(self.spellings[number].has, beginnings)):
                seen.add(number)
                yield number


class Names(Generic[K]):
    """Written by one thread at a time; readers keep the view that they took."""

    def __init__(self, spell: Callable[[K], Spelling]) -> None:
        self._spell = spell
        self._postings: Postings[K] = Postings()
        self._spellings: list[Spelling] = []
        self.view: NamesView[K] = NamesView([], [], [], PrefixArray.empty())

    def practices_with(self, name: K) -> PracticeIds:
        return self._postings.having(name)

    def update(self, names_of: Mapping[int, Iterable[K]]) -> Sequence[K]:
        """Give practices their names in place of those they had; the names that were never met before."""
        changed = self._postings.update(names_of)
        names, practices = self._postings.names, self._postings.practices
        known = len(self._spellings)
        if not changed:
            return ()
        added: dict[str, int] = {}
        for number in range(known, len(names)):
            self._spellings.append(self._spell(names[number]))
            added |= {key: number for key, _ in self._spellings[number].keys(number)}
        weighed = {
            key: weight(tier, len(practices[number]), self._spellings[number].length)
            for number in changed
            for key, tier in self._spellings[number].keys(number)
        }
        prefixes = self.view.prefixes.including(added).weighed(weighed)
        self.view = NamesView(names, self._spellings, practices, prefixes)
        return names[known:]
