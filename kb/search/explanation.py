"""Why a practice is among the hits: the passage that answers and the words of it that met the query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
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
    """What can explain a hit, in order; `having` says for each key which of them have it.

    The first `body` of them are sentences. The title and the names come after: they count only where no
    sentence has any of the words, since they are shown anyway.
    """

    statements: tuple[_Statement, ...]
    body: int
    having: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, body: Sequence[_Statement], others: Sequence[_Statement]) -> _Statements:
        statements = (*body, *others)
        having: dict[str, list[int]] = defaultdict(list)
        for number, statement in enumerate(statements):
            for key in frozenset().union(*statement.keys):
                having[key].append(number)
        return cls(statements, len(body), {key: tuple(numbers) for key, numbers in having.items()})

    def best(self, wanted: Mapping[str, float]) -> _Statement | None:
        """The one with the greatest sum of weights of different terms, the earliest among equals."""
        weights: dict[int, float] = defaultdict(float)
        for term, weight in wanted.items():
            first, *more = term.split()
            for number in self.having.get(first, ()):
                if not more or next(self.statements[number].places(term), None) is not None:
                    weights[number] += weight
        sentences = {number: weight for number, weight in weights.items() if number < self.body}
        among = sentences or weights
        if not among:
            return None
        return self.statements[min(among, key=lambda number: (-round(among[number], 9), number))]


class Explainer:
    def __init__(self, analyser: Analyser, remembered: int = 4000) -> None:
        self._analyser = analyser
        # A hit that was not explained before has some hundred words, most of them met in other practices.
        self._words_of = lru_cache(maxsize=100_000)(self._read_piece)
        self._remembered: RecentlyUsed[int, _Statements] = RecentlyUsed(remembered)

    def explain(self, revision: int, record: PracticeRecord, wanted: Mapping[str, float]) -> ExplainedPassage:
        """`wanted` are the terms of the query with their weights (rarer words weigh more); a term is a key
        or the keys of an expression.

        The sentence with the greatest sum of different matched terms wins, the earliest among equals; then
        the title and the names. Without any match the passage is the summary and no words are
        claimed.
        """
        if not wanted:
            return _unexplained(record)
        best = self._remembered.get_or(revision, lambda: self._read(record)).best(wanted)
        return _marked(best, wanted) if best else _unexplained(record)

    def _read(self, record: PracticeRecord) -> _Statements:
        body = [self._statement(text) for text in statements(record)]
        return _Statements.of(body, [self._statement(text) for text in (record.title, *record.names)])

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


def wanted_terms(groups: Sequence[tuple[float, Sequence[str]]]) -> dict[str, float]:
    """Term -> the greatest weight among the groups that ask for it. An expression stays whole: "koło" in
    another sense than "koło gospodyń" did not meet "KGW"."""
    wanted: dict[str, float] = {}
    for weight, terms in groups:
        for term in terms:
            wanted[term] = max(weight, wanted.get(term, 0.0))
    return wanted
