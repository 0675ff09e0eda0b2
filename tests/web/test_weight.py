"""What pages weigh as they are sent: an old computer and a slow phone read the same base."""

from __future__ import annotations

import re

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from kb.domain.facets import Facet
from tests.web.states import FRAGMENTS, MINE, PRACTICE

Client = TestClient[Litestar]

FIRST_PAGE = 150_000
HEADERS = 600
"""Bytes of the headers of one answer, at most."""
FRAGMENT = 30_000
UNFOLDED = "".join(f"&wszystkie={facet.parameter}" for facet in reversed(Facet))
SENTENCES = (
    "",
    "dzieci i młodzież na wsi",
    "zajęcia dla seniorów z lokalnymi partnerami",
    "чим зайняти підлітків улітку в малому селі без грошей",
)
WIDEST = (
    *FRAGMENTS,
    *(f"/szukaj?q={text}&{MINE}{UNFOLDED}" for text in SENTENCES),
    *(f"/szukaj?q={SENTENCES[1]}&{MINE}&wszystkie={facet.parameter}" for facet in Facet),
)


def sent(client: Client, path: str) -> int:
    """Bytes of the answer's body as they go over the wire, compressed where a browser is given it so."""
    with client.stream("GET", path, headers={"accept-encoding": "gzip"}) as answer:
        assert answer.status_code == 200
        return sum(len(part) for part in answer.iter_raw())


@pytest.mark.parametrize("prefix", ["", "/en", "/uk"])
@pytest.mark.parametrize("path", ["/", "/szukaj?q=seniorzy", PRACTICE])
def test_a_first_page_with_all_its_files_is_light(client: Client, prefix: str, path: str) -> None:
    """Every font is counted, though no page of ours asks for all four: scripts/setup.py makes them."""
    page = client.get(prefix + path).text
    files = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
    files |= {
        font
        for name in files
        if ".css" in name
        for font in re.findall(r'url\("([^"]+)"\)', client.get(name).text)
    }
    assert len([name for name in files if name.endswith(".woff2")]) == 4
    weight = sent(client, prefix + path) + sum(sent(client, name) for name in files)
    total = weight + HEADERS * (1 + len(files))
    assert total < FIRST_PAGE - 10_000, total


@pytest.mark.parametrize("prefix", ["", "/en", "/uk"])
@pytest.mark.parametrize("path", WIDEST)
def test_a_fragment_is_light_before_it_is_compressed(client: Client, prefix: str, path: str) -> None:
    fragment = client.get(prefix + path, headers={"HX-Request": "true"}).content
    assert b"<html" not in fragment
    assert len(fragment) < FRAGMENT, len(fragment)


def test_what_a_facet_leaves_out_is_one_press_away(client: Client) -> None:
    page = client.get("/szukaj?temat=kuchnia&temat=czytelnictwo").text
    themes = page[page.index('id="szczegoly-temat"') : page.index('id="szczegoly-partner"')]
    shown = re.findall(r'name="temat" value="([^"]+)"', themes)
    more = re.search(
        r'<button type="submit" name="wszystkie" value="temat" class="more">[^<]* (\d+)<', themes
    )
    assert more
    assert len(shown) < int(more[1])
    assert {"kuchnia", "czytelnictwo"} <= set(shown)
    # As the button sends it: before what the form carried on. One long list at a time.
    unfolded = client.get("/szukaj?wszystkie=temat&temat=kuchnia&temat=czytelnictwo&wszystkie=forma").text
    themes = unfolded[unfolded.index('id="szczegoly-temat"') : unfolded.index('id="szczegoly-partner"')]
    every = re.findall(r'name="temat" value="([^"]+)"', themes)
    assert len(every) == int(more[1])
    assert [code for code in every if code in shown] == shown
    assert 'name="wszystkie" value="temat" class="more"' not in unfolded
    assert 'name="wszystkie" value="forma" class="more"' in unfolded
    # It stays so whatever is chosen next.
    assert '<input type="hidden" name="wszystkie" value="temat">' in unfolded
    assert "temat=kuchnia&amp;wszystkie=temat" in unfolded
