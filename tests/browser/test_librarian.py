"""A librarian finds, narrows, compares and prints three ideas: with a mouse, with the keyboard alone, without a
script, in Ukrainian. Each way is held to the number of steps that it takes."""

from __future__ import annotations

import io
import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfReader

from tests.browser.browsing import asked_for, opened, press, settle, violations, width_needed

pytestmark = pytest.mark.browser

NEED = "młodzież, mała wieś, bez pieniędzy"
MOST_TABS = 45


def texts_of(titles: Locator) -> list[str]:
    return [title.replace("\u00a0", " ") for title in titles.all_inner_texts()]


def chosen_titles(page: Page) -> list[str]:
    """Titles of the first three practices of the results that are there, which are then chosen."""
    settle(page)
    return texts_of(page.locator(".card-title"))[:3]


def is_the_comparison_of(page: Page, titles: list[str]) -> None:
    expect(page.locator(".compare-title")).to_have_count(len(titles))
    assert texts_of(page.locator(".compare-title")) == titles


def prints(page: Page, titles: list[str]) -> None:
    """A few sheets with all three on the first, and nothing on them that only a screen needs."""
    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    # The extraction puts spaces around letters with a mark.
    first = "".join(sheets[0].extract_text().split())
    assert len(sheets) <= 3
    for title in titles:
        assert "".join(title.split())[:12] in first
    page.emulate_media(media="print")
    for gone in (".site-head nav", ".site-foot", ".compare-remove", "button"):
        expect(page.locator(gone).first).to_be_hidden()


def test_with_a_mouse_in_seven_presses(chromium: Browser, live_server: str) -> None:
    page = opened(chromium, live_server + "/")
    page.locator("#q").fill(NEED)
    page.get_by_role("button", name="Znajdź").click()
    page.get_by_role("link", name="Młodzież (13–19), Wieś").click()
    page.wait_for_url("**/szukaj?odbiorcy=mlodziez&wielkosc=wies")
    expect(page.locator(".hits-count")).to_contain_text("Znaleziono")
    titles = chosen_titles(page)
    for number in range(3):
        page.get_by_label("Do porównania").nth(number).check()
    expect(page.get_by_role("button", name="Porównaj zaznaczone (3)")).to_be_in_viewport()
    page.get_by_role("button", name="Porównaj zaznaczone").click()
    page.wait_for_url("**/porownaj?p=*")
    is_the_comparison_of(page, titles)
    expect(page.get_by_role("button", name="Drukuj")).to_be_visible()
    prints(page, titles)
    page.context.close()


