"""Suggestions below the search box: the keys of the ARIA pattern, and nothing of it without a script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, Request, Route, expect

from tests.browser.browsing import opened, violations, width_needed

pytestmark = pytest.mark.browser


def box_of(page: Page) -> Locator:
    return page.locator("#q[role=combobox]")


def options_of(page: Page) -> Locator:
    return page.get_by_role("listbox").get_by_role("option")


ANY = re.compile("")


def with_suggestions(chromium: Browser, address: str, typed: str = "sen", **how: object) -> Page:
    """Where results come below while one types, they have come, and the list was opened again."""
    page = opened(chromium, address, **how)  # type: ignore[arg-type]
    box_of(page).fill(typed)
    if "/szukaj" in address:
        page.wait_for_url(f"**/szukaj?q={typed}")
        box_of(page).press("Alt+ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()
    return page


def test_the_keyboard_walks_the_list(chromium: Browser, live_server: str) -> None:
    page = with_suggestions(chromium, live_server + "/")
    box, options = box_of(page), options_of(page)
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(box).to_have_attribute("aria-controls", page.get_by_role("listbox").get_attribute("id") or "")
    expect(box).to_have_attribute("aria-autocomplete", "list")
    expect(box).not_to_have_attribute("aria-activedescendant", ANY)
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", options.first.get_attribute("id") or "")
    expect(options.first).to_have_attribute("aria-selected", "true")
    box.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(options.first).to_have_attribute("aria-selected", "false")
    box.press("ArrowUp")
    box.press("ArrowUp")
    expect(box).not_to_have_attribute("aria-activedescendant", ANY)
    box.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    box.press("Home")
    expect(box).not_to_have_attribute("aria-activedescendant", ANY)
    page.wait_for_function("document.activeElement.selectionStart === 0")
    box.press("ArrowDown")
    box.press("End")
    expect(box).not_to_have_attribute("aria-activedescendant", ANY)
    page.wait_for_function("document.activeElement.selectionStart === 3")
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("sen")
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    address = options.first.get_attribute("href")
    box.press("Enter")
    page.wait_for_url(f"{live_server}{address}")
    page.context.close()


def test_enter_without_an_option_searches_what_was_typed(chromium: Browser, live_server: str) -> None:
    page = with_suggestions(chromium, live_server + "/")
    box_of(page).press("Enter")
    page.wait_for_url("**/szukaj?q=sen")
    page.context.close()


def test_tab_and_a_press_elsewhere_close_the_list(chromium: Browser, live_server: str) -> None:
    page = with_suggestions(chromium, live_server + "/")
    box_of(page).press("Tab")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(page.get_by_role("button", name="Znajdź")).to_be_focused()
    box_of(page).press("ArrowDown")
    page.get_by_role("listbox").wait_for()
    page.get_by_role("heading", level=1).click()
    expect(page.get_by_role("listbox")).to_have_count(0)
    page.context.close()


def test_an_emptied_box_has_no_list(chromium: Browser, live_server: str) -> None:
    page = with_suggestions(chromium, live_server + "/")
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url.rpartition("/")[2])

    page.on("request", note)
    box_of(page).fill("")
    expect(page.get_by_role("listbox")).to_have_count(0)
    box_of(page).press("ArrowDown")
    expect(box_of(page)).to_have_attribute("aria-expanded", "false")
    # Nothing was asked for, which the next question shows that is answered.
    box_of(page).fill("bi")
    expect(page.get_by_role("listbox")).to_be_visible()
    assert asked == ["podpowiedzi?q=bi"]
    page.context.close()


def test_a_pressed_option_leads_where_it_says(chromium: Browser, live_server: str) -> None:
    page = with_suggestions(chromium, live_server + "/szukaj", width=360)
    option = options_of(page).first
    size = option.bounding_box()
    assert size
    assert size["height"] >= 24
    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    address = option.get_attribute("href")
    option.click()
    page.wait_for_url(f"{live_server}{address}")
    page.context.close()


def test_the_list_makes_way_for_results_and_comes_back_when_asked(
    chromium: Browser, live_server: str
) -> None:
    page = opened(chromium, live_server + "/szukaj")

    def after_the_list(route: Route) -> None:
        expect(page.get_by_role("listbox")).to_be_visible()
        route.continue_()

    page.route("**/szukaj?q=sen", after_the_list)
    box_of(page).fill("sen")
    page.wait_for_url("**/szukaj?q=sen")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(box_of(page)).to_have_attribute("aria-expanded", "false")
    box_of(page).click()
    expect(page.get_by_role("listbox")).to_be_visible()
    page.context.close()


def test_results_do_not_close_the_list_below_the_hands_of_somebody_who_is_in_it(
    chromium: Browser, live_server: str
) -> None:
    page = opened(chromium, live_server + "/szukaj")
    first = options_of(page).first

    def after_the_choice(route: Route) -> None:
        expect(first).to_have_attribute("aria-selected", "true")
        route.continue_()

    page.route("**/szukaj?q=sen", after_the_choice)
    box_of(page).fill("sen")
    box_of(page).press("ArrowDown")
    page.wait_for_url("**/szukaj?q=sen")
    expect(first).to_have_attribute("aria-selected", "true")
    page.context.close()


@pytest.mark.parametrize("path", ["/", "/szukaj", "/uk/szukaj"])
@pytest.mark.parametrize("scheme", ["light", "dark", "forced"])
def test_open_suggestions_are_accessible(chromium: Browser, live_server: str, path: str, scheme: str) -> None:
    page = with_suggestions(
        chromium, live_server + path, typed="bi", width=320, scheme=scheme, forced=scheme == "forced"
    )
    box_of(page).press("ArrowDown")
    expect(options_of(page).first).to_have_attribute("aria-selected", "true")
    assert violations(page) == []
    assert width_needed(page) <= 320
    page.context.close()


def test_without_a_script_the_box_is_a_box(chromium: Browser, live_server: str) -> None:
    page = opened(chromium, live_server + "/", script=False)
    expect(page.get_by_role("searchbox")).to_be_visible()
    expect(page.locator("#q")).to_be_visible()
    expect(page.locator("#q")).not_to_have_attribute("role", ANY)
    expect(page.locator(".suggestions-place")).to_have_count(0)
    page.context.close()
