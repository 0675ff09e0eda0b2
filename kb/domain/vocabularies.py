"""Controlled vocabularies: codes with labels, synonyms and notes in three languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kb.domain.facets import Facet
from kb.domain.languages import Language
from kb.errors import KbError

NOT_STATED = "nie-podano"


class UnknownCode(KbError):
    """A code that its vocabulary does not have."""

    number = "KB-101"

    def __init__(self, vocabulary: str, found: str, allowed: tuple[str, ...]) -> None:
        super().__init__(f"“{found}” is not a code of {vocabulary}; allowed: {', '.join(allowed)}.")
        self.vocabulary = vocabulary
        self.found = found
        self.allowed = allowed


@dataclass(frozen=True, slots=True)
class Term:
    code: str
    labels: Mapping[Language, str]
    synonyms: Mapping[Language, tuple[str, ...]]
    note: str

    def label(self, language: Language) -> str:
        return self.labels[language]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`merged` leads from codes that editors merged to the code that stands for them now. Such a code is
    still known, so that records and addresses that have it stay true; it is listed no more."""

    name: str
    terms: Mapping[str, Term]
    merged: Mapping[str, str] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Term]:
        return iter(self.terms.values())

    def __contains__(self, code: object) -> bool:
        return code in self.terms or code in self.merged

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(self.terms)

    def resolve(self, code: str) -> str:
        """The code that stands for this one today; an unknown one is given back as it is."""
        return self.merged.get(code, code)

    def term(self, code: str) -> Term:
        """Raises UnknownCode."""
        try:
            return self.terms[self.resolve(code)]
        except KeyError:
            raise UnknownCode(self.name, code, self.codes) from None


@dataclass(frozen=True, slots=True)
class Vocabularies:
    by_name: Mapping[str, Vocabulary]

    @classmethod
    def parse(cls, document: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Vocabularies:
        """Read the shape of kb/data/vocabularies.json."""
        return cls(
            {
                name: Vocabulary(name, {code: _term(code, entry) for code, entry in terms.items()})
                for name, terms in document.items()
            }
        )

    def __getitem__(self, name: str) -> Vocabulary:
        return self.by_name[name]

    def of_facet(self, facet: Facet) -> Vocabulary:
        return self.by_name[facet.vocabulary]

    def resolve(self, facet: Facet, code: str) -> str:
        return self.of_facet(facet).resolve(code)

    def in_todays_codes(self, filters: Mapping[Facet, tuple[str, ...]]) -> dict[Facet, tuple[str, ...]]:
        """The same choice, merged codes told by those that stand for them."""
        return {
            facet: tuple(dict.fromkeys(self.resolve(facet, code) for code in codes))
            for facet, codes in filters.items()
        }

    def label(self, facet: Facet, code: str, language: Language) -> str:
        """Raises UnknownCode."""
        return self.of_facet(facet).term(code).label(language)


def _term(code: str, entry: Mapping[str, Any]) -> Term:
    return Term(
        code=code,
        labels={language: str(entry[language.value]) for language in Language},
        synonyms={
            language: tuple(entry.get("synonyms", {}).get(language.value, ())) for language in Language
        },
        note=str(entry.get("note", "")),
    )


@dataclass(frozen=True, slots=True)
class SynonymGroup:
    """Expressions that mean the same to somebody who searches."""

    language: Language
    terms: tuple[str, ...]
