"""Images from anywhere, made into ones of our own: small, without what a camera adds, in a few widths."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import structlog

from kb.domain.uploads import LARGEST_FILE, MOST_PIXELS, UploadFault, UploadRefused

log = structlog.get_logger()

WIDTHS = (1600, 800, 400)
"""In pixels, the largest first; an image is never made larger than it is."""
TALLEST = 3200
"""Pixels of the height of the largest one."""
_SIGNATURES: Mapping[str, tuple[str, bytes]] = {
    ".jpg": ("JPEG", b"\xff\xd8\xff"),
    ".jpeg": ("JPEG", b"\xff\xd8\xff"),
    ".png": ("PNG", b"\x89PNG\r\n\x1a\n"),
    ".webp": ("WEBP", b"RIFF"),
}
_MARKUP = (b"<script", b"<!doctype", b"<?php")
"""What has no business anywhere in an image; long enough to stand in none by chance."""
_FOREIGN = (*_MARKUP, b"<html", b"<svg", b"PK\x03\x04", b"%PDF-", b"\x7fELF")
"""Beginnings of other files, behind the end of the image."""
_MARKED = re.compile(b"|".join(re.escape(mark) for mark in _MARKUP), re.IGNORECASE)
_WORKER = Path(__file__).with_name("picture_worker.py")
_MEMORY = 160 * 1024 * 1024
"""Bytes of addresses that the worker may take; 40 MB of them are Python and Pillow themselves."""
_SECONDS = 6
"""Of the worker's own work; how long that takes depends on what else the machine does."""
_PATIENCE = 60.0
"""Seconds after which a worker that does not work is ended."""


@dataclass(frozen=True, slots=True)
class Picture:
    """`versions` by their width: WebP without any metadata. `width` and `height` are those of the largest."""

    width: int
    height: int
    versions: Mapping[int, bytes]


def extension_of(file_name: str) -> str:
    name = file_name.replace("\\", "/").rpartition("/")[2].lower()
    return f".{name.rpartition('.')[2]}" if "." in name else ""


def is_picture(file_name: str) -> bool:
    return extension_of(file_name) in _SIGNATURES


def read_picture(file_name: str, data: bytes) -> Picture:
    """Raises UploadRefused. Sizes are looked at before a single pixel is decoded."""
    if len(data) > LARGEST_FILE:
        raise UploadRefused(UploadFault.TOO_LARGE)
    kind, signature = _SIGNATURES.get(extension_of(file_name), ("", b""))
    if not kind:
        raise UploadRefused(UploadFault.WRONG_KIND)
    if not data.startswith(signature) or (kind == "WEBP" and data[8:12] != b"WEBP"):
        raise UploadRefused(UploadFault.NOT_WHAT_IT_SAYS)
    if _MARKED.search(data) or any(mark in _tail(kind, data) for mark in _FOREIGN):
        raise UploadRefused(UploadFault.NOT_WHAT_IT_SAYS)
    return _made(kind, data)


def _made(kind: str, data: bytes) -> Picture:
    task = {
        "kind": kind,
        "most_pixels": MOST_PIXELS,
        "widths": WIDTHS,
        "tallest": TALLEST,
        "memory": _MEMORY,
        "seconds": _SECONDS,
    }
    command = [sys.executable, "-I", str(_WORKER), json.dumps(task)]
    try:
        worker = subprocess.run(command, input=data, capture_output=True, timeout=_PATIENCE, check=False)
    except subprocess.TimeoutExpired as error:
        # Its own work is limited as well: the machine has more to do than it can.
        raise UploadRefused(UploadFault.BUSY) from error
    if worker.returncode != 0:
        # Ended by its limits, or by a fault of a decoder.
        told = worker.stderr[-500:].decode("utf-8", "replace")
        log.warning("picture_worker_ended", status=worker.returncode, told=told)
        raise UploadRefused(UploadFault.BROKEN)
    line, _, images = worker.stdout.partition(b"\n")
    told = json.loads(line)
    if "fault" in told:
        raise UploadRefused(UploadFault(told["fault"]))
    versions: dict[int, bytes] = {}
    for width, size in told["versions"]:
        versions[width], images = images[:size], images[size:]
    return Picture(told["width"], told["height"], versions)


def _tail(kind: str, data: bytes) -> bytes:
    """What stands behind the end of the image."""
    if kind == "PNG":
        return data[data.rfind(b"IEND") + 8 :]
    if kind == "JPEG":
        return data[data.rfind(b"\xff\xd9") + 2 :]
    return data[8 + int.from_bytes(data[4:8], "little") :]
