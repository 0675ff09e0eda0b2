"""Pages for what went wrong: they say what happened and help one on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar import Request

from kb.web.pages.page import render

_KNOWN = frozenset({400, 403, 404, 405, 410, 413, 429, 503})


@dataclass(frozen=True, slots=True)
class ProblemPage:
    """`kind` chooses the words: one of the known statuses, or 500."""

    status: int
    kind: int
    number: str
    incident: str | None
    retry_after: int | None


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
    page = ProblemPage(status, kind, number, incident, retry_after)
    return render(request, "pages/problem.html", page, text=text, is_lasting=False)
