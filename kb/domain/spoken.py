"""What people say when they mean a code, beyond its label and its synonyms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kb.domain.facets import Facet
from kb.domain.languages import Language

Spoken = tuple[Facet, str, str]
"""A facet, a code of it and an expression."""


@dataclass(frozen=True, slots=True)
class SpokenExpressions:
    """Used for suggestions and for queries that list conditions; what the ranking sees of any other query are
    the vocabularies and the synonyms.

    `meanings` are expressions beside the labels and synonyms; `left_out` are labels and synonyms that
    mean too many other things in a sentence. `money` means cost 0 where it is negated and nothing
    elsewhere. `silent` expressions mean no code, nor does anything inside them. `unspecific` words
    name no subject ("pomysł"). `names_first` are places whose name is taken for a name although it is a word
    too; `words_first` the opposite.
    """

    meanings: tuple[Spoken, ...]
    left_out: frozenset[Spoken]
    money: tuple[str, ...]
    silent: tuple[str, ...]
    unspecific: tuple[str, ...]
    names_first: tuple[str, ...]
    words_first: tuple[str, ...]

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> SpokenExpressions:
        """Read the shape of kb/data/interpretation.json."""
        return cls(
            meanings=tuple(_spoken(document["meanings"])),
            left_out=frozenset(_spoken(document["left_out"])),
            money=_every(document["money"]),
            silent=_every(document["silent"]),
            unspecific=_every(document["unspecific"]),
            names_first=tuple(document["names_first"]),
            words_first=tuple(document["words_first"]),
        )


def _spoken(document: Mapping[str, Mapping[str, Mapping[str, list[str]]]]) -> Iterator[Spoken]:
    for facet, codes in document.items():
        for code, by_language in codes.items():
            for text in _every(by_language):
                yield Facet(facet), code, text


def _every(by_language: Mapping[str, list[str]]) -> tuple[str, ...]:
    return tuple(text for language in Language for text in by_language.get(language.value, ()))
