"""Writing a practice in a real browser: with a script and without one nothing is lost, and axe is content."""

from __future__ import annotations

import datetime
import re
import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect

from kb.app import Base, site_over
from kb.domain.accounts import Role
from kb.settings import load_settings
from kb.storage import accounts
from kb.web.site import create_site
from tests.browser.browsing import opened, press, violations, width_needed
from tests.files.test_uploads import photo
from tests.people import PASSWORD, cheap_passwords

pytestmark = pytest.mark.browser


@pytest.fixture
def writing_server(own_base: Base) -> Iterator[str]:
    """A site of its own, since it is written in, with one editor."""
    with own_base.database.write() as session:
        now = datetime.datetime.now(datetime.UTC)
        accounts.add(session, "ola@example.org", "Ola", Role.EDITOR, cheap_passwords().hash(PASSWORD), now)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        site = create_site(site_over(own_base, load_settings({}, rate_limits="off")))
        server = uvicorn.Server(uvicorn.Config(site, log_config=None, access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            thread.join(0.02)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


def sign_in(page: Page) -> None:
    page.get_by_label("Adres e-mail").fill("ola@example.org")
    page.get_by_label("Hasło").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Zaloguj").click()


def begun(chromium: Browser, server: str, script: bool = True, width: int = 1280) -> Page:
    page = opened(chromium, f"{server}/konto/logowanie?next=/redakcja", script=script, width=width)
    sign_in(page)
    page.wait_for_url("**/redakcja")
    page.get_by_role("button", name="Nowa praktyka").click()
    page.wait_for_url("**/o-czym")
    return page


def send(page: Page, name: str) -> None:
    """Presses a button below the form and waits for what it leads to."""
    press(page.locator(".form-end").get_by_role("button", name=name, exact=True))


def version(page: Page, number: int) -> None:
    page.locator(f'#wersja[value="{number}"]').wait_for(state="attached")


def test_what_is_typed_saves_itself_and_is_seen_again(chromium: Browser, writing_server: str) -> None:
    page = begun(chromium, writing_server)
    page.get_by_role("textbox", name="Tytuł działania").fill("Wieczór bajek")
    version(page, 2)
    expect(page.locator("#zapis")).to_contain_text("Zapisano o")
    expect(page.locator(".completeness label")).not_to_contain_text(" 0 %")
    page.reload()
    expect(page.get_by_role("textbox", name="Tytuł działania")).to_have_value("Wieczór bajek")
    expect(page.locator("#niezapisane")).to_be_hidden()
    page.get_by_role("textbox", name="Z jakiej potrzeby").fill("Dzieci się nudzą.")
    send(page, "Zapisz i dalej")
    page.wait_for_url("**/biblioteka")
    page.go_back()
    page.reload()
    expect(page.get_by_role("textbox", name="Z jakiej potrzeby")).to_have_value("Dzieci się nudzą.")
    expect(page.locator("#niezapisane")).to_be_hidden()
    page.context.close()


def test_a_new_row_is_there_without_a_reload_and_has_the_focus(
    chromium: Browser, writing_server: str
) -> None:
    page = begun(chromium, writing_server)
    page.goto(page.url.replace("o-czym", "jak-to-zrobic"))
    page.evaluate("window.stayed = true")
    page.locator("#p-steps-0-text").fill("Zapraszamy")
    page.get_by_role("button", name="Dodaj: Krok po kroku").click()
    expect(page.locator("#p-steps-1-text")).to_be_focused()
    page.keyboard.type("Czytamy")
    page.get_by_role("button", name="Przesuń wyżej: Krok po kroku 2").click()
    expect(page.locator("#p-steps-0-text")).to_have_value("Czytamy")
    expect(page.locator("#p-steps-0-text")).to_be_focused()
    assert page.evaluate("window.stayed")
    page.reload()
    expect(page.locator("#p-steps-1-text")).to_have_value("Zapraszamy")
    page.context.close()


def test_an_ended_sign_in_keeps_the_text_in_the_window(chromium: Browser, writing_server: str) -> None:
    page = begun(chromium, writing_server)
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.get_by_role("textbox", name="Tytuł działania").fill("Nie zgub mnie")
    expect(page.locator("#zapis")).to_contain_text("logowanie wygasło")
    send(page, "Zapisz i dalej")
    expect(page.get_by_role("heading", level=1)).to_have_text("Twój tekst nie jest jeszcze zapisany")
    expect(page).to_have_title(re.compile("^Błąd:"))
    assert violations(page) == []
    page.context.add_cookies(cookies)
    # The proof of the first button is of the browser that was not signed in; the page that says so brings a new one.
    press(page.get_by_role("button", name="Wyślij tekst jeszcze raz"))
    expect(page).to_have_title(re.compile("^Błąd:"))
    press(page.get_by_role("button", name="Wyślij tekst jeszcze raz"))
    page.wait_for_url("**/o-czym*")
    expect(page.get_by_role("textbox", name="Tytuł działania")).to_have_value("Nie zgub mnie")
    page.context.close()


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_practice_from_the_first_word_to_the_queue(
    chromium: Browser, writing_server: str, script: bool
) -> None:
    page = begun(chromium, writing_server, script)
    page.get_by_role("textbox", name="Tytuł działania").fill("Dzieci rysują komiks o miasteczku")
    page.get_by_role("textbox", name="W skrócie").fill(
        "Uczniowie rysowali z pisarzem komiks. Powstała drukowana historia miasta."
    )
    page.get_by_role("textbox", name="Z jakiej potrzeby").fill("Młodych nie ciekawi przeszłość miejscowości.")
    send(page, "Zapisz i dalej")
    page.wait_for_url("**/biblioteka")
    page.get_by_role("textbox", name="Biblioteka (konieczne)").fill("Biblioteka w Brzozie")
    page.get_by_role("textbox", name="Od roku").fill("wiosną")
    send(page, "Zapisz i dalej")
    expect(page.get_by_role("alert")).to_contain_text("„wiosną” to nie liczba")
    expect(page).to_have_title(re.compile("^Błąd:"))
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.get_by_role("textbox", name="Od roku")).to_be_focused()
    page.get_by_role("textbox", name="Od roku").fill("2024")
    send(page, "Zapisz i dalej")
    page.wait_for_url("**/dla-kogo")
    root = page.url.rpartition("/")[0]
    page.goto(f"{root}/zdjecia-i-pliki")
    page.set_input_files("#plik", files=[{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo()}])
    press(page.get_by_role("button", name="Dodaj plik"))
    page.get_by_role("textbox", name="Opis dla osób").fill("Dzieci przy stole")
    page.get_by_label("Osoby na zdjęciu zgodziły się").check()
    send(page, "Zapisz")
    page.goto(f"{root}/skad-wiemy")
    page.get_by_role("textbox", name="Adres strony").fill("https://example.org/komiks")
    send(page, "Zapisz i dalej")
    page.goto(f"{root}/sprawdz")
    expect(page.get_by_role("heading", name="Uczniowie rysują komiks")).to_be_visible()
    press(page.get_by_role("button", name="+ Historia i dziedzictwo lokalne"))
    expect(page.get_by_role("button", name="+ Historia i dziedzictwo lokalne")).to_have_count(0)
    page.goto(f"{root}/podglad")
    expect(page.get_by_role("img", name="Dzieci przy stole")).to_be_visible()
    page.goto(f"{root}/sprawdz")
    page.get_by_role("button", name="Wyślij do sprawdzenia").click()
    page.wait_for_url("**/redakcja?stan=wyslano")
    expect(page.get_by_role("main")).to_contain_text("w sprawdzeniu")
    page.context.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_is_accessible_and_none_scrolls_sideways(
    chromium: Browser, writing_server: str, width: int
) -> None:
    page = begun(chromium, writing_server, width=width)
    root = page.url.rpartition("/")[0]
    steps = "o-czym biblioteka dla-kogo jak-to-zrobic koszty-i-czas co-wyszlo skad-wiemy zdjecia-i-pliki sprawdz podglad"
    for address in ["/redakcja", "/redakcja/nowa", *(f"{root}/{step}" for step in steps.split())]:
        page.goto(address if address.startswith("http") else writing_server + address)
        assert violations(page) == [], address
        assert width_needed(page) <= width, address
    page.goto(f"{root}/zdjecia-i-pliki")
    page.set_input_files("#plik", files=[{"name": "a.png", "mimeType": "image/png", "buffer": b"<svg/>"}])
    page.get_by_role("button", name="Dodaj plik").click()
    expect(page.get_by_role("alert")).to_contain_text("W pliku jest coś innego")
    assert violations(page) == []
    other = page.context.new_page()
    for window in (page, other):
        window.goto(f"{root}/o-czym")
    for window, title in ((page, "Pierwsze okno"), (other, "Drugie okno")):
        window.get_by_label("Tytuł działania").fill(title)
        send(window, "Zapisz")
    expect(other.get_by_role("heading", level=1)).to_have_text("Dwa teksty tej samej praktyki")
    assert violations(other) == []
    assert width_needed(other) <= width
    other.get_by_label("Tekst z drugiego okna").check()
    other.get_by_role("button", name="Zapisz to, co wybrane").click()
    other.wait_for_url("**/o-czym")
    expect(other.get_by_label("Tytuł działania")).to_have_value("Pierwsze okno")
    page.context.close()
