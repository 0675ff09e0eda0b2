"""What a query says it is not about: "bez seniorów", "nie dla dzieci", "without children", "без дітей"."""

from __future__ import annotations

from collections.abc import Sequence

from kb.search.phrases import Token

_NEGATING = frozenset(
    "bez nie ani brak brakuje oprócz zamiast "
    "without not no don't doesn't except "
    "без не ні крім окрім замість немає нема бракує".split()
)
_PASSED_OVER = frozenset(
    # "nie tylko" and "nie wiem, co" do not negate what follows: not every small word is among these.
    "dla do z na w u o od przy ma mam mamy mają jest są było będzie to ten ta tego tej tych tym "
    "nam nas nasz naszego naszej naszych żaden żadnych żadnego żadnej udziału udział pomocy wsparcia "
    "for with in at of the a an any our your is are it have has help "
    "для з до на в у від ми нас наших жодних жодного участі допомоги".split()
)
_MOST_PASSED_OVER = 3
_JOINING = frozenset("i oraz ani lub albo czy and or nor і й та або чи ні".split())


def negation_of(tokens: Sequence[Token], start: int, text: str) -> int | None:
    """Where the word stands that negates the expression beginning at a token; None when none does."""
    for place in range(start - 1, max(-1, start - 2 - _MOST_PASSED_OVER), -1):
        if text[tokens[place].end : tokens[place + 1].start].strip():
            return None  # a comma or a full stop ends what is negated
        if tokens[place].word in _NEGATING:
            return place
        if tokens[place].word not in _PASSED_OVER:
            return None
    return None


def is_joined_to(tokens: Sequence[Token], end: int, start: int) -> bool:
    """Whether only "i" and the like stand between two expressions: "bez seniorów i dzieci"."""
    between = tokens[end:start]
    return bool(between) and between[0].word in _JOINING and all(t.word in _PASSED_OVER for t in between[1:])
