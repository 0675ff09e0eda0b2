"""Signing in and the account in a real Chromium: with and without a script, and in every state accessible."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kb.domain.accounts import Role
from kb.services.people import People
from kb.web.context import Site
from kb.web.site import create_site
from tests.browser.browsing import opened, press, violations, width_needed
from tests.people import PASSWORD, Clock, add_account, people_over, small_database
from tests.serving import served

pytestmark = pytest.mark.browser
FAILED = re.compile("^Błąd: ")


@dataclass(frozen=True, slots=True)
class Served:
    address: str
    people: People


@pytest.fixture
def office(site: Site, tmp_path: Path) -> Iterator[Served]:
    """A served site with an administrator and an editor."""
    database = small_database(tmp_path)
    people = people_over(database, Clock())
    add_account(database, "szef@example.org", Role.ADMIN, name="Szef")
    add_account(database, "ola@example.org", Role.EDITOR)
    with served(create_site(replace(site, people=people))) as address:
        yield Served(address, people)
    database.close()


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.get_by_label("Adres e-mail").fill(email)
    page.get_by_label("Hasło").fill(password)
    press(page.get_by_role("button", name="Zaloguj się"))


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_somebody_signs_in_comes_back_and_signs_out(chromium: Browser, office: Served, script: bool) -> None:
    page = opened(chromium, office.address + "/mapa", width=360, script=script)
    press(page.get_by_role("link", name="Zaloguj się"))
    sign_in(page, "ola@example.org", "nie to hasło wcale")
    expect(page).to_have_title(FAILED)
    expect(page.get_by_label("Adres e-mail")).to_have_value("ola@example.org")
    expect(page.get_by_label("Hasło")).to_have_value("")
    page.get_by_role("alert").get_by_role("link").click()
    if script:
        expect(page.locator("#email")).to_be_focused()
    sign_in(page, "ola@example.org")
    expect(page).to_have_url(office.address + "/mapa")
    press(page.get_by_role("link", name="Ola"))
    expect(page).to_have_url(office.address + "/konto")
    press(page.get_by_role("button", name="Wyloguj", exact=True))
    expect(page.get_by_text("Wylogowano.")).to_be_visible()
    assert page.context.cookies() == []
    page.go_back()
    page.reload()
    expect(page).to_have_url(re.compile("/konto/logowanie"))
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_and_state_is_accessible(chromium: Browser, office: Served, scheme: str) -> None:
    page = opened(chromium, office.address + "/konto/logowanie", scheme=scheme)
    found: dict[str, object] = {}

    def judge(state: str) -> None:
        found[state] = violations(page)
        assert width_needed(page) <= 1280

    judge("sign in")
    sign_in(page, "szef@example.org", "nie to hasło wcale")
    judge("wrong password")
    sign_in(page, "szef@example.org")
    judge("account")
    for path in ("/konto/haslo", "/konto/drugi-krok", "/konto/usun"):
        page.goto(office.address + path)
        judge(path)
        press(page.get_by_role("main").get_by_role("button").first)
        expect(page, path).to_have_title(FAILED)
        judge(f"{path} refused")
    page.goto(office.address + "/konto")
    press(page.get_by_role("button", name="Utwórz token"))
    judge("no name for a token")
    page.get_by_label("Nazwa programu").fill("spis")
    press(page.get_by_role("button", name="Utwórz token"))
    judge("token")
    page.goto(office.address + "/redakcja/konta")
    judge("accounts")
    press(page.get_by_role("button", name="Utwórz zaproszenie"))
    judge("no address to invite")
    page.get_by_role("textbox", name="Adres e-mail").fill("nowa@example.org")
    press(page.get_by_role("button", name="Utwórz zaproszenie"))
    judge("invitation")
    link = page.locator("#odnosnik").inner_text()
    press(page.get_by_role("button", name="Wyłącz Szef"))
    judge("last administrator")
    press(page.get_by_role("button", name="Wyloguj", exact=True))
    page.goto(link)
    judge("link")
    press(page.get_by_role("button", name="Załóż konto"))
    judge("link refused")
    page.goto(office.address + "/konto/link?k=x")
    judge("dead link")
    assert {state: each for state, each in found.items() if each} == {}
    page.context.close()


@pytest.mark.parametrize("path", ["/konto", "/konto/drugi-krok", "/redakcja/konta"])
def test_nothing_scrolls_sideways_at_320(chromium: Browser, office: Served, path: str) -> None:
    page = opened(chromium, f"{office.address}/konto/logowanie?next={path}", width=320)
    assert width_needed(page) <= 320
    sign_in(page, "szef@example.org")
    expect(page).to_have_url(office.address + path)
    assert width_needed(page) <= 320
    page.context.close()


def test_an_invited_person_makes_an_account_without_a_script(chromium: Browser, office: Served) -> None:
    made = office.people.links.invite(None, "nowa@example.org", Role.TRAINER)
    page = opened(chromium, f"{office.address}/konto/link?k={made.token}", script=False)
    page.get_by_label("Imię").fill("Nowa")
    page.get_by_label("Hasło").fill("haslo1234567")
    press(page.get_by_role("button", name="Załóż konto"))
    expect(page.get_by_role("alert")).to_contain_text("zbyt łatwo zgadnąć")
    expect(page.get_by_label("Imię")).to_have_value("Nowa")
    page.get_by_label("Hasło").fill(PASSWORD)
    press(page.get_by_role("button", name="Załóż konto"))
    expect(page).to_have_url(office.address + "/konto")
    expect(page.get_by_role("main")).to_contain_text("trener")
    page.context.close()
