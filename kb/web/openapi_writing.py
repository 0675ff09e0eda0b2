"""The part of the API's description that is about writing."""

from __future__ import annotations

from typing import Any

from kb.domain.form_record import FaultKind
from kb.domain.languages import Language
from kb.domain.practice import PracticeRecord
from kb.domain.workflow import WorkflowState

SECURITY_SCHEMES = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token of an account, made on its page (/konto). It may do what the account may.",
    }
}
_SECURITY: list[dict[str, list[str]]] = [{"token": []}]
_TEXT = {"type": "string"}
_STATES = [state.value for state in WorkflowState]


def writing_paths() -> dict[str, Any]:
    return {
        "/api/v1/practices/{number}/draft": {
            "get": {
                "operationId": "readDraft",
                "summary": "The newest text of a practice, published or not",
                "security": _SECURITY,
                "parameters": [_NUMBER, _MESSAGES],
                "responses": {"200": _DRAFT, **_refusals("401", "404", "503")},
            },
            "put": {
                "operationId": "changeDraft",
                "summary": "The whole text anew, as its newest revision; readers see it after a review",
                "security": _SECURITY,
                "parameters": [_NUMBER, _IF_MATCH, _MESSAGES],
                "requestBody": _RECORD,
                "responses": {
                    "200": _DRAFT,
                    **_refusals("400", "401", "404", "409", "412", "413", "415", "422", "428", "429", "503"),
                },
            },
        },
        "/api/v1/practices/{number}/send": {
            "post": _move("sendDraft", "Hand the newest text over for review", "422")
        },
        "/api/v1/practices/{number}/withdraw": {
            "post": _move("withdrawPractice", "Into the archive; readers do not see it any more")
        },
    }


def create_operation() -> dict[str, Any]:
    headers = {"Location": {"description": "Where the draft is read and changed.", "schema": _TEXT}}
    created = {**_DRAFT, "headers": _DRAFT["headers"] | headers}
    return {
        "operationId": "createDraft",
        "summary": "A new draft, written from a record",
        "security": _SECURITY,
        "parameters": [_IDEMPOTENCY_KEY, _MESSAGES],
        "requestBody": _RECORD,
        "responses": {"201": created, **_refusals("400", "401", "404", "413", "415", "422", "429", "503")},
    }


def _move(operation: str, summary: str, *more: str) -> dict[str, Any]:
    refusals = _refusals("401", "403", "404", "409", "412", "413", "428", "429", "503", *more)
    return {
        "operationId": operation,
        "summary": summary,
        "security": _SECURITY,
        "parameters": [_NUMBER, _IF_MATCH, _MESSAGES],
        "responses": {"200": _DRAFT, **refusals},
    }


_NUMBER = {
    "name": "number",
    "in": "path",
    "required": True,
    "description": "The id of the practice.",
    "schema": {"type": "integer", "minimum": 1, "maximum": 2**63 - 1},
}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The ETag of the text that was read.",
    "schema": {"type": "string", "pattern": '^"[0-9]{1,18}"$'},
}
_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A key of your own for this request, such as a UUID. For 24 hours and the same account "
    "the same key with the same body makes no second practice and gets the first answer; with another body "
    "it is refused (422).",
    "schema": {"type": "string", "pattern": "^[\\x21-\\x7e]{1,255}$"},
}
_MESSAGES = {
    "name": "lang",
    "in": "query",
    "required": False,
    "description": "The language of labels and messages. Without it that of Accept-Language, else Polish.",
    "schema": {"type": "string", "enum": [language.value for language in Language], "default": "pl"},
}
_RECORD = {
    "required": True,
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/WrittenPractice"}}},
}
_DRAFT: dict[str, Any] = {
    "description": "Draft",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Draft"}}},
    "headers": {"ETag": {"description": "Names this text; goes into If-Match.", "schema": _TEXT}},
}

_MEANINGS = {
    "400": "The body is no JSON object.",
    "401": "Without a token, or with one that is unknown or revoked.",
    "403": "The account may see the practice, and may not do this.",
    "404": "There is no such practice, or the account may not see it.",
    "409": "The text is in a state in which this cannot be done: see `state`.",
    "412": "Somebody has saved in the meantime: both texts, and the one that both began from.",
    "413": "The body is larger than 1 MiB.",
    "415": "The body is not application/json.",
    "422": "The record has faults: see `faults`; or the Idempotency-Key came with another text before.",
    "428": "If-Match is missing.",
    "429": "Too often; wait for the seconds in Retry-After.",
    "503": "Nothing can be kept just now; wait for the seconds in Retry-After.",
}
_SCHEMAS = {"409": "StateError", "412": "OvertakenError", "422": "FaultsError"}


def _refusals(*statuses: str) -> dict[str, Any]:
    return {
        status: {
            "description": _MEANINGS[status],
            "content": {
                "application/json": {
                    "schema": {"$ref": f"#/components/schemas/{_SCHEMAS.get(status, 'Error')}"}
                }
            },
        }
        for status in sorted(statuses)
    }


def writing_schemas() -> dict[str, Any]:
    record = PracticeRecord.model_json_schema(ref_template="#/components/schemas/Written{model}")
    parts = {f"Written{name}": part for name, part in record.pop("$defs").items()}
    facts: dict[str, Any] = {
        "id": {"type": "integer"},
        "slug": {"type": ["string", "null"]},
        "path": {"type": ["string", "null"], "description": "Where readers find it; null while they do not."},
        "state": {"enum": _STATES, "description": "Where the newest text is on its path."},
        "revision": {"type": "integer", "description": "Counts the texts of the practice."},
        "updated_at": {"type": "string", "format": "date-time"},
        "labels": {"type": "object", "additionalProperties": {"type": "object"}},
    }
    read = PracticeRecord.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    error = {"number": _TEXT, "message": _TEXT}
    fault = {
        "field": {**_TEXT, "description": "Its place in the record, such as steps.2.text."},
        "kind": {"enum": [kind.value for kind in FaultKind]},
        "found": _TEXT,
        "allowed": {**_TEXT, "description": "For programs, in English: codes, a range, a form."},
        "message": {**_TEXT, "description": "For people, in the language asked for."},
    }
    record_or_null = {"type": ["object", "null"]}
    return {
        **parts,
        "WrittenPractice": {
            **record,
            "description": "A record. What stands in answers and is no part of it (id, state, labels and the "
            "like) may be sent back and changes nothing; any other name is a fault.",
            "properties": record["properties"]
            | {name: {"readOnly": True, **of} for name, of in facts.items()},
        },
        "Draft": _object(facts, {**facts, **read["properties"]}),
        "FaultsError": _problem(
            {**error, "faults": {"type": "array", "items": _object(fault, fault)}}, error
        ),
        "StateError": _problem({**error, "state": {"enum": _STATES}}, error),
        "OvertakenError": _problem(
            {
                **error,
                "etag": _TEXT,
                "author": _TEXT,
                "yours": record_or_null,
                "theirs": record_or_null,
                "base": record_or_null,
            },
            error,
        ),
    }


def _problem(properties: dict[str, Any], required: dict[str, Any]) -> dict[str, Any]:
    return _object({"error": None}, {"error": _object(required, properties)})


def _object(required: dict[str, Any], properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required)}
