"""The words of the base: what it knows, and what somebody probably meant by a word that it does not know."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kb.domain.text import fold
from kb.search.analysis import Analyser, is_stop_word

_WITH_DIACRITICS = {"a": "aą", "c": "cć", "e": "eę", "l": "lł", "n": "nń", "o": "oó", "s": "sś", "z": "zźż"}
_MOST_VARIANTS = 300
_SHORTEST_FOR_A_TYPO = 4
_LONGEST_FOR_ONE_EDIT = 7


class Lexicon:
    """Surface forms and keys with the number of practices that have them. Safe for many threads.

    Words of the vocabularies and synonyms are known too (`reserved`), though no practice need have them.
    """

    def __init__(self, analyser: Analyser, reserved: Iterable[str] = ()) -> None:
        self._analyser = analyser
        self._lock = threading.Lock()
        self._surfaces: dict[int, tuple[str, ...]] = {}
        self._practices_with: Counter[str] = Counter()
        self._practices_with_key: Counter[str] = Counter()
        self._by_fold: dict[str, set[str]] = defaultdict(set)
        self._reserved: frozenset[str] = frozenset()
        self._reserved_keys: frozenset[str] = frozenset()
        self._candidates: tuple[list[str], bool] = ([], False)
        self.reserve(reserved)

    def __len__(self) -> int:
        return len(self._practices_with)

    def reserve(self, words: Iterable[str]) -> None:
        """Know these words, and those that were reserved before only as far as practices have them."""
        with self._lock:
            before, self._reserved = self._reserved, frozenset(words)
            self._reserved_keys = frozenset(key for w in self._reserved for key in self._analyser.keys(w))
            for word in before - self._reserved:
                if word not in self._practices_with:
                    self._by_fold[fold(word)].discard(word)
            for word in self._reserved - before:
                self._by_fold[fold(word)].add(word)
            self._candidates = ([], False)

    def update(self, surfaces: Iterable[tuple[int, Sequence[str]]], removed: Iterable[int] = ()) -> None:
        """Give practices their distinct forms and forget others."""
        with self._lock:
            for practice_id in removed:
                self._forget(practice_id)
            for practice_id, forms in surfaces:
                self._forget(practice_id)
                self._remember(practice_id, tuple(forms))
            self._candidates = ([], False)

    def _remember(self, practice_id: int, forms: tuple[str, ...]) -> None:
        # In few, large steps: a base of ten thousand practices has a million and a half of these forms.
        self._surfaces[practice_id] = forms
        for form in forms:
            if form not in self._practices_with:
                self._by_fold[fold(form)].add(form)
        self._practices_with.update(forms)
        self._practices_with_key.update(self._keys(forms))

    def _forget(self, practice_id: int) -> None:
        forms = self._surfaces.pop(practice_id, ())
        for form in forms:
            self._practices_with[form] -= 1
            if not self._practices_with[form]:
                del self._practices_with[form]
                if form not in self._reserved:
                    self._by_fold[fold(form)].discard(form)
        for key in self._keys(forms):
            self._practices_with_key[key] -= 1
            if not self._practices_with_key[key]:
                del self._practices_with_key[key]

    def _keys(self, forms: Sequence[str]) -> set[str]:
        return set().union(*map(self._analyser.keys, forms))

    def frequency(self, word: str) -> int:
        """The number of practices that have the word in any form (the likeliest key counts)."""
        return max((self._practices_with_key[key] for key in self._analyser.keys(word)), default=0)

    def frequency_of_key(self, key: str) -> int:
        """The number of practices that have a form with this key."""
        return self._practices_with_key[key]

    def frequency_of_form(self, form: str) -> int:
        """The number of practices that have just this form."""
        return self._practices_with[form]

    def has(self, word: str) -> bool:
        """Whether any practice has just this form."""
        return word in self._practices_with

    def knows(self, word: str) -> bool:
        """Whether any practice, label or synonym has this form or another form of the same word."""
        if word in self._practices_with or word in self._reserved:
            return True
        if word.isascii() and self._by_fold.get(word):
            # The base has this word with its diacritics only: it was typed without them.
            return False
        keys = self._analyser.keys(word)
        return any(self._practices_with_key[key] or key in self._reserved_keys for key in keys)

    def names(self, word: str) -> bool:
        """Whether a label or synonym has this form; or, in Cyrillic, another form of the same word."""
        if word in self._reserved:
            return True
        return not word.isascii() and any(key in self._reserved_keys for key in self._analyser.keys(word))

    def in_other_letters(self, word: str) -> str | None:
        """The most frequent form of the base that differs in diacritics only."""
        with self._lock:
            known = self._by_fold.get(fold(word))
            return min(known, key=self._preference) if known else None

    def spellings(self, word: str) -> frozenset[str]:
        """Every form of the base or of the dictionary of Polish that differs in diacritics only."""
        with self._lock:
            known = self._by_fold.get(fold(word), ())
            return frozenset(known).union(v for v in _variants(word) if self._analyser.knows(v))

    def with_diacritics(self, word: str, likelihood: Callable[[str], float] = lambda form: 0.0) -> str | None:
        """An unknown word with its diacritics: as the base has it, else as another form of a word of the
        base, else as the dictionary of Polish has it, which has not the word as typed; of several the
        likeliest. Else None. A mere name or term counts as unknown ("plazy" is "plaży")."""
        known = self.in_other_letters(word)
        if known:
            return known
        with self._lock:
            variants = [v for v in _variants(word) if v != word and self._analyser.knows(v)]
            meant = [variant for variant in variants if self._known_by_key(variant)]
        if not meant and (not word.isascii() or self._analyser.dictionary.is_ordinary(word)):
            return None
        return min(
            meant or variants,
            key=lambda variant: (-likelihood(variant), sum(not c.isascii() for c in variant), variant),
            default=None,
        )

    def without_typo(self, word: str) -> str | None:
        """The known form nearest to an unknown word: one edit away up to seven letters, two beyond, where a
        swap of neighbours is one edit. A word of the dictionary of Polish is never taken for a slip."""
        if not word.isalpha() or len(word) < _SHORTEST_FOR_A_TYPO or self._analyser.knows(word):
            return None
        return next(iter(self.nearest(word)), None)

    def nearest(self, word: str) -> list[str]:
        """The forms of the base and its vocabularies so near to a word, nearest and most frequent first."""
        folded = fold(word)
        edits = 1 if len(folded) <= _LONGEST_FOR_ONE_EDIT else 2
        with self._lock:
            near = process.extract(
                folded, self._folded_forms(), scorer=OSA.distance, score_cutoff=edits, limit=40
            )
            ordered = sorted(
                (distance, form[0] != folded[0], *self._preference(surface))
                for form, distance, _ in near
                for surface in self._by_fold[form]
            )
        return [surface for *_, surface in ordered]

    def _known_by_key(self, word: str) -> bool:
        return any(
            self._practices_with_key[key] or key in self._reserved_keys for key in self._analyser.keys(word)
        )

    def _folded_forms(self) -> list[str]:
        candidates, ready = self._candidates
        if not ready:
            candidates = sorted(form for form in self._by_fold if len(form) >= _SHORTEST_FOR_A_TYPO)
            self._candidates = (candidates, True)
        return candidates

    def near(self, word: str, most: int) -> tuple[str, ...]:
        """Known words that may have been meant by an unknown one, for a person to choose from.

        Nearest first, then those of most practices, one form of each word. The circle is wider than that of
        `restore`, except for words of the dictionary of Polish, which are rarely slips; beyond one edit the
        first letter has to be right.
        """
        folded = fold(word)
        if not word.isalpha() or len(folded) < _SHORTEST_FOR_A_TYPO:
            return ()
        edits = 1 if self._analyser.knows(word) else _most_edits(len(folded))
        with self._lock:
            near = process.extract(
                folded, self._folded_forms(), scorer=OSA.distance, score_cutoff=edits, limit=None
            )
            candidates = sorted(
                (distance, -self.frequency(surface), *self._preference(surface))
                for form, distance, _ in near
                if distance == 1 or form[0] == folded[0]
                for surface in self._by_fold[form]
                if not is_stop_word(surface)
            )
        chosen: list[str] = []
        taken: set[str] = set()
        for *_, surface in candidates:
            keys = self._analyser.keys(surface)
            if taken.isdisjoint(keys):
                chosen.append(surface)
                taken.update(keys)
        return tuple(chosen[:most])

    def _preference(self, surface: str) -> tuple[int, str]:
        """The form that most practices have comes first; ties by spelling, so that every worker agrees."""
        return (-self._practices_with[surface], surface)


def _most_edits(length: int) -> int:
    """Edits up to which a known word may still be offered in the place of one with so many letters."""
    return 1 if length <= _SHORTEST_FOR_A_TYPO else 2 if length <= _LONGEST_FOR_ONE_EDIT else 3


def _variants(word: str) -> Iterator[str]:
    """The spellings that a word typed without diacritics may stand for, at most `_MOST_VARIANTS`."""
    choices = [_WITH_DIACRITICS.get(letter, letter) for letter in word]
    number = 1
    for choice in choices:
        number *= len(choice)
    if number <= _MOST_VARIANTS:
        return ("".join(letters) for letters in product(*choices))
    return iter(())
