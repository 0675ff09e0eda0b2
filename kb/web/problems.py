"""One place turns whatever went wrong into an answer."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.status_codes import HTTP_500_INTERNAL_SERVER_ERROR

from kb.domain.moves import MoveRefused, NewerText, NotAllowed, NotReady
from kb.errors import Busy, KbError, Moved, NotFound, Withdrawn
from kb.services.attempts import AttemptsSlowed
from kb.services.editing import EditingClosed, TooManyCopies
from kb.services.writing import KeyReused, Overtaken, RecordFaults
from kb.web.api_messages import api_language, problem_message
from kb.web.api_writing import ConditionMissing, writing_details
from kb.web.limits import TooOften
from kb.web.origins import ForeignRequest
from kb.web.own_forms import to_resend_words
from kb.web.pages.problems import problem_page
from kb.web.parameters import BadParameter, first, language_of, prefix_of, read_parameters
from kb.web.signed_in import BadFormToken, NotSignedIn, sign_in_address, typed_of

log = structlog.get_logger()

UNEXPECTED = "KB-500"
_NOT_NOW = 503
_API_PRACTICES = "/api/v1/practices/"


@dataclass(frozen=True, slots=True)
class Problem:
    """`incident` names one event in the log; a reader can quote it. `details` are for the API."""

    status: int
    number: str
    message: str
    incident: str | None = None
    retry_after: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)


def answer(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """JSON below /api/, a page elsewhere. What went wrong inside is logged, never shown."""
    path = request.scope["path"]
    if isinstance(error, Moved):
        # Asked for again each time: libraries that were joined can be separated.
        headers = {"location": _new_address(path, error.slug), "cache-control": "no-cache"}
        return Response(None, status_code=301, headers=headers)
    has_words = bool(typed_of(request)) and request.headers.get("hx-request") != "true"
    if has_words and isinstance(error, (NotSignedIn, BadFormToken)):
        return to_resend_words(request, signed_in=isinstance(error, BadFormToken))
    if isinstance(error, NotSignedIn) and not path.startswith("/api/"):
        return _to_sign_in(request)
    problem = _problem(error)
    if has_words and problem.status == _NOT_NOW:
        return to_resend_words(request, signed_in=True, is_busy=True)
    headers = dict(problem.headers)
    if problem.retry_after is not None:
        headers["retry-after"] = str(problem.retry_after)
    headers.setdefault("cache-control", "no-store")
    if path.startswith("/api/"):
        details = problem.details | writing_details(request, error)
        parameter = str(details.get("parameter", ""))
        message = problem_message(request, problem.status, problem.number, parameter)
        content = {"error": {"number": problem.number, "message": message, **details}}
        headers["content-language"] = api_language(request).value
        headers["vary"] = "Accept-Language"
        if problem.incident:
            content["error"]["incident"] = problem.incident
        return Response(content, status_code=problem.status, headers=headers, media_type="application/json")
    typed = _typed(request) if problem.retry_after is not None else ""
    html = problem_page(request, problem.status, problem.number, problem.incident, problem.retry_after, typed)
    return Response(html, status_code=problem.status, headers=headers, media_type="text/html")


def _to_sign_in(request: Request[Any, Any, Any]) -> Response[Any]:
    """A fragment's request is told to go there; a page's goes."""
    address = sign_in_address(request)
    if request.headers.get("hx-request") == "true":
        headers = {"hx-redirect": address, "cache-control": "no-store"}
        return Response(None, status_code=401, headers=headers)
    return Response(None, status_code=303, headers={"location": address, "cache-control": "no-store"})


def _typed(request: Request[Any, Any, Any]) -> str:
    """What was searched for, so that whoever has to come back need not write it again."""
    try:
        return first(read_parameters(request.scope["query_string"]), "q") or ""
    except BadParameter:
        return ""


def _new_address(path: str, slug: str) -> str:
    """Of a library its page; of the API the same part of the practice that was asked for."""
    if not path.startswith(_API_PRACTICES):
        if "/biblioteki/" in path:
            return f"{prefix_of(language_of(path))}/biblioteki/{slug}"
        return f"{prefix_of(language_of(path))}/praktyki/{slug}"
    part = path.removeprefix(_API_PRACTICES).partition("/")[2].rstrip("/")
    return f"{_API_PRACTICES}{slug}/{part}" if part else f"{_API_PRACTICES}{slug}"


def _problem(error: Exception) -> Problem:
    match error:
        case NotFound():
            return Problem(404, error.number, str(error))
        case Withdrawn():
            return Problem(410, error.number, str(error))
        case BadParameter():
            details = {"parameter": error.name, "found": error.found, "allowed": error.allowed}
            return Problem(400, error.number, str(error), details=details)
        case NotSignedIn():
            return Problem(401, error.number, str(error), headers={"www-authenticate": "Bearer"})
        case TooManyCopies():
            return Problem(409, error.number, str(error))
        case EditingClosed() | MoveRefused():
            return Problem(409, error.number, str(error))
        case Overtaken() | NewerText():
            return Problem(412, error.number, str(error))
        case RecordFaults() | NotReady() | KeyReused():
            return Problem(422, error.number, str(error))
        case ConditionMissing():
            return Problem(428, error.number, str(error))
        case ForeignRequest() | BadFormToken() | NotAllowed():
            return Problem(403, error.number, str(error))
        case TooOften() | AttemptsSlowed():
            return Problem(429, error.number, str(error), retry_after=error.retry_after)
        case Busy():
            return Problem(503, error.number, str(error), retry_after=error.retry_after)
        case KbError():
            # The storage's refusals: locked, full, read-only, away.
            log.warning("request_refused", number=error.number, reason=str(error))
            return Problem(503, error.number, str(error), retry_after=5)
        case HTTPException() if error.status_code < HTTP_500_INTERNAL_SERVER_ERROR:
            status = error.status_code
            message = _HTTP.get(status, "The request cannot be answered.")
            return Problem(status, f"KB-{status}", message, headers=dict(error.headers or {}))
    incident = secrets.token_hex(4)
    log.error("unexpected_error", incident=incident, exc_info=error)
    return Problem(500, UNEXPECTED, "Something broke on our side.", incident=incident)


_HTTP = {
    400: "The request is not well formed.",
    404: "There is nothing at this address.",
    405: "This address does not take requests of this kind.",
    413: "The request is too large.",
    415: "This address takes no contents of this kind.",
}
