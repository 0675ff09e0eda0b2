"""Forms that bring a file along."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from litestar import Request
from litestar.exceptions import HTTPException
from multipart import MultipartError, MultipartParser, parse_options_header

from kb.domain.uploads import LARGEST_FILE
from kb.web.forms import LARGEST_TEXT, MOST_FIELDS, read_long_form
from kb.web.parameters import Parameters

LARGEST_UPLOAD = LARGEST_FILE + LARGEST_TEXT
MULTIPART = "multipart/form-data"


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """`name` is what the sender calls it: for its extension, and for nothing else."""

    name: str
    data: bytes


def read_form_with_file(
    request: Request[Any, Any, Any], body: bytes, field: str
) -> tuple[Parameters, UploadedFile | None]:
    """The fields in order and the file of that field, if one was chosen. Raises HTTPException."""
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind.lower() != MULTIPART:
        return read_long_form(request, body), None
    boundary = options.get("boundary", "")
    if not boundary:
        raise HTTPException(status_code=400)
    pairs: list[tuple[str, str]] = []
    file: UploadedFile | None = None
    parser = MultipartParser(
        io.BytesIO(body),
        boundary,
        content_length=len(body),
        part_limit=MOST_FIELDS,
        memory_limit=LARGEST_UPLOAD + LARGEST_TEXT,
        spool_limit=LARGEST_UPLOAD + LARGEST_TEXT,
        disk_limit=0,
    )
    try:
        for part in parser:
            if part.filename is None:
                pairs.append((part.name, part.raw.decode("utf-8", "replace")))
            elif part.name == field and part.filename and part.size:
                file = UploadedFile(part.filename, part.raw)
    except MultipartError as error:
        raise HTTPException(status_code=400) from error
    return pairs, file
