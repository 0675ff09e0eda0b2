"""The map, the libraries, help, the page of components, and what search engines read."""

from __future__ import annotations

import datetime
import html
import re
import xml.etree.ElementTree as ElementTree

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from kb.domain.hits import PublishedAddress
from kb.settings import CHECKOUT
from kb.web.contrast import measured, ratio
from kb.web.sitemap import sitemap_of
from kb.web.views.patterns import asked

Client = TestClient[Litestar]

BASE = "http://127.0.0.1:8000"
NEW = [
    "/mapa",
    "/biblioteki",
    "/biblioteki?wojewodztwo=slaskie",
    "/pomoc",
    "/o-serwisie/wzornik",
    "/porownaj",
    "/schema",
]
CSS = (CHECKOUT / "templates" / "static" / "site.css").read_text("utf-8")
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.mark.parametrize("prefix", ["", "/en", "/uk"])
@pytest.mark.parametrize("path", NEW)
def test_each_page_stands_in_three_languages(client: Client, prefix: str, path: str) -> None:
    answer = client.get(f"{prefix}{path}")
    assert answer.status_code == 200
    assert f'<html lang="{prefix.strip("/") or "pl"}">' in answer.text
    assert f'<link rel="canonical" href="{BASE}{prefix}{path}">' in answer.text
    for code in ("pl", "en", "uk", "x-default"):
        assert answer.text.count(f'rel="alternate" hreflang="{code}"') == 1
    assert answer.text.count("<h1") == 1


def test_a_state_of_the_search_and_a_problem_have_no_canonical_address(client: Client) -> None:
    for path in ("/szukaj?q=seniorzy", "/nie-ma", "/prosba?q=x"):
        assert 'rel="canonical"' not in client.get(path).text
    assert f'href="{BASE}/praktyki?strona=2">' in client.get("/praktyki?strona=2&fbclid=abc").text


def test_the_map_and_its_table_say_the_same(client: Client) -> None:
    page = html.unescape(client.get("/mapa").text)
    on_the_map = dict(
        re.findall(r'class="tile shade-\d" href="[^"]+" aria-label="([^:]+): (\d+) prakty', page)
    )
    in_the_table = dict(
        re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>.*?<td class="number">(\d+)</td>', page)
    )
    assert len(on_the_map) == 16
    assert on_the_map == in_the_table
    assert list(in_the_table)[:4] == ["Dolnośląskie", "Kujawsko-pomorskie", "Łódzkie", "Lubelskie"]
    counts = {
        option["label"]: option["count"]
        for option in client.get("/api/v1/search").json()["facets"]["voivodeship"]["options"]
    }
    assert counts == {label: int(count) for label, count in on_the_map.items() if count != "0"}


def test_the_libraries_of_the_map_are_those_of_its_lists(client: Client) -> None:
    page = client.get("/mapa").text
    for code, count in re.findall(
        r'href="/biblioteki\?wojewodztwo=([a-z-]+)"><span class="hidden">[^<]+</span>(\d+)', page
    ):
        listed = client.get(f"/biblioteki?wojewodztwo={code}").text
        assert len(set(re.findall(r'href="(/biblioteki/[^"]+)"', listed))) == int(count)


def test_libraries_come_in_pages(client: Client) -> None:
    first, second = (client.get(f"/biblioteki{query}").text for query in ("", "?strona=2"))
    libraries = [set(re.findall(r'href="(/biblioteki/[^"]+)"', page)) for page in (first, second)]
    assert len(libraries[0]) == 100
    assert libraries[0].isdisjoint(libraries[1])
    assert client.get("/biblioteki?strona=9999&wojewodztwo=nie-ma").status_code == 200


def test_a_library_names_itself_once(client: Client) -> None:
    page = client.get("/biblioteki/miejska-biblioteka-publiczna-im-adama-asnyka-w-kaliszu").text
    assert page.count("Adama Asnyka") <= 4  # the title of the window, its preview, and the heading
    assert 'href="/biblioteki?wojewodztwo=wielkopolskie">Wielkopolskie</a>' in page


def test_the_sitemap_has_everything_published_in_three_languages(client: Client) -> None:
    answer = client.get("/sitemap.xml")
    assert answer.headers["content-type"].startswith("application/xml")
    addresses = [entry.text or "" for entry in ElementTree.fromstring(answer.text).iter(f"{SITEMAP}loc")]
    assert len(addresses) == len(set(addresses))
    published = client.get("/api/v1/practices?limit=1").json()["total"]
    practices = [address for address in addresses if "/praktyki/" in address]
    assert len(practices) == 3 * published
    assert f"{BASE}/en/praktyki/uczniowie-rysuja-komiks-o-historii-swojego-miasta" in practices
    for address in [*addresses[:30], *addresses[-6:]]:
        assert client.get(address.removeprefix(BASE)).status_code == 200


def test_the_sitemap_of_a_large_base_is_a_file_that_can_be_fetched() -> None:
    day = datetime.date(2026, 11, 26)
    slug = "cotygodniowa-nauka-polskiego-dla-ukraincow-prowadzona-przez-mieszkanke"
    many = [PublishedAddress(f"{slug}-{number}", day, f"biblioteka-{number}") for number in range(10_000)]
    content = sitemap_of("https://dobre-praktyki.example.org", many)
    assert len(content.encode()) < 10_000_000
    assert content.count("<url>") == 50_000
    assert f"/uk/praktyki/{slug}-9999<" in content


def test_robots_are_told_of_the_sitemap_and_kept_from_choices(client: Client) -> None:
    answer = client.get("/robots.txt")
    assert answer.headers["content-type"].startswith("text/plain")
    assert f"Sitemap: {BASE}/sitemap.xml" in answer.text
    assert "Disallow: /szukaj?*&" in answer.text
    assert "Disallow: /\n" not in answer.text


def test_contrast_by_the_known_examples_of_the_formula() -> None:
    assert ratio("000000", "ffffff") == pytest.approx(21)
    assert ratio("777777", "ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("pair", measured(CSS), ids=lambda pair: f"{pair.above}-on-{pair.below}")
def test_every_colour_is_readable_on_what_it_stands_on(pair) -> None:
    assert min(pair.light, pair.dark) >= asked(pair.above)


def test_the_written_design_gives_the_measured_contrasts() -> None:
    written = (CHECKOUT / "docs" / "design-language.md").read_text("utf-8")
    for pair in measured(CSS):
        assert f"| {pair.above} on {pair.below} | {pair.light:.1f} | {pair.dark:.1f} |" in written


def test_the_style_is_small() -> None:
    """That of a reader's page, and that of all pages."""
    sizes = {path.name: len(path.read_bytes()) for path in (CHECKOUT / "templates" / "static").glob("*.css")}
    assert sum(sizes[name] for name in ("site.css", "pages.css", "search.css")) < 45_000
    assert sum(sizes.values()) < 70_000
