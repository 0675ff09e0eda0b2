"""The page of one practice: what a librarian needs to do it herself, in the order in which she asks."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from kb.domain.facets import Facet
from kb.domain.freshness import has_grown_old
from kb.domain.hits import PublishedPractice
from kb.domain.languages import Language
from kb.domain.neighbours import Neighbours
from kb.domain.practice import Fact, PracticeRecord, Source
from kb.domain.vocabularies import NOT_STATED, Vocabularies
from kb.web.parameters import prefix_of, search_address
from kb.web.views.cards import label, labels, years_text
from kb.web.views.citation import citation
from kb.web.views.neighbours import NeighbourCard, contrasting_card, similar_card
from kb.web.views.structured import structured_practice
from kb.web.views.words import date_text, money_text, number_text, size_text


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
    """`confidence` is "high", "medium", "low" or ""; `url` is "" where the page's source stands for it."""

    text: str
    confidence: str
    url: str
    site: str


@dataclass(frozen=True, slots=True)
class ResourceView:
    item: str
    borrow_from: str


@dataclass(frozen=True, slots=True)
class AdaptationView:
    library: str
    year: str
    changes: str


@dataclass(frozen=True, slots=True)
class SourceView:
    """`read_on` is for programs, `read_on_text` for people."""

    url: str
    site: str
    read_on: str
    read_on_text: str


@dataclass(frozen=True, slots=True)
class ImageView:
    """`description` is "" for what only decorates; `caption` says who made it and how it may be used."""

    url: str
    width: int
    height: int
    description: str
    author: str
    licence: str


@dataclass(frozen=True, slots=True)
class AttachmentView:
    url: str
    description: str
    size: str
    author: str
    licence: str


@dataclass(frozen=True, slots=True)
class PracticePage:
    """Texts are "" and lists empty where nothing is stated. The four first questions (for whom, with whom,
    how much, how long) are always answered on the page; `unstated` names the other fields that the sources
    say nothing about. `address` is absolute; `old_since` is the day of the last verification where the
    description waits to be refreshed; `preview_of` leads back to a text that is not published.
    """

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
    cost_amount: str
    cost_note: str
    funding: tuple[str, ...]
    participants: str
    stage: str
    areas: tuple[str, ...]
    steps: tuple[StepView, ...]
    team: tuple[str, ...]
    resources: tuple[ResourceView, ...]
    promotion: str
    results: str
    evidence: str
    difficulties: str
    advice: str
    success_factors: tuple[str, ...]
    transfer: str
    cheaper: str
    access: str
    adaptations: tuple[AdaptationView, ...]
    has_transfer: bool
    also_known_as: tuple[str, ...]
    facts: tuple[FactView, ...]
    sources: tuple[SourceView, ...]
    licence: str
    unstated: tuple[str, ...]
    similar: tuple[NeighbourCard, ...]
    contrasting: tuple[NeighbourCard, ...]
    address: str
    compare_url: str
    citation: str
    contact: str
    published_on: str
    old_since: str
    structured: Mapping[str, Any]
    images: tuple[ImageView, ...] = ()
    files: tuple[AttachmentView, ...] = ()
    preview_of: str = ""


