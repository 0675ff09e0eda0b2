"""A practice as it stands in a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kb.domain.facets import Facet
from kb.domain.hits import Match, MatchedBy, PassageSource, PublishedPractice
from kb.domain.languages import Language
from kb.domain.vocabularies import NOT_STATED, Vocabularies
from kb.web.parameters import prefix_of


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a passage; `marked` where it met the query."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Why:
    """What a card says of its hit, each thing only where it is so.

    `words` are marked on the card; `name` is a name that has them and stands nowhere else on the card;
    `nearest`: the card's text is the nearest sentence instead of the summary; `by_meaning`: nothing more is
    known than that the meaning chose it.
    """

    words: tuple[str, ...] = ()
    name: tuple[Segment, ...] = ()
    labels: tuple[str, ...] = ()
    nearest: bool = False
    by_meaning: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """`fits` says what suits the library of the reader."""

    title: tuple[Segment, ...]
    slug: str
    url: str
    library: tuple[Segment, ...]
    place: str
    years: str
    segments: tuple[Segment, ...]
    why: Why
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
    library: tuple[Segment, ...] = (Segment(record.library.name, False),)
    text: tuple[Segment, ...] = (Segment(record.summary, False),)
    name: tuple[Segment, ...] = ()
    if match is not None and match.source is not PassageSource.SUMMARY:
        # What is in the title or a name is marked there; the summary then says more than these again.
        if match.passage == record.title:
            title = segments(match)
        elif match.passage == record.library.name:
            library = segments(match)
        elif match.passage in record.names:
            name = segments(match)
        else:
            text = segments(match)
    return Card(
        title=title,
        slug=practice.slug,
        url=f"{prefix_of(language)}/praktyki/{practice.slug}",
        library=library,
        place=record.library.place or "",
        years=years_text(practice),
        segments=text,
        why=_why(match, name),
        audience=labels(vocabularies, Facet.AUDIENCE, record.audience, language),
        partners=labels(
            vocabularies, Facet.PARTNER, dict.fromkeys(p.type for p in record.partners if p.type), language
        ),
        form=label(vocabularies, Facet.FORM, record.form, language),
        cost=label(vocabularies, Facet.COST, record.cost.band, language),
        fits=fits,
    )


def _why(match: Match | None, name: tuple[Segment, ...]) -> Why:
    if match is None:
        return Why()
    return Why(
        # "Koła" and "koła" are heard as one.
        words=() if name else tuple({word.lower(): word for word in reversed(match.words)}.values())[::-1],
        name=name,
        labels=match.labels,
        nearest=match.source is PassageSource.NEAREST,
        by_meaning=match.by is MatchedBy.MEANING
        and match.source is PassageSource.SUMMARY
        and not match.labels,
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
    # Two codes that were merged are one label.
    found = (label(vocabularies, facet, code, language) for code in codes)
    return tuple(dict.fromkeys(text for text in found if text))
