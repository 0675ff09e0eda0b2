"""A practice as it stands in a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kb.domain.facets import Facet
from kb.domain.hits import Match, MatchedBy, PublishedPractice
from kb.domain.languages import Language
from kb.domain.vocabularies import NOT_STATED, Vocabularies
from kb.web.parameters import prefix_of


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a passage; `marked` where it met the query."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Card:
    """`by` is "words", "meaning" or "both" for a hit and "" elsewhere; `fits` says what suits the library of
    the reader."""

    title: tuple[Segment, ...]
    url: str
    library: str
    place: str
    years: str
    segments: tuple[Segment, ...]
    by: str
    words: tuple[str, ...]
    audience: tuple[str, ...]
    partners: tuple[str, ...]
    form: str
    cost: str
    fits: tuple[str, ...] = ()


def card(
    practice: PublishedPractice,
    vocabularies: Vocabularies,
    language: Language,
    match: Match | None = None,
    fits: tuple[str, ...] = (),
) -> Card:
    record = practice.record
    title: tuple[Segment, ...] = (Segment(record.title, False),)
    passage: tuple[Segment, ...] = (Segment(record.summary, False),)
    if match is not None and match.words:
        # A match in the title is marked there; the summary then says more than the title again.
        if match.passage == record.title:
            title = segments(match)
        else:
            passage = segments(match)
    return Card(
        title=title,
        url=f"{prefix_of(language)}/praktyki/{practice.slug}",
        library=record.library.name,
        place=record.library.place or "",
        years=years_text(practice),
        segments=passage,
        by=match.by.value if match else "",
        words=match.words if match and match.by is not MatchedBy.MEANING else (),
        audience=labels(vocabularies, Facet.AUDIENCE, record.audience, language),
        partners=labels(
            vocabularies, Facet.PARTNER, dict.fromkeys(p.type for p in record.partners if p.type), language
        ),
        form=label(vocabularies, Facet.FORM, record.form, language),
        cost=label(vocabularies, Facet.COST, record.cost.band, language),
        fits=fits,
    )


def segments(match: Match) -> tuple[Segment, ...]:
    """The passage cut at the borders of its matched words."""
    parts, at = [], 0
    for start, end in match.spans:
        if start > at:
            parts.append(Segment(match.passage[at:start], False))
        parts.append(Segment(match.passage[start:end], True))
        at = end
    if at < len(match.passage):
        parts.append(Segment(match.passage[at:], False))
    return tuple(parts)


def years_text(practice: PublishedPractice) -> str:
    years = practice.record.years
    if years is None:
        return ""
    if years.last == years.first:
        return str(years.first)
    return f"{years.first}–{years.last}" if years.last else f"{years.first}–"


def label(vocabularies: Vocabularies, facet: Facet, code: str | None, language: Language) -> str:
    """ "" for nothing, for "nie podano" and for a code that the vocabulary has lost."""
    if not code or code == NOT_STATED or code not in vocabularies.of_facet(facet):
        return ""
    return vocabularies.label(facet, code, language)


def labels(
    vocabularies: Vocabularies, facet: Facet, codes: Iterable[str], language: Language
) -> tuple[str, ...]:
    return tuple(text for code in codes if (text := label(vocabularies, facet, code, language)))
