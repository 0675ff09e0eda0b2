"""The reader's own library in a browser: kept there alone, sent by a press, one press to turn it off."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.browsing import opened, violations, width_needed

pytestmark = pytest.mark.browser


def test_it_is_kept_here_and_sent_only_by_a_press(chromium: Browser, live_server: str) -> None:
    page = opened(chromium, live_server + "/")
    page.get_by_text("Dopasuj do mojej biblioteki").click()
    page.get_by_label("Wielkość miejscowości").select_option("wies")
    page.get_by_label("Ile możemy wydać").select_option("do-500")
    page.get_by_role("button", name="Pokaż pasujące najpierw").click()
    page.wait_for_url("**/szukaj?moja_wielkosc=wies&moj_koszt=do-500")
    expect(page.locator(".fit-on")).to_contain_text("wieś, do 500 zł")
    # It goes along while one types and chooses.
    page.locator("#q").fill("dzieci")
    page.wait_for_url("**/szukaj?q=dzieci&moja_wielkosc=wies&moj_koszt=do-500")
    expect(page.locator(".card-fit").first).to_contain_text("wieś")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Wyłącz").click()
    page.wait_for_url("**/szukaj?q=dzieci")
    expect(page.locator(".card-fit")).to_have_count(0)
    # Remembered, and not sent before the next press.
    page.goto(live_server + "/szukaj?q=seniorzy")
    expect(page.locator(".card-fit")).to_have_count(0)
    page.locator("#q").fill("seniorzy na wsi")
    page.wait_for_url("**/szukaj?q=seniorzy+na+wsi")
    page.keyboard.press("Escape")
    page.locator(".fit-shortcut button").click()
    page.wait_for_url("**/szukaj?q=seniorzy+na+wsi&moja_wielkosc=wies&moj_koszt=do-500")
    expect(page.locator(".hits-count")).to_be_focused()
    assert page.context.cookies() == []
    page.context.close()


def test_it_can_be_forgotten(chromium: Browser, live_server: str) -> None:
    page = opened(chromium, live_server + "/szukaj?q=dzieci")
    page.get_by_text("Dopasuj do mojej biblioteki").click()
    page.get_by_role("combobox", name="Województwo").select_option("mazowieckie")
    page.get_by_role("button", name="Pokaż pasujące najpierw").click()
    page.wait_for_url("**moje_wojewodztwo=mazowieckie")
    page.goto(live_server + "/")
    page.get_by_text("Dopasuj do mojej biblioteki").click()
    expect(page.get_by_label("Województwo", exact=True)).to_have_value("mazowieckie")
    page.get_by_role("button", name="Zapomnij").click()
    expect(page.get_by_label("Województwo", exact=True)).to_have_value("")
    page.wait_for_function("localStorage.length === 0")
    page.context.close()


def test_it_works_without_a_script(chromium: Browser, live_server: str) -> None:
    page = opened(chromium, live_server + "/szukaj?q=dzieci&odbiorcy=dzieci", script=False)
    page.get_by_text("Dopasuj do mojej biblioteki").click()
    page.get_by_role("combobox", name="Wielkość miejscowości").select_option("wies")
    page.get_by_role("button", name="Pokaż pasujące najpierw").click()
    page.wait_for_url("**/szukaj?moja_wielkosc=wies*&q=dzieci&odbiorcy=dzieci")
    expect(page.locator(".card-fit").first).to_contain_text("wieś")
    page.get_by_role("link", name="Wyłącz").click()
    page.wait_for_url("**/szukaj?q=dzieci&odbiorcy=dzieci")
    page.context.close()


@pytest.mark.parametrize("path", ["/", "/uk/szukaj?q=діти&moja_wielkosc=wies&moj_koszt=501-2000"])
@pytest.mark.parametrize("scheme", ["light", "dark", "forced"])
def test_the_open_form_is_accessible(chromium: Browser, live_server: str, path: str, scheme: str) -> None:
    page = opened(chromium, live_server + path, width=320, scheme=scheme, forced=scheme == "forced")
    page.locator("#moja-biblioteka > summary").click()
    expect(page.locator("#moja_wielkosc")).to_be_visible()
    assert violations(page) == []
    assert width_needed(page) <= 320
    page.context.close()
