"""Raw notes: researched facts with free labels, before an editor has made a record of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kb.domain.practice import TITLE_LENGTH
from kb.domain.text import fold
from kb.domain.vocabularies import Vocabularies
from kb.files.columns import facts_of, list_of, not_stated, program_of, sources_of, voivodeship_of
from kb.files.label_map import LabelMap


def from_notes(
    document: Mapping[str, Any], vocabularies: Vocabularies, label_map: LabelMap, remarks: list[str]
) -> dict[str, Any]:
    """A raw note has free labels: those that map become codes, the others stay as notes of the record."""
    unmapped: list[str] = []

    def mapped(facet: str, labels: Iterable[Any]) -> list[str]:
        codes: list[str] = []
        for label in labels:
            found = label_map.codes(facet, str(label))
            if not found:
                unmapped.append(f"{facet}: {label}")
            codes += [code for code in found if code in vocabularies[facet]]
        return list(dict.fromkeys(codes))

    forms = mapped("form", [document["activity_form"]] if document.get("activity_form") else [])
    audience = mapped("audience", list_of(document, "audience"))
    themes = mapped("theme", list_of(document, "themes"))
    partners = []
    for name in list_of(document, "partners"):
        types = label_map.codes("partner_type", str(name))
        partners.append({"name": name, "type": types[0] if types else None})
    program = str(document.get("program") or "")
    fields: dict[str, Any] = {
        "title": _shorten(document.get("title"), TITLE_LENGTH),
        "summary": "",
        "library": {
            "name": document["library"],
            "place": document.get("place"),
            "voivodeship": voivodeship_of(document.get("voivodeship"), vocabularies),
            "several": document.get("place") is None,
        },
        "program": program_of(_program_of_note(program), vocabularies),
        "years": _years_of_note(document.get("year")),
        "audience": audience,
        "themes": themes[:4],
        "form": forms[0] if forms else None,
        "extra_forms": forms[1:],
        "partners": partners,
        "sources": sources_of(document),
        "facts": facts_of(document),
        "notes": [f"Bez odpowiednika w słowniku: {label}" for label in unmapped],
    }
    remarks += [f"no code for “{label}”; kept as a note" for label in unmapped]
    fields["not_stated"] = not_stated(fields)
    return fields


def _shorten(title: Any, length: int) -> Any:
    if not isinstance(title, str) or len(title) <= length:
        return title
    return title[: length - 1].rsplit(" ", 1)[0] + "…"


def _program_of_note(text: str) -> dict[str, str | None]:
    name, _, edition = text.partition(" ")
    if name.casefold() == "blisko":
        return {"name": name, "edition": edition.strip().replace("-", "–") or None}
    return {"name": text or None, "edition": None}


def _years_of_note(value: Any) -> dict[str, Any] | None:
    if value in (None, ""):
        return None
    years = [int(part) for part in fold(str(value)).replace("–", "-").split("-") if part.strip().isdigit()]
    if not years or not all(1900 <= year <= 2100 for year in years):
        return None
    return {"first": years[0], "last": years[-1]}
