"""Suggestions while typing: what the base has that begins with what was typed."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping

from kb.domain.languages import Language
from kb.domain.libraries import PublishedLibrary
from kb.domain.suggestions import Suggestion
from kb.domain.vocabularies import Vocabularies
from kb.search.analysis import Analyser
from kb.search.completion import Candidate, Completion, in_turns
from kb.search.inflection import Inflection
from kb.search.label_names import LabelNames
from kb.search.names import Names
from kb.search.practice_names import (
    PracticeNames,
    TitleName,
    spell_library,
    spell_place,
    spell_title,
    spell_word,
)
from kb.search.prefixes import NEVER, one_edit_away
from kb.search.slips import LETTERS_OF
from kb.search.suggestions_view import SuggestionsView
from kb.search.typed_text import TypedText, TypedWord

_SHORTEST_WITH_A_TYPO, _LONGEST_WITH_A_TYPO = 5, 24
_MEANT = 3


class Suggestions:
    """The names of all published practices, in memory. Copy-on-write: readers never wait for a writer.

    What is withdrawn is never suggested again, though its spelling stays in memory until the next start.
    """

    def __init__(self, vocabularies: Vocabularies, analyser: Analyser) -> None:
        self._analyser = analyser
        self._inflection = Inflection(analyser.dictionary)
        self._writing = threading.Lock()
        self._words: Names[str] = Names(spell_word)
        self._places: Names[str] = Names(spell_place)
        self._libraries: Names[PublishedLibrary] = Names(spell_library)
        self._titles: Names[TitleName] = Names(spell_title)
        self._labels = LabelNames(vocabularies, analyser)
        self._library_by_slug: dict[str, PublishedLibrary] = {}
        self._forms_by_key: dict[str, tuple[int, ...]] = {}
        self._largest_id = 0
        self._view = self._present()

    def update(self, practices: Iterable[PracticeNames], removed: Iterable[int] = ()) -> None:
        """Take in published practices and forget those that are no longer, in one step for the readers."""
        with self._writing:
            new = {practice.practice_id: practice for practice in practices}
            gone: dict[int, tuple[()]] = {number: () for number in removed if number not in new}
            self._take_in_words(gone | {number: names.suggested_words for number, names in new.items()})
            libraries = gone | self._libraries_of(new)
            self._libraries.update(libraries)
            self._places.update(
                {n: [found.place for found in one if found.place] for n, one in libraries.items()}
            )
            self._titles.update(gone | {number: (names.title,) for number, names in new.items()})
            self._labels.update(gone | {number: names.codes for number, names in new.items()})
            self._largest_id = max((self._largest_id, *new))
            self._view = self._present()

    def use_labels(self, vocabularies: Vocabularies) -> None:
        """Suggest other labels from now on."""
        with self._writing:
            self._labels = self._labels.renewed(vocabularies)
            self._view = self._present()

    def _take_in_words(self, words_of: Mapping[int, Iterable[str]]) -> None:
        known = len(self._words.view.spellings)
        for number, form in enumerate(self._words.update(words_of), known):
            for key in self._analyser.keys(form):
                self._forms_by_key[key] = (*self._forms_by_key.get(key, ()), number)

    def _libraries_of(self, new: Mapping[int, PracticeNames]) -> dict[int, tuple[PublishedLibrary, ...]]:
        """The library of each new practice, and of older ones whose library is described anew."""
        libraries: dict[int, tuple[PublishedLibrary, ...]] = {}
        for names in new.values():
            if names.library is not None:
                known = self._library_by_slug.get(names.library.slug, names.library)
                if known != names.library:
                    older = self._libraries.practices_with(known).tolist()
                    libraries |= dict.fromkeys(older, (names.library,))
                self._library_by_slug[names.library.slug] = names.library
        return libraries | {n: (names.library,) if names.library else () for n, names in new.items()}

    def _present(self) -> SuggestionsView:
        return SuggestionsView(
            words=self._words.view,
            places=self._places.view,
            libraries=self._libraries.view,
            titles=self._titles.view,
            labels=self._labels.view,
            forms_by_key=self._forms_by_key,
            largest_id=self._largest_id,
        )

    def suggest(self, typed: str, language: Language, limit: int) -> tuple[Suggestion, ...]:
        """At most `limit`, the best first, the kinds mixed; the same for the same base, whatever its past."""
        text = TypedText.of(typed)
        if not text.words:
            return ()
        view = self._view

        def complete(one: TypedText) -> list[list[Candidate]]:
            return Completion(view, self._analyser, self._inflection, one, language).by_kind()

        found = complete(text)
        if not any(found):
            for meant in self._meant(view, text.last):
                found += complete(text.ending_in(meant))
        return in_turns(found, limit)

    def _meant(self, view: SuggestionsView, word: TypedWord) -> list[str]:
        """Beginnings of something, one edit away from a long word that nothing begins with."""
        typed = word.plain
        if not (_SHORTEST_WITH_A_TYPO <= len(typed) <= _LONGEST_WITH_A_TYPO and typed.isalpha()):
            return []
        if self._analyser.knows(word.word):
            return []
        # An edit behind the longest beginning that anything has would mend nothing.
        known = next((n for n in range(len(typed), 0, -1) if view.least_weight(typed[:n]) < NEVER), 0)
        letters = LETTERS_OF[Language.ENGLISH if typed.isascii() else Language.UKRAINIAN]
        near = dict.fromkeys(one_edit_away(typed, letters, known))
        weighed = sorted((view.least_weight(meant), meant) for meant in near)
        return [meant for weight, meant in weighed[:_MEANT] if weight < NEVER]
