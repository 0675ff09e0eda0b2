"""Images from anywhere, made into ones of our own: small, without what a camera adds, in a few widths."""

from __future__ import annotations

import io
import threading
import warnings
from collections.abc import Mapping
from dataclasses import dataclass

from PIL import Image, ImageOps

from kb.domain.uploads import LARGEST_FILE, MOST_PIXELS, UploadFault, UploadRefused

WIDTHS = (1600, 800, 400)
"""In pixels, the largest first; an image is never made larger than it is."""
_QUALITY = 80
_LONGEST_SIDE = 20_000
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
_ONE_AT_A_TIME = threading.Lock()
"""An image of the largest size takes about 100 MB while it is worked on."""


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
    if any(mark in data.lower() for mark in _MARKUP) or any(mark in _tail(kind, data) for mark in _FOREIGN):
        raise UploadRefused(UploadFault.NOT_WHAT_IT_SAYS)
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        # Its own warning about size comes at a size of its own choosing; ours is checked below.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        return _made(kind, data)


def _made(kind: str, data: bytes) -> Picture:
    try:
        with Image.open(io.BytesIO(data), formats=[kind]) as image:
            width, height = image.size
            if width * height > MOST_PIXELS or max(width, height) > _LONGEST_SIDE:
                raise UploadRefused(UploadFault.TOO_MANY_PIXELS)
            if getattr(image, "n_frames", 1) > 1:
                raise UploadRefused(UploadFault.WRONG_KIND)
            image.draft("RGB", (2 * WIDTHS[0], 2 * WIDTHS[0]))
            image.load()
            upright = ImageOps.exif_transpose(image)
            has_alpha = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
            plain = upright.convert("RGBA" if has_alpha else "RGB")
    except UploadRefused:
        raise
    except Image.DecompressionBombError as error:
        raise UploadRefused(UploadFault.TOO_MANY_PIXELS) from error
    except (OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError) as error:
        # What a decoder raises on broken data depends on the format and on where it breaks.
        raise UploadRefused(UploadFault.BROKEN) from error
    return _versions(plain)


def _versions(image: Image.Image) -> Picture:
    versions: dict[int, bytes] = {}
    largest = min(WIDTHS[0], image.width)
    size = (largest, max(1, round(image.height * largest / image.width)))
    for wanted in WIDTHS:
        width = min(wanted, image.width)
        if width in versions:
            continue
        image = image.resize((width, max(1, round(size[1] * width / size[0]))), Image.Resampling.LANCZOS)
        written = io.BytesIO()
        image.save(written, "WEBP", quality=_QUALITY, method=4, exif=b"", icc_profile=None)
        versions[width] = written.getvalue()
    return Picture(size[0], size[1], versions)


def _tail(kind: str, data: bytes) -> bytes:
    """What stands behind the end of the image."""
    if kind == "PNG":
        return data[data.rfind(b"IEND") + 8 :]
    if kind == "JPEG":
        return data[data.rfind(b"\xff\xd9") + 2 :]
    return data[8 + int.from_bytes(data[4:8], "little") :]
