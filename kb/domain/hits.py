"""What a search answers."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from kb.domain.facets import Facet
from kb.domain.practice import PracticeRecord
from kb.domain.query import Filters, SearchQuery


class SearchMode(StrEnum):
    """How the ranking was made: by both, by one side alone, or newest first (an empty query)."""

    HYBRID = "hybrid"
    WORDS = "words"
    MEANING = "meaning"
    BROWSE = "browse"


class MatchedBy(StrEnum):
    WORDS = "words"
    MEANING = "meaning"
    BOTH = "both"


class PassageSource(StrEnum):
    """What the passage of a match is: what has the matched words, the sentence of the record that is nearest
    to the query in meaning, or the summary, of which nothing is claimed."""

    WORDS = "words"
    NEAREST = "nearest"
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True)
class PublishedPractice:
    """A practice as readers see it: its published revision and its addresses.

    `revision` counts the revisions of this practice from 1; `revision_id` is unique in the base.
    `verified_on` is when somebody last vouched for the text; `is_marked_due` says that a reviewer asked for
    a refresh.
    """

    id: int
    external_id: str | None
    slug: str
    title: str
    summary: str
    read_record: Callable[[], PracticeRecord] = field(compare=False)
    published_at: datetime.datetime
    revision: int
    revision_id: int
    library_slug: str | None
    verified_on: datetime.date
    is_marked_due: bool = False

    @property
    def record(self) -> PracticeRecord:
        """Read when it is first asked for: most hits of a search are shown by title and summary alone."""
        return self.read_record()


@dataclass(frozen=True, slots=True)
class PublishedAddress:
    """Where a practice stands, and its library, without what they say."""

    slug: str
    changed_on: datetime.date
    library_slug: str | None


@dataclass(frozen=True, slots=True)
class Match:
    """Why a practice is among the hits.

    `words` are the words of the passage that met the query, as they stand there; `passage` is plain text;
    `spans` are the (start, end) character offsets of those words in `passage`; `labels` are labels of the
    practice that the query names, in the language of the query's interface.
    """

    by: MatchedBy
    source: PassageSource
    words: tuple[str, ...]
    passage: str
    spans: tuple[tuple[int, int], ...] = ()
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """`found` is False for what is only loosely related, which follows the found."""

    practice: PublishedPractice
    score: float
    found: bool
    match: Match


@dataclass(frozen=True, slots=True)
class FacetOption:
    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """`stated` is the number of found practices that have a value in this facet."""

    facet: Facet
    label: str
    options: tuple[FacetOption, ...]
    stated: int


@dataclass(frozen=True, slots=True)
class Recognised:
    """What the query says about one facet, offered as a filter and never applied unasked."""

    facet: Facet
    value: str
    label: str
    words: str


@dataclass(frozen=True, slots=True)
class RecognisedLibrary:
    """A library that the query names, offered as a page to go to."""

    slug: str
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Restored:
    """A word that the base does not know and the known word that was searched for instead."""

    typed: str
    searched: str


@dataclass(frozen=True, slots=True)
class Preparation:
    """How far the vectors of a new model are: searching by meaning comes back when nearly all of the
    published practices are ready for it."""

    ready: int
    published: int


FEW = 3
"""Below so many found practices a search also says what could be asked otherwise."""


@dataclass(frozen=True, slots=True)
class Loosening:
    """What is found, in all, when the choice of `codes` in this facet is taken back and the others stay."""

    facet: Facet
    codes: tuple[str, ...]
    total: int


@dataclass(frozen=True, slots=True)
class NearLabel:
    """A code near the query, worth browsing by; `total` published practices have it."""

    facet: Facet
    value: str
    label: str
    total: int


@dataclass(frozen=True, slots=True)
class Guidance:
    """Ways on when little or nothing is found.

    `loosen`: best first, only what finds more; `without_filters`: what is found when no facet has a choice;
    `did_you_mean`: whole queries with known words in the places of unknown ones; `nearest`: labels to browse
    by, which answer nothing.
    """

    loosen: tuple[Loosening, ...] = ()
    without_filters: int = 0
    did_you_mean: tuple[str, ...] = ()
    nearest: tuple[NearLabel, ...] = ()


@dataclass(frozen=True, slots=True)
class LabelsAlone:
    """Filters that a query names, and how many published practices they leave without its words."""

    filters: Filters
    total: int


@dataclass(frozen=True, slots=True)
class SearchResult:
    """`total` and `facets` count the found only; `loosely_related` says how many hits follow them.
    `preparation` is there while the model is and only words could answer."""

    query: SearchQuery
    total: int
    loosely_related: int
    mode: SearchMode
    hits: tuple[Hit, ...]
    facets: tuple[FacetCounts, ...]
    interpretation: tuple[Recognised, ...]
    libraries: tuple[RecognisedLibrary, ...]
    restored: tuple[Restored, ...]
    shortened: bool
    change: int
    guidance: Guidance
    preparation: Preparation | None
