"""What a form sends, in the one encoding that our forms use."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.exceptions import HTTPException

from kb.web.parameters import Parameters, read_parameters

LARGEST_FORM = 65_536
"""Bytes of a form without files."""

_ENCODING = "application/x-www-form-urlencoded"


def read_form(request: Request[Any, Any, Any], body: bytes) -> Parameters:
    """Name and value pairs in order. Raises BadParameter for too many, HTTPException for another encoding."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _ENCODING:
        raise HTTPException(status_code=415)
    return read_parameters(body)
