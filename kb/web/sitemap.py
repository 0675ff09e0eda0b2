"""What search engines read: which addresses there are, and which they need not ask for.

The format is https://www.sitemaps.org/protocol.html. Which languages a page has stands in its own head;
repeated here it would make the file eight times as large.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any
from xml.sax.saxutils import escape

from litestar import Controller, Request, Response, get

from kb.domain.hits import PublishedAddress
from kb.domain.languages import Language
from kb.web.context import site_of
from kb.web.pages.page import address_of_site
from kb.web.parameters import prefix_of

_LASTING = (
    "/", "/praktyki", "/mapa", "/biblioteki", "/porownaj", "/pomoc", "/o-serwisie", "/prywatnosc",
    "/deklaracja-dostepnosci", "/schema",
)  # fmt: skip
_MOST_PRACTICES = 15_000
_MOST_ENTRIES = 50_000
"""What one file may have. The newest practices come first and their libraries last."""

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
)
# Results for one need or one label are worth finding; combinations have no end, and each asks the model.
_ROBOTS = """User-agent: *
Disallow: /*/szukaj?*&
Disallow: /szukaj?*&
Disallow: /*/porownaj?
Disallow: /porownaj?
Disallow: /*/podpowiedzi
Disallow: /podpowiedzi
Disallow: /*/prosba
Disallow: /prosba
Disallow: /*/konto
Disallow: /konto
Disallow: /*/redakcja
Disallow: /redakcja

Sitemap: {address}/sitemap.xml
"""


class SitemapController(Controller):
    path = "/"

    @get("/sitemap.xml", sync_to_thread=True)
    def sitemap(self, request: Request[Any, Any, Any]) -> Response[str]:
        """Read anew each time, so that what was withdrawn is never offered."""
        addresses = site_of(request).reading.addresses(_MOST_PRACTICES)
        content = sitemap_of(address_of_site(request), addresses)
        return Response(content, media_type="application/xml", headers={"cache-control": "no-cache"})

    @get("/robots.txt", sync_to_thread=False)
    def robots(self, request: Request[Any, Any, Any]) -> Response[str]:
        content = _ROBOTS.format(address=address_of_site(request))
        return Response(content, media_type="text/plain", headers={"cache-control": "public, max-age=3600"})


def sitemap_of(base_url: str, addresses: Sequence[PublishedAddress]) -> str:
    entries = islice(_entries(base_url, addresses), _MOST_ENTRIES)
    return _HEAD + "".join(entries) + "</urlset>\n"


def _entries(base_url: str, addresses: Sequence[PublishedAddress]) -> Iterator[str]:
    for path in _LASTING:
        yield from _in_every_language(base_url, path)
    for address in addresses:
        yield from _in_every_language(base_url, f"/praktyki/{address.slug}", address.changed_on.isoformat())
    for library in dict.fromkeys(address.library_slug for address in addresses):
        if library:
            yield from _in_every_language(base_url, f"/biblioteki/{library}")


def _in_every_language(base_url: str, path: str, changed_on: str = "") -> Iterator[str]:
    changed = f"<lastmod>{changed_on}</lastmod>" if changed_on else ""
    for language in Language:
        yield f"<url><loc>{escape(base_url + prefix_of(language) + path)}</loc>{changed}</url>\n"
