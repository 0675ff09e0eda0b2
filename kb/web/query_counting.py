"""Which searches count as asked for by somebody, for the editors' daily counts."""

from __future__ import annotations

from typing import Any

from litestar import Request

from kb.domain.hits import SearchResult
from kb.web.context import site_of
from kb.web.fragments import wants_fragment
from kb.web.origins import bearer_of
from kb.web.signed_in import token_of
from kb.web.views.lists import NEEDS

_SEARCH_FORM = "szukanie"


def count_query(request: Request[Any, Any, Any], result: SearchResult) -> None:
    """Count what a person asked for: words that were sent, on the first page of what they find.

    Not counted is what was asked while somebody was still typing, a choice of filters or a further page,
    which only look closer at what was asked already; examples that we offer ourselves; what a browser fetches
    in case somebody might want it; and whatever people ask who are signed in, since one knows who they are.
    """
    query = result.query
    if not query.text.strip() or query.filters or query.offset:
        return
    if not _is_sent(request) or query.text in NEEDS[query.language] or _is_known(request):
        return
    site_of(request).counting_queries.note(query.text, query.language, result.total, result.loosely_related)


def _is_sent(request: Request[Any, Any, Any]) -> bool:
    """A page, a call of the API, or the form sent where results come without a reload."""
    headers = request.headers
    if "prefetch" in headers.get("sec-purpose", "") or headers.get("purpose") == "prefetch":
        return False
    if headers.get("hx-history-restore-request") == "true":
        return False
    return not wants_fragment(request) or headers.get("hx-trigger") == _SEARCH_FORM


def _is_known(request: Request[Any, Any, Any]) -> bool:
    return token_of(request) is not None or bearer_of(request) is not None
