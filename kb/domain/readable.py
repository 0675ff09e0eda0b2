"""A record as lines of text, field by field, in the order of its page: to be compared and commented on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kb.domain.languages import Language
from kb.domain.practice import Contest, Library, PracticeRecord, Program, Years
from kb.domain.vocabularies import Vocabularies

FIELDS = (
    "title",
    "also_known_as",
    "library",
    "years",
    "summary",
    "audience",
    "participants",
    "partners",
    "cost",
    "funding",
    "duration",
    "prep_time",
    "situations",
    "need",
    "goals",
    "difficulties",
    "advice",
    "steps",
    "resources",
    "team",
    "promotion",
    "results",
    "evidence",
    "transfer",
    "cheaper",
    "success_factors",
    "access",
    "adaptations",
    "contest",
    "themes",
    "form",
    "extra_forms",
    "place_size",
    "program",
    "stage",
    "area",
    "contact",
    "facts",
    "sources",
    "licence",
    "verified_on",
    "images",
    "files",
    "notes",
)
"""Every field of a record that says something, in the order in which its page shows it."""

_VOCABULARIES = {
    "audience": "audience",
    "duration": "duration",
    "prep_time": "prep_time",
    "themes": "theme",
    "form": "form",
    "extra_forms": "form",
    "place_size": "place_size",
    "stage": "stage",
    "area": "area",
    "licence": "licence",
}


def readable(
    record: PracticeRecord, vocabularies: Vocabularies, language: Language
) -> Mapping[str, tuple[str, ...]]:
    """Field -> its lines; a field that is empty has none. Codes are said by their labels, and a code that its
    vocabulary no longer has as it is."""

    def label(vocabulary: str, code: str | None) -> str:
        if code is None:
            return ""
        terms = vocabularies[vocabulary]
        return terms.term(code).label(language) if code in terms else code

    def lines(field: str) -> Iterable[str]:
        value = getattr(record, field)
        if field in _VOCABULARIES:
            codes = value if isinstance(value, tuple) else (value,)
            return (label(_VOCABULARIES[field], code) for code in codes)
        match field:
            case "library":
                return (_library(value, label("voivodeship", value.voivodeship)),)
            case "years":
                return (_years(value),)
            case "program":
                return (_program(value, label("program", value.code)),)
            case "partners":
                return (
                    _joined(
                        *dict.fromkeys((p.name, label("partner_type", p.type))), label("partner_role", p.role)
                    )
                    for p in value
                )
            case "cost":
                amount = f"{value.amount_pln} zł" if value.amount_pln is not None else ""
                return (label("cost", value.band), amount, value.note or "")
            case "steps":
                return (_joined(step.text, step.when, step.who) for step in value)
            case "resources":
                return (_joined(resource.item, resource.borrow_from) for resource in value)
            case "adaptations":
                return (_joined(a.library, str(a.year or ""), a.changes) for a in value)
            case "images" | "files":
                return (
                    _joined(part.description, part.author, label("licence", part.licence)) for part in value
                )
            case "contest":
                return _contest(value)
            case "facts":
                return (_joined(fact.text, fact.url) for fact in value)
            case "sources":
                return (_joined(s.url, s.read_on.isoformat() if s.read_on else "") for s in value)
        if isinstance(value, tuple):
            return value
        return () if value is None else str(value).split("\n")

    found = {field: tuple(line for line in lines(field) if line) for field in FIELDS}
    return {field: texts for field, texts in found.items() if texts}


def _joined(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)


def _library(library: Library, voivodeship: str) -> str:
    place = ", ".join(part for part in (library.name, library.place) if part)
    return f"{place} ({voivodeship})" if voivodeship else place


def _years(years: Years | None) -> str:
    if years is None:
        return ""
    if years.last == years.first:
        return str(years.first)
    return f"{years.first}–{years.last or ''}"


def _program(program: Program, label: str) -> str:
    return " ".join(part for part in (program.name or label, program.edition) if part)


def _contest(contest: Contest | None) -> Iterable[str]:
    if contest is None:
        return ()
    stated = contest.model_dump(exclude_none=True)
    return (f"{name}: {value}" for name, value in stated.items())
