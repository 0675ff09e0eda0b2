"""How often something was looked for on a day: words that several asked for, and nothing of who asked.

What may tell of a person is not counted at all. It errs on the side of silence: a query that is left out
costs the editors one line, a name that is shown cannot be taken back.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from kb.domain.first_names import FIRST_NAMES
from kb.domain.languages import Language
from kb.domain.personal_data import personal_data
from kb.domain.text import fold, words_of
from kb.domain.wishes import WishRefused, wish_text

OFTEN_ENOUGH = 5
"""Askings on one day from which the words of a query are kept. What is asked less often may be one person's
own matter, asked again and again; five on a day are a need, or a word that people share."""

KEPT_DAYS = 396
"""Thirteen months: a season can be compared with the same one of the year before."""

LONGEST_QUERY = 100
"""Characters of a query that are kept; a longer one is cut at a word."""

_LONG_NUMBER = re.compile(r"(?:\d[\s().\-–/+]?){6,}")
"""The numbers of readers' cards, telephones, accounts. Years in pairs look the same and are left out too."""
_CUT = "…"
_NAME_ALONE = 3
"""In so few words a first name is likely to be somebody's."""
_FOLDED_NAMES = frozenset(fold(name) for name in FIRST_NAMES)


@dataclass(frozen=True, slots=True)
class CountableQuery:
    """`words` are what makes two queries the same: folded, without signs. `text` is how it was written, in
    lower case."""

    words: str
    text: str


@dataclass(frozen=True, slots=True)
class QueryCount:
    """What was looked for, as it was spelled last, and how often on the days on which it was often enough.
    `found` and `loosely_related` are what the last search of the kind had, on `last_day`."""

    text: str
    language: Language
    count: int
    last_day: datetime.date
    found: int
    loosely_related: int


def countable(typed: str) -> CountableQuery | None:
    """The query as it may be counted; None for what is empty and for what may tell of a person."""
    try:
        text = wish_text(typed)
    except WishRefused:
        return None
    if _LONG_NUMBER.search(text) or _tells_of_a_person(text):
        return None
    shown = _shortened(text)
    words = " ".join(words_of(fold(shown)))
    return CountableQuery(words, shown) if words else None


def _tells_of_a_person(text: str) -> bool:
    # Names are known by their capitals, which nobody types into a search box.
    if personal_data(re.sub(r"\w+", lambda word: word[0].capitalize(), text)):
        return True
    words = [word for word in words_of(fold(text)) if len(word) > 1 and not word.isdigit()]
    return 1 < len(words) <= _NAME_ALONE and not _FOLDED_NAMES.isdisjoint(words)


def _shortened(text: str) -> str:
    if len(text) <= LONGEST_QUERY:
        return text
    cut = text[: LONGEST_QUERY + 1]
    return (cut.rpartition(" ")[0] or text[:LONGEST_QUERY]) + _CUT
