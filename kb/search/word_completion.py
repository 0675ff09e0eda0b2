"""The words that the last typed word may become, in the form that fits the words before it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from kb.domain.suggestions import MOST_SUGGESTIONS
from kb.search.analysis import Analyser
from kb.search.inflection import Inflection
from kb.search.names import plain
from kb.search.postings import PracticeIds
from kb.search.suggestions_view import SuggestionsView
from kb.search.typed_text import TypedText, TypedWord

_SHORTEST_WORD = 2
_MOST_FORMS = 200
"""How many of the most frequent are looked at, where the words before may bring another one to the front."""

_WORDS_BEFORE = 8
_USUAL_CASES = ("inst", "loc")
"""What a preposition that asks for several cases mostly stands with: "z młodzieżą", "w szkole"."""


class WordsBefore:
    """The words before the last one, and the practices that have them: what narrows every kind."""

    def __init__(self, view: SuggestionsView, analyser: Analyser, typed: TypedText) -> None:
        self._view = view
        self._analyser = analyser
        self.words = [word for word in typed.words[:-1] if word.says_something][-_WORDS_BEFORE:]

    @cached_property
    def practices(self) -> NDArray[np.bool_] | None:
        """Those with all the words, None without any; a word that would leave none of them is passed over."""
        found: NDArray[np.bool_] | None = None
        for word in self.words:
            having = self._practices_with(word)
            narrowed = having if found is None else found & having
            if narrowed.any():
                found = narrowed
        return found

    def _practices_with(self, word: TypedWord) -> NDArray[np.bool_]:
        having = self._view.practices_with(self._analyser.keys(word.word))
        if having.any():
            return having
        # Typed without its diacritics.
        forms = self._view.forms_spelled(word.plain)
        return self._view.practices_with([key for form in forms for key in self._analyser.keys(form)])

    def shared(self, practices: Iterable[PracticeIds]) -> int:
        """How many of these practices have the words before; 0 when these narrow nothing."""
        if self.practices is None:
            return 0
        having = np.zeros_like(self.practices)
        for some in practices:
            having[some] = True
        return int(np.count_nonzero(having & self.practices))


class WordCompletion:
    def __init__(
        self,
        view: SuggestionsView,
        analyser: Analyser,
        inflection: Inflection,
        typed: TypedText,
        before: WordsBefore,
    ) -> None:
        self._view = view
        self._analyser = analyser
        self._inflection = inflection
        self._typed = typed
        self._before = before

    def forms(self) -> list[str]:
        """One form of each word, the best first."""
        last = self._typed.last
        if len(last.plain) < _SHORTEST_WORD:
            return []
        cases = self._governed_cases()
        narrows = self._before.practices is not None
        groups = self._groups(last.plain, None if narrows or cases else MOST_SUGGESTIONS)
        if narrows:
            practices = self._view.words.practices
            shared = [self._before.shared(practices[number] for number in group) for group in groups]
            order = sorted(range(len(groups)), key=lambda place: -shared[place])
            # Words that no practice has beside those before are left out, unless there are no others.
            groups = [groups[place] for place in order if shared[place] or not any(shared)]
        forms = [self._form(group, cases) for group in groups] or self._in_other_forms()
        forms.sort(key=lambda form: (not self._is_exact(form), self._misfit(form, cases) == len(cases)))
        return forms[:MOST_SUGGESTIONS]

    def count(self, form: str) -> int:
        """The practices that have the word in any form (the likeliest key counts, as in a search)."""
        having = [self._view.practices_with([key]) for key in self._analyser.keys(form)]
        return max(int(np.count_nonzero(practices)) for practices in having)

    def keys(self, form: str) -> tuple[str, ...]:
        """Its keys, and itself: the dictionary takes "kalisz" for a verb, and "kaliszu" for Kalisz."""
        return (*self._analyser.keys(form), plain(form))

    def _groups(self, beginning: str, most: int | None) -> list[list[int]]:
        """The forms that begin so, those of one word together, the most frequent first."""
        groups: list[list[int]] = []
        by_key: dict[str, list[int]] = {}
        words = self._view.words
        for number in islice(words.beginning_with(beginning), _MOST_FORMS):
            keys = (*self._analyser.keys(words.names[number]), words.spellings[number].words[0])
            group = next((by_key[key] for key in keys if key in by_key), None)
            if group is not None:
                group.append(number)
                continue
            if len(groups) == most:
                break
            groups.append([number])
            by_key |= dict.fromkeys(keys, groups[-1])
        return groups

    def _in_other_forms(self) -> list[str]:
        """The word as it was typed, when the base has it in other forms only."""
        last = self._typed.last
        is_known = last.says_something and self._view.practices_with(self._analyser.keys(last.word)).any()
        return [last.word] if is_known else []

    def _form(self, group: Sequence[int], cases: Sequence[str]) -> str:
        """The form that is shown of a word: as typed, in the case that is asked for, the most frequent."""
        forms = [self._view.words.names[number] for number in group]
        return min(forms, key=lambda form: (not self._is_exact(form), self._misfit(form, cases)))

    def _is_exact(self, form: str) -> bool:
        """Whether it has the diacritics that were typed; who types none may mean any."""
        last = self._typed.last
        return last.word == last.plain or form.startswith(last.word)

    def _governed_cases(self) -> list[str]:
        """The cases that the word before asks for, the usual ones first."""
        before = self._typed.words[-2:-1]
        cases = self._inflection.governed(before[0].word) if before else frozenset()
        return sorted(cases, key=lambda case: (case not in _USUAL_CASES, case))

    def _misfit(self, form: str, cases: Sequence[str]) -> int:
        """The place of the first of these cases that it stands in; their number when there is none."""
        if not cases:
            return 0
        own = self._inflection.cases(form)
        return next((place for place, case in enumerate(cases) if case in own), len(cases))