def practice_page(
    practice: PublishedPractice,
    neighbours: Neighbours,
    vocabularies: Vocabularies,
    language: Language,
    base_url: str,
    today: datetime.date,
) -> PracticePage:
    record = practice.record
    prefix = prefix_of(language)

    def named(facet: Facet, code: str | None) -> str:
        return label(vocabularies, facet, code, language)

    def link(facet: Facet, code: str) -> Link:
        return Link(named(facet, code), search_address(prefix, "", {facet: (code,)}))

    prep_time = record.prep_time
    licence = vocabularies["licence"].term(record.licence).label(language)
    address = f"{base_url}{prefix}/praktyki/{practice.slug}"

    def licensed(code: str | None) -> str:
        known = vocabularies["licence"]
        return known.term(code).label(language) if code and code in known else ""

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
            _partner(p.name, named(Facet.PARTNER, p.type), named(Facet.PARTNER_ROLE, p.role))
            for p in record.partners
        ),
        place_size=named(Facet.PLACE_SIZE, record.place_size),
        duration=named(Facet.DURATION, record.duration),
        prep_time=vocabularies["prep_time"].term(prep_time).label(language)
        if prep_time and prep_time != NOT_STATED
        else "",
        cost=named(Facet.COST, record.cost.band),
        cost_amount="" if record.cost.amount_pln is None else money_text(record.cost.amount_pln, language),
        cost_note=record.cost.note or "",
        funding=record.funding,
        participants="" if record.participants is None else number_text(record.participants, language),
        stage=named(Facet.STAGE, record.stage),
        areas=tuple(named(Facet.AREA, code) for code in record.area),
        steps=tuple(StepView(step.text, step.when or "", step.who or "") for step in record.steps),
        team=record.team,
        resources=tuple(ResourceView(r.item, r.borrow_from or "") for r in record.resources),
        promotion=record.promotion or "",
        results=record.results or "",
        evidence=record.evidence or "",
        difficulties=record.difficulties or "",
        advice=record.advice or "",
        success_factors=record.success_factors,
        transfer=record.transfer or "",
        cheaper=record.cheaper or "",
        access=record.access or "",
        adaptations=tuple(
            AdaptationView(a.library, str(a.year or ""), a.changes or "") for a in record.adaptations
        ),
        has_transfer=bool(
            record.transfer or record.cheaper or record.access or record.success_factors or record.adaptations
        ),
        also_known_as=record.also_known_as,
        facts=tuple(_fact(fact, record.sources) for fact in record.facts),
        sources=tuple(
            SourceView(
                source.url,
                _site(source.url),
                source.read_on.isoformat() if source.read_on else "",
                date_text(source.read_on, language) if source.read_on else "",
            )
            for source in record.sources
        ),
        licence=licence,
        unstated=_unstated(record),
        similar=tuple(similar_card(near, vocabularies, language) for near in neighbours.similar),
        contrasting=tuple(contrasting_card(near, vocabularies, language) for near in neighbours.contrasting),
        address=address,
        compare_url=f"{prefix}/porownaj?{urlencode([('p', practice.slug)])}",
        citation=citation(record, address, licence, today, language),
        contact=record.contact or "",
        published_on=date_text(practice.published_at.date(), language),
        old_since=date_text(practice.verified_on, language)
        if practice.is_marked_due or has_grown_old(practice.verified_on, today)
        else "",
        images=tuple(
            ImageView(
                f"/pliki/{image.file}",
                image.width,
                image.height,
                "" if image.decorative else image.description or "",
                image.author or "",
                licensed(image.licence),
            )
            for image in record.images
        ),
        files=tuple(
            AttachmentView(
                f"/pliki/{file.file}",
                file.description,
                size_text(file.size, language),
                file.author or "",
                licensed(file.licence),
            )
            for file in record.files
        ),
        structured=structured_practice(
            practice,
            address,
            base_url,
            labels(vocabularies, Facet.AUDIENCE, record.audience, Language.POLISH),
            labels(vocabularies, Facet.THEME, record.themes, Language.POLISH),
        ),
    )


def _fact(fact: Fact, sources: Sequence[Source]) -> FactView:
    """With one source for everything its address stands once, below the facts."""
    url = fact.url or ""
    if [source.url for source in sources] == [url]:
        url = ""
    return FactView(fact.text, fact.confidence or "", url, _site(url) if url else "")


def _site(url: str) -> str:
    return (urlsplit(url).hostname or url).removeprefix("www.")


def _program(record: PracticeRecord) -> str:
    program = record.program
    if program.code == NOT_STATED or not program.name:
        return ""
    return f"{program.name} {program.edition}" if program.edition else program.name


def _partner(name: str, kind: str, role: str) -> PartnerView:
    """A partner known by its kind alone is called by it: the kind is not said twice."""
    return PartnerView(name, "" if kind == name else kind, role)


def _unstated(record: PracticeRecord) -> tuple[str, ...]:
    """Fields that a reader would ask for next and that the sources say nothing about."""
    stated = {
        "steps": bool(record.steps),
        "results": bool(record.results),
        "difficulties": bool(record.difficulties),
        "participants": record.participants is not None,
        "years": record.years is not None,
    }
    return tuple(name for name, is_stated in stated.items() if not is_stated)
