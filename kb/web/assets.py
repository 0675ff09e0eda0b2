"""Our style and script and the front-end parts of others, under names that hold a hash of their contents."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from litestar import Controller, Request, Response, get
from litestar.params import FromPath

from kb.errors import NotFound

log = structlog.get_logger()

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
}
_FONTS = {"latin": "latin", "polish": "latin-ext", "latin-ext": "latin-ext", "cyrillic": "cyrillic"}
"""Our fonts, and the file of the package that has the same letters and more (scripts/make_fonts.py)."""


@dataclass(frozen=True, slots=True)
class Asset:
    content: bytes
    media_type: str


class Assets:
    """Read once at the start. `url` gives the address of a file by its plain name; "" when it is not there,
    so that a page without the parts of others still works."""

    def __init__(self, own: Path, parts: Path) -> None:
        files = {path.name: path.read_bytes() for path in sorted(own.iterdir()) if path.suffix in _TYPES}
        for name, path in _parts_of_others(parts).items():
            if path.is_file():
                files[name] = path.read_bytes()
            else:
                log.warning("front_end_part_missing", name=name)
        names = {name: _hashed(name, content) for name, content in files.items() if not name.endswith(".css")}
        for name in [name for name in files if name.endswith(".css")]:
            files[name] = _with_addresses(files[name], names)
            names[name] = _hashed(name, files[name])
        self._urls: Mapping[str, str] = {name: f"/static/{hashed}" for name, hashed in names.items()}
        self._by_address: Mapping[str, Asset] = {
            names[name]: Asset(content, _TYPES[Path(name).suffix]) for name, content in files.items()
        }

    def url(self, name: str) -> str:
        return self._urls.get(name, "")

    def get(self, hashed: str) -> Asset:
        """Raises NotFound."""
        try:
            return self._by_address[hashed]
        except KeyError:
            raise NotFound("file", hashed) from None


def _parts_of_others(parts: Path) -> dict[str, Path]:
    found = {"htmx.js": parts / "htmx.org" / "dist" / "htmx.min.js"}
    for name, source in _FONTS.items():
        made = parts / ".fonts" / f"literata-{name}.woff2"
        whole = parts / "@fontsource-variable" / "literata" / "files" / f"literata-{source}-wght-normal.woff2"
        found[made.name] = made if made.is_file() else whole
    return found


def _hashed(name: str, content: bytes) -> str:
    stem, _, suffix = name.rpartition(".")
    return f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{suffix}"


def _with_addresses(css: bytes, names: Mapping[str, str]) -> bytes:
    """A style sheet names files plainly; here they get their hashed addresses."""
    for name, hashed in names.items():
        css = css.replace(f'url("{name}")'.encode(), f'url("/static/{hashed}")'.encode())
    return css


class AssetController(Controller):
    path = "/static"

    @get("/{name:str}", sync_to_thread=False)
    def show(self, request: Request[Any, Any, Any], name: FromPath[str]) -> Response[bytes]:
        assets: Assets = request.app.state["assets"]
        asset = assets.get(name)
        return Response(
            asset.content,
            media_type=asset.media_type,
            headers={"cache-control": "public, max-age=31536000, immutable"},
        )
