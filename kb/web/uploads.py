"""Forms that bring a file along. However many come at once, their files wait on the disk, not in memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, BinaryIO

import structlog
from litestar import Request
from litestar.exceptions import HTTPException
from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

from kb.domain.uploads import LARGEST_FILE
from kb.errors import Busy
from kb.web.context import site_of
from kb.web.forms import LARGEST_TEXT, MOST_FIELDS, read_long_form
from kb.web.parameters import Parameters

log = structlog.get_logger()

AnyRequest = Request[Any, Any, Any]

LARGEST_UPLOAD = LARGEST_FILE + LARGEST_TEXT
MULTIPART = "multipart/form-data"

BODY_PATIENCE = 120.0
"""Seconds for all of a body: 100 KB a second for the largest one."""
_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """`name` is what the sender calls it: for its extension, and for nothing else."""

    name: str
    file: BinaryIO

    def read(self) -> bytes:
        """All of it; one byte more than may be is enough to see that it is too large."""
        self.file.seek(0)
        return self.file.read(LARGEST_FILE + 1)


@dataclass(frozen=True, slots=True)
class Arrived:
    """The body, and room for the file that it brings along; both are gone after the request."""

    body: BinaryIO
    file: BinaryIO


@asynccontextmanager
async def received(request: AnyRequest) -> AsyncIterator[Arrived]:
    """All of the body. Raises Busy and HTTPException: too large, or too slow.

    Only what may bring a file along needs a place: whoever saves a text alone never waits behind files.
    """
    site = site_of(request)
    place = nullcontext() if _is_text(request) else site.bodies.place()
    with place, site.filing.unnamed() as body, site.filing.unnamed() as file:
        await _receive(request, body)
        body.seek(0)
        yield Arrived(body, file)


def _is_text(request: AnyRequest) -> bool:
    """Whether the whole body is said to be no larger than a form's texts."""
    length = request.headers.get("content-length", "")
    return length.isascii() and length.isdigit() and len(length) < 10 and int(length) <= LARGEST_TEXT


async def _receive(request: AnyRequest, file: BinaryIO) -> None:
    try:
        async with asyncio.timeout(BODY_PATIENCE):
            async for chunk in request.stream():
                file.write(chunk)
    except TimeoutError as error:
        raise HTTPException(status_code=408) from error
    except OSError as error:
        raise _unwritten(error) from error


def read_form_with_file(
    request: AnyRequest, arrived: Arrived, field: str
) -> tuple[Parameters, UploadedFile | None]:
    """The fields in order and the file of that field, if one was chosen.

    Raises BadParameter, HTTPException, and Busy where the folder of files cannot be written.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind.lower() != MULTIPART:
        text = arrived.body.read(LARGEST_TEXT + 1)
        if len(text) > LARGEST_TEXT:
            raise HTTPException(status_code=413)
        return read_long_form(request, text), None
    boundary = options.get("boundary", "")
    if not boundary:
        raise HTTPException(status_code=400)
    try:
        return _parts(arrived, boundary, field)
    except MultipartError as error:
        raise HTTPException(status_code=400) from error
    except OSError as error:
        raise _unwritten(error) from error


def _unwritten(error: OSError) -> Busy:
    log.warning("body_not_received", reason=error.strerror)
    return Busy("the folder of files", 5)


def _parts(arrived: Arrived, boundary: str, field: str) -> tuple[Parameters, UploadedFile | None]:
    """Texts in memory, the first file of the field apart, other files nowhere."""
    pairs: list[tuple[str, str]] = []
    uploaded: UploadedFile | None = None
    text, texts = bytearray(), 0
    part: MultipartSegment | None = None
    is_wanted = False
    with PushMultipartParser(boundary, max_segment_count=MOST_FIELDS) as parser:
        for event in parser.parse_blocking(arrived.body.read, _CHUNK):
            if isinstance(event, MultipartSegment):
                part = event
                is_wanted = bool(part.filename) and part.name == field and uploaded is None
                if is_wanted:
                    uploaded = UploadedFile(part.filename or "", arrived.file)
            elif part is None:
                continue
            elif is_wanted:
                arrived.file.write(event or b"")
            elif part.filename is None and event:
                texts += len(event)
                if texts > LARGEST_TEXT:
                    raise HTTPException(status_code=413)
                text += event
            elif part.filename is None:
                pairs.append((part.name or "", text.decode("utf-8", "replace")))
                text = bytearray()
    return pairs, uploaded if arrived.file.tell() else None
