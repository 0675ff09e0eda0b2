"""The open API for writing: in the name of the account whose token a program shows."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from litestar import Controller, Request, Response, get, post, put
from litestar.exceptions import HTTPException
from litestar.params import FromPath, RawBody

from kb.domain.accounts import Account
from kb.domain.form_fields import OWN_VOCABULARIES, Column, FormField, field_of
from kb.domain.form_record import Fault, FaultKind, label_name
from kb.domain.languages import Language
from kb.domain.moves import MoveRefused
from kb.domain.practice import PracticeRecord
from kb.domain.rights import Task
from kb.domain.typed_form import TypedForm
from kb.domain.vocabularies import Vocabularies
from kb.domain.written_record import form_of_json
from kb.errors import KbError, NotFound
from kb.services.editing import EditingClosed
from kb.services.writing import Overtaken, RecordFaults, RequestKey, Text
from kb.web.api_documents import labels_of
from kb.web.api_messages import api_language, fault_message
from kb.web.context import limit_writing, site_of
from kb.web.forms import LARGEST_FORM, LARGEST_TEXT
from kb.web.parameters import BadParameter
from kb.web.signed_in import require

AnyRequest = Request[Any, Any, Any]

OURS = frozenset(
    {"id", "external_id", "slug", "path", "published_at", "updated_at", "revision", "state", "labels"}
)
"""Names that stand in our own answers and are no part of the record: what was read may be sent back whole.
They change nothing."""

_LARGEST_ID = 2**63 - 1
_TAG = re.compile(r'"(\d{1,18})"', re.ASCII)
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_ENCODER = msgspec.json.Encoder()


class ConditionMissing(KbError):
    """A change that does not say which text it changes."""

    number = "KB-346"

    def __init__(self) -> None:
        super().__init__("Send If-Match with the ETag of the text that you have read.")


class WritingController(Controller):
    path = "/api/v1/practices/{number:int}"

    @get("/draft", sync_to_thread=True)
    def read(self, request: AnyRequest, number: FromPath[int]) -> Response[bytes]:
        account = require(request, Task.WRITE)
        return _answer(request, site_of(request).writing.read(account, _id(number)))

    @put("/draft", sync_to_thread=True, request_max_body_size=LARGEST_TEXT)
    def change(self, request: AnyRequest, number: FromPath[int], body: RawBody) -> Response[bytes]:
        account, looked_at = _writer(request), _looked_at(request, _id(number))
        form, faults = _written(request, body)
        return _answer(
            request, site_of(request).writing.change(account, _id(number), looked_at, form, faults)
        )

    @post("/send", status_code=200, sync_to_thread=True, request_max_body_size=LARGEST_FORM)
    def send(self, request: AnyRequest, number: FromPath[int], body: RawBody) -> Response[bytes]:
        account, looked_at = _writer(request), _looked_at(request, _id(number))
        return _answer(request, site_of(request).writing.send(account, _id(number), looked_at))

    @post("/withdraw", status_code=200, sync_to_thread=True, request_max_body_size=LARGEST_FORM)
    def withdraw(self, request: AnyRequest, number: FromPath[int], body: RawBody) -> Response[bytes]:
        account, looked_at = _writer(request), _looked_at(request, _id(number))
        return _answer(request, site_of(request).writing.withdraw(account, _id(number), looked_at))


def create(request: AnyRequest, body: bytes) -> Response[bytes]:
    """For the controller that has the address of the list."""
    account = _writer(request)
    form, faults = _written(request, body)
    repeated = _request_key(request, body)
    made = site_of(request).writing.create(account, form, faults, repeated)
    return _answer(request, made, 201)


def _request_key(request: AnyRequest, body: bytes) -> RequestKey | None:
    """Of Idempotency-Key, in quotes (as a structured field) or without. Raises BadParameter."""
    given = request.headers.getall("idempotency-key", [])
    if not given:
        return None
    key = given[0].strip()
    if len(key) > 1 and key[0] == key[-1] == '"':
        key = key[1:-1]
    if len(given) > 1 or not _KEY.fullmatch(key):
        raise BadParameter("Idempotency-Key", ", ".join(given), "one key of 1 to 255 visible characters")
    return RequestKey.of(key, body)


def _writer(request: AnyRequest) -> Account:
    account = require(request, Task.WRITE)
    limit_writing(request, account)
    return account


def _id(found: int) -> int:
    """Raises NotFound for a number that no row can have."""
    if not 0 < found <= _LARGEST_ID:
        raise NotFound("practice", str(found)[:40])
    return found


def _looked_at(request: AnyRequest, practice_id: int) -> int:
    """The revision in If-Match; 0, which no text has, for one that is not of ours.

    Raises NotFound before it asks for anything, then ConditionMissing, also for "*": that names no text.
    """
    account = require(request, Task.WRITE)
    site_of(request).writing.read(account, practice_id)
    tags = [tag.strip() for line in request.headers.getall("if-match", []) for tag in line.split(",")]
    if not any(tags) or "*" in tags:
        raise ConditionMissing
    found = [int(match[1]) for tag in tags if (match := _TAG.fullmatch(tag))]
    return found[0] if len(found) == 1 else 0


def _written(request: AnyRequest, body: bytes) -> tuple[TypedForm, tuple[Fault, ...]]:
    """Raises HTTPException for another kind of contents, BadParameter for what is no JSON object."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise HTTPException(status_code=415)
    try:
        document = msgspec.json.decode(body)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise BadParameter("body", str(error)[:200], "a JSON object") from error
    if not isinstance(document, dict):
        raise BadParameter("body", type(document).__name__, "a JSON object")
    return form_of_json({name: value for name, value in document.items() if name not in OURS})


