"""Pages in a real Chromium: accessible, whole at every width, usable by keyboard and without a script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.browsing import COLOURS, Seen, opened, press, settle, violations, width_needed

pytestmark = pytest.mark.browser

PAGES = {
    "home": "/",
    "results": "/szukaj?q=zajecia+dla+seniorow&odbiorcy=seniorzy",
    "nothing": "/szukaj?q=naprawa+silników+odrzutowych",
    "filters": "/szukaj?q=seniorzy&temat=ekologia&koszt=0",
    "meant": "/szukaj?q=bliblotekka",
    "wish": "/prosba?koszt=0",
    "thanks": "/prosba?q=chór&koszt=0&stan=zapisana",
    "practice": "/praktyki/uczniowie-rysuja-komiks-o-historii-swojego-miasta",
    "list": "/praktyki",
    "error": "/nie-ma",
    "ukrainian": "/uk/szukaj?q=заняття+для+літніх+людей",
}


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_violation(seen: Seen, live_server: str, name: str) -> None:
    page = seen(live_server + PAGES[name])
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, COLOURS) == []


@pytest.mark.parametrize("name", PAGES)
def test_nothing_scrolls_sideways_at_320(seen: Seen, live_server: str, name: str) -> None:
    assert width_needed(seen(live_server + PAGES[name], width=320)) <= 320


def test_no_page_asks_another_host_or_breaks_the_policy(chromium: Browser, live_server: str) -> None:
    page = opened(chromium, live_server + "/")
    hosts: set[str] = set()
    complaints: list[str] = []
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.on("console", lambda message: complaints.append(message.text))
    for path in PAGES.values():
        page.goto(live_server + path)
    assert hosts == {live_server.split("/")[2]}
    assert [text for text in complaints if "404" not in text] == []
    assert page.context.cookies() == []
    page.context.close()


def test_a_facet_narrows_without_a_reload_and_back_is_right(chromium: Browser, live_server: str) -> None:
    page = opened(chromium, live_server + "/szukaj?q=dzieci")
    before = page.locator(".hits-count").inner_text()
    page.evaluate("window.stayed = true")
    with page.expect_response(lambda response: "odbiorcy=mlodziez" in response.url):
        page.locator("[type=checkbox][name=odbiorcy][value=mlodziez]").check()
    page.wait_for_url("**odbiorcy=mlodziez*")
    expect(page.locator(".chip.chosen")).to_be_visible()
    expect(page.locator(".hits-count")).not_to_have_text(before)
    assert page.evaluate("window.stayed")
    page.go_back()
    expect(page.locator(".chip.chosen")).to_have_count(0)
    expect(page.locator(".hits-count")).to_have_text(before)
    page.context.close()


def test_a_librarian_finds_and_narrows_without_a_script(chromium: Browser, live_server: str) -> None:
    page = opened(chromium, live_server + "/", script=False)
    page.get_by_role("searchbox").fill("noc w bibliotece")
    page.get_by_role("button", name="Znajdź").click()
    expect(page.locator(".hits-count")).to_contain_text("Znaleziono")
    page.locator("[type=checkbox][name=odbiorcy][value=dzieci]").check()
    press(page.get_by_role("button", name="Pokaż wybrane"))
    expect(page).to_have_url(re.compile("odbiorcy=dzieci"))
    page.locator(".card-title a").first.click()
    expect(page).to_have_url(re.compile("/praktyki/"))
    page.context.close()


def test_a_librarian_asks_for_what_is_not_there_without_a_script(chromium: Browser, live_server: str) -> None:
    page = opened(chromium, live_server + "/szukaj?q=qzxwvk+600+100+200&koszt=0", width=360, script=False)
    page.get_by_role("button", name="Poproś o taką praktykę").click()
    # A telephone number is not kept: the page says so, and all that was typed is still there.
    expect(page).to_have_url(live_server + "/prosba")
    expect(page).to_have_title(re.compile("^Błąd: "))
    box = page.get_by_role("textbox")
    expect(box).to_have_value("qzxwvk 600 100 200")
    expect(page.get_by_role("alert")).to_contain_text("numer telefonu")
    assert width_needed(page) <= 360
    box.fill("Warsztaty qzxwvk")
    page.get_by_role("button", name="Wyślij prośbę").click()
    expect(page).to_have_url(re.compile("stan=zapisana"))
    expect(page.get_by_role("main")).to_contain_text("warsztaty qzxwvk")
    expect(page.get_by_role("main")).to_contain_text(re.compile(r"Koszt: 0\szł"))
    assert page.context.cookies() == []
    page.get_by_role("link", name="Wróć do wyników").click()
    expect(page).to_have_url(re.compile(r"/szukaj\?q=warsztaty\+qzxwvk&koszt=0"))
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_refused_wish_is_accessible(chromium: Browser, live_server: str, scheme: str) -> None:
    page = opened(chromium, live_server + "/prosba", scheme=scheme)
    page.get_by_role("button", name="Wyślij prośbę").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.locator("#tekst")).to_be_focused()
    page.context.close()


def test_a_wish_follows_filters_chosen_without_a_reload(chromium: Browser, live_server: str) -> None:
    page = opened(chromium, live_server + "/szukaj?q=kamishibai")
    page.locator("[type=checkbox][name=temat][value=czytelnictwo]").check()
    expect(page.locator(".chip.chosen")).to_be_visible()
    settle(page)
    page.get_by_role("button", name="Poproś o taką praktykę").click()
    page.wait_for_url("**/prosba?q=kamishibai&temat=czytelnictwo&stan=zapisana")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Dziękujemy"))
    page.context.close()


def test_the_keyboard_reaches_the_content_first(chromium: Browser, live_server: str) -> None:
    page = opened(chromium, live_server + "/")
    page.keyboard.press("Tab")
    expect(page.locator("a[href='#tresc']")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#tresc$"))
    page.keyboard.press("Tab")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("podkast")
    page.keyboard.press("Enter")
    page.wait_for_url("**/szukaj?q=podkast")
    page.context.close()
