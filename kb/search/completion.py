"""What one typed text may be completed to, kind by kind, and how the kinds are mixed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from kb.domain.languages import Language
from kb.domain.suggestions import MOST_SUGGESTIONS, Suggestion, SuggestionKind
from kb.domain.text import normalise, words_of
from kb.search.analysis import Analyser
from kb.search.inflection import Inflection
from kb.search.label_names import LabelText
from kb.search.labels import LabelCode
from kb.search.names import plain
from kb.search.practice_names import with_place
from kb.search.suggestions_view import SuggestionsView
from kb.search.typed_text import TypedText
from kb.search.word_completion import WordCompletion, WordsBefore

_SHORTEST_NAME, _SHORTEST_TITLE = 2, 3
"""Typed letters from which places and libraries, and titles, are suggested."""

_MOST_TITLES = 2
_MOST_TEXTS, _MOST_PLACES = 300, 50
"""How many of the best are looked at, where the words before may bring another one to the front."""

_SHORTEST_FOR_TIER = (1, 1, 2, 3, 1, 1, 3, 4)
"""Typed letters from which a label of each tier is suggested: many synonyms have a word with any letter."""

_STAND_BACK = (0, 1, 1, 2, 2, 3, 3, 3)
"""By how many places a label of each tier stands back among the other kinds."""

_FAR_MORE = 3

Candidate = tuple[int, Suggestion]
"""By how many places it stands back, and what is suggested."""


class Completion:
    """The candidates of each kind for one typed text, the best first."""

    def __init__(
        self,
        view: SuggestionsView,
        analyser: Analyser,
        inflection: Inflection,
        typed: TypedText,
        language: Language,
    ) -> None:
        self._view = view
        self._analyser = analyser
        self._typed = typed
        self._language = language
        self._last = len(typed.words) - 1
        self._before = WordsBefore(view, analyser, typed)
        self._words = WordCompletion(view, analyser, inflection, typed, self._before)

    def by_kind(self) -> list[list[Candidate]]:
        forms, places = self._without_twins(self._words.forms(), self._places())
        return [
            self._labels(),
            [(0, self._word(form)) for form in forms],
            [self._place(*place) for place in places],
            self._libraries(),
            self._titles(),
        ]

    def _without_twins(
        self, forms: Sequence[str], places: Sequence[tuple[int, int]]
    ) -> tuple[list[str], list[tuple[int, int]]]:
        """A word that is a place's name is suggested once: as the place ("Kalisz" for "kaliszu"), unless it
        is far more often a word ("Koło")."""
        keys_of = {
            number: self._keys_of_place(number) for said_from, number in places if said_from == self._last
        }
        words: list[str] = []
        only_words: set[int] = set()
        for form in forms:
            keys = self._words.keys(form)
            twins = [number for number, named in keys_of.items() if not named.isdisjoint(keys)]
            in_places = [len(self._view.places.practices[number]) for number in twins]
            if not twins or self._words.count(form) > _FAR_MORE * max(in_places):
                words.append(form)
                only_words.update(twins)
        return words, [place for place in places if place[1] not in only_words]

    def _keys_of_place(self, number: int) -> frozenset[str]:
        """The keys of a name of one word, none of a longer one."""
        words = words_of(normalise(self._view.places.names[number]))
        return frozenset(self._words.keys(words[0])) if len(words) == 1 else frozenset()

    def _word(self, form: str) -> Suggestion:
        text = self._typed.before(self._last) + form
        return Suggestion(SuggestionKind.WORD, text, text, self._words.count(form))

    def _labels(self) -> list[Candidate]:
        best: dict[LabelCode, tuple[int, int, Language]] = {}
        letters = len(self._typed.last.plain)
        for text, found_tier in self._label_texts():
            if letters < _SHORTEST_FOR_TIER[found_tier]:
                continue
            said_from = self._said_from(text.words, text.keys)
            tier = self._tier_in_full(text, said_from) if said_from < self._last else found_tier
            if text.code not in best or (said_from, tier) < best[text.code][:2]:
                best[text.code] = (said_from, tier, text.language)
            if len(best) > 2 * MOST_SUGGESTIONS and not self._before.words:
                break
        practices = self._view.labels.practices
        codes = sorted(best, key=lambda code: (*best[code][:2], -self._before.shared([practices[code]])))
        return [self._label(code, *best[code]) for code in codes[:MOST_SUGGESTIONS]]

    def _label_texts(self) -> Iterable[tuple[LabelText, int]]:
        last = self._typed.last
        yield from islice(self._view.labels.beginning_with(last.plain, self._language), _MOST_TEXTS)
        for found in self._view.labels.said_by([word.word for word in (*self._before.words, last)]):
            # Said in full, in whatever form: as good as a label that has the word inside.
            yield found.value, 1 if found.value.language is self._language else 5

    def _tier_in_full(self, text: LabelText, said_from: int) -> int:
        """The tier of a text of which several words were typed, by the first of them."""
        first = self._typed.words[said_from]
        begins = text.words[0] == first.plain or not text.keys[0].isdisjoint(self._analyser.keys(first.word))
        return text.tier(text.words[0] if begins else "", self._language)

    def _label(self, code: LabelCode, said_from: int, tier: int, language: Language) -> Candidate:
        facet, value = code
        label = self._view.labels.vocabularies.label(facet, value, language)
        beside = self._typed.said_before(said_from)
        text = f"{beside} {_inside_a_text(label)}" if beside else label
        count = len(self._view.labels.practices[code])
        return (
            _STAND_BACK[tier] - (said_from < self._last),
            Suggestion(SuggestionKind.LABEL, text, label, count, language, facet, value, beside),
        )

    def _said_from(self, words: Sequence[str], keys: Sequence[frozenset[str]] = ()) -> int:
        """The first of the typed words, up to the last, that all stand in a name: "koło gosp"."""
        first = self._last
        for number in range(first - 1, -1, -1):
            word = self._typed.words[number]
            if not word.says_something:
                continue
            own = self._analyser.keys(word.word)
            if word.plain not in words and all(known.isdisjoint(own) for known in keys):
                break
            first = number
        return first

    def _places(self) -> list[tuple[int, int]]:
        """The first typed word that a place's name takes up, and the number of the name."""
        beginning = self._typed.last.plain
        places = self._view.places
        found = []
        for number in islice(places.beginning_with(beginning), _MOST_PLACES):
            said_from = self._said_from(places.spellings[number].words)
            if said_from < self._last or len(beginning) >= _SHORTEST_NAME:
                found.append((said_from, -self._before.shared([places.practices[number]]), number))
        found.sort(key=lambda place: place[:2])
        return [(said_from, number) for said_from, _, number in found[:MOST_SUGGESTIONS]]

    def _place(self, said_from: int, number: int) -> Candidate:
        places = self._view.places
        text = f"{self._typed.said_before(said_from)} {places.names[number]}".lstrip()
        begins = places.spellings[number].words[0].startswith(self._typed.words[said_from].plain)
        return (
            (not begins) - (said_from < self._last),
            Suggestion(SuggestionKind.PLACE, text, text, len(places.practices[number])),
        )

    def _libraries(self) -> list[Candidate]:
        beginnings = self._beginnings()
        if len(beginnings) == 1 and len(beginnings[0]) < _SHORTEST_NAME:
            return []
        found = islice(self._view.libraries.beginning_with(*beginnings), MOST_SUGGESTIONS)
        return [(0 if len(beginnings) > 1 else 1, self._library(number)) for number in found]

    def _library(self, number: int) -> Suggestion:
        library = self._view.libraries.names[number]
        practices = len(self._view.libraries.practices[number])
        name = with_place(library)
        return Suggestion(SuggestionKind.LIBRARY, library.name, name, practices, value=library.slug)

    def _titles(self) -> list[Candidate]:
        if len(self._typed.last.plain) < _SHORTEST_TITLE:
            return []
        beginnings = self._beginnings()
        names = self._view.titles.names
        return [
            (
                max(0, 3 - len(beginnings)),
                Suggestion(
                    SuggestionKind.TITLE,
                    names[number].title,
                    names[number].title,
                    1,
                    value=names[number].slug,
                ),
            )
            for number in islice(self._view.titles.beginning_with(*beginnings), _MOST_TITLES)
        ]

    def _beginnings(self) -> list[str]:
        return list(dict.fromkeys(word.plain for word in (*self._before.words, self._typed.last)))


def _inside_a_text(label: str) -> str:
    """With a small letter, unless it is an abbreviation."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def in_turns(kinds: Iterable[Sequence[Candidate]], limit: int) -> tuple[Suggestion, ...]:
    """The kinds in turns: each candidate at its place among its own kind plus what it stands back, and of
    those at one place the one of most practices first."""
    placed = [
        (place + stands_back, -suggestion.practices, suggestion)
        for candidates in kinds
        for place, (stands_back, suggestion) in enumerate(candidates)
    ]
    mixed: dict[tuple[object, ...], Suggestion] = {}
    for *_, suggestion in sorted(placed, key=lambda found: found[:2]):
        leads_to = (suggestion.kind, suggestion.facet, suggestion.value or _spelled(suggestion))
        mixed.setdefault(leads_to, suggestion)
    return tuple(islice(mixed.values(), limit))


def _spelled(suggestion: Suggestion) -> str:
    return plain(normalise(suggestion.text))
