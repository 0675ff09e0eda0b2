"""What somebody asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kb.domain.facets import Facet
from kb.domain.fit import Fit
from kb.domain.languages import Language

QUERY_LENGTH = 500
"""Characters that are read of a query; the page says so when there were more."""

Filters = Mapping[Facet, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """`filters` holds vocabulary codes: OR inside a facet, AND between facets. `fit` changes the order of the
    found and nothing else."""

    text: str = ""
    filters: Filters = field(default_factory=dict)
    language: Language = Language.POLISH
    limit: int = 20
    offset: int = 0
    fit: Fit = field(default_factory=Fit)

    @property
    def key(self) -> tuple[object, ...]:
        """Hashable, and equal for queries that ask for the same, whatever the order of their codes."""
        filters = tuple(
            (facet.value, tuple(sorted(set(codes)))) for facet, codes in sorted(self.filters.items()) if codes
        )
        return (self.text, filters, self.language.value, self.limit, self.offset, self.fit)


@dataclass(frozen=True, slots=True)
class WordGroup:
    """Normalised words of which any counts, with the share of the score that a match gives."""

    weight: float
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WordQuery:
    """A query in normalised words, ready for the full text: data, never query syntax.

    `groups` are the words of the query with their synonyms; `phrases` are sequences of typed forms that
    were put in quotation marks.
    """

    groups: tuple[WordGroup, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.groups and not self.phrases


@dataclass(frozen=True, slots=True)
class WordQuestion:
    """What is asked of the full text about one query.

    `groups` are scored; `every` has for each word what counts as having it, none where nobody asks; `rare`
    are words of which one match in a title, label or name is enough; `phrases` are sequences of typed forms.
    `among`: only these practices are asked about every word, None for all.
    """

    groups: tuple[WordGroup, ...] = ()
    every: tuple[tuple[str, ...], ...] = ()
    rare: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    among: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class WordMatches:
    """What the full text answers.

    `scores`: practice -> bm25; `all_words`: practices with every word; `rare`: practices with a rare word
    of the query in a title, label or name; `phrases`: practices with every quoted phrase, None when none was
    quoted or nobody has them (a phrase that nobody has hides nothing: its words are searched for as words).
    """

    scores: Mapping[int, float]
    all_words: frozenset[int]
    rare: frozenset[int]
    phrases: frozenset[int] | None
