"""From a proposal to a found practice in a real browser, with and without a script; axe at every step."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect

from kb.app import Base
from kb.domain.accounts import Account, Role
from kb.domain.workflow import WorkflowState
from tests.browser.browsing import opened, press, violations, width_needed
from tests.people import PASSWORD
from tests.web.people_site import Desk
from tests.web.review_site import base_in, brought_to, record, review_desk_over

pytestmark = pytest.mark.browser

SUMMARY = "Instruktorka prowadzi ćwiczenia rozciągające na trawie przed budynkiem."


@pytest.fixture(scope="module")
def base(filled_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Base]:
    yield from base_in(tmp_path_factory.mktemp("path"), filled_database)


@pytest.fixture(scope="module")
def desk(base: Base) -> Iterator[Desk]:
    yield from review_desk_over(base)


@pytest.fixture(scope="module")
def people(desk: Desk) -> dict[Role, Account]:
    return {role: desk.account(role) for role in (Role.TRAINER, Role.REVIEWER)}


@pytest.fixture(scope="module")
def address(desk: Desk) -> Iterator[str]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        config = uvicorn.Config(desk.application, log_config=None, access_log=False, lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            thread.join(0.02)
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join(10)


def signed_in(chromium: Browser, address: str, account: Account, **options: object) -> Page:
    page = opened(chromium, f"{address}/konto/logowanie", **options)  # type: ignore[arg-type]
    page.locator("#email").fill(account.email)
    page.locator("#haslo").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_role("button", name="Wyloguj", exact=True)).to_be_visible()
    return page


def sound(page: Page, script: bool) -> None:
    """axe needs the page's own script; without one the structure is the same."""
    if script:
        assert violations(page) == []
    assert width_needed(page) <= page.viewport_size["width"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("script", "scheme", "width"), [(True, "light", 1280), (True, "dark", 360), (False, "light", 360)]
)
def test_a_proposal_becomes_a_practice_that_is_found(
    chromium: Browser,
    address: str,
    desk: Desk,
    base: Base,
    people: dict[Role, Account],
    script: bool,
    scheme: str,
    width: int,
) -> None:
    title = f"Joga na trawniku {scheme} {'ze skryptem' if script else 'bez skryptu'}"
    options = {"script": script, "scheme": scheme, "width": width}
    reader = opened(chromium, f"{address}/zaproponuj", **options)  # type: ignore[arg-type]
    sound(reader, script)
    # Too soon and without the first answers: nothing is lost, the page says what to do.
    reader.get_by_label("Co zrobiliście?").fill(title)
    reader.get_by_role("button", name="Wyślij propozycję").click()
    expect(reader.get_by_role("alert")).to_contain_text("Wpisz miejscowość.")
    sound(reader, script)
    reader.get_by_role("alert").get_by_role("link", name="Wpisz miejscowość.").click()
    if script:
        expect(reader.locator("#miejscowosc")).to_be_focused()
    expect(reader.get_by_label("Co zrobiliście?")).to_have_value(title)
    reader.get_by_label("Jaka biblioteka?").fill("Biblioteka Próbna")
    reader.get_by_label("Miejscowość").fill("Próbno")
    reader.get_by_label("W dwóch lub trzech zdaniach").fill(f"{SUMMARY} To zapis {scheme} {script}.")
    reader.get_by_label("Twój adres e-mail").fill("biblioteka@example.org")
    reader.get_by_role("button", name="Wyślij propozycję").click()
    expect(reader.get_by_role("alert")).to_contain_text("szybciej, niż ktokolwiek pisze")
    sound(reader, script)
    desk.clock.move(seconds=10)
    reader.get_by_role("button", name="Wyślij propozycję").click()
    expect(reader.get_by_role("heading", level=1)).to_contain_text("Dziękujemy")
    sound(reader, script)
    assert reader.context.cookies() == []

    reviewer = signed_in(chromium, address, people[Role.REVIEWER], **options)
    reviewer.goto(f"{address}/redakcja/kolejka")
    sound(reviewer, script)
    press(reviewer.get_by_role("link", name=title))
    sound(reviewer, script)
    # A comment beside its field, and a decision without a reason given: the comment is the reason.
    reviewer.locator("section", has=reviewer.locator("#pole-summary")).locator("summary").click()
    reviewer.get_by_label("Uwaga do pola: W skrócie").fill("Ile osób przyszło?")
    reviewer.get_by_role("button", name="Zapisz uwagę").locator("visible=true").click()
    expect(reviewer.get_by_text("Ile osób przyszło?", exact=True).first).to_be_visible()
    sound(reviewer, script)
    # There is no source yet, so it cannot be published.
    reviewer.get_by_role("button", name="Opublikuj").click()
    expect(reviewer.get_by_role("alert")).to_contain_text("Przed publikacją trzeba wypełnić: Źródła.")
    sound(reviewer, script)
    reviewer.get_by_role("button", name="Poproś o poprawki").click()
    expect(reviewer.get_by_role("status")).to_contain_text("Autor lub autorka zobaczy Twoje uwagi.")
    expect(reviewer.locator("[aria-current=step]")).to_contain_text("Do poprawy")
    expect(reviewer.get_by_text("biblioteka@example.org")).to_be_visible()
    sound(reviewer, script)

    practice = int(reviewer.url.split("/praktyki/")[1].split("?")[0])
    base.saving.keep_draft(
        record(title), practice_id=practice, author="Ola", author_id=people[Role.REVIEWER].id
    )
    # The page is older than the text: told, and shown the new one.
    reviewer.get_by_role("button", name="Wyślij do sprawdzenia").click()
    expect(reviewer.get_by_role("alert")).to_contain_text("nowszy tekst")
    sound(reviewer, script)
    reviewer.get_by_role("button", name="Wyślij do sprawdzenia").click()
    expect(reviewer.get_by_role("status")).to_contain_text("Praktyka jest w kolejce.")
    reader.goto(f"{address}/szukaj?q=yoga+in+the+open+air")
    expect(reader.locator(".hits-count")).to_be_visible()
    assert title not in reader.content()
    press(reviewer.get_by_role("link", name="Przeczytaj i zdecyduj"))
    reviewer.get_by_role("button", name="Opublikuj").click()
    expect(reviewer.get_by_role("status")).to_contain_text("Opublikowano.")
    sound(reviewer, script)
    press(reviewer.get_by_role("link", name="Historia"))
    sound(reviewer, script)
    reviewer.get_by_role("link", name="Co się zmieniło w wersji 2").click()
    expect(reviewer.locator("ins").first).to_be_visible()
    sound(reviewer, script)

    reader.goto(f"{address}/szukaj?q=yoga+in+the+open+air")
    reader.get_by_role("link", name=title).first.click()
    expect(reader.get_by_role("heading", level=1)).to_contain_text("Joga na trawniku")
    assert "biblioteka@example.org" not in reader.content()
    reviewer.goto(f"{address}/redakcja/praktyki/{practice}")
    expect(reviewer.get_by_role("heading", level=1)).to_contain_text("Joga na trawniku")
    assert "biblioteka@example.org" not in reviewer.content()
    reader.context.close()
    reviewer.context.close()


