"""Pages: whole without a script, in three languages, and as fragments for htmx."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from litestar import Litestar
from litestar.testing import TestClient

from kb.settings import CHECKOUT
from kb.web.rendering import LOCALE
from tests.web.states import PAGES

Client = TestClient[Litestar]

_VOID = {"meta", "link", "input", "br", "hr", "img"}


class Structure(HTMLParser):
    """Fails on unclosed or crossed elements and on an id that stands twice."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.headings = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), (tag, names)
        assert "style" not in names
        assert not [name for name in names if name.startswith("on")]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.headings += tag == "h1"
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def structure(html: str) -> Structure:
    parsed = Structure()
    parsed.feed(html)
    assert parsed.open == []
    assert len(parsed.ids) == len(set(parsed.ids))
    return parsed


@pytest.mark.parametrize("prefix", ["", "/en", "/uk"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_well_built(client: Client, prefix: str, path: str) -> None:
    answer = client.get(f"{prefix}{path}")
    assert answer.status_code == (404 if path == "/nie-ma" else 200)
    assert structure(answer.text).headings == 1
    assert f'<html lang="{prefix.strip("/") or "pl"}">' in answer.text
    if answer.status_code == 200:
        assert answer.headers["vary"].startswith("HX-Request, HX-Boosted")


def test_every_practice_and_library_has_a_page(client: Client) -> None:
    for offset in (0, 100, 200):
        for practice in client.get(f"/api/v1/practices?limit=100&offset={offset}").json()["practices"]:
            page = client.get(practice["path"])
            assert page.status_code == 200
            structure(page.text)
            library = re.search(r'href="(/biblioteki/[^"]+)"', page.text)
            if library:
                assert client.get(library[1]).status_code == 200


def test_htmx_gets_the_fragment_and_history_the_page(client: Client) -> None:
    asked = "/szukaj?q=seniorzy"
    fragment = client.get(asked, headers={"HX-Request": "true"})
    assert "<html" not in fragment.text
    structure(fragment.text)
    assert "HX-Request" in fragment.headers["vary"]
    for more in ({"HX-History-Restore-Request": "true"}, {"HX-Boosted": "true"}):
        assert "<html" in client.get(asked, headers={"HX-Request": "true"} | more).text


def test_an_address_with_mistakes_says_what_was_passed_over(client: Client) -> None:
    page = client.get("/szukaj?q=senior&odbiorcy=nikt&strona=abc").text
    assert "odbiorcy=nikt" in page
    assert "strona=abc" in page


def test_a_long_query_is_cut_and_the_page_says_so(client: Client) -> None:
    assert "pierwsze 500 znaków" in client.get("/szukaj", params={"q": "seniorzy " * 100}).text


def test_what_somebody_typed_is_text(client: Client) -> None:
    page = client.get("/szukaj", params={"q": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in page
    structure(page)


def test_suggestions_lead_to_filters_and_libraries(client: Client) -> None:
    page = html.unescape(client.get("/en/szukaj", params={"q": "seniorzy w Kaliszu do 500 zł"}).text)
    structure(page)
    asked = "/en/szukaj?q=seniorzy+w+Kaliszu+do+500+zł"
    assert f'href="{asked}&odbiorcy=seniorzy"' in page
    assert f'href="{asked}&koszt=0&koszt=do-500"' in page
    assert "PLN 0, Up to PLN 500" in page
    library = 'href="/en/biblioteki/miejska-biblioteka-publiczna-im-adama-asnyka-w-kaliszu"'
    assert re.search(rf'<a class="chip" {library}><span class="chip-facet">Library:</span>', page)


def test_polish_plurals(client: Client) -> None:
    counts = {
        int(found[1]): found[2]
        for query in ("kamishibai", "Kalisz", "seniorzy", "rower", "wolontariusze", "bursztyn", "podkast")
        if (found := re.search(r"Znaleziono (\d+) (praktyk\w*)", client.get(f"/szukaj?q={query}").text))
    }
    assert counts
    for number, word in counts.items():
        few = number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14)
        assert word == ("praktykę" if number == 1 else "praktyki" if few else "praktyk")


@pytest.mark.parametrize("language", ["pl", "uk"])
def test_catalogues_are_complete(language: str) -> None:
    used = {
        message
        for _, _, message, _, _ in extract_from_dir(
            str(CHECKOUT / "templates"),
            method_map=[("**.html", "jinja2"), ("**.txt", "jinja2")],
            options_map={
                pattern: {"newstyle_gettext": "true", "trim_blocks": "true", "lstrip_blocks": "true"}
                for pattern in ("**.html", "**.txt")
            },
            directory_filter=lambda name: "node_modules" not in name,
        )
    }
    with (LOCALE / language / "LC_MESSAGES" / "messages.po").open("rb") as source:
        catalogue = read_po(source, locale=language)
    known = {message.id for message in catalogue if message.id and all(
        [message.string] if isinstance(message.string, str) else message.string
    )}  # fmt: skip
    assert len(used) > 90
    assert used - known == set()
    assert known - used == set()


def test_assets_are_kept_for_a_year_and_fonts_are_ours(client: Client) -> None:
    page = client.get("/").text
    style = re.search(r'href="(/static/site\.[0-9a-f]{12}\.css)"', page)
    assert style
    answer = client.get(style[1])
    assert "immutable" in answer.headers["cache-control"]
    fonts = re.findall(r'url\("([^"]+)"\)', answer.text)
    assert len(fonts) == 4
    for font in fonts:
        assert client.get(font).status_code == 200
    assert not re.findall(r"https?://(?!www\.w3\.org)", answer.text)


def test_the_accessibility_statement_has_its_fourteen_ids(client: Client) -> None:
    ids = structure(client.get("/deklaracja-dostepnosci").text).ids
    wanted = (
        "wstep podmiot zakres url data-publikacja data-aktualizacja status kontakt email telefon procedura"
    )
    for name in f"{wanted} data-sporzadzenie architektura komunikacja".split():
        assert ids.count(f"a11y-{name}") == 1
