"""What a form sends, in the one encoding that our forms use."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.exceptions import HTTPException

from kb.web.parameters import Parameters, read_parameters

LARGEST_FORM = 65_536
"""Bytes of a form without files."""

LARGEST_TEXT = 1_048_576
"""Bytes of the form of a practice: every field at its longest is more, but nobody writes that."""
MOST_FIELDS = 5000

_ENCODING = "application/x-www-form-urlencoded"


def read_form(request: Request[Any, Any, Any], body: bytes) -> Parameters:
    """Name and value pairs in order. Raises BadParameter for too many, HTTPException for another encoding."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _ENCODING:
        raise HTTPException(status_code=415)
    return read_parameters(body)


def read_long_form(request: Request[Any, Any, Any], body: bytes) -> Parameters:
    """The same for the form of a practice, which has more fields than any other."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _ENCODING:
        raise HTTPException(status_code=415)
    return read_parameters(body, MOST_FIELDS)
