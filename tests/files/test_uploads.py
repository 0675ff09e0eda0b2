"""Hostile files are refused before they cost anything; honest ones come out small and without traces."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import textwrap
import zlib
from pathlib import Path

import pytest
from PIL import Image

import kb
from kb.domain.uploads import UploadFault, UploadRefused
from kb.errors import NotFound
from kb.files.file_store import FileStore
from kb.files.handouts import check_pdf
from kb.files.pictures import read_picture

FAULT = UploadFault


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A small PNG of 900 million pixels."""
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(b"\0" * (width // 8 + 1)) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def photo(size: tuple[int, int] = (2000, 1000), kind: str = "JPEG", orientation: int = 1) -> bytes:
    image = Image.new("RGB", size, "#336699")
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = "Dom przy ulicy Polnej"
    written = io.BytesIO()
    image.save(written, kind, exif=exif)
    return written.getvalue()


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.mark.parametrize(
    ("name", "data", "fault"),
    [
        ("bomba.png", bomb(), FAULT.TOO_MANY_PIXELS),
        (
            "zdjecie.png",
            b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
            FAULT.NOT_WHAT_IT_SAYS,
        ),
        ("zdjecie.svg", b"<svg/>", FAULT.WRONG_KIND),
        ("zdjecie.jpg", photo(kind="PNG"), FAULT.NOT_WHAT_IT_SAYS),
        ("zdjecie.png", photo(kind="JPEG"), FAULT.NOT_WHAT_IT_SAYS),
        ("zdjecie.jpg", photo() + b"<script>alert(1)</script>", FAULT.NOT_WHAT_IT_SAYS),
        ("zdjecie.jpg", photo() + b"PK\x03\x04 a zip", FAULT.NOT_WHAT_IT_SAYS),
        ("zdjecie.jpg", photo()[:300], FAULT.BROKEN),
        ("zdjecie.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, FAULT.BROKEN),
        ("zdjecie.jpg", b"\xff\xd8\xff" + b"\0" * (10 * 1024 * 1024), FAULT.TOO_LARGE),
        ("zdjecie.gif", b"GIF89a", FAULT.WRONG_KIND),
        ("zdjecie", photo(), FAULT.WRONG_KIND),
        ("../../zdjecie.jpg\0.php", photo(), FAULT.WRONG_KIND),
    ],
)
def test_what_is_no_honest_image_is_refused(name: str, data: bytes, fault: UploadFault) -> None:
    with pytest.raises(UploadRefused) as refused:
        read_picture(name, data)
    assert refused.value.fault is fault


def test_a_photo_becomes_three_small_images_without_traces() -> None:
    picture = read_picture("Zdjęcie.JPG", photo(orientation=6))
    # Turned upright: what was 2000 by 1000 stands 1000 by 2000.
    assert (picture.width, picture.height) == (1000, 2000)
    assert sorted(picture.versions) == [400, 800, 1000]
    for width, data in picture.versions.items():
        image = Image.open(io.BytesIO(data))
        assert (image.format, image.width) == ("WEBP", width)
        assert not image.getexif()
        assert b"Polnej" not in data


def test_a_small_image_is_not_made_larger() -> None:
    picture = read_picture("a.png", photo((40, 20), "PNG"))
    assert (picture.width, picture.height, sorted(picture.versions)) == (40, 20, [40])


def test_a_bomb_costs_little_time_and_memory() -> None:
    """In a process of its own, since memory once taken is not given back."""
    script = """
        import resource, sys, time
        from kb.domain.uploads import UploadRefused
        from kb.files.pictures import read_picture
        data = sys.stdin.buffer.read()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        try:
            read_picture("a.png", data)
        except UploadRefused as refused:
            print(refused.fault.value, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
    """
    told = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        input=bomb(), capture_output=True, check=True, timeout=60, env={"PYTHONPATH": str(Path(kb.__file__).parents[1])},
    )  # fmt: skip
    fault, kilobytes = told.stdout.split()
    assert fault == b"too-many-pixels"
    assert int(kilobytes) < 100_000


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"PK\x03\x04", FAULT.NOT_WHAT_IT_SAYS),
        (b"<html>" + PDF, FAULT.NOT_WHAT_IT_SAYS),
        (PDF + b"<script>alert(1)</script>", FAULT.NOT_WHAT_IT_SAYS),
        (PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</JavaScript(1)>>"), FAULT.WRONG_KIND),
        (PDF + b"\0" * (10 * 1024 * 1024), FAULT.TOO_LARGE),
    ],
)
def test_what_is_no_honest_pdf_is_refused(data: bytes, fault: UploadFault) -> None:
    check_pdf(PDF)
    with pytest.raises(UploadRefused) as refused:
        check_pdf(data)
    assert refused.value.fault is fault


def test_files_are_whole_and_only_ours(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "files")
    name = store.new_name(".webp")
    store.write(name, b"image")
    assert store.read(name) == b"image"
    assert [path.name for path in (tmp_path / "files").rglob("*") if path.is_file()] == [name]
    for other in ("../secret", "a.webp", f"{'0' * 32}.webp", f"{'0' * 32}.php", ""):
        with pytest.raises(NotFound):
            store.read(other)
