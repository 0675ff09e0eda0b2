"""The sentences of a record, and the few of them that tell most of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, zip_longest

from kb.domain.practice import PracticeRecord
from kb.domain.text import normalise, words_of
from kb.search.analysis import content_words

MOST_TELLING = 6
SHORTEST, LONGEST = 40, 300
"""Characters. A shorter sentence says too little by itself, a longer one is not read to its end."""

_SAME_SHARE = 0.75
"""Two sentences that share so much of the words of the shorter one say the same: a fact and its summary."""

_POINTING = frozenset(
    "ich im nim nimi nich niego niemu niej nią jego jemu jej mu go ją je oni one ona on takich takim "
    "takie".split()
)
_LEANING = frozenset(
    "to potem wtedy tam tak dlatego ponadto także też również jednak ale lecz więc stąd natomiast oba obie "
    "oboje ci te ten ta tych tym tego tej".split()
)
"""Somewhere, or as the first word: a sentence that speaks of what stood before it is not clear by itself."""

# The space first: only where there is one are the letters around it looked at.
_SENTENCE_END = re.compile(r" (?:(?<=[.!?…] )|(?<=[.!?…][”\")] ))(?=[„\"(]?[A-ZĄĆĘŁŃÓŚŹŻ0-9])")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(„])(?:m\.in|np|im|ul|al|pl|św|ks|dr|prof|mgr|tzw|ok|godz|tys|r|os|nr|t)\.$", re.IGNORECASE
)


def sentences(text: str) -> list[str]:
    """The sentences of a Polish text; the full stop of a common abbreviation ends none."""
    found: list[str] = []
    for part in _SENTENCE_END.split(" ".join(text.split())):
        if found and _ABBREVIATION.search(found[-1]):
            found[-1] = f"{found[-1]} {part}"
        elif part:
            found.append(part)
    return found


def telling_sentences(record: PracticeRecord) -> tuple[str, ...]:
    """At most `MOST_TELLING` sentences, the most telling first, spread over the fields of the record.

    The first suitable sentence of every field, then the second of every field, and so on: what it is, why,
    how, with what result, what was hard, and what else is known.
    """
    chosen: list[str] = []
    words: list[frozenset[str]] = []
    for sentence in _in_turns(_fields(record)):
        own = frozenset(content_words(sentence))
        if own and not any(_say_the_same(own, other) for other in words):
            chosen.append(sentence)
            words.append(own)
            if len(chosen) == MOST_TELLING:
                break
    return tuple(chosen)


def _fields(record: PracticeRecord) -> Iterator[list[str]]:
    """The suitable sentences of each field, the most telling field first."""
    texts: tuple[tuple[str | None, ...], ...] = (
        (record.summary,),
        (record.need, *record.goals),
        tuple(step.text for step in record.steps),
        (record.results, record.evidence),
        (record.difficulties, record.advice, *record.success_factors),
        tuple(fact.text for fact in record.facts),
    )
    for field in texts:
        found = chain.from_iterable(sentences(text) for text in field if text)
        yield [sentence for sentence in found if _stands_alone(sentence)]


def _stands_alone(sentence: str) -> bool:
    if not SHORTEST <= len(sentence) <= LONGEST:
        return False
    words = words_of(normalise(sentence))
    return bool(words) and words[0] not in _LEANING and _POINTING.isdisjoint(words)


def _in_turns(fields: Iterable[list[str]]) -> Iterator[str]:
    return (sentence for turn in zip_longest(*fields) for sentence in turn if sentence)


def _say_the_same(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= _SAME_SHARE * min(len(one), len(other))
