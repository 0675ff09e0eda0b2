"""A process of its own that decodes one image and makes smaller ones of it; run by kb.files.pictures.

A decoder may take far more memory and time than the size of an image tells: a progressive JPEG keeps all
its coefficients and may have thousands of scans, a WebP is kept four times over. Here the operating system
holds the limits, what was taken is given back, and a decoder that breaks takes nothing with it.

Reads the image from the standard input. Writes a line of JSON, then the images one behind the other. Imports
nothing of ours, so that it starts in a moment.
"""

from __future__ import annotations

import io
import json
import resource
import sys
import warnings
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image

_QUALITY = 80
_LONGEST_SIDE = 20_000
_STRIP = 400_000
"""Pixels that are converted at once: so a large image is never there twice."""
_MOST_COEFFICIENTS = 100_000_000
"""Bytes that a progressive JPEG keeps beside its pixels."""
_MOST_SCANNED = 480_000_000
"""Pixels of all scans of a JPEG: twenty of the largest image. Cameras and editors make one to twelve."""
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ON_ITS_SIDE = (5, 6, 7, 8)


class Refused(Exception):
    """`args[0]` is the name of a fault of kb.domain.uploads."""


@dataclass(frozen=True)
class Task:
    """`widths` largest first; `tallest` is the height of the largest image that is made."""

    kind: str
    most_pixels: int
    widths: tuple[int, ...]
    tallest: int
    memory: int
    seconds: int


@dataclass(frozen=True)
class Made:
    width: int
    height: int
    versions: dict[int, bytes]


def main() -> None:
    given = json.loads(sys.argv[1])
    task = Task(**{**given, "widths": tuple(given["widths"])})
    _limit(task)
    try:
        made = make(task, sys.stdin.buffer.read())
    except Refused as refused:
        _say(sys.stdout.buffer, {"fault": refused.args[0]})
        return
    sizes = [[width, len(data)] for width, data in made.versions.items()]
    _say(sys.stdout.buffer, {"width": made.width, "height": made.height, "versions": sizes})
    for data in made.versions.values():
        sys.stdout.buffer.write(data)


def _say(out: BinaryIO, line: dict[str, object]) -> None:
    out.write(json.dumps(line).encode() + b"\n")


def _limit(task: Task) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (task.seconds, task.seconds))
    resource.setrlimit(resource.RLIMIT_AS, (task.memory, task.memory))


def make(task: Task, data: bytes) -> Made:
    """Raises Refused. Sizes are looked at before a single pixel is decoded."""
    # Its own warning about size comes at a size of its own choosing; ours is checked below.
    warnings.simplefilter("ignore", Image.DecompressionBombWarning)
    try:
        with Image.open(io.BytesIO(data), formats=[task.kind]) as image:
            _check(task, image, data)
            # A JPEG is decoded no larger than it is needed, where it is not needed whole.
            image.draft("RGB", (task.widths[0], task.widths[0]))
            image.load()
            return _versions(task, _smaller(task, image))
    except (MemoryError, Image.DecompressionBombError) as error:
        raise Refused("too-many-pixels") from error
    except (OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError) as error:
        # What a decoder raises on broken data depends on the format and on where it breaks.
        raise Refused("broken") from error


def _check(task: Task, image: Image.Image, data: bytes) -> None:
    width, height = image.size
    if width * height > task.most_pixels or max(width, height) > _LONGEST_SIDE:
        raise Refused("too-many-pixels")
    if getattr(image, "n_frames", 1) > 1:
        raise Refused("wrong-kind")
    if task.kind == "JPEG":
        _check_scans(image, data)


def _check_scans(image: Image.Image, data: bytes) -> None:
    """A scan of a few bytes goes over the whole image: thousands of them fit into a small file."""
    pixels = image.width * image.height
    if data.count(b"\xff\xda") * pixels > _MOST_SCANNED:
        raise Refused("broken")
    parts = [across * down for _, across, down, _ in getattr(image, "layer", ())]
    if image.info.get("progressive") and 2 * pixels * sum(parts) / max(parts) > _MOST_COEFFICIENTS:
        raise Refused("too-many-pixels")


def _smaller(task: Task, image: Image.Image) -> Image.Image:
    """Upright, in RGB or RGBA, and little larger than needed; made strip by strip."""
    orientation = image.getexif().get(_ORIENTATION)
    width, height = image.size if orientation not in _ON_ITS_SIDE else image.size[::-1]
    factor = max(1, int(1 / _scale(task, width, height)))
    mode = "RGBA" if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info else "RGB"
    smaller = Image.new(mode, (-(-image.width // factor), -(-image.height // factor)))
    step = max(1, _STRIP // (image.width * factor)) * factor
    for top in range(0, image.height, step):
        strip = image.crop((0, top, image.width, min(top + step, image.height))).convert(mode)
        smaller.paste(strip.reduce(factor) if factor > 1 else strip, (0, top // factor))
    image.close()
    turn = _TURNS.get(orientation or 1)
    return smaller if turn is None else smaller.transpose(turn)


def _scale(task: Task, width: int, height: int) -> float:
    return min(1.0, task.widths[0] / width, task.tallest / height)


def _versions(task: Task, image: Image.Image) -> Made:
    scale = _scale(task, image.width, image.height)
    width, height = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    versions: dict[int, bytes] = {}
    for wanted in task.widths:
        narrow = min(wanted, width)
        if narrow in versions:
            continue
        image = image.resize((narrow, max(1, round(height * narrow / width))), Image.Resampling.LANCZOS)
        written = io.BytesIO()
        image.save(written, "WEBP", quality=_QUALITY, method=4, exif=b"", icc_profile=None)
        versions[narrow] = written.getvalue()
    return Made(width, height, versions)


if __name__ == "__main__":
    main()
