"""Why a practice is among the hits: the passage that answers and the words of it that met the query."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kb.domain.practice import PracticeRecord
from kb.domain.query import WordGroup
from kb.domain.text import fold, normalise, word_spans
from kb.search.analysis import Analyser, is_stop_word
from kb.search.documents import statements
from kb.search.phrases import LONGEST_ABBREVIATION
from kb.search.recent import RecentlyUsed
from kb.search.sentences import SHORTEST

LONGEST_PASSAGE = 300
"""Characters of a passage that are shown; a longer sentence is cut at a word around its matches."""


@dataclass(frozen=True, slots=True)
class ExplainedPassage:
    """`words` as they stand in `passage`; `spans` are their (start, end) offsets."""

    passage: str
    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Statement:
    """A text with the places and keys of its telling words, in order."""

    text: str
    spans: tuple[tuple[int, int], ...]
    keys: tuple[frozenset[str], ...]

    def places(self, term: str) -> Iterator[int]:
        """The numbers of the words that are the term; the words of an expression stand one after another."""
        wanted = term.split()
        for start in range(len(self.keys) - len(wanted) + 1):
            if all(key in self.keys[start + at] for at, key in enumerate(wanted)):
                yield from range(start, start + len(wanted))


@dataclass(frozen=True, slots=True)
class _Statements:
    """What can explain a hit, the first the one to be preferred; `having` says for each key which have it."""

    statements: tuple[_Statement, ...]
    having: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, statements: Iterable[_Statement]) -> _Statements:
        known = tuple(statements)
        having: dict[str, list[int]] = defaultdict(list)
        for number, statement in enumerate(known):
            for key in frozenset().union(*statement.keys):
                having[key].append(number)
        return cls(known, {key: tuple(numbers) for key, numbers in having.items()})

    def best(self, wanted: Mapping[str, float]) -> _Statement | None:
        """The one with the greatest sum of weights of different terms, the first among equals."""
        weights: dict[int, float] = defaultdict(float)
        for term, weight in wanted.items():
            first, *more = term.split()
            for number in self.having.get(first, ()):
                if not more or next(self.statements[number].places(term), None) is not None:
                    weights[number] += weight
        if not weights:
            return None
        return self.statements[min(weights, key=lambda number: (-round(weights[number], 9), number))]


class Explainer:
    def __init__(self, analyser: Analyser, remembered: int = 4000) -> None:
        self._analyser = analyser
        # A hit that was not explained before has some hundred words, most of them met in other practices.
        self._words_of = lru_cache(maxsize=100_000)(self._read_piece)
        self._remembered: RecentlyUsed[int, _Statements] = RecentlyUsed(remembered)

    def explain(self, revision: int, record: PracticeRecord, wanted: Mapping[str, float]) -> ExplainedPassage:
        """`wanted` are the terms of the query with their weights (rarer words weigh more); a term is a key
        or the keys of an expression.

        What has the greatest sum of different matched terms wins; among equals a sentence, then the title,
        which is shown anyway, then mere notes, then names. Without any match the passage is the summary and
        no words are claimed.
        """
        if not wanted:
            return _unexplained(record)
        best = self._remembered.get_or(revision, lambda: self._read(record)).best(wanted)
        return _marked(best, wanted) if best else _unexplained(record)

    def _read(self, record: PracticeRecord) -> _Statements:
        said = statements(record)
        full = [text for text in said if len(text) >= SHORTEST]
        notes = [text for text in said if len(text) < SHORTEST]
        return _Statements.of(map(self._statement, (*full, record.title, *notes, *record.names)))

    def _statement(self, text: str) -> _Statement:
        """Statements have single spaces only (kb.search.documents), so words can be read piece by piece."""
        spans, keys = [], []
        at = 0
        for piece in text.split(" "):
            for start, end, of_word in self._words_of(piece):
                spans.append((at + start, at + end))
                keys.append(of_word)
            at += len(piece) + 1
        return _Statement(text, tuple(spans), tuple(keys))

    def _read_piece(self, piece: str) -> tuple[tuple[int, int, frozenset[str]], ...]:
        """Start, end and keys of the telling words in a piece without spaces."""
        found = []
        for start, end in word_spans(piece):
            word = normalise(piece[start:end])
            if not is_stop_word(word):
                found.append((start, end, frozenset((*self._analyser.keys(word), fold(word)))))
        return tuple(found)


def _unexplained(record: PracticeRecord) -> ExplainedPassage:
    return ExplainedPassage(_cut(record.summary or record.title, 0)[0], (), ())


def _marked(statement: _Statement, wanted: Mapping[str, float]) -> ExplainedPassage:
    marked = {place for term in wanted for place in statement.places(term)}
    spans = [statement.spans[place] for place in sorted(marked)]
    passage, shift = _cut(statement.text, spans[0][0])
    inside = tuple(
        (start - shift, end - shift) for start, end in spans if start >= shift and end - shift <= len(passage)
    )
    words = tuple(dict.fromkeys(passage[start:end] for start, end in inside))
    return ExplainedPassage(passage, words, inside)


def _cut(text: str, around: int) -> tuple[str, int]:
    """At most `LONGEST_PASSAGE` characters with the place `around`, and how far the start was moved."""
    if len(text) <= LONGEST_PASSAGE:
        return text, 0
    start = max(0, min(around - LONGEST_PASSAGE // 3, len(text) - LONGEST_PASSAGE))
    if start:
        start = text.rfind(" ", 0, start) + 1
    end = start + LONGEST_PASSAGE
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + 1)
    return text[start:end], start


COMMON_SHARE = 0.5
"""A word that stands in more than this share of the practices explains nothing: "biblioteka"."""


def wanted_terms(
    groups: Iterable[WordGroup],
    words: Iterable[str],
    keys_of: Callable[[str], Sequence[str]],
    frequency_of: Callable[[str], int],
    published: int,
) -> dict[str, float]:
    """What a query asked for, by term: the greatest weight of its groups, times more for a rarer term.

    An expression stays whole: "koło" in another sense than "koło gospodyń" did not meet "KGW". A word of the
    query is wanted in all its forms, but for an abbreviation, which only looks like a form of another word;
    one of several meanings weighs less by each. Common words are wanted when there are no others.
    """
    weights: dict[str, float] = {}
    for group in groups:
        for term in group.terms:
            weights[term] = max(group.weight, weights.get(term, 0.0))
    frequencies = {term: frequency_of(term) for term in weights}
    for word in dict.fromkeys(words):
        typed, keys = fold(word), keys_of(word)
        weight = weights.get(typed, 0.0)
        is_abbreviation = len(typed) <= LONGEST_ABBREVIATION and weights.keys().isdisjoint(keys)
        if not weight or is_abbreviation:
            continue
        if typed not in keys:
            del weights[typed]
        most = max(frequency_of(key) for key in keys)
        for key in keys:
            weights[key] = weight / len(keys)
            frequencies[key] = most
    telling = {term for term in weights if frequencies[term] <= COMMON_SHARE * published}
    if not any(frequencies[term] or " " in term for term in telling):
        telling = set(weights)
    return {
        term: weights[term] * math.log(1 + (published + 1) / (1 + frequencies[term]))
        for term in weights
        if term in telling
    }