def test_an_author_sees_the_place_takes_back_and_brings_back(
    chromium: Browser, address: str, desk: Desk, base: Base, people: dict[Role, Account]
) -> None:
    author, reviewer = people[Role.TRAINER], people[Role.REVIEWER]
    practice, _ = brought_to(desk, base, WorkflowState.DRAFT, author, reviewer, "Klub przy stole")
    base.saving.keep_draft(
        record("Klub przy dużym stole"), practice_id=practice, author="Ola", author_id=author.id
    )
    page = signed_in(chromium, address, author, width=360)
    page.goto(f"{address}/redakcja/praktyki/{practice}")
    page.get_by_label("Uwaga (nieobowiązkowa)").fill("Proszę o szybkie sprawdzenie.")
    page.get_by_role("button", name="Wyślij do sprawdzenia").click()
    expect(page.get_by_text("Twoja praktyka jest pierwsza w kolejce.")).to_be_visible()
    expect(page.get_by_text("Proszę o szybkie sprawdzenie.", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Kolejka")).to_have_count(0)
    page.get_by_role("button", name="Załatwione").click()
    expect(page.get_by_text("Nie ma otwartych uwag.")).to_be_visible()
    page.get_by_role("button", name="Cofnij wysłanie").click()
    expect(page.locator("[aria-current=step]")).to_contain_text("Szkic")
    page.get_by_role("link", name="Historia").click()
    page.get_by_role("button", name="Przywróć ten tekst").click()
    expect(page.get_by_role("status")).to_contain_text("Wrócił wcześniejszy tekst")
    expect(page.get_by_role("heading", level=1)).to_have_text("Klub przy stole")
    sound(page, script=True)
    page.context.close()
