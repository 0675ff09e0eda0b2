"""Pages in a real Chromium: accessible, whole at every width, usable by keyboard and without a script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.browsing import COLOURS, opened, violations

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
def test_axe_finds_no_violation(chromium: Browser, live_server: str, name: str) -> None:
    page = opened(chromium, live_server + PAGES[name])
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, COLOURS) == []
    page.context.close()


@pytest.mark.parametrize("name", PAGES)
def test_nothing_scrolls_sideways_at_320(chromium: Browser, live_server: str, name: str) -> None:
    page = opened(chromium, live_server + PAGES[name], width=320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.context.close()


def test_no_page_asks_another_host_or_breaks_the_policy(chromium: Browser, live_server: str) -> None:
    context = chromium.new_context()
    page = context.new_page()
    hosts: set[str] = set()
    complaints: list[str] = []
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.on("console", lambda message: complaints.append(message.text))
    for path in PAGES.values():
        page.goto(live_server + path)
    assert hosts == {live_server.split("/")[2]}
    assert [text for text in complaints if "404" not in text] == []
    assert context.cookies() == []
    context.close()


def test_a_facet_narrows_without_a_reload_and_back_is_right(chromium: Browser, live_server: str) -> None:
    page = opened(chromium, live_server + "/szukaj?q=dzieci")
    before = page.locator(".hits-count").inner_text()
    page.evaluate("window.stayed = true")
    with page.expect_response(lambda response: "odbiorcy=mlodziez" in response.url):
        page.locator("[type=checkbox][name=odbiorcy][value=mlodziez]").check()
    page.wait_for_url("**odbiorcy=mlodziez*")
    page.locator(".chip.chosen").wait_for()
    assert page.evaluate("window.stayed")
    assert page.locator(".hits-count").inner_text() != before
    page.go_back()
    page.locator(".chip.chosen").wait_for(state="detached")
    assert page.locator(".hits-count").inner_text() == before
    page.context.close()


def test_a_librarian_finds_and_narrows_without_a_script(chromium: Browser, live_server: str) -> None:
    page = opened(chromium, live_server + "/", script=False)
    page.get_by_role("searchbox").fill("noc w bibliotece")
    page.get_by_role("button", name="Znajdź").click()
    assert "Znaleziono" in page.locator(".hits-count").inner_text()
    page.locator("[type=checkbox][name=odbiorcy][value=dzieci]").check()
    page.get_by_role("button", name="Pokaż wybrane").click()
    assert "odbiorcy=dzieci" in page.url
    page.locator(".card-title a").first.click()
    assert "/praktyki/" in page.url
    page.context.close()


def test_a_librarian_asks_for_what_is_not_there_without_a_script(chromium: Browser, live_server: str) -> None:
    page = opened(chromium, live_server + "/szukaj?q=qzxwvk+600+100+200&koszt=0", width=360, script=False)
    page.get_by_role("button", name="Poproś o taką praktykę").click()
    # A telephone number is not kept: the page says so, and all that was typed is still there.
    assert page.url == live_server + "/prosba"
    assert page.title().startswith("Błąd: ")
    box = page.get_by_role("textbox")
    assert box.input_value() == "qzxwvk 600 100 200"
    assert "numer telefonu" in page.get_by_role("alert").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    box.fill("Warsztaty qzxwvk")
    page.get_by_role("button", name="Wyślij prośbę").click()
    assert "stan=zapisana" in page.url
    assert "warsztaty qzxwvk" in page.get_by_role("main").inner_text()
    assert "Koszt: 0 zł" in page.get_by_role("main").inner_text().replace("\u00a0", " ")
    assert page.context.cookies() == []
    page.get_by_role("link", name="Wróć do wyników").click()
    assert "/szukaj?q=warsztaty+qzxwvk&koszt=0" in page.url
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_refused_wish_is_accessible(chromium: Browser, live_server: str, scheme: str) -> None:
    page = opened(chromium, live_server + "/prosba", scheme=scheme)
    page.get_by_role("button", name="Wyślij prośbę").click()
    page.get_by_role("alert").wait_for()
    assert violations(page) == []
    page.get_by_role("alert").get_by_role("link").click()
    assert page.evaluate("document.activeElement.id") == "tekst"
    page.context.close()


def test_a_wish_follows_filters_chosen_without_a_reload(chromium: Browser, live_server: str) -> None:
    page = opened(chromium, live_server + "/szukaj?q=kamishibai")
    page.locator("[type=checkbox][name=temat][value=czytelnictwo]").check()
    page.locator(".chip.chosen").wait_for()
    page.get_by_role("button", name="Poproś o taką praktykę").click()
    page.wait_for_url("**/prosba?q=kamishibai&temat=czytelnictwo&stan=zapisana")
    assert page.get_by_role("heading", level=1).inner_text().startswith("Dziękujemy")
    page.context.close()


def test_the_keyboard_reaches_the_content_first(chromium: Browser, live_server: str) -> None:
    page = opened(chromium, live_server + "/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#tresc"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("podkast")
    page.keyboard.press("Enter")
    page.wait_for_url("**/szukaj?q=podkast")
    page.context.close()
