"""Practices as JSON Lines, in the two shapes of kb/data/README.md: edited records and raw notes.

The shapes are told apart by `library`: an object in an edited record, a text in a raw note.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from kb.domain.practice import TITLE_LENGTH, PracticeRecord
from kb.domain.text import fold, normalise
from kb.domain.vocabularies import NOT_STATED, Vocabularies
from kb.files.label_map import LabelMap

LINE_LENGTH = 1_000_000
"""Bytes of one line that are read; a longer one is a mistake, not a practice."""

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
_PLAIN_FIELDS = ("adaptations", "contest", "verified_on", "notes")
_LIST_FIELDS = ("goals", "team", "funding", "success_factors", "also_known_as")
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


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with one row; `column` is the key, `expected` says what is allowed."""

    row: int
    column: str
    found: str
    expected: str

    def __str__(self) -> str:
        return f"row {self.row}, {self.column}: found {self.found}; expected {self.expected}"


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """One row: a record or the problems that keep it from being one. `remarks` are kept, not fatal."""

    row: int
    external_id: str | None
    record: PracticeRecord | None
    problems: tuple[RowProblem, ...] = ()
    remarks: tuple[str, ...] = ()


class _BadRow(Exception):
    def __init__(self, column: str, found: object, expected: str) -> None:
        super().__init__(column)
        self.column = column
        self.found = json.dumps(found, ensure_ascii=False, default=str)[:200]
        self.expected = expected


def read_practice_lines(
    lines: Iterable[bytes], vocabularies: Vocabularies, label_map: LabelMap
) -> Iterator[ImportedRow]:
    """Rows are counted from 1; empty lines are passed over. A bad row never stops the next."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield _row(number, line, vocabularies, label_map)
        except _BadRow as bad:
            yield ImportedRow(number, None, None, (RowProblem(number, bad.column, bad.found, bad.expected),))


def _row(number: int, line: bytes, vocabularies: Vocabularies, label_map: LabelMap) -> ImportedRow:
    document = _parse(line)
    external_id = _external_id(document)
    remarks: list[str] = []
    if isinstance(document.get("library"), dict):
        fields = _from_edited(document, vocabularies)
    elif isinstance(document.get("library"), str):
        fields = _from_notes(document, vocabularies, label_map, remarks)
    else:
        raise _BadRow("library", document.get("library"), "an object (edited record) or a text (raw note)")
    try:
        record = PracticeRecord.model_validate(fields)
    except ValidationError as error:
        problems = tuple(
            RowProblem(
                number,
                ".".join(str(part) for part in detail["loc"]) or "row",
                json.dumps(detail["input"], ensure_ascii=False, default=str)[:200],
                detail["msg"],
            )
            for detail in error.errors()
        )
        return ImportedRow(number, external_id, None, problems)
    return ImportedRow(number, external_id, record, (), tuple(remarks))


def _parse(line: bytes) -> dict[str, Any]:
    if len(line) > LINE_LENGTH:
        raise _BadRow("row", f"{len(line)} bytes", f"at most {LINE_LENGTH} bytes in a line")
    try:
        document = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _BadRow("row", f"byte {error.start} is not UTF-8", "text in UTF-8") from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise _BadRow("row", str(error), "one JSON object in a line") from error
    if not isinstance(document, dict):
        raise _BadRow("row", document, "one JSON object in a line")
    return document


def _external_id(document: Mapping[str, Any]) -> str | None:
    external_id = document.get("id")
    if external_id is None:
        return None
    if not isinstance(external_id, str) or not external_id.strip() or len(external_id) > 100:
        raise _BadRow("id", external_id, "a text of 1 to 100 characters, or nothing")
    return external_id.strip()


def _from_edited(document: Mapping[str, Any], vocabularies: Vocabularies) -> dict[str, Any]:
    library = document["library"]
    fields: dict[str, Any] = {
        "title": document.get("title"),
        "summary": document.get("summary") or "",
        "need": document.get("need") or "",
        "library": {
            "name": library.get("name"),
            "place": library.get("place"),
            "voivodeship": _voivodeship(library.get("voivodeship"), vocabularies),
            "several": library.get("several", library.get("place") is None),
        },
        "place_size": _code("library.place_size", library.get("place_size"), "place_size", vocabularies),
        "program": _program(document.get("program"), vocabularies),
        "years": _years(document.get("years")),
        "partners": [_partner(partner, vocabularies) for partner in _list(document, "partners")],
        "cost": _cost(document.get("cost"), vocabularies),
        "steps": [step if isinstance(step, dict) else {"text": step} for step in _list(document, "steps")],
        "resources": [
            resource if isinstance(resource, dict) else {"item": resource}
            for resource in _list(document, "resources")
        ],
        "participants": document.get("participants"),
        "sources": _sources(document),
        "facts": _facts(document),
    }
    for column, vocabulary in _CODE_FIELDS.items():
        value = document.get(column)
        if isinstance(value, list):
            fields[column] = [_code(column, code, vocabulary, vocabularies) for code in value]
        elif value is not None:
            fields[column] = _code(column, value, vocabulary, vocabularies)
    fields |= {column: document.get(column) for column in _TEXT_FIELDS}
    fields |= {column: _list(document, column) for column in _LIST_FIELDS}
    fields |= {column: document[column] for column in _PLAIN_FIELDS if document.get(column) is not None}
    fields["licence"] = _code("licence", document.get("licence", "cc-by-4.0"), "licence", vocabularies)
    fields["not_stated"] = document.get("not_stated", _not_stated(fields))
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


def _from_notes(
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
    audience = mapped("audience", _list(document, "audience"))
    themes = mapped("theme", _list(document, "themes"))
    partners = []
    for name in _list(document, "partners"):
        types = label_map.codes("partner_type", str(name))
        partners.append({"name": name, "type": types[0] if types else None})
    program = str(document.get("program") or "")
    fields: dict[str, Any] = {
        "title": _shorten(document.get("title"), TITLE_LENGTH),
        "summary": "",
        "library": {
            "name": document["library"],
            "place": document.get("place"),
            "voivodeship": _voivodeship(document.get("voivodeship"), vocabularies),
            "several": document.get("place") is None,
        },
        "program": _program(_program_of_note(program), vocabularies),
        "years": _years_of_note(document.get("year")),
        "audience": audience,
        "themes": themes[:4],
        "form": forms[0] if forms else None,
        "extra_forms": forms[1:],
        "partners": partners,
        "sources": _sources(document),
        "facts": _facts(document),
        "notes": [f"Bez odpowiednika w słowniku: {label}" for label in unmapped],
    }
    remarks += [f"no code for “{label}”; kept as a note" for label in unmapped]
    fields["not_stated"] = _not_stated(fields)
    return fields


def _shorten(title: Any, length: int) -> Any:
    if not isinstance(title, str) or len(title) <= length:
        return title
    return title[: length - 1].rsplit(" ", 1)[0] + "…"


def _list(document: Mapping[str, Any], column: str) -> list[Any]:
    value = document.get(column)
    if value is None:
        return []
    if not isinstance(value, list):
        raise _BadRow(column, value, "a list")
    return value


def _code(column: str, value: Any, vocabulary: str, vocabularies: Vocabularies) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or value not in vocabularies[vocabulary]:
        raise _BadRow(column, value, f"one of: {', '.join(vocabularies[vocabulary].codes)}")
    return value


def _voivodeship(value: Any, vocabularies: Vocabularies) -> str | None:
    """A name in any letter case, with or without diacritics, or the code itself."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise _BadRow("voivodeship", value, "a text")
    return _code("voivodeship", fold(normalise(value.strip())), "voivodeship", vocabularies)


