"""The record of a practice: the one validated document that a revision keeps.

Codes are checked against the vocabularies by `kb.domain.validation`, since these can be edited while
the shape of the record cannot.
"""

from __future__ import annotations

import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

TITLE_LENGTH = 90
SUMMARY_LENGTH = 400

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]*$", max_length=60)]
FileName = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}\.(webp|pdf)$")]
Url = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^https?://[^\s]+$", max_length=2000)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Library(_Part):
    """The library as the record names it. `several` marks a record of more than one library."""

    name: Line
    place: Line | None = None
    voivodeship: Code | None = None
    several: bool = False


class Program(_Part):
    code: Code
    name: Line | None = None
    edition: Line | None = None


class Years(_Part):
    """`last` is None while the practice still runs."""

    first: Annotated[int, Field(ge=1900, le=2100)]
    last: Annotated[int, Field(ge=1900, le=2100)] | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Years:
        if self.last is not None and self.last < self.first:
            raise ValueError(f"the last year {self.last} is before the first year {self.first}")
        return self


class Partner(_Part):
    name: Line
    type: Code | None = None
    role: Code | None = None


class Cost(_Part):
    band: Code
    amount_pln: Annotated[int, Field(ge=0, le=100_000_000)] | None = None
    note: Text | None = None


class Step(_Part):
    text: Text
    when: Line | None = None
    who: Line | None = None


class Resource(_Part):
    item: Line
    borrow_from: Line | None = None


class Adaptation(_Part):
    library: Line
    year: int | None = None
    changes: Text | None = None


class Contest(_Part):
    """The comparable numbers of a competition for residents' initiatives; amounts in PLN."""

    pool_pln: int | None = None
    smallest_grant_pln: int | None = None
    largest_grant_pln: int | None = None
    minimum_age: int | None = None
    submitted: int | None = None
    chosen: int | None = None
    note: Text | None = None


class Fact(_Part):
    text: Text
    url: Url | None = None
    confidence: Annotated[str, StringConstraints(pattern="^(high|medium|low)$")] | None = None


class Source(_Part):
    url: Url
    read_on: datetime.date | None = None


class Image(_Part):
    """A picture of the practice. `file` is our own name of it; a `decorative` one needs no description.
    `consent`: those who can be recognised in it have agreed."""

    file: FileName
    width: Annotated[int, Field(ge=1, le=10_000)]
    height: Annotated[int, Field(ge=1, le=10_000)]
    description: Line | None = None
    decorative: bool = False
    author: Line | None = None
    licence: Code | None = None
    consent: bool = False


class Attachment(_Part):
    """A file to take along: a scenario, a poster. `size` in bytes; `description` is what readers see."""

    file: FileName
    size: Annotated[int, Field(ge=0)]
    description: Line
    author: Line | None = None
    licence: Code | None = None


class PracticeRecord(_Part):
    """Everything that is known about a practice. Field meanings: practice-record in docs/architecture.md.

    A field that is empty because its author chose "nie podano", "bez partnera" or "nie odnotowano" is
    named in `not_stated`; one that is empty and not named there was never answered. `situations` are moments
    in which a colleague would reach for the practice, in everyday words ("Sięgnij po to, gdy…").
    """

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=TITLE_LENGTH)]
    summary: Annotated[str, StringConstraints(strip_whitespace=True, max_length=SUMMARY_LENGTH)] = ""
    library: Library
    place_size: Code | None = None
    program: Program = Program(code="nie-podano")
    area: tuple[Code, ...] = ()
    stage: Code | None = None
    years: Years | None = None
    need: Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000)] = ""
    situations: tuple[Line, ...] = ()
    goals: tuple[Text, ...] = ()
    audience: tuple[Code, ...] = ()
    partners: tuple[Partner, ...] = ()
    form: Code | None = None
    extra_forms: tuple[Code, ...] = ()
    themes: tuple[Code, ...] = ()
    steps: tuple[Step, ...] = ()
    prep_time: Code | None = None
    duration: Code | None = None
    team: tuple[Text, ...] = ()
    resources: tuple[Resource, ...] = ()
    cost: Cost = Cost(band="nie-podano")
    cheaper: Text | None = None
    funding: tuple[Text, ...] = ()
    promotion: Text | None = None
    results: Text | None = None
    participants: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    evidence: Text | None = None
    difficulties: Text | None = None
    success_factors: tuple[Text, ...] = ()
    advice: Text | None = None
    transfer: Text | None = None
    adaptations: tuple[Adaptation, ...] = ()
    access: Text | None = None
    contest: Contest | None = None
    sources: tuple[Source, ...] = ()
    facts: tuple[Fact, ...] = ()
    contact: Line | None = None
    licence: Code = "cc-by-4.0"
    also_known_as: tuple[Line, ...] = ()
    verified_on: datetime.date | None = None
    notes: tuple[Text, ...] = ()
    not_stated: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    files: tuple[Attachment, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What the record calls by name: library, place, partners, program."""
        partners = (partner.name for partner in self.partners)
        found = (self.library.name, self.library.place, *partners, self.program.name)
        return tuple(dict.fromkeys(name for name in found if name))
