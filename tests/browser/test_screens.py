"""A picture of every page at three widths, light and dark, in build/screens: to be looked at, and never in the tree.

What a machine can see is checked on the way: nothing is wider than the window, and no text is cut off.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from kb.settings import CHECKOUT
from tests.browser.browsing import opened, width_needed
from tests.web.states import COMPARED, MINE, PRACTICE, A, B, C

pytestmark = pytest.mark.browser

SCREENS = CHECKOUT / "build" / "screens"
SCHEMES = ("light", "dark")
TALLEST = 9_000
"""Pixels of a page that are kept."""
PAGES = {
    "home": "/",
    "results": "/szukaj?q=dzieci",
    "results-narrowed": f"/szukaj?q=dzieci&odbiorcy=rodziny&wszystkie=temat&{MINE}",
    "nothing": "/szukaj?q=naprawa+silników+odrzutowych",
    "no-filter-fits": "/szukaj?q=seniorzy&temat=ekologia&koszt=0",
    "practice": PRACTICE,
    "comparison": COMPARED,
    "list": "/praktyki",
    "map": "/mapa",
    "libraries": "/biblioteki",
    "wish": "/prosba?koszt=0",
    "help": "/pomoc",
    "accessibility": "/deklaracja-dostepnosci",
    "api": "/schema",
    "components": "/o-serwisie/wzornik",
    "not-found": "/nie-ma",
    "browse": "/szukaj",
    "hints": "/szukaj?q=młodzież, mała wieś, bez pieniędzy",
    "meant": "/szukaj?q=bliblotekka",
    "sparse-practice": f"/praktyki/{C}",
    "comparison-of-two": f"/porownaj?p={A}&p={B}",
    "comparison-begun": "/porownaj",
    "library": "/biblioteki/miejska-biblioteka-publiczna-im-adama-asnyka-w-kaliszu",
    "about": "/o-serwisie",
    "privacy": "/prywatnosc",
    "proposal": "/zaproponuj",
    "sign-in": "/konto/logowanie",
    "home-uk": "/uk/",
    "home-en": "/en/",
    "practice-uk": f"/uk{PRACTICE}",
    "results-en": "/en/szukaj?q=teenagers without money",
    "comparison-uk": f"/uk{COMPARED}",
    "results-uk": "/uk/szukaj?q=молодь, мале село, без грошей",
}
CUT_OFF = """() => [...document.querySelectorAll('main :not(input), header *, footer *')].filter(element => {
  const style = getComputedStyle(element);
  return element.clientWidth > 8 && ['hidden', 'clip'].includes(style.overflowX) && element.scrollWidth > element.clientWidth + 1
    && element.closest('.hidden, .past-facets') === null;
}).map(element => element.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_every_page_has_its_picture(chromium: Browser, live_server: str, width: int) -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    page = opened(chromium, live_server + "/", width=width)
    for name, path in PAGES.items():
        page.goto(live_server + path)
        assert width_needed(page) <= width, name
        assert page.evaluate(CUT_OFF) == [], name
        height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            file = SCREENS / f"{name}-{width}-{scheme}.jpg"
            page.screenshot(
                path=file, full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height}
            )
            assert file.stat().st_size > 5_000
    page.context.close()
