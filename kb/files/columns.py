"""Columns that both shapes of a row share, and what a bad one raises."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from kb.domain.text import fold, normalise
from kb.domain.vocabularies import NOT_STATED, Vocabularies


class BadRow(Exception):
    """A column that holds something else than it may."""

    def __init__(self, column: str, found: object, expected: str) -> None:
        super().__init__(column)
        self.column = column
        self.found = json.dumps(found, ensure_ascii=False, default=str)[:200]
        self.expected = expected


def list_of(document: Mapping[str, Any], column: str) -> list[Any]:
    value = document.get(column)
    if value is None:
        return []
    if not isinstance(value, list):
        raise BadRow(column, value, "a list")
    return value


def code_of(column: str, value: Any, vocabulary: str, vocabularies: Vocabularies) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or value not in vocabularies[vocabulary]:
        raise BadRow(column, value, f"one of: {', '.join(vocabularies[vocabulary].codes)}")
    return value


def voivodeship_of(value: Any, vocabularies: Vocabularies) -> str | None:
    """A name in any letter case, with or without diacritics, or the code itself."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise BadRow("voivodeship", value, "a text")
    return code_of("voivodeship", fold(normalise(value.strip())), "voivodeship", vocabularies)


def program_of(value: Any, vocabularies: Vocabularies) -> dict[str, Any]:
    program = value if isinstance(value, dict) else {}
    name, edition = program.get("name"), program.get("edition")
    if "code" in program:
        code = code_of("program.code", program["code"], "program", vocabularies)
        return {"code": code, "name": name, "edition": edition}
    if not name:
        return {"code": NOT_STATED}
    if str(name).casefold() == "blisko":
        return {"code": "blisko", "name": "BLISKO", "edition": edition}
    return {"code": "inny", "name": name, "edition": edition}


def sources_of(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    if document.get("sources"):
        return [dict(source) for source in list_of(document, "sources")]
    if document.get("source_url"):
        return [{"url": document["source_url"], "read_on": document.get("read_on")}]
    return []


def facts_of(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A fact given as a bare text takes the source and the confidence of the whole row."""
    shared = {"url": document.get("source_url"), "confidence": document.get("confidence")}
    return [
        fact if isinstance(fact, dict) else {"text": fact, **shared} for fact in list_of(document, "facts")
    ]


_MAY_BE_UNSTATED = (
    "years", "need", "audience", "partners", "form", "themes", "steps", "duration", "results", "difficulties",
)  # fmt: skip


def not_stated(fields: Mapping[str, Any]) -> list[str]:
    """What an import leaves empty counts as answered "nie podano" (docs/architecture.md)."""
    return [name for name in _MAY_BE_UNSTATED if not fields.get(name)]
