"""What the API says to people: in the language asked for, Polish where nothing is asked for."""

from __future__ import annotations

from typing import Any

from litestar import Request

from kb.domain.form_record import Fault
from kb.domain.languages import Language
from kb.web.parameters import BadParameter, first, read_parameters
from kb.web.rendering import Renderer

AnyRequest = Request[Any, Any, Any]
_MOST_LANGUAGES = 20


def api_language(request: AnyRequest) -> Language:
    """By `lang` in the address, as for reading; else the one of ours that Accept-Language likes best."""
    try:
        asked = first(read_parameters(request.scope["query_string"]), "lang")
    except BadParameter:
        asked = None
    if asked in list(Language):
        return Language(asked or "")
    liked: dict[Language, float] = {}
    given = ",".join(request.headers.getall("accept-language", [])).split(",")[:_MOST_LANGUAGES]
    for entry in given:
        name, _, weight = entry.partition(";")
        code = name.strip().partition("-")[0].lower()
        if code in list(Language):
            liked.setdefault(Language(code), _weight(weight))
    best = max(liked, key=lambda language: liked[language], default=Language.POLISH)
    return best if liked.get(best, 0.0) > 0 else Language.POLISH


def _weight(text: str) -> float:
    """Of "q=0.8"; 1 where nothing is said, 0 for what is no weight."""
    name, _, value = text.strip().partition("=")
    if not name:
        return 1.0
    try:
        return min(1.0, max(0.0, float(value))) if name.strip().lower() == "q" else 1.0
    except ValueError:
        return 0.0


def problem_message(request: AnyRequest, status: int, number: str, parameter: str = "") -> str:
    """`parameter` is the one whose value was not taken."""
    return _rendered(request, "api/message.txt", status=status, number=number, parameter=parameter)


def fault_message(request: AnyRequest, fault: Fault) -> str:
    """The words of the form."""
    return _rendered(request, "api/fault.txt", fault=fault)


def _rendered(request: AnyRequest, template: str, **values: Any) -> str:
    renderer: Renderer = request.app.state["renderer"]
    return renderer.render(template, api_language(request), **values).strip()
