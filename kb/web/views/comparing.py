"""Practices side by side, field by field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from itertools import chain, zip_longest

from kb.domain.facets import Facet
from kb.domain.hits import PublishedPractice
from kb.domain.languages import Language
from kb.domain.neighbours import Neighbours
from kb.domain.vocabularies import NOT_STATED, Vocabularies
from kb.services.reading import Chosen
from kb.web.parameters import comparing_address, prefix_of
from kb.web.views.cards import Card, card, label, labels, years_text
from kb.web.views.words import money_text, number_text

MOST = 3
"""More columns than that are read neither on paper nor on a screen."""

_OFFERED = 6
_SHOWN_NAME = 100

Lines = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComparedFields:
    """What is compared. Each field has its lines, none where nothing is stated."""

    place: Lines
    audience: Lines
    participants: Lines
    partners: Lines
    cost: Lines
    duration: Lines
    preparation: Lines
    form: Lines
    need: Lines
    situations: Lines
    difficulties: Lines
    advice: Lines
    steps: Lines
    resources: Lines
    results: Lines
    transfer: Lines


@dataclass(frozen=True, slots=True)
class Column:
    """`mark` stands for the practice where the fields lie one under the other; `remove_url` is the comparison
    without this practice."""

    mark: str
    title: str
    url: str
    library: str
    years: str
    remove_url: str
    fields: ComparedFields


@dataclass(frozen=True, slots=True)
class Candidate:
    """A practice to add, by its link or by its checkbox."""

    slug: str
    card: Card
    add_url: str


@dataclass(frozen=True, slots=True)
class ComparingPage:
    """`stated` names the fields that at least one practice fills; `missing` what is not published;
    `left_out` counts practices beyond the most that are compared; `slugs` are the compared ones."""

    columns: tuple[Column, ...]
    stated: frozenset[str]
    missing: tuple[str, ...]
    left_out: int
    slugs: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    free: int


def comparing_page(
    chosen: Chosen, neighbours: Sequence[Neighbours], vocabularies: Vocabularies, language: Language
) -> ComparingPage:
    """`neighbours` of each compared practice, in order."""
    prefix = prefix_of(language)
    compared = chosen.practices[:MOST]
    slugs = tuple(practice.slug for practice in compared)
    columns = tuple(_column(practice, slugs, vocabularies, language) for practice in compared)
    free = MOST - len(compared)
    return ComparingPage(
        columns=columns,
        stated=frozenset(
            field.name
            for field in fields(ComparedFields)
            if any(getattr(column.fields, field.name) for column in columns)
        ),
        missing=tuple(slug[:_SHOWN_NAME] for slug in chosen.missing),
        left_out=len(chosen.practices) - len(compared),
        slugs=slugs,
        candidates=tuple(
            Candidate(
                near.slug, card(near, vocabularies, language), comparing_address(prefix, (*slugs, near.slug))
            )
            for near in (_offered(slugs, neighbours) if free else ())
        ),
        free=free,
    )


def _offered(slugs: Sequence[str], neighbours: Sequence[Neighbours]) -> list[PublishedPractice]:
    """Similar and contrasting ones in turn, since both make a comparison worth while."""
    rows: Iterable[tuple[PublishedPractice | None, ...]] = zip_longest(
        *(
            [near.practice for near in side]
            for beside in neighbours
            for side in (beside.similar, beside.contrasting)
        )
    )
    found = {near.slug: near for near in chain.from_iterable(rows) if near and near.slug not in slugs}
    return list(found.values())[:_OFFERED]


def _column(
    practice: PublishedPractice, slugs: Sequence[str], vocabularies: Vocabularies, language: Language
) -> Column:
    prefix = prefix_of(language)
    library = practice.record.library
    return Column(
        mark=f"{slugs.index(practice.slug) + 1} · {library.place or library.name}",
        title=practice.record.title,
        url=f"{prefix}/praktyki/{practice.slug}",
        library=library.name,
        years=years_text(practice),
        remove_url=comparing_address(prefix, [slug for slug in slugs if slug != practice.slug]),
        fields=_fields(practice, vocabularies, language),
    )


def _fields(practice: PublishedPractice, vocabularies: Vocabularies, language: Language) -> ComparedFields:
    record = practice.record

    def named(facet: Facet, code: str | None) -> str:
        return label(vocabularies, facet, code, language)

    amount = "" if record.cost.amount_pln is None else money_text(record.cost.amount_pln, language)
    preparation = record.prep_time if record.prep_time != NOT_STATED else None
    return ComparedFields(
        place=_lines(
            record.library.place,
            named(Facet.VOIVODESHIP, record.library.voivodeship),
            named(Facet.PLACE_SIZE, record.place_size),
        ),
        audience=labels(vocabularies, Facet.AUDIENCE, record.audience, language),
        participants=_lines(
            "" if record.participants is None else number_text(record.participants, language)
        ),
        partners=tuple(
            _partner(
                partner.name, named(Facet.PARTNER, partner.type), named(Facet.PARTNER_ROLE, partner.role)
            )
            for partner in record.partners
        ),
        cost=_lines(amount or named(Facet.COST, record.cost.band), record.cost.note),
        duration=_lines(named(Facet.DURATION, record.duration)),
        preparation=_lines(
            vocabularies["prep_time"].term(preparation).label(language) if preparation else ""
        ),
        form=_lines(named(Facet.FORM, record.form)),
        need=_lines(record.need),
        situations=record.situations,
        difficulties=_lines(record.difficulties),
        advice=_lines(record.advice),
        steps=tuple(step.text for step in record.steps),
        resources=tuple(resource.item for resource in record.resources),
        results=_lines(record.results),
        transfer=_lines(record.transfer, record.cheaper),
    )


def _partner(name: str, kind: str, role: str) -> str:
    more = "; ".join(_lines("" if kind == name else kind, role))
    return f"{name} ({more})" if more else name


def _lines(*texts: str | None) -> Lines:
    return tuple(text for text in texts if text)
