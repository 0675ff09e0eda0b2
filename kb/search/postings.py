"""Which practices have which names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

K = TypeVar("K")
Integer = TypeVar("Integer", np.int32, np.int64)

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

    def _number(self, name: K) -> int:
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
        if not names_of:
            return set()
        old: list[NDArray[np.int64]] = []
        new: list[NDArray[np.int64]] = []
        for practice_id, names in names_of.items():
            old.append(self._of_practice.pop(practice_id, np.empty(0, np.int64)) << _ID_BITS | practice_id)
            numbers = np.array(sorted({self._number(name) for name in names}), np.int64)
            if len(numbers):
                self._of_practice[practice_id] = numbers
            new.append(numbers << _ID_BITS | practice_id)
        before, after = _in_order(old), _in_order(new)
        practices = self.practices + [NONE] * (len(self.names) - len(self.practices))
        changed = set()
        for number, ids in _by_number(without(before, after)):
            practices[number] = without(practices[number], ids)
            changed.add(number)
        for number, ids in _by_number(without(after, before)):
            practices[number] = _in_order([practices[number], ids]) if len(practices[number]) else ids
            changed.add(number)
        self.practices = practices
        return changed


def without(ascending: NDArray[Integer], others: NDArray[Integer]) -> NDArray[Integer]:
    """Those of the one that are not in the other; both ascending."""
    if not len(others):
        return ascending
    nearest = np.minimum(np.searchsorted(others, ascending), len(others) - 1)
    kept: NDArray[Integer] = ascending[others[nearest] != ascending]
    return kept


def _in_order(arrays: Sequence[NDArray[Integer]]) -> NDArray[Integer]:
    return np.sort(np.concatenate(arrays))


def _by_number(pairs: NDArray[np.int64]) -> Iterator[tuple[int, PracticeIds]]:
    """Pairs of a number and, in the lower bits, a practice; ascending."""
    numbers = pairs >> _ID_BITS
    ids = (pairs & ((1 << _ID_BITS) - 1)).astype(np.int32)
    starts = np.flatnonzero(np.diff(numbers, prepend=-1))
    for start, end in pairwise([*starts, len(pairs)]):
        yield int(numbers[start]), ids[start:end]
