"""What the full text is asked for a query."""

from __future__ import annotations

from collections.abc import Sequence

from kb.domain.query import WordGroup, WordQuery, WordQuestion
from kb.search.common_words import Terms
from kb.search.lexicon import Lexicon
from kb.search.mixture import COMMON_AT_LEAST, COMMON_SHARE, CUT_OFF
from kb.search.understanding import UnderstoodQuery

_ALL_WORDS_UP_TO = 4
"""Content words up to which a practice that has them all is found whatever its score."""


def every_word(understood: UnderstoodQuery, asked: WordQuery) -> Sequence[Terms]:
    """For each word of a short query what counts as having it: its keys, or a synonym where it is the whole
    query."""
    if len(understood.words) > _ALL_WORDS_UP_TO:
        return ()
    every = [tuple(sorted(word.keys)) for word in understood.words]
    if len(every) == 1:
        every = [tuple(dict.fromkeys(term for group in asked.groups for term in group.terms))]
    return every


def is_common(terms: Sequence[str], lexicon: Lexicon, published: int) -> bool:
    most = max(COMMON_AT_LEAST, COMMON_SHARE * published)
    return max((lexicon.frequency_of_key(term) for term in terms), default=0) > most


def question_of(
    understood: UnderstoodQuery, asked: WordQuery, every: Sequence[Terms], lexicon: Lexicon, published: int
) -> WordQuestion:
    words = understood.words
    most = max(1.0, CUT_OFF.rare * published)
    # A number among words says how much or when, and names nothing.
    rare = {
        key
        for word in words
        if 0 < lexicon.frequency(word.word) <= most and not (word.word.isdigit() and len(words) > 1)
        for key in word.keys
    }
    telling = _telling(asked.groups, lexicon, published)
    return WordQuestion(telling, tuple(every), tuple(sorted(rare)), asked.phrases)


def _telling(groups: Sequence[WordGroup], lexicon: Lexicon, published: int) -> tuple[WordGroup, ...]:
    """Without words that stand nearly everywhere: they tell nothing and cost as much as the model."""
    return tuple(group for group in groups if not is_common(group.terms, lexicon, published))
