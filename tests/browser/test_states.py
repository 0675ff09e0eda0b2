"""Every page as some people have it: forced colours, text twice as large, words without an end, paper."""

from __future__ import annotations

import io

import pytest
from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from tests.browser.browsing import opened, violations, width_needed
from tests.web.states import COMPARED, MINE, PRACTICE

pytestmark = pytest.mark.browser

PAGES = {
    "home": "/",
    "results": f"/szukaj?q=dzieci&odbiorcy=rodziny&wszystkie=temat&{MINE}",
    "nothing": "/uk/szukaj?q=молодь, мале село, без грошей",
    "practice": PRACTICE,
    "comparison": COMPARED,
    "comparison begun": f"/porownaj?p={PRACTICE.rpartition('/')[2]}&p=nie-ma",
    "list": "/en/praktyki?strona=2",
    "map": "/mapa",
    "library": "/biblioteki/miejska-biblioteka-publiczna-im-adama-asnyka-w-kaliszu",
    "libraries": "/biblioteki",
    "wish": "/prosba?koszt=0",
    "help": "/pomoc",
    "privacy": "/prywatnosc",
    "statement": "/deklaracja-dostepnosci",
    "api": "/schema",
    "components": "/o-serwisie/wzornik",
    "problem": "/uk/nie-ma",
}
FORCED = ("home", "practice", "comparison", "map", "wish", "problem")
"""Those that no other test has in forced colours."""
ENDLESS = "Konstantynopolitańczykowianeczkaprzedwczesnodziewięćdziesięciosześcioletnia"
# Tables of numbers, ranges and buttons hold nothing that an author wrote at length.
STRETCH = """word => {
  const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) if (walker.currentNode.data.trim().length > 3
    && !walker.currentNode.parentElement.closest('.numbers, .nb, button')) texts.push(walker.currentNode);
  texts.forEach((text, number) => { if (number % 3 === 0) text.data = word; });
}"""


def test_forced_colours_lose_nothing(chromium: Browser, live_server: str) -> None:
    page = opened(chromium, live_server + "/", forced=True)
    found = {}
    for name in FORCED:
        page.goto(live_server + PAGES[name])
        found[name] = violations(page)
    assert found == {name: [] for name in FORCED}
    # What is chosen is told apart by more than a colour that is taken away.
    page.goto(live_server + PAGES["results"])
    chosen = page.locator(".chip.chosen").first
    assert chosen.evaluate("element => getComputedStyle(element).borderTopStyle") == "solid"
    expect(chosen).to_contain_text("×")
    page.context.close()


@pytest.mark.parametrize(("width", "style", "word"), [
    (640, "", ""),
    (1280, "html { font-size: 212.5% !important; }", ""),
    (320, "", ENDLESS),
    (1280, "", ENDLESS),
], ids=["zoomed", "large text", "long words, narrow", "long words, wide"])  # fmt: skip
def test_nothing_scrolls_sideways(
    chromium: Browser, live_server: str, width: int, style: str, word: str
) -> None:
    """A window of 1280 at 200 % is 640 points wide; who enlarges the text alone has it twice as large in 1280."""
    page = opened(chromium, live_server + "/", width=width)
    wide = []
    for name, path in PAGES.items():
        page.goto(live_server + path)
        if style:
            page.evaluate(
                "style => { const sheet = new CSSStyleSheet(); sheet.replaceSync(style); document.adoptedStyleSheets = [sheet]; }",
                style,
            )
        if word:
            page.evaluate(STRETCH, word)
        if width_needed(page) > width:
            wide.append(name)
    assert wide == []
    page.context.close()


def test_paper_has_the_text_and_nothing_to_press(chromium: Browser, live_server: str) -> None:
    page = opened(chromium, live_server + PAGES["results"])
    page.emulate_media(media="print", color_scheme="dark")
    for name in ("results", "list", "library", "help", "map"):
        page.goto(live_server + PAGES[name])
        shown = page.evaluate(
            "[...document.querySelectorAll('button, input:not([type=hidden]), select, nav, .facets, .pick')]"
            ".filter(element => element.checkVisibility()).map(element => element.outerHTML.slice(0, 80))"
        )
        assert shown == [], name
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.goto(live_server + PAGES["results"])
    text = "".join(PdfReader(io.BytesIO(page.pdf(format="A4"))).pages[0].extract_text().split())
    title = "".join(page.locator(".card-title").first.inner_text().split())
    assert title[:12] in text
    page.context.close()
