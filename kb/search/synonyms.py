"""Expressions that mean the same, applied to the query only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from kb.domain.text import fold, normalise, words_of
from kb.domain.vocabularies import SynonymGroup
from kb.search.analysis import Analyser, is_stop_word

T = TypeVar("T")

LONGEST_ABBREVIATION = 4


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression as its words, and as one set of keys for each word."""

    words: tuple[str, ...]
    keys: tuple[frozenset[str], ...]

    @property
    def as_typed(self) -> bool:
        """Whether it is an abbreviation that the dictionary takes for a form of another word, as "osp" for
        "ospa"."""
        if len(self.words) != 1 or len(self.words[0]) > LONGEST_ABBREVIATION:
            return False
        return fold(self.words[0]) not in self.keys[0]

    @classmethod
    def of(cls, text: str, analyser: Analyser) -> Expression:
        words = tuple(word for word in words_of(normalise(text)) if not is_stop_word(word))
        return cls(words, tuple(frozenset(analyser.keys(word)) for word in words))


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """Something recognised in the words `start` to `end` (exclusive) of a query."""

    start: int
    end: int
    value: T


class ExpressionIndex(Generic[T]):
    """Finds known expressions, in any inflected form, in the words of a query."""

    def __init__(self, analyser: Analyser) -> None:
        self._analyser = analyser
        self._by_first_key: dict[str, list[tuple[Expression, T]]] = defaultdict(list)

    def add(self, text: str, value: T) -> None:
        expression = Expression.of(text, self._analyser)
        if not expression.words:
            return
        first = (expression.words[0],) if expression.as_typed else expression.keys[0]
        for key in first:
            self._by_first_key[key].append((expression, value))

    def find(self, words: Sequence[str]) -> Iterator[Found[T]]:
        """Every known expression in the query; overlaps included, longer ones not preferred."""
        keys = [self._analyser.keys(word) for word in words]
        for start, word in enumerate(words):
            seen: set[int] = set()
            for key in (word, *keys[start]):
                for expression, value in self._by_first_key.get(key, ()):
                    if id(expression) in seen:
                        continue
                    end = start + len(expression.words)
                    if expression.as_typed:
                        matches = word == expression.words[0]
                    else:
                        matches = end <= len(words) and all(
                            not expected.isdisjoint(found)
                            for expected, found in zip(expression.keys, keys[start:end], strict=True)
                        )
                    if matches:
                        seen.add(id(expression))
                        yield Found(start, end, value)


class Synonyms:
    """The editable list, ready to expand a query."""

    def __init__(self, groups: Iterable[SynonymGroup], analyser: Analyser) -> None:
        self._index: ExpressionIndex[tuple[Expression, ...]] = ExpressionIndex(analyser)
        self.words: frozenset[str] = frozenset()
        self.as_typed: frozenset[str] = frozenset()
        """Abbreviations that look like forms of other words."""
        for group in groups:
            expressions = tuple(Expression.of(term, analyser) for term in group.terms)
            self.words |= {word for expression in expressions for word in expression.words}
            self.as_typed |= {expression.words[0] for expression in expressions if expression.as_typed}
            for term, expression in zip(group.terms, expressions, strict=True):
                others = tuple(other for other in expressions if other.words != expression.words)
                self._index.add(term, others)

    def expand(self, words: Sequence[str]) -> Iterator[Found[tuple[Expression, ...]]]:
        """For every known expression in the query: where it stands and what means the same."""
        return self._index.find(words)