def test_what_is_chosen_outlives_another_search(chromium: Browser, live_server: str) -> None:
    page = opened(chromium, live_server + "/szukaj?q=podkast")
    page.get_by_label("Do porównania").first.check()
    first = chosen_titles(page)[0]
    page.locator("#q").fill("kamishibai")
    page.wait_for_url("**/szukaj?q=kamishibai")
    expect(page.get_by_role("button", name="Porównaj zaznaczone (1)")).to_be_visible()
    second = chosen_titles(page)[0]
    asked = asked_for(page)
    page.get_by_label("Do porównania").first.check()
    # Nothing was asked for by a box that only chooses.
    expect(page.get_by_role("button", name="Porównaj zaznaczone (2)")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/szukaj\?q=kamishibai$"))
    assert asked == []
    page.get_by_role("button", name="Porównaj zaznaczone (2)").click()
    page.wait_for_url("**/porownaj?p=*&p=*")
    expect(page.locator(".compare-title")).to_have_count(2)
    assert sorted(texts_of(page.locator(".compare-title"))) == sorted([first, second])
    page.go_back()
    expect(page.get_by_label("Do porównania").first).to_be_checked()
    page.context.close()


def tab_to(page: Page, selector: str) -> int:
    """Presses Tab until the element has the focus; how often it took."""
    for presses in range(1, MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return presses
    raise AssertionError(f"{selector} is not reached in {MOST_TABS} presses of Tab")


def test_with_the_keyboard_alone(chromium: Browser, live_server: str) -> None:
    page = opened(chromium, live_server + "/")
    tab_to(page, ".skip")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#tresc$"))
    assert tab_to(page, "#q") == 1
    page.keyboard.type(NEED)
    page.keyboard.press("Enter")
    page.wait_for_url("**/szukaj?q=*")
    tab_to(page, ".skip")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#tresc$"))
    # Past forty boxes in one press.
    assert tab_to(page, ".past-facets") <= 4
    page.keyboard.press("Enter")
    expect(page.locator(".hits-count")).to_be_focused()
    tab_to(page, "a.chip[href$='odbiorcy=mlodziez&wielkosc=wies']:not([href*='q='])")
    page.keyboard.press("Enter")
    page.wait_for_url("**/szukaj?odbiorcy=mlodziez&wielkosc=wies")
    expect(page.locator(".hits-count")).to_be_focused()
    titles = chosen_titles(page)
    for _ in range(3):
        tab_to(page, ".pick input")
        page.keyboard.press("Space")
    tab_to(page, ".picked button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/porownaj?p=*")
    is_the_comparison_of(page, titles)
    tab_to(page, "[data-print]")
    page.context.close()


def test_without_a_script(chromium: Browser, live_server: str) -> None:
    page = opened(chromium, live_server + "/", width=360, script=False)
    page.get_by_role("searchbox").fill(NEED)
    press(page.get_by_role("button", name="Znajdź"))
    press(page.get_by_role("link", name="Młodzież (13–19), Wieś"))
    titles = chosen_titles(page)
    for number in range(3):
        page.get_by_label("Do porównania").nth(number).check()
    press(page.get_by_role("button", name="Porównaj zaznaczone"))
    expect(page).to_have_url(re.compile(r"/porownaj\?p="))
    is_the_comparison_of(page, titles)
    prints(page, titles)
    page.context.close()


def test_in_ukrainian(chromium: Browser, live_server: str) -> None:
    page = opened(chromium, live_server + "/uk/")
    page.locator("#q").fill("молодь, мале село, без грошей")
    page.get_by_role("button", name="Знайти").click()
    page.get_by_role("link", name="Підлітки та молодь (13–19), Село").click()
    page.wait_for_url("**/uk/szukaj?odbiorcy=mlodziez&wielkosc=wies")
    expect(page.locator(".hits-count")).to_contain_text("Знайдено")
    titles = chosen_titles(page)
    for number in range(3):
        page.get_by_label("Для порівняння").nth(number).check()
    page.get_by_role("button", name="Порівняти позначені (3)").click()
    page.wait_for_url("**/uk/porownaj?p=*")
    is_the_comparison_of(page, titles)
    expect(page.get_by_role("button", name="Друкувати")).to_be_visible()
    prints(page, titles)
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark", "forced"])
def test_choosing_for_a_comparison_is_accessible(chromium: Browser, live_server: str, scheme: str) -> None:
    page = opened(
        chromium,
        live_server + "/uk/szukaj?wszystkie=temat",
        width=320,
        scheme=scheme,
        forced=scheme == "forced",
    )
    page.get_by_label("Для порівняння").first.check()
    expect(page.locator(".picked button")).to_be_in_viewport()
    assert violations(page) == []
    assert width_needed(page) <= 320
    page.context.close()


def test_every_option_of_a_facet_is_one_press_away(chromium: Browser, live_server: str) -> None:
    for script in (True, False):
        page = opened(chromium, live_server + "/szukaj?q=dzieci", script=script)
        facet = page.locator("#szczegoly-temat")
        settle(page)
        before = facet.get_by_role("checkbox").count()
        entries = page.evaluate("history.length")
        facet.get_by_role("button", name="Wszystkie").click()
        page.wait_for_url("**/szukaj?q=dzieci&wszystkie=temat")
        expect(facet.get_by_role("button", name="Wszystkie")).to_have_count(0)
        expect(facet.get_by_role("checkbox").nth(before)).to_be_attached()
        if script:
            settle(page)
            assert page.evaluate("history.length") == entries
            expect(facet.locator("summary")).to_be_focused()
            facet.get_by_role("checkbox").last.check()
            page.wait_for_url("**/szukaj?q=dzieci&temat=*&wszystkie=temat")
            expect(facet.get_by_role("checkbox").last).to_be_focused()
        page.context.close()
