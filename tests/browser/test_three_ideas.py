"""The ways of a librarian to three printed ideas that tests/browser/test_librarian.py does not walk: the keyboard
alone and no script, in Polish and in Ukrainian. Each key is counted."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.browsing import opened
from tests.browser.test_librarian import MOST_TABS, chosen_titles, is_the_comparison_of, prints

pytestmark = pytest.mark.browser

WAYS = (
    pytest.param("", "młodzież, mała wieś, bez pieniędzy", id="pl"),
    pytest.param("/uk", "молодь, мале село, без грошей", id="uk"),
)
MOST_KEYS = 60
"""Beside the letters of the need: a minute for somebody who presses one key a second."""


class Keys:
    """Presses keys as a person does, looks where the focus is, and counts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.count += 1

    def to(self, selector: str) -> None:
        for _ in range(MOST_TABS):
            self.press("Tab")
            if self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"{selector} is not reached in {MOST_TABS} presses of Tab")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize(("prefix", "need"), WAYS)
def test_by_the_keyboard_alone(
    chromium: Browser, live_server: str, prefix: str, need: str, script: bool
) -> None:
    page = opened(chromium, f"{live_server}{prefix}/", script=script)
    keys = Keys(page)
    keys.press("Tab")
    keys.press("Enter")
    keys.to("#q")
    page.keyboard.type(need)
    keys.press("Enter")
    page.wait_for_url("**/szukaj?q=*")
    keys.to(".skip")
    keys.press("Enter")
    keys.to(".past-facets")
    keys.press("Enter")
    keys.to("a.chip[href$='odbiorcy=mlodziez&wielkosc=wies']:not([href*='q='])")
    keys.press("Enter")
    page.wait_for_url("**/szukaj?odbiorcy=mlodziez&wielkosc=wies")
    expect(page.locator(".chip.chosen")).to_have_count(2)
    titles = chosen_titles(page)
    if not script:
        keys.to(".skip")
        keys.press("Enter")
        keys.to(".past-facets")
        keys.press("Enter")
    for _ in range(3):
        keys.to(".pick input")
        keys.press("Space")
    keys.to(".picked button")
    keys.press("Enter")
    page.wait_for_url("**/porownaj?p=*")
    is_the_comparison_of(page, titles)
    prints(page, titles)
    assert keys.count <= MOST_KEYS, keys.count
    page.context.close()


@pytest.mark.parametrize(("prefix", "need"), WAYS)
def test_each_of_the_three_is_a_handout_of_its_own(
    chromium: Browser, live_server: str, prefix: str, need: str
) -> None:
    page = opened(chromium, f"{live_server}{prefix}/szukaj?q={need}", script=False)
    for number in range(3):
        page.locator(".card-title a").nth(number).click()
        title = page.locator("h1").inner_text().replace("\u00a0", " ")
        prints(page, [title])
        page.emulate_media(media="null")
        page.go_back()
    page.context.close()
