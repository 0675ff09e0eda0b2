"""Pages for what went wrong: they say what happened and help one on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar import Request

from kb.web.context import site_of
from kb.web.own_paths import own_path
from kb.web.pages.page import render

_KNOWN = frozenset({400, 403, 404, 405, 410, 413, 429, 503})
_PASSING = frozenset({429, 500, 503})
"""What may be gone the next time that the same address is asked."""


@dataclass(frozen=True, slots=True)
class ProblemPage:
    """`kind` chooses the words: one of the known statuses, or 500. `again_url` is the address that was asked,
    where it may answer the next time, else "". `contact` is the operator's mailbox, for what does not pass.
    """

    status: int
    kind: int
    number: str
    incident: str | None
    retry_after: int | None
    again_url: str
    contact: str | None


def problem_page(
    request: Request[Any, Any, Any],
    status: int,
    number: str,
    incident: str | None,
    retry_after: int | None,
    text: str = "",
) -> str:
    """`text` is what the search box holds."""
    kind = status if status in _KNOWN else 500 if status >= 500 else 400
    page = ProblemPage(
        status,
        kind,
        number,
        incident,
        retry_after,
        again_url=_again(request) if kind in _PASSING else "",
        contact=site_of(request).options.operator.email if kind in (500, 503) else None,
    )
    return render(request, "pages/problem.html", page, text=text, is_lasting=False)


def _again(request: Request[Any, Any, Any]) -> str:
    """The whole address, with the filters; "" for a form, which a link cannot send."""
    if request.method != "GET":
        return ""
    query = request.scope["query_string"].decode("ascii", "replace")
    return own_path(request.scope["path"] + (f"?{query}" if query else "")) or ""
