"""Edited records: the shape in which practices ship, are exported and imported again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kb.domain.practice import PracticeRecord
from kb.domain.vocabularies import NOT_STATED, Vocabularies
from kb.files.columns import (
    BadRow,
    code_of,
    facts_of,
    list_of,
    not_stated,
    program_of,
    sources_of,
    voivodeship_of,
)

_TEXT_FIELDS = (
    "results",
    "difficulties",
    "evidence",
    "cheaper",
    "promotion",
    "advice",
    "transfer",
    "access",
    "contact",
)
_PLAIN_FIELDS = ("adaptations", "contest", "verified_on", "notes", "images", "files")
_LIST_FIELDS = ("situations", "goals", "team", "funding", "success_factors", "also_known_as")
_CODE_FIELDS = {
    "audience": "audience",
    "themes": "theme",
    "form": "form",
    "extra_forms": "form",
    "area": "area",
    "stage": "stage",
    "duration": "duration",
    "prep_time": "prep_time",
}


def from_edited(document: Mapping[str, Any], vocabularies: Vocabularies) -> dict[str, Any]:
    library = document["library"]
    fields: dict[str, Any] = {
        "title": document.get("title"),
        "summary": document.get("summary") or "",
        "need": document.get("need") or "",
        "library": {
            "name": library.get("name"),
            "place": library.get("place"),
            "voivodeship": voivodeship_of(library.get("voivodeship"), vocabularies),
            "several": library.get("several", library.get("place") is None),
        },
        "place_size": code_of("library.place_size", library.get("place_size"), "place_size", vocabularies),
        "program": program_of(document.get("program"), vocabularies),
        "years": _years(document.get("years")),
        "partners": [_partner(partner, vocabularies) for partner in list_of(document, "partners")],
        "cost": _cost(document.get("cost"), vocabularies),
        "steps": [step if isinstance(step, dict) else {"text": step} for step in list_of(document, "steps")],
        "resources": [
            resource if isinstance(resource, dict) else {"item": resource}
            for resource in list_of(document, "resources")
        ],
        "participants": document.get("participants"),
        "sources": sources_of(document),
        "facts": facts_of(document),
    }
    for column, vocabulary in _CODE_FIELDS.items():
        value = document.get(column)
        if isinstance(value, list):
            fields[column] = [code_of(column, code, vocabulary, vocabularies) for code in value]
        elif value is not None:
            fields[column] = code_of(column, value, vocabulary, vocabularies)
    fields |= {column: document.get(column) for column in _TEXT_FIELDS}
    fields |= {column: list_of(document, column) for column in _LIST_FIELDS}
    fields |= {column: document[column] for column in _PLAIN_FIELDS if document.get(column) is not None}
    fields["licence"] = code_of("licence", document.get("licence", "cc-by-4.0"), "licence", vocabularies)
    fields["not_stated"] = document.get("not_stated", not_stated(fields))
    return fields


def edited_record(external_id: str | None, record: PracticeRecord) -> dict[str, Any]:
    """A record in the shape of an edited one, from which an import makes the same record again."""
    document = record.model_dump(mode="json")
    years, library, program = document.pop("years"), document.pop("library"), document.pop("program")
    document["years"] = {"from": years["first"], "to": years["last"]} if years else None
    document["library"] = library | {"place_size": document.pop("place_size")}
    document["program"] = program
    document["steps"] = [_short(step, "text") for step in document["steps"]]
    document["resources"] = [_short(resource, "item") for resource in document["resources"]]
    return {"id": external_id, **document}


def _short(part: dict[str, Any], name: str) -> Any:
    """The bare text where nothing else is said."""
    return part[name] if all(value is None for key, value in part.items() if key != name) else part


def _years(value: Any) -> dict[str, Any] | None:
    if value is None:
        return None
    if not isinstance(value, dict) or not isinstance(value.get("from", value.get("first")), int):
        raise BadRow("years", value, 'an object {"from": year, "to": year or null}, or null')
    return {"first": value.get("from", value.get("first")), "last": value.get("to", value.get("last"))}


def _partner(value: Any, vocabularies: Vocabularies) -> dict[str, Any]:
    if isinstance(value, str):
        return {"name": value}
    if not isinstance(value, dict):
        raise BadRow("partners", value, "an object {name, type, role}")
    return {
        "name": value.get("name"),
        "type": code_of("partners.type", value.get("type"), "partner_type", vocabularies),
        "role": code_of("partners.role", value.get("role"), "partner_role", vocabularies),
    }


def _cost(value: Any, vocabularies: Vocabularies) -> dict[str, Any]:
    cost = value if isinstance(value, dict) else {}
    return {
        "band": code_of("cost.band", cost.get("band", NOT_STATED), "cost", vocabularies),
        "amount_pln": cost.get("amount_pln"),
        "note": cost.get("note"),
    }
