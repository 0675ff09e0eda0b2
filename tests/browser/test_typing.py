"""Results while somebody types: few questions, the newest answer, a true address, Back, one announcement."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser.browsing import asked_for, opened, settle, stop_clock, violations, width_needed

pytestmark = pytest.mark.browser

TWENTY = "zajęcia dla seniorów"


def test_twenty_characters_ask_at_most_three_times(chromium: Browser, live_server: str) -> None:
    assert len(TWENTY) == 20
    # The second writer waits longer than the first pause before every letter. Their time is the page's own, so
    # that a busy machine does not make them slower writers.
    for delay in (30, 500):
        page = opened(chromium, live_server + "/szukaj")
        asked = asked_for(page)
        page.locator("#q").click()
        stop_clock(page)
        for letter in TWENTY:
            page.keyboard.type(letter)
            page.clock.run_for(delay)
        page.clock.run_for(5000)
        page.wait_for_url("**/szukaj?q=zaj%C4%99cia+dla+senior%C3%B3w")
        expect(page.locator("#ogloszenie")).to_contain_text("Znaleziono")
        expect(page.locator("#q")).to_be_focused()
        assert page.evaluate("document.activeElement.selectionStart") == 20
        assert 1 <= len(asked) <= 3
        page.context.close()


def test_the_older_answer_never_overtakes_the_newer(chromium: Browser, live_server: str) -> None:
    page = opened(chromium, live_server + "/szukaj")
    held: list[Route] = []

    def hold(route: Route) -> None:
        # The first question is answered only when the second has been.
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/szukaj?q=*", hold)
    page.locator("#q").fill("podkast")
    page.locator("#q").press("Enter")
    expect(page.locator("#wyniki")).to_have_class("htmx-request")
    page.locator("#q").fill("kamishibai")
    page.locator("#q").press("Enter")
    page.wait_for_url("**/szukaj?q=kamishibai")
    heading = page.locator(".hits-count").inner_text()
    assert len(held) == 1
    held[0].abort()
    expect(page.locator("#wyniki")).not_to_have_class("htmx-request")
    expect(page).to_have_url(re.compile(r"/szukaj\?q=kamishibai$"))
    expect(page.locator(".hits-count")).to_have_text(heading)
    expect(page.locator(".hits")).to_contain_text("kamishibai", ignore_case=True)
    page.context.close()


def test_back_returns_to_what_was_meant(chromium: Browser, live_server: str) -> None:
    page = opened(chromium, live_server + "/szukaj?q=podkast")
    heading = page.locator(".hits-count")
    podcasts = heading.inner_text()
    # A run of typing is one entry, whatever it asks for on its way.
    box = page.locator("#q")
    box.fill("dzieci")
    page.wait_for_url("**/szukaj?q=dzieci")
    box.fill("dzieci na wsi")
    page.wait_for_url("**/szukaj?q=dzieci+na+wsi")
    page.locator("[type=checkbox][name=odbiorcy][value=dzieci]").check()
    page.wait_for_url("**/szukaj?q=dzieci+na+wsi&odbiorcy=dzieci")
    expect(page.locator(".chip.chosen")).to_have_count(1)
    page.go_back()
    page.wait_for_url("**/szukaj?q=dzieci+na+wsi")
    expect(page.locator(".chip.chosen")).to_have_count(0)
    expect(page.locator("[type=checkbox][name=odbiorcy][value=dzieci]")).not_to_be_checked()
    expect(box).to_have_value("dzieci na wsi")
    page.go_back()
    page.wait_for_url("**/szukaj?q=podkast")
    expect(box).to_have_value("podkast")
    expect(heading).to_have_text(podcasts)
    page.go_forward()
    page.go_forward()
    page.wait_for_url("**/szukaj?q=dzieci+na+wsi&odbiorcy=dzieci")
    expect(page.locator("[type=checkbox][name=odbiorcy][value=dzieci]")).to_be_checked()
    expect(box).to_have_value("dzieci na wsi")
    page.context.close()


def test_typing_in_an_empty_search_adds_no_entry_and_enter_no_second_one(
    chromium: Browser, live_server: str
) -> None:
    page = opened(chromium, live_server + "/")
    page.goto(live_server + "/szukaj")
    entries = page.evaluate("history.length")
    page.locator("#q").fill("podkast")
    page.wait_for_url("**/szukaj?q=podkast")
    with page.expect_response("**/szukaj?q=podkast"):
        page.locator("#q").press("Enter")
    settle(page)
    assert page.evaluate("history.length") == entries
    page.go_back()
    page.wait_for_url(live_server + "/")
    page.context.close()


def test_one_polite_region_says_how_many_in_the_language(chromium: Browser, live_server: str) -> None:
    for prefix, said in (("", "Znaleziono"), ("/en", "Found"), ("/uk", "Знайдено")):
        page = opened(chromium, f"{live_server}{prefix}/szukaj")
        region = page.get_by_role("status")
        expect(region).to_have_count(1)
        expect(region).to_have_text("")
        page.locator("#q").fill("podkast")
        expect(region).to_contain_text(said)
        expect(region).to_have_text(page.locator(".hits-count").inner_text())
        expect(page).to_have_title(re.compile("^podkast – "))
        expect(page.locator("#wyniki")).not_to_have_attribute("aria-live", re.compile(""))
        page.locator("#q").fill("qzxwvk")
        expect(region).not_to_contain_text(said)
        page.context.close()


def test_links_to_other_languages_follow(chromium: Browser, live_server: str) -> None:
    page = opened(chromium, live_server + "/szukaj")
    page.locator("#q").fill("podkast")
    page.wait_for_url("**/szukaj?q=podkast")
    page.get_by_role("link", name="English").click()
    page.wait_for_url("**/en/szukaj?q=podkast")
    page.context.close()


def test_focus_is_kept_when_a_facet_or_a_chip_is_pressed(chromium: Browser, live_server: str) -> None:
    page = opened(chromium, live_server + "/szukaj?q=dzieci")
    # A folded facet that somebody opened stays open, and the keyboard stays on its box.
    page.locator("#szczegoly-wojewodztwo > summary").click()
    first = page.locator("#szczegoly-wojewodztwo input").first
    first.focus()
    same = page.locator(f"#szczegoly-wojewodztwo [value='{first.get_attribute('value')}']")
    page.keyboard.press("Space")
    expect(page.locator(".chip.chosen")).to_be_visible()
    expect(same).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator(".chip.chosen")).to_have_count(0)
    expect(same).to_be_focused()
    page.keyboard.press("Space")
    page.locator(".chip.chosen").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".chip.chosen")).to_have_count(0)
    expect(page.locator(".hits-count")).to_be_focused()
    page.context.close()


def test_an_answer_that_does_not_come_is_told(chromium: Browser, live_server: str) -> None:
    page = opened(chromium, live_server + "/szukaj")
    page.route("**/szukaj?q=*", lambda route: route.abort())
    page.locator("#q").fill("podkast")
    expect(page.get_by_role("alert")).to_contain_text("Wyniki nie dotarły")
    page.unroute("**/szukaj?q=*")
    page.locator("#q").press("Enter")
    page.wait_for_url("**/szukaj?q=podkast")
    expect(page.get_by_role("alert")).to_have_count(0)
    page.context.close()


def test_nothing_that_moves_breaks_the_policy_or_asks_another_host(
    chromium: Browser, live_server: str
) -> None:
    page = opened(chromium, live_server + "/szukaj")
    complaints: list[str] = []
    hosts: set[str] = set()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))

    def after_the_list(route: Route) -> None:
        expect(page.get_by_role("listbox")).to_be_visible()
        route.continue_()

    page.route("**/szukaj?q=dzieci", after_the_list)
    page.locator("#q").fill("dzieci")
    page.wait_for_url("**/szukaj?q=dzieci")
    expect(page.get_by_role("listbox")).to_have_count(0)
    page.locator("[type=checkbox][name=odbiorcy][value=dzieci]").check()
    page.wait_for_url("**odbiorcy=dzieci")
    page.get_by_role("link", name="Następna").click()
    page.wait_for_url("**strona=2")
    expect(page.locator(".hits-count")).to_be_focused()
    page.go_back()
    page.wait_for_url("**odbiorcy=dzieci")
    expect(page.locator(".pages [aria-current]")).to_have_text("strona 1")
    settle(page)
    assert complaints == []
    assert hosts == {live_server.split("/")[2]}
    assert page.evaluate("localStorage.length") == 0
    page.context.close()


def test_a_link_opened_beside_leaves_the_page_alone(chromium: Browser, live_server: str) -> None:
    page = opened(chromium, live_server + "/szukaj?q=dzieci")
    with page.context.expect_page() as beside:
        page.get_by_role("link", name="Następna").click(modifiers=["ControlOrMeta"])
    beside.value.wait_for_url("**strona=2")
    expect(page).to_have_url(re.compile(r"/szukaj\?q=dzieci$"))
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark", "forced"])
@pytest.mark.parametrize("width", [320, 1280])
def test_results_after_a_swap_are_accessible(
    chromium: Browser, live_server: str, scheme: str, width: int
) -> None:
    page = opened(chromium, live_server + "/szukaj", width=width, scheme=scheme, forced=scheme == "forced")
    page.locator("#q").fill("seniorzy na wsi")
    page.wait_for_url("**/szukaj?q=seniorzy+na+wsi")
    expect(page.get_by_role("listbox")).to_have_count(0)
    assert violations(page) == []
    assert width_needed(page) <= width
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark", "forced"])
def test_the_panel_of_facets_on_a_phone_can_be_left(chromium: Browser, live_server: str, scheme: str) -> None:
    page = opened(
        chromium, live_server + "/szukaj?q=dzieci", width=320, scheme=scheme, forced=scheme == "forced"
    )
    panel = page.locator("#zawezanie")
    opener = page.get_by_role("button", name="Zawęź wyniki")
    expect(panel).to_be_hidden()
    opener.click()
    expect(panel).to_be_visible()
    page.locator("[type=checkbox][name=odbiorcy][value=dzieci]").check()
    page.wait_for_url("**odbiorcy=dzieci")
    # It stays while one chooses, and the keyboard with it.
    expect(page.locator("[type=checkbox][name=odbiorcy][value=dzieci]")).to_be_focused()
    expect(panel).to_be_visible()
    assert violations(page) == []
    assert width_needed(page) <= 320
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.get_by_role("button", name="Zawęź wyniki (1 filtr)")).to_be_visible()
    opener.click()
    page.get_by_role("button", name="Pokaż wybrane").click()
    expect(panel).to_be_hidden()
    page.context.close()


def test_the_panel_of_facets_needs_no_script(chromium: Browser, live_server: str) -> None:
    page = opened(chromium, live_server + "/szukaj?q=dzieci", width=360, script=False)
    page.get_by_role("button", name="Zawęź wyniki").click()
    page.locator("[type=checkbox][name=odbiorcy][value=dzieci]").check()
    page.get_by_role("button", name="Pokaż wybrane").click()
    page.wait_for_url("**/szukaj?q=dzieci&odbiorcy=dzieci")
    page.locator(".chip.chosen").click()
    page.wait_for_url("**/szukaj?q=dzieci")
    page.context.close()
