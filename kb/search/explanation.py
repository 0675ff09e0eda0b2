"""Why a practice is among the hits: the passage that answers and the words of it that met the query."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from kb.domain.practice import PracticeRecord
from kb.domain.text import fold, normalise, word_spans
from kb.search.analysis import Analyser, is_stop_word
from kb.search.documents import statements
from kb.search.recent import RecentlyUsed
from kb.search.sentences import SHORTEST
from kb.search.wanted import Wanted, WantedWord

TEXTS_REMEMBERED = 6_000
"""Sentences whose words are kept, some 30 MB: all of a base a third larger than the one that ships."""

LONGEST_PASSAGE = 300
"""Characters of a passage that are shown; a longer sentence is cut at a word around its matches."""


@dataclass(frozen=True, slots=True)
class ExplainedPassage:
    """`words` as they stand in `passage`; `spans` are their (start, end) offsets."""

    passage: str
    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Word:
    """A telling word in a text, `typed` as it stands there, folded."""

    start: int
    end: int
    typed: str
    keys: frozenset[str]
    forms: frozenset[str]

    def has(self, key: str) -> bool:
        return key in self.forms


@dataclass(frozen=True, slots=True)
class _Statement:
    text: str
    words: tuple[_Word, ...]

    def weight(self, wanted: Wanted) -> float:
        """The sum of the weights of the words and terms that it meets."""
        # Few of its words have any of the forms, and only these can be the ones.
        met = [word for word in self.words if not wanted.forms.isdisjoint(word.forms)]
        words = sum(
            own.weight
            for own in wanted.words
            if own.weight and any(own.is_met_by(word.typed, word.keys) for word in met)
        )
        terms = sum(
            weight
            for term, weight in wanted.terms.items()
            if any(word.has(term) for word in met) or (" " in term and self.met_by_term(term))
        )
        return words + terms

    def met_by(self, wanted: WantedWord) -> list[_Word]:
        return [word for word in self.words if wanted.is_met_by(word.typed, word.keys)]

    def met_by_term(self, term: str) -> list[_Word]:
        """The words of an expression have to stand one after another."""
        keys = term.split()
        found: list[_Word] = []
        for start in range(len(self.words) - len(keys) + 1):
            run = self.words[start : start + len(keys)]
            if all(word.has(key) for word, key in zip(run, keys, strict=True)):
                found += run
        return found


class Explainer:
    """Keeps the latest sentences with their words, and no index of whole records: in a large base that would
    cost more time to build than it saves, and hundreds of megabytes."""

    def __init__(self, analyser: Analyser, remembered: int = 4000) -> None:
        self._analyser = analyser
        # A hit that was not explained before has some hundred words, most of them met in other practices.
        self._words_of = lru_cache(maxsize=50_000)(self._read_piece)
        self._forms_of = lru_cache(maxsize=TEXTS_REMEMBERED)(self._forms_of_text)
        self._statement = lru_cache(maxsize=TEXTS_REMEMBERED)(self._read_statement)
        self._remembered: RecentlyUsed[int, tuple[str, ...]] = RecentlyUsed(remembered)

    def explain(self, revision: int, record: PracticeRecord, wanted: Wanted) -> ExplainedPassage:
        """What has the greatest sum of weights of what it meets; among equals a sentence, then the title,
        which is shown anyway, then mere notes, then names. Without any match the passage is the summary and
        no words are claimed.
        """
        if not wanted:
            return unexplained(record.title, record.summary)
        forms, forms_of = wanted.forms, self._forms_of
        best, best_weight = None, 0.0
        for text in self._remembered.get_or(revision, lambda: _explaining_texts(record)):
            # Most texts have none of the words.
            if forms.isdisjoint(forms_of(text)):
                continue
            statement = self._statement(text)
            weight = round(statement.weight(wanted), 9)
            if weight > best_weight:
                best, best_weight = statement, weight
        return _marked(best, wanted) if best else unexplained(record.title, record.summary)

    def read_ahead(self, revision: int, record: PracticeRecord) -> None:
        """Read the texts of a record that may have to explain a hit: it takes longer than to explain."""
        for text in self._remembered.get_or(revision, lambda: _explaining_texts(record)):
            self._forms_of(text)
            self._statement(text)

    def _forms_of_text(self, text: str) -> frozenset[str]:
        words = chain.from_iterable(map(self._words_of, text.split(" ")))
        return frozenset(chain.from_iterable(word.forms for word in words))

    def _read_statement(self, text: str) -> _Statement:
        """Words are read in pieces between spaces, most of which were met in other practices."""
        words = []
        at = 0
        for piece in text.split(" "):
            for word in self._words_of(piece):
                words.append(_Word(at + word.start, at + word.end, word.typed, word.keys, word.forms))
            at += len(piece) + 1
        return _Statement(text, tuple(words))

    def _read_piece(self, piece: str) -> tuple[_Word, ...]:
        """The telling words in a piece without spaces."""
        found = []
        for start, end in word_spans(piece):
            word = normalise(piece[start:end])
            if not is_stop_word(word):
                analyser = self._analyser
                may_be_name = piece[start].isupper()
                keys = analyser.base_forms(word) if may_be_name else frozenset(analyser.keys(word))
                found.append(_Word(start, end, fold(word), keys, keys | {fold(word)}))
        return tuple(found)


def _explaining_texts(record: PracticeRecord) -> tuple[str, ...]:
    """What can explain a hit, the first the one to be preferred."""
    said = statements(record)
    full = [text for text in said if len(text) >= SHORTEST]
    notes = [text for text in said if len(text) < SHORTEST]
    return (*full, record.title, *notes, *record.names)


def unexplained(title: str, summary: str) -> ExplainedPassage:
    """Of a hit that has none of the words: what it is about, and no claim."""
    return ExplainedPassage(_cut(summary or title, 0)[0], (), ())


def _marked(statement: _Statement, wanted: Wanted) -> ExplainedPassage:
    marked = {word for own in wanted.words for word in statement.met_by(own)}
    marked |= {word for term in wanted.terms for word in statement.met_by_term(term)}
    spans = sorted((word.start, word.end) for word in marked)
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
