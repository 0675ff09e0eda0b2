"""From the text that somebody typed to words that can be searched for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.domain.hits import Restored
from kb.domain.query import QUERY_LENGTH, WordGroup, WordQuery
from kb.domain.text import fold, normalise, word_spans, words_of
from kb.search.analysis import Analyser, is_stop_word
from kb.search.lexicon import Lexicon
from kb.search.mixture import KEYWORDS_AT_MOST
from kb.search.restoration import Restoration, is_english
from kb.search.synonyms import Synonyms

OWN_WEIGHT = 1.0
SYNONYM_WEIGHT = 0.5
"""A synonym weighs less than the word itself (docs/search-quality.md)."""

MOST_WORDS = 24
"""Content words that are searched for; a longer query says the rest by its meaning."""

_FOREIGN = re.compile(r"[àáâãäåæçèéêëìíîïðñòôõöøùúûüýÿ]")
"""Letters that few type: "café" means to the model what "cafe" does."""

_QUOTED = re.compile(r"[\"„”“«»]([^\"„”“«»]{2,200})[\"„”“«»]")


@dataclass(frozen=True, slots=True)
class QueryWord:
    """A content word as it is searched for; `typed` differs where it was restored."""

    typed: str
    word: str
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class UnderstoodQuery:
    """`text` is the query with its restored words in their places; `for_model` what the model is given;
    `phrases` are the words of what was quoted. `is_english`: it has words that only English has, so that the
    dictionary of Polish says nothing of the others."""

    text: str
    words: tuple[QueryWord, ...]
    restored: tuple[Restored, ...]
    phrases: tuple[tuple[str, ...], ...]
    shortened: bool
    is_english: bool = False
    for_model: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.text


def readable(text: str) -> str:
    """What is read of a query: its first `QUERY_LENGTH` characters, on one line."""
    return " ".join(text[:QUERY_LENGTH].encode("utf-8", "replace").decode("utf-8").replace("\0", " ").split())


def understand(text: str, analyser: Analyser, lexicon: Lexicon) -> UnderstoodQuery:
    """Any text is welcome; what holds no letter and no digit is an empty query."""
    shortened = len(text) > QUERY_LENGTH
    shown = readable(text)
    spans = word_spans(shown)
    if not spans:
        return UnderstoodQuery("", (), (), (), shortened)
    typed = [normalise(shown[start:end]) for start, end in spans]
    searched = Restoration(analyser, lexicon).restore(typed)
    restored = tuple(
        Restored(shown[start:end], new)
        for (start, end), old, new in zip(spans, typed, searched, strict=True)
        if old != new
    )
    words = tuple(
        QueryWord(old, new, frozenset(analyser.keys(new)) | {fold(new)})
        for old, new in zip(typed, searched, strict=True)
        if not is_stop_word(new)
    )[:MOST_WORDS]
    phrases = tuple(
        phrase
        for quoted in _QUOTED.findall(shown)
        if len(phrase := tuple(fold(w) for w in words_of(normalise(quoted)))) > 1
    )
    meant = _replaced(shown, spans, searched)
    return UnderstoodQuery(
        meant,
        words,
        restored,
        phrases,
        shortened,
        is_english(typed),
        _replaced(
            shown,
            spans,
            _in_base_forms(searched, analyser)
            if _is_bare(words, analyser)
            else [fold(word) if _FOREIGN.search(word) else word for word in searched],
        ),
    )


def asked_words(understood: UnderstoodQuery, analyser: Analyser, synonyms: Synonyms) -> WordQuery:
    """What the full text is asked for. Apart from `understand`, so that the model has its text before."""
    words = list(dict.fromkeys(word.word for word in understood.words))
    return WordQuery(tuple(_groups(words, analyser, synonyms)), understood.phrases)


def _is_bare(words: Sequence[QueryWord], analyser: Analyser) -> bool:
    """Whether these are bare Polish keywords."""
    return len(words) <= KEYWORDS_AT_MOST and all(analyser.knows(word.word) for word in words)


def _in_base_forms(words: Sequence[str], analyser: Analyser) -> list[str]:
    """So that "gry terenowe" means to the model what "gra terenowa" does. Function words and names stay."""
    return [word if is_stop_word(word) else analyser.base_form(word) or word for word in words]


def _groups(words: Sequence[str], analyser: Analyser, synonyms: Synonyms) -> Iterator[WordGroup]:
    """One group for each word, then one for each known expression with what means the same."""
    expansions = list(synonyms.expand(words))
    for word in words:
        keys = tuple(analyser.keys(word))
        typed = fold(word)
        if word in synonyms.as_typed:
            yield WordGroup(OWN_WEIGHT, (typed,))
        else:
            yield WordGroup(OWN_WEIGHT, tuple(dict.fromkeys((*keys, typed))))
    for found in expansions:
        own = {key for word in words[found.start : found.end] for key in analyser.keys(word)}
        terms = {
            " ".join(min(keys) for keys in expression.keys)
            if not expression.as_typed
            else fold(expression.words[0])
            for expression in found.value
        }
        useful = tuple(sorted(terms - own))
        if useful:
            yield WordGroup(SYNONYM_WEIGHT, useful)


def _replaced(shown: str, spans: Sequence[tuple[int, int]], searched: Sequence[str]) -> str:
    parts, at = [], 0
    for (start, end), word in zip(spans, searched, strict=True):
        as_typed = shown[start:end]
        parts += [shown[at:start], as_typed if normalise(as_typed) == word else word]
        at = end
    return "".join([*parts, shown[at:]])
