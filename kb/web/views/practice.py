"""The page of one practice: what a librarian needs to do it herself, in the order in which she asks."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from kb.domain.facets import Facet
from kb.domain.hits import PublishedPractice
from kb.domain.languages import Language
from kb.domain.neighbours import Neighbours
from kb.domain.practice import PracticeRecord
from kb.domain.vocabularies import NOT_STATED, Vocabularies
from kb.web.parameters import prefix_of, search_address
from kb.web.views.cards import label, years_text
from kb.web.views.neighbours import NeighbourCard, contrasting_card, similar_card


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class PartnerView:
    name: str
    type: str
    role: str


@dataclass(frozen=True, slots=True)
class StepView:
    text: str
    when: str
    who: str


@dataclass(frozen=True, slots=True)
class FactView:
    """`confidence` is "high", "medium", "low" or ""."""

    text: str
    confidence: str


@dataclass(frozen=True, slots=True)
class SourceView:
    url: str
    site: str
    read_on: str


@dataclass(frozen=True, slots=True)
class PracticePage:
    """Texts are "" and lists empty where nothing is stated; `unstated` names those fields."""

    title: str
    summary: str
    need: str
    situations: tuple[str, ...]
    library: str
    library_url: str
    place: str
    voivodeship: str
    years: str
    program: str
    audience: tuple[Link, ...]
    themes: tuple[Link, ...]
    form: Link | None
    partners: tuple[PartnerView, ...]
    place_size: str
    duration: str
    prep_time: str
    cost: str
    cost_note: str
    participants: int | None
    stage: str
    areas: tuple[str, ...]
    steps: tuple[StepView, ...]
    resources: tuple[str, ...]
    results: str
    evidence: str
    difficulties: str
    advice: str
    transfer: str
    cheaper: str
    also_known_as: tuple[str, ...]
    facts: tuple[FactView, ...]
    sources: tuple[SourceView, ...]
    licence: str
    unstated: tuple[str, ...]
    similar: tuple[NeighbourCard, ...]
    contrasting: tuple[NeighbourCard, ...]
    path: str


def practice_page(
    practice: PublishedPractice,
    neighbours: Neighbours,
    vocabularies: Vocabularies,
    language: Language,
) -> PracticePage:
    record = practice.record
    prefix = prefix_of(language)

    def named(facet: Facet, code: str | None) -> str:
        return label(vocabularies, facet, code, language)

    def link(facet: Facet, code: str) -> Link:
        return Link(named(facet, code), search_address(prefix, "", {facet: (code,)}))

    prep_time = record.prep_time
    return PracticePage(
        title=record.title,
        summary=record.summary,
        need=record.need,
        situations=record.situations,
        library=record.library.name,
        library_url=f"{prefix}/biblioteki/{practice.library_slug}" if practice.library_slug else "",
        place=record.library.place or "",
        voivodeship=named(Facet.VOIVODESHIP, record.library.voivodeship),
        years=years_text(practice),
        program=_program(record),
        audience=tuple(link(Facet.AUDIENCE, code) for code in record.audience if named(Facet.AUDIENCE, code)),
        themes=tuple(link(Facet.THEME, code) for code in record.themes if named(Facet.THEME, code)),
        form=link(Facet.FORM, record.form) if record.form and named(Facet.FORM, record.form) else None,
        partners=tuple(
            PartnerView(p.name, named(Facet.PARTNER, p.type), named(Facet.PARTNER_ROLE, p.role))
            for p in record.partners
        ),
        place_size=named(Facet.PLACE_SIZE, record.place_size),
        duration=named(Facet.DURATION, record.duration),
        prep_time=vocabularies["prep_time"].term(prep_time).label(language)
        if prep_time and prep_time != NOT_STATED
        else "",
        cost=named(Facet.COST, record.cost.band),
        cost_note=record.cost.note or "",
        participants=record.participants,
        stage=named(Facet.STAGE, record.stage),
        areas=tuple(named(Facet.AREA, code) for code in record.area),
        steps=tuple(StepView(step.text, step.when or "", step.who or "") for step in record.steps),
        resources=tuple(resource.item for resource in record.resources),
        results=record.results or "",
        evidence=record.evidence or "",
        difficulties=record.difficulties or "",
        advice=record.advice or "",
        transfer=record.transfer or "",
        cheaper=record.cheaper or "",
        also_known_as=record.also_known_as,
        facts=tuple(FactView(fact.text, fact.confidence or "") for fact in record.facts),
        sources=tuple(
            SourceView(
                source.url,
                (urlsplit(source.url).hostname or source.url).removeprefix("www."),
                source.read_on.isoformat() if source.read_on else "",
            )
            for source in record.sources
        ),
        licence=vocabularies["licence"].term(record.licence).label(language),
        unstated=_unstated(record),
        similar=tuple(similar_card(near, vocabularies, language) for near in neighbours.similar),
        contrasting=tuple(contrasting_card(near, vocabularies, language) for near in neighbours.contrasting),
        path=f"/praktyki/{practice.slug}",
    )


def _program(record: PracticeRecord) -> str:
    program = record.program
    if program.code == NOT_STATED or not program.name:
        return ""
    return f"{program.name} {program.edition}" if program.edition else program.name


def _unstated(record: PracticeRecord) -> tuple[str, ...]:
    """Fields that a reader would ask for and that the sources say nothing about."""
    stated = {
        "partners": bool(record.partners),
        "cost": record.cost.band != NOT_STATED,
        "duration": bool(record.duration),
        "steps": bool(record.steps),
        "results": bool(record.results),
        "difficulties": bool(record.difficulties),
        "participants": record.participants is not None,
        "years": record.years is not None,
    }
    return tuple(name for name, is_stated in stated.items() if not is_stated)
