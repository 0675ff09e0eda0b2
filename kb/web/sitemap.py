"""What search engines read: which addresses there are, and which they need not ask for.

The format is https://www.sitemaps.org/protocol.html; each language of a page names the others, as
https://developers.google.com/search/docs/specialty/international/localized-versions asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any
from xml.sax.saxutils import escape, quoteattr

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
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)
_ROBOTS = """User-agent: *
Disallow: /*/szukaj?
Disallow: /szukaj?
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
        entries = islice(_entries(address_of_site(request), addresses), _MOST_ENTRIES)
        content = _HEAD + "".join(entries) + "</urlset>\n"
        return Response(content, media_type="application/xml", headers={"cache-control": "no-cache"})

    @get("/robots.txt", sync_to_thread=False)
    def robots(self, request: Request[Any, Any, Any]) -> Response[str]:
        content = _ROBOTS.format(address=address_of_site(request))
        return Response(content, media_type="text/plain", headers={"cache-control": "public, max-age=3600"})


def _entries(base_url: str, addresses: tuple[PublishedAddress, ...]) -> Iterator[str]:
    for path in _LASTING:
        yield from _in_every_language(base_url, path)
    for address in addresses:
        yield from _in_every_language(base_url, f"/praktyki/{address.slug}", address.changed_on.isoformat())
    for library in dict.fromkeys(address.library_slug for address in addresses):
        if library:
            yield from _in_every_language(base_url, f"/biblioteki/{library}")


def _in_every_language(base_url: str, path: str, changed_on: str = "") -> Iterator[str]:
    urls = {language.value: f"{base_url}{prefix_of(language)}{path}" for language in Language}
    versions = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href={quoteattr(url)}/>'
        for code, url in (*urls.items(), ("x-default", urls[Language.POLISH.value]))
    )
    changed = f"<lastmod>{changed_on}</lastmod>" if changed_on else ""
    for url in urls.values():
        yield f"<url><loc>{escape(url)}</loc>{changed}{versions}</url>\n"
