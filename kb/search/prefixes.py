"""Names by their beginning: sorted keys, and the best of those that begin so without looking at all."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray

_LENGTH_BITS, _COUNT_BITS, _TIER_BITS = 10, 20, 3
_TIER_SHIFT = _LENGTH_BITS + _COUNT_BITS
_MOST_LENGTH, _MOST_COUNT = (1 << _LENGTH_BITS) - 1, (1 << _COUNT_BITS) - 1
_POSITION_BITS = 24
_POSITION = (1 << _POSITION_BITS) - 1
_LAST = "\U0010ffff"
_INSERTED_ONE_BY_ONE = 500

NEVER = 1 << (_TIER_SHIFT + _TIER_BITS)
"""The weight of a key that nothing published has."""


def weight(tier: int, count: int, length: int) -> int:
    """The smaller, the better: by tier (0 to 7), then the more practices, then the shorter."""
    if not count:
        return NEVER
    frequent = _MOST_COUNT - min(count, _MOST_COUNT)
    return tier << _TIER_SHIFT | frequent << _LENGTH_BITS | min(length, _MOST_LENGTH)


def weights(
    tiers: NDArray[np.int64], counts: NDArray[np.int64], lengths: NDArray[np.int64]
) -> NDArray[np.int64]:
    """`weight` of many."""
    frequent = _MOST_COUNT - np.minimum(counts, _MOST_COUNT)
    weighed = tiers << _TIER_SHIFT | frequent << _LENGTH_BITS | np.minimum(lengths, _MOST_LENGTH)
    return np.where(counts > 0, weighed, NEVER)


class PrefixArray:
    """Distinct keys in order, each with the number of its owner and a weight. It never changes.

    The best of a range is found by a table of range minima (Bender and Farach-Colton, 2000), made at the
    first question: n log n numbers, two of which answer for any range.
    """

    def __init__(self, keys: list[str], owners: NDArray[np.int32], weighed: NDArray[np.int64]) -> None:
        self.keys = keys
        self.owners = owners
        self._weights = weighed
        self._minima: list[NDArray[np.int64]] | None = None

    @classmethod
    def empty(cls) -> PrefixArray:
        return cls([], np.empty(0, np.int32), np.empty(0, np.int64))

    def including(self, added: Mapping[str, int]) -> PrefixArray:
        """With new keys (key -> owner), which weigh `NEVER` until they are weighed."""
        if not added:
            return self
        new = sorted(added)
        positions = [bisect_left(self.keys, key) for key in new]
        keys = self.keys.copy()
        if len(new) > _INSERTED_ONE_BY_ONE:
            keys += new
            keys.sort()
        else:
            for position, key in zip(reversed(positions), reversed(new), strict=True):
                keys.insert(position, key)
        owners = np.insert(self.owners, positions, np.array([added[key] for key in new], np.int32))
        return PrefixArray(keys, owners, np.insert(self._weights, positions, NEVER))

    def weighed(self, changed: Mapping[str, int]) -> PrefixArray:
        """With other weights for some of its keys."""
        if not changed:
            return self
        positions = [bisect_left(self.keys, key) for key in changed]
        new = self._weights.copy()
        new[positions] = np.fromiter(changed.values(), np.int64, len(changed))
        return PrefixArray(self.keys, self.owners, new)

    def range(self, prefix: str) -> tuple[int, int]:
        """Where the keys that begin so stand: from, to (exclusive)."""
        first = bisect_left(self.keys, prefix)
        return first, bisect_left(self.keys, prefix + _LAST, lo=first)

    def least(self, prefix: str) -> int:
        """The smallest weight of the keys that begin so, `NEVER` where no published one does."""
        first = bisect_left(self.keys, prefix)
        if first == len(self.keys) or not self.keys[first].startswith(prefix):
            return NEVER
        return self._least(*self.range(prefix)) >> _POSITION_BITS

    def best(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """The (owner, tier) of the keys in a range, the best first, equals in the order of the keys."""
        if first >= last:
            return
        ranges = [(self._least(first, last), first, last)]
        while ranges:
            least, first, last = heappop(ranges)
            if least >> _POSITION_BITS >= NEVER:
                return
            position = least & _POSITION
            yield int(self.owners[position]), least >> (_POSITION_BITS + _TIER_SHIFT)
            if first < position:
                heappush(ranges, (self._least(first, position), first, position))
            if position + 1 < last:
                heappush(ranges, (self._least(position + 1, last), position + 1, last))

    def _least(self, first: int, last: int) -> int:
        """The smallest weight of a range that is not empty, with its position in the lowest bits."""
        minima = self._minima
        if minima is None:
            # Two threads may both make it: it is the same table.
            minima = self._minima = _range_minima(self._weights)
        row = minima[(last - first).bit_length() - 1]
        return min(int(row[first]), int(row[last - (1 << ((last - first).bit_length() - 1))]))


def _range_minima(weighed: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Row k holds, at i, the smallest of the 2^k values from i on."""
    rows = [weighed << _POSITION_BITS | np.arange(len(weighed))]
    width = 1
    while 2 * width <= len(weighed):
        rows.append(np.minimum(rows[-1][:-width], rows[-1][width:]))
        width *= 2
    return rows


def one_edit_away(word: str, alphabet: Iterable[str], last: int) -> Iterator[str]:
    """Spellings that differ by a letter too few, too many or wrong, or by two neighbours swapped, where the
    first letter that differs is not behind number `last`."""
    for at in range(min(last + 1, len(word))):
        before, after = word[:at], word[at + 1 :]
        yield before + after
        if after:
            yield before + after[0] + word[at] + after[1:]
        for letter in alphabet:
            yield before + letter + after
            yield before + letter + word[at:]
