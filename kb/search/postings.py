"""Which practices have which names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

K = TypeVar("K")

PracticeIds = NDArray[np.int32]
"""Ids of practices, ascending, each once."""

NONE: PracticeIds = np.empty(0, np.int32)
_ID_BITS = 32


class Postings(Generic[K]):
    """Names by number, and for each the practices that have it. Written by one thread at a time.

    A name keeps its number, also when no practice has it any more. `practices` is replaced by every change
    and never altered, so a reader keeps the list that it took.
    """

    def __init__(self) -> None:
        self.names: list[K] = []
        self.practices: list[PracticeIds] = []
        self._numbers: dict[K, int] = {}
        self._of_practice: dict[int, NDArray[np.int64]] = {}

    def number(self, name: K) -> int:
        """The number of a name, given now if it is new."""
        number = self._numbers.get(name)
        if number is None:
            number = self._numbers[name] = len(self.names)
            self.names.append(name)
        return number

    def having(self, name: K) -> PracticeIds:
        number = self._numbers.get(name)
        return NONE if number is None else self.practices[number]

    def update(self, names_of: Mapping[int, Iterable[K]]) -> set[int]:
        """Give practices their names in place of those they had; the numbers whose practices changed."""
        old: list[NDArray[np.int64]] = []
        new: list[NDArray[np.int64]] = []
        for practice_id, names in names_of.items():
            old.append(self._of_practice.pop(practice_id, np.empty(0, np.int64)) << _ID_BITS | practice_id)
            numbers = np.array(sorted({self.number(name) for name in names}), np.int64)
            if len(numbers):
                self._of_practice[practice_id] = numbers
            new.append(numbers << _ID_BITS | practice_id)
        practices = self.practices + [NONE] * (len(self.names) - len(self.practices))
        changed = set()
        for number, ids in _by_number(_difference(old, new)):
            practices[number] = np.setdiff1d(practices[number], ids, assume_unique=True)
            changed.add(number)
        for number, ids in _by_number(_difference(new, old)):
            practices[number] = np.union1d(practices[number], ids) if len(practices[number]) else ids
            changed.add(number)
        self.practices = practices
        return changed


def _difference(of: list[NDArray[np.int64]], without: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Pairs of a number and a practice (in the lower bits), in order, that are in the first lists only."""
    if not of:
        return np.empty(0, np.int64)
    return np.setdiff1d(np.concatenate(of), np.concatenate(without))


def _by_number(pairs: NDArray[np.int64]) -> Iterator[tuple[int, PracticeIds]]:
    numbers = pairs >> _ID_BITS
    ids = (pairs & ((1 << _ID_BITS) - 1)).astype(np.int32)
    starts = np.flatnonzero(np.diff(numbers, prepend=-1))
    for start, end in pairwise([*starts, len(pairs)]):
        yield int(numbers[start]), ids[start:end]