def _program(value: Any, vocabularies: Vocabularies) -> dict[str, Any]:
    program = value if isinstance(value, dict) else {}
    name, edition = program.get("name"), program.get("edition")
    if "code" in program:
        code = _code("program.code", program["code"], "program", vocabularies)
        return {"code": code, "name": name, "edition": edition}
    if not name:
        return {"code": NOT_STATED}
    if str(name).casefold() == "blisko":
        return {"code": "blisko", "name": "BLISKO", "edition": edition}
    return {"code": "inny", "name": name, "edition": edition}


def _program_of_note(text: str) -> dict[str, str | None]:
    name, _, edition = text.partition(" ")
    if name.casefold() == "blisko":
        return {"name": name, "edition": edition.strip() or None}
    return {"name": text or None, "edition": None}


def _years(value: Any) -> dict[str, Any] | None:
    if value is None:
        return None
    if not isinstance(value, dict) or not isinstance(value.get("from", value.get("first")), int):
        raise _BadRow("years", value, 'an object {"from": year, "to": year or null}, or null')
    return {"first": value.get("from", value.get("first")), "last": value.get("to", value.get("last"))}


def _years_of_note(value: Any) -> dict[str, Any] | None:
    if value in (None, ""):
        return None
    years = [int(part) for part in fold(str(value)).replace("–", "-").split("-") if part.strip().isdigit()]
    if not years or not all(1900 <= year <= 2100 for year in years):
        return None
    return {"first": years[0], "last": years[-1]}


def _partner(value: Any, vocabularies: Vocabularies) -> dict[str, Any]:
    if isinstance(value, str):
        return {"name": value}
    if not isinstance(value, dict):
        raise _BadRow("partners", value, "an object {name, type, role}")
    return {
        "name": value.get("name"),
        "type": _code("partners.type", value.get("type"), "partner_type", vocabularies),
        "role": _code("partners.role", value.get("role"), "partner_role", vocabularies),
    }


def _cost(value: Any, vocabularies: Vocabularies) -> dict[str, Any]:
    cost = value if isinstance(value, dict) else {}
    return {
        "band": _code("cost.band", cost.get("band", NOT_STATED), "cost", vocabularies),
        "amount_pln": cost.get("amount_pln"),
        "note": cost.get("note"),
    }


def _sources(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    if document.get("sources"):
        return [dict(source) for source in _list(document, "sources")]
    if document.get("source_url"):
        return [{"url": document["source_url"], "read_on": document.get("read_on")}]
    return []


def _facts(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A fact given as a bare text takes the source and the confidence of the whole row."""
    shared = {"url": document.get("source_url"), "confidence": document.get("confidence")}
    return [fact if isinstance(fact, dict) else {"text": fact, **shared} for fact in _list(document, "facts")]


_MAY_BE_UNSTATED = (
    "years", "need", "audience", "partners", "form", "themes", "steps", "duration", "results", "difficulties",
)  # fmt: skip


def _not_stated(fields: Mapping[str, Any]) -> list[str]:
    """What an import leaves empty counts as answered "nie podano" (docs/architecture.md)."""
    return [name for name in _MAY_BE_UNSTATED if not fields.get(name)]
