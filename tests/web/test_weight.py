"""What pages weigh as they are sent: an old computer and a slow phone read the same base."""

from __future__ import annotations

import re

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from tests.web.states import FRAGMENTS, MINE

Client = TestClient[Litestar]

FIRST_PAGE = 150_000
FRAGMENT = 30_000
WIDEST = (
    *FRAGMENTS,
    f"/szukaj?{MINE}",
    f"/szukaj?q=dzieci i młodzież na wsi&{MINE}",
    "/szukaj?wszystkie=odbiorcy",
)


def sent(client: Client, path: str) -> int:
    """Bytes of the answer's body as they go over the wire, compressed where a browser is given it so."""
    with client.stream("GET", path, headers={"accept-encoding": "gzip"}) as answer:
        assert answer.status_code == 200
        return sum(len(part) for part in answer.iter_raw())


@pytest.mark.parametrize("prefix", ["", "/en", "/uk"])
@pytest.mark.parametrize("path", ["/", "/szukaj?q=seniorzy"])
def test_a_first_page_with_all_its_files_is_light(client: Client, prefix: str, path: str) -> None:
    """Every font is counted, though a page without Ukrainian asks for two of the three."""
    page = client.get(prefix + path).text
    files = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
    files |= {
        font
        for name in files
        if ".css" in name
        for font in re.findall(r'url\("([^"]+)"\)', client.get(name).text)
    }
    assert len(files) >= 8
    total = sent(client, prefix + path) + sum(sent(client, name) for name in files)
    limit = FIRST_PAGE if path == "/" else FIRST_PAGE + 25_000
    assert total < limit, total


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
    unfolded = client.get("/szukaj?temat=kuchnia&temat=czytelnictwo&wszystkie=temat").text
    themes = unfolded[unfolded.index('id="szczegoly-temat"') : unfolded.index('id="szczegoly-partner"')]
    every = re.findall(r'name="temat" value="([^"]+)"', themes)
    assert len(every) == int(more[1])
    assert [code for code in every if code in shown] == shown
    assert 'name="wszystkie" value="temat" class="more"' not in unfolded
    # It stays so whatever is chosen next.
    assert '<input type="hidden" name="wszystkie" value="temat">' in unfolded
    assert "temat=kuchnia&amp;wszystkie=temat" in unfolded
