"""Why a practice is among the hits: the passage that answers and the words of it that met the query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kb.domain.practice import PracticeRecord
from kb.domain.text import fold, normalise, word_spans
from kb.search.analysis import Analyser, is_stop_word
from kb.search.documents import statements
from kb.search.recent import RecentlyUsed

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
    text: str
    spans: tuple[tuple[int, int], ...]
    keys: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class _Statements:
    """The statements of a record, its title first; `having` says for each key which of them have it."""

    statements: tuple[_Statement, ...]
    having: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, statements: Sequence[_Statement]) -> _Statements:
        having: dict[str, list[int]] = defaultdict(list)
        for number, statement in enumerate(statements):
            for key in frozenset().union(*statement.keys):
                having[key].append(number)
        return cls(tuple(statements), {key: tuple(numbers) for key, numbers in having.items()})

    def best(self, wanted: Mapping[str, float]) -> _Statement | None:
        """The title counts only where nothing else has any of the keys."""
        weights: dict[int, float] = defaultdict(float)
        for key, weight in wanted.items():
            for number in self.having.get(key, ()):
                weights[number] += weight
        in_title = weights.pop(0, 0.0)
        if weights:
            return self.statements[min(weights, key=lambda number: (-round(weights[number], 9), number))]
        return self.statements[0] if in_title else None


class Explainer:
    def __init__(self, analyser: Analyser, remembered: int = 4000) -> None:
        self._analyser = analyser
        # A hit that was not explained before has some hundred words, most of them met in other practices.
        self._words_of = lru_cache(maxsize=100_000)(self._read_piece)
        self._remembered: RecentlyUsed[int, _Statements] = RecentlyUsed(remembered)

    def explain(self, revision: int, record: PracticeRecord, wanted: Mapping[str, float]) -> ExplainedPassage:
        """`wanted` are the keys of the query with their weights (rarer words weigh more).

        The statement with the greatest sum of different matched keys wins, the earliest among equals; the
        title is left to itself unless nothing else matches, since it is shown anyway. Without any match the
        passage is the summary and no words are claimed.
        """
        if not wanted:
            return _unexplained(record)
        best = self._remembered.get_or(revision, lambda: self._read(record)).best(wanted)
        return _marked(best, wanted) if best else _unexplained(record)

    def _read(self, record: PracticeRecord) -> _Statements:
        return _Statements.of([self._statement(text) for text in statements(record)])

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
    spans = [
        span
        for span, keys in zip(statement.spans, statement.keys, strict=True)
        if not keys.isdisjoint(wanted)
    ]
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


def wanted_keys(groups: Sequence[tuple[float, Sequence[str]]]) -> dict[str, float]:
    """Key -> the greatest weight among the groups that ask for it; parts of an expression count alone too."""
    wanted: dict[str, float] = {}
    for weight, terms in groups:
        for term in terms:
            for key in term.split():
                wanted[key] = max(weight, wanted.get(key, 0.0))
    return wanted
