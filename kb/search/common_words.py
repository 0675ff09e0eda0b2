"""Who has a word that stands in many practices, kept in memory.

To read a hundred thousand members out of the full text takes longer than all the rest of a search. They are
read once for each such word, and afterwards only for the practices that have changed.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from kb.domain.query import WordMatches, WordQuestion
from kb.search.postings import PracticeIds

Terms = tuple[str, ...]
"""What counts as having a word."""

MOST_KEPT = 32
"""Words: 13 MB with a hundred thousand practices."""

MOST_CHANGED = 200
"""Practices that are asked for one by one; after more the word is read anew."""


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    ids: PracticeIds
    changed: frozenset[int] = frozenset()


class CommonWords:
    """Safe for many threads. Whoever changes practices calls `forget` before the next search sees them."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Terms, _Kept] = OrderedDict()
        self._lock = threading.Lock()
        self._generation = 0

    def forget(self, practice_ids: Iterable[int]) -> None:
        """These practices have other words now, or none."""
        changed = frozenset(practice_ids)
        if not changed:
            return
        with self._lock:
            self._generation += 1
            for terms, kept in list(self._kept.items()):
                whole = kept.changed | changed
                if len(whole) > MOST_CHANGED:
                    del self._kept[terms]
                else:
                    self._kept[terms] = _Kept(kept.ids, whole)

    def having_all(
        self, words: Sequence[Terms], ask_full_text: Callable[[WordQuestion], WordMatches]
    ) -> PracticeIds:
        """The practices that have every one of these words, at least one."""
        first, *others = (self._having(terms, ask_full_text) for terms in words)
        for ids in others:
            first = np.intersect1d(first, ids, assume_unique=True)
        return first

    def _having(self, terms: Terms, ask_full_text: Callable[[WordQuestion], WordMatches]) -> PracticeIds:
        with self._lock:
            kept, generation = self._kept.get(terms), self._generation
            if kept is not None:
                self._kept.move_to_end(terms)
        if kept is not None and not kept.changed:
            return kept.ids
        question = WordQuestion(every=(terms,))
        if kept is None:
            ids = _ascending(ask_full_text(question).all_words)
        else:
            among = tuple(sorted(kept.changed))
            still = kept.ids[~np.isin(kept.ids, among)]
            new = _ascending(ask_full_text(replace(question, among=among)).all_words)
            ids = np.sort(np.concatenate([still, new]))
        with self._lock:
            # What was changed meanwhile may have been read before its change.
            if generation == self._generation:
                self._kept[terms] = _Kept(ids)
                self._kept.move_to_end(terms)
                if len(self._kept) > MOST_KEPT:
                    self._kept.popitem(last=False)
        return ids


def _ascending(practice_ids: frozenset[int]) -> PracticeIds:
    return np.sort(np.fromiter(practice_ids, np.int32, len(practice_ids)))