def _answer(request: AnyRequest, text: Text, status: int = 200) -> Response[bytes]:
    position = text.position
    address = f"/api/v1/practices/{position.practice_id}/draft"
    language = api_language(request)
    headers = {
        "etag": _tag(text),
        "cache-control": "no-store",
        "content-language": language.value,
        "vary": "Accept-Language",
    }
    if status == 201:
        headers["location"] = address
    content = _ENCODER.encode(draft_document(text, site_of(request).vocabularies, language))
    return Response(content, status_code=status, media_type="application/json", headers=headers)


def draft_document(text: Text, vocabularies: Vocabularies, language: Language) -> dict[str, Any]:
    """`revision` counts the texts of the practice; `state` is where the newest one is on its path. Labels are
    in this language."""
    position = text.position
    return {
        "id": position.practice_id,
        "slug": position.slug,
        "path": f"/praktyki/{position.slug}" if position.slug and position.shown.is_public else None,
        "state": position.state.value,
        "revision": position.revision,
        "updated_at": position.updated_at.isoformat(),
        **text.record.model_dump(mode="json"),
        "labels": labels_of(text.record, vocabularies, language),
    }


def writing_details(request: AnyRequest, error: Exception) -> dict[str, Any]:
    """What a program needs to go on, beside the number and the message of a problem."""
    match error:
        case RecordFaults():
            vocabularies = site_of(request).vocabularies
            return {
                "faults": [
                    fault_document(fault, vocabularies) | {"message": fault_message(request, fault)}
                    for fault in error.faults
                ]
            }
        case Overtaken():
            return {
                "etag": _tag(error.theirs),
                "author": error.theirs.author,
                "yours": _record(error.mine),
                "theirs": _record(error.theirs.record),
                "base": _record(error.base),
            }
        case EditingClosed() | MoveRefused():
            return {"state": error.state.value}
    return {}


def _record(record: PracticeRecord | None) -> dict[str, Any] | None:
    return None if record is None else record.model_dump(mode="json")


def _tag(text: Text) -> str:
    return f'"{text.position.revision_id}"'


def fault_document(fault: Fault, vocabularies: Vocabularies) -> dict[str, Any]:
    """A fault for programs: where it is, what stood there, and what may stand there."""
    return {
        "field": fault.field,
        "kind": fault.kind.value,
        "found": fault.found,
        "allowed": _allowed(fault, vocabularies),
    }


_ALLOWED = {
    FaultKind.MISSING: "a value",
    FaultKind.NO_NUMBER: "a whole number",
    FaultKind.NO_ADDRESS: "an address that begins with http:// or https://",
    FaultKind.NO_DATE: "a date, such as 2026-03-01",
    FaultKind.UNDESCRIBED: 'a description, or "decorative": true',
    FaultKind.WITHOUT_CONSENT: "true",
    FaultKind.UNKNOWN_FIELD: "a field of the record; see /schema/openapi.json",
}
_RANGES = {
    FaultKind.TOO_LONG: "at most {} characters",
    FaultKind.TOO_MANY: "at most {}",
    FaultKind.WRONG_ORDER: "{} or later",
}


def _allowed(fault: Fault, vocabularies: Vocabularies) -> str:
    if fault.kind is FaultKind.UNKNOWN_CODE and not fault.allowed:
        name = _column_of(fault.field).vocabulary
        return ", ".join(OWN_VOCABULARIES.get(name) or vocabularies[name].codes)
    if fault.kind in _RANGES:
        return _RANGES[fault.kind].format(fault.allowed)
    return _ALLOWED.get(fault.kind, fault.allowed)


def _column_of(name: str) -> FormField | Column:
    field = field_of(name)
    assert field is not None
    column = label_name(name)[2]
    return next((found for found in field.columns if found.name == column), field)
