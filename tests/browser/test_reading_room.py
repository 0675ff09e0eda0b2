"""The practice, the comparison, the map and the pages that explain, in a real Chromium."""

from __future__ import annotations

import io
import json
import re

import pytest
from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from tests.browser.browsing import COLOURS, Seen, opened, press, stop_clock, violations, width_needed

pytestmark = pytest.mark.browser

A = "uczniowie-rysuja-komiks-o-historii-swojego-miasta"
B = "cotygodniowa-nauka-polskiego-dla-ukraincow-prowadzona-przez-mieszkanke"
C = "dyskusyjny-klub-ksiazki-dla-seniorow-w-dziennym-domu-seniora"
PAGES = {
    "practice": f"/praktyki/{A}",
    "practice without steps": f"/uk/praktyki/{B}",
    "comparison": f"/porownaj?p={A}&p={B}&p={C}",
    "comparison of two": f"/en/porownaj?p={A}&p={B}&p=nie-ma",
    "comparison of one": f"/porownaj?p={A}",
    "comparison of none": "/porownaj",
    "map": "/mapa",
    "map in Ukrainian": "/uk/mapa",
    "libraries": "/biblioteki",
    "libraries of one voivodeship": "/biblioteki?wojewodztwo=slaskie",
    "library": "/biblioteki/miejska-biblioteka-publiczna-im-adama-asnyka-w-kaliszu",
    "help": "/pomoc",
    "help in Ukrainian": "/uk/pomoc",
    "about": "/o-serwisie",
    "components": "/o-serwisie/wzornik",
    "components in Ukrainian": "/uk/o-serwisie/wzornik",
}


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_violation(seen: Seen, live_server: str, name: str) -> None:
    page = seen(live_server + PAGES[name])
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, COLOURS) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_phone_gets_the_whole_page(seen: Seen, live_server: str, name: str) -> None:
    page = seen(live_server + PAGES[name], width=320)
    assert width_needed(page) <= 320
    assert violations(page) == []


def test_the_policy_is_kept_and_structured_data_is_no_script(chromium: Browser, live_server: str) -> None:
    page = opened(chromium, live_server + "/")
    complaints: list[str] = []
    hosts: set[str] = set()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    for path in PAGES.values():
        page.goto(live_server + path)
    assert complaints == []
    assert hosts == {live_server.split("/")[2]}
    page.goto(live_server + PAGES["practice"])
    data = json.loads(page.locator('script[type="application/ld+json"]').inner_text())
    assert data["name"] == page.get_by_role("heading", level=1).inner_text().replace("\u00a0", " ").replace(
        "\n", " "
    )
    page.context.close()


def test_lines_are_of_a_length_to_read(seen: Seen, live_server: str) -> None:
    page = seen(live_server + PAGES["practice"])
    page.evaluate("document.fonts.ready.then(() => null)")
    characters = page.evaluate(
        """() => {
          const text = document.querySelector('.practice-text > section:not(.answers):not(.situations) > p');
          const probe = document.createElement('span');
          probe.textContent = 'Chcemy zaciekawić młodych przeszłością naszej miejscowości, ale zwykła pogadanka';
          text.append(probe);
          probe.style.whiteSpace = 'nowrap';
          const ratio = text.clientWidth / probe.getBoundingClientRect().width;
          return ratio * probe.textContent.length;
        }"""
    )
    assert 60 <= characters <= 76


@pytest.mark.parametrize("slug", [A, B, C])
def test_a_practice_prints_as_a_handout(seen: Seen, live_server: str, slug: str) -> None:
    page = seen(f"{live_server}/praktyki/{slug}")
    sheets = PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True))).pages
    assert len(sheets) <= 2
    page.emulate_media(media="print")
    for gone in (".site-head nav", ".site-foot", ".practice-tools", ".similar"):
        expect(page.locator(gone).first).to_be_hidden()
    expect(page.locator("#cytat")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_printed_steps_have_boxes(seen: Seen, live_server: str) -> None:
    page = seen(live_server + PAGES["practice"])
    style = (
        "e => { const s = getComputedStyle(e, '::before'); return [s.content, s.borderTopWidth, s.width]; }"
    )
    step = page.locator(".steps > li").first
    assert step.evaluate(style)[0].startswith("counter")
    page.emulate_media(media="print")
    page.wait_for_function("matchMedia('print').matches")
    content, border, width = step.evaluate(style)
    assert content == '""'
    assert float(border.removesuffix("px")) >= 1
    assert float(width.removesuffix("px")) >= 9


def test_links_and_citations_are_copied_and_it_is_said(chromium: Browser, live_server: str) -> None:
    page = opened(chromium, live_server + PAGES["practice"])
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    # The word is taken away again after a few seconds, which do not pass here.
    stop_clock(page)
    page.get_by_role("button", name="Skopiuj odnośnik").click()
    expect(page.locator("#skopiowano")).to_have_text("Skopiowano")
    assert page.evaluate("navigator.clipboard.readText()") == live_server + PAGES["practice"]
    page.get_by_role("button", name="Skopiuj cytowanie").click()
    page.wait_for_function("navigator.clipboard.readText().then(text => text.includes('Licencja'))")
    page.context.close()


def test_three_practices_are_compared_without_a_script(chromium: Browser, live_server: str) -> None:
    page = opened(chromium, live_server + PAGES["practice"], script=False)
    expect(page.get_by_role("button", name="Skopiuj odnośnik")).to_have_count(0)
    press(page.get_by_role("link", name="Dodaj do porównania"))
    for box in (0, 2):
        page.get_by_role("checkbox").nth(box).check()
    press(page.get_by_role("button", name="Porównaj"))
    expect(page).to_have_url(re.compile("p=.*p=.*p="))
    expect(page.get_by_role("columnheader")).to_have_count(3)
    expect(page.get_by_role("rowheader").nth(7)).to_be_visible()
    press(page.get_by_role("link", name="Wyjmij z porównania").first)
    expect(page.get_by_role("columnheader")).to_have_count(2)
    page.context.close()


def test_a_comparison_is_a_table_on_a_phone_too(chromium: Browser, live_server: str) -> None:
    page = opened(chromium, live_server + PAGES["comparison"], width=360)
    cells = page.get_by_role("row").nth(2).get_by_role("cell")
    expect(cells).to_have_count(3)
    tops = [cells.nth(number).bounding_box() for number in range(3)]
    heights = [box["y"] for box in tops if box]
    assert len(heights) == 3
    assert heights == sorted(set(heights))
    page.context.close()


def test_the_map_is_walked_by_the_keyboard(chromium: Browser, live_server: str) -> None:
    page = opened(chromium, live_server + "/mapa")
    page.locator(".tile").first.focus()
    page.keyboard.press("Tab")
    expect(page.locator("*:focus")).to_have_attribute("aria-label", re.compile("^Kujawsko-pomorskie: "))
    page.keyboard.press("Enter")
    page.wait_for_url("**/szukaj?wojewodztwo=kujawsko-pomorskie")
    page.context.close()
