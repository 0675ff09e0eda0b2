"""Files that are made to cost more than they weigh, each under the limits that are looked at first."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from PIL import Image

MOST = 10 * 1024 * 1024
BOUNDARY = "granica"


@dataclass(frozen=True)
class Upload:
    """A body that is sent to the form of files, and what it is."""

    name: str
    body: bytes
    content_type: str = f"multipart/form-data; boundary={BOUNDARY}"


def part(name: str, data: bytes, file_name: str | None = None) -> bytes:
    named = f'; filename="{file_name}"' if file_name else ""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'
    return head.encode() + data + b"\r\n"


def form(fields: dict[str, str], *parts: bytes) -> bytes:
    own = b"".join(part(name, value.encode()) for name, value in fields.items())
    return own + b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def upload(number: int, fields: dict[str, str]) -> Upload:
    """One of NUMBER, in a form with these fields. Numbers go round."""
    own = files()
    number %= NUMBER
    if number < len(own):
        name, data = own[number]
        return Upload(name, form(fields, part("plik", data, name)))
    name, parts = other_bodies()[number - len(own)]
    return Upload(name, form(fields, parts))


@cache
def other_bodies() -> tuple[tuple[str, bytes], ...]:
    nested = form({}, part("plik", b"\r\n--" * (MOST // 5), "a.jpg"))
    return (
        ("parts without end", b"".join(part(f"f{number}", b"") for number in range(150_000))),
        ("a text of 10 MB", part("need", "𝕒".encode() * (MOST // 4))),
        ("a form in a form", part("plik", nested, "a.jpg")),
        ("headers without end", f"--{BOUNDARY}\r\n".encode() + b"A: b\r\n" * (MOST // 6)),
        ("too large", part("plik", b"\0" * (2 * MOST), "a.jpg")),
    )


@cache
def files() -> tuple[tuple[str, bytes], ...]:
    return tuple(_files())


def _files() -> Iterator[tuple[str, bytes]]:
    yield "900-megapixels.png", png(30_000, 30_000, 1, 0)
    yield "24-megapixels.png", png(6000, 4000, 8, 6)
    yield "24-megapixels-deep.png", png(6000, 4000, 16, 6)
    yield "24-megapixels-tall.png", png(1200, 20_000, 8, 6)
    yield "broken-at-the-end.png", png(6000, 4000, 8, 6)[:-40]
    notes = b"".join(
        chunk(b"zTXt", b"k%d\0\0" % number + zlib.compress(b"a" * 1_000_000)) for number in range(70)
    )
    yield "notes.png", png(6000, 4000, 8, 6, notes)
    yield "progressive.jpg", noise("JPEG", (6000, 4000), quality=60, progressive=True)
    yield "progressive-444.jpg", noise("JPEG", (4000, 3000), quality=60, progressive=True, subsampling=0)
    yield "scans.jpg", scans((4000, 3000), 38)
    yield "scans-without-end.jpg", scans((2000, 1000), 10_000)
    yield "12-megapixels.webp", noise("WEBP", (4000, 3000), quality=50)
    yield "zeros.jpg", b"\xff\xd8\xff" + b"\0" * (MOST - 3)
    yield "markers.jpg", b"\xff\xd8" + b"\xff\xda" * (MOST // 2 - 1)
    yield "zeros.pdf", b"%PDF-1.7\n" + b"\0" * (MOST - 100) + b"%%EOF\n"
    yield "acting.pdf", b"%PDF-1.7\n" + b"/J" * (MOST // 2 - 100) + b"/JavaScript %%EOF\n"
    yield "bomb.docx", archive()
    yield "bomb.png", archive()
    yield (
        "entities.svg",
        b'<!DOCTYPE a [<!ENTITY b "' + b"c" * 1000 + b'">]><svg>' + b"&b;" * 100_000 + b"</svg>",
    )


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, depth: int, colour: int, before: bytes = b"") -> bytes:
    bits = {0: 1, 6: 4}[colour] * depth
    packer = zlib.compressobj(9)
    row = b"\0" * (width * bits // 8 + 1)
    rows = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    image = chunk(b"IHDR", head) + before + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + image


def noise(kind: str, size: tuple[int, int], **options: object) -> bytes:
    written = io.BytesIO()
    Image.effect_noise(size, 30).convert("RGB").save(written, kind, **options)
    return written.getvalue()


def scans(size: tuple[int, int], number: int) -> bytes:
    """A progressive JPEG whose last scan comes again and again: each goes over the whole image."""
    written = io.BytesIO()
    Image.new("RGB", size).save(written, "JPEG", quality=5, progressive=True)
    image = written.getvalue()
    last = image[image.rfind(b"\xff\xda") : -2]
    return image[:-2] + last * min(number, (MOST - len(image)) // len(last)) + b"\xff\xd9"


def archive() -> bytes:
    """200 MB in 200 KB, and 5000 entries."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        packed.writestr("word/document.xml", b"\0" * 200_000_000)
        for number in range(5000):
            packed.writestr(f"word/{number}.xml", b"")
    return written.getvalue()


NUMBER = len(files()) + len(other_bodies())
