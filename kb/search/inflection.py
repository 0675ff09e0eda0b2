"""Grammatical case: which one a Polish form may stand in, and which one the word before it asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

from kb.search.dictionary import Dictionary

_CASES = frozenset("nom gen dat acc inst loc voc".split())
NOMINATIVE = frozenset({"nom"})
_PREPOSITION = "prep:"
_ADJECTIVES = ("adj:", "ppas:", "pact:")


class Inflection:
    """By the tags of SGJP ("subst:pl:gen.acc:m1", "prep:gen"). Thread-safe."""

    def __init__(self, dictionary: Dictionary) -> None:
        self._tags = dictionary.tags
        self.cases: Callable[[str], frozenset[str]] = lru_cache(maxsize=20_000)(self._cases)

    def _cases(self, word: str) -> frozenset[str]:
        """The cases of a normalised form; none for a word without cases or unknown."""
        return _cases_in(tag for tag in self._tags(word) if not tag.startswith(_PREPOSITION))

    def governed(self, word: str) -> frozenset[str]:
        """The cases that a preposition asks for: "dla" the genitive; none for any other word."""
        return frozenset(tag.split(":")[1] for tag in self._tags(word) if tag.startswith(_PREPOSITION))

    def agreeing(self, word: str) -> frozenset[str]:
        """The cases of an adjective, in which what it describes stands too; none for any other word."""
        return _cases_in(tag for tag in self._tags(word) if tag.startswith(_ADJECTIVES))


def _cases_in(tags: Iterable[str]) -> frozenset[str]:
    return frozenset(
        case for tag in tags for part in tag.split(":") for case in part.split(".") if case in _CASES
    )
