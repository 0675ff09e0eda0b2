"""The pages of labels, synonyms and libraries in a real browser: without a script, judged by axe."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect

from kb.app import Base, site_over
from kb.domain.accounts import Role
from kb.domain.practice import Library, PracticeRecord
from kb.settings import load_settings
from kb.web.site import create_site
from tests.browser.browsing import opened as opened_in
from tests.browser.browsing import press, violations, width_needed
from tests.people import PASSWORD, Clock, add_account, people_over
from tests.small_bases import opened
from tests.small_models import make_small_model

pytestmark = pytest.mark.browser
WIDTHS = (360, 1280)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Base, str]]:
    folder = tmp_path_factory.mktemp("desk")
    base = opened(folder, make_small_model(folder / "model"))
    record = PracticeRecord(
        title="Terrarium",
        summary="Skrót.",
        library=Library(name="Biblioteka Publiczna w Lipnie", place="Lipno"),
        audience=("mlodziez",),
    )
    base.saving.publish(record, with_vectors=False)
    add_account(base.database, "rec@example.org", Role.REVIEWER)
    site = replace(
        site_over(base, load_settings({}, rate_limits="off")), people=people_over(base.database, Clock())
    )
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(create_site(site), log_config=None, access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            thread.join(0.02)
        yield base, f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)
    base.close()


def signed_in(chromium: Browser, address: str, width: int, scheme: str = "light") -> Page:
    page = opened_in(
        chromium, f"{address}/konto/logowanie?next=/redakcja/slowniki", width, scheme, script=False
    )
    page.fill("#email", "rec@example.org")
    page.fill("#haslo", PASSWORD)
    page.get_by_role("button", name="Zaloguj się").click()
    page.wait_for_url(f"{address}/redakcja/slowniki")
    return page


def is_well(page: Page, width: int) -> None:
    # axe is a script of its own, which runs where the page's are switched off.
    assert width_needed(page) <= width
    assert violations(page) == []


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_the_pages_and_their_errors_are_accessible(
    desk: tuple[Base, str], chromium: Browser, width: int, scheme: str
) -> None:
    base, address = desk
    lipno = next(one for one in base.editing_libraries.libraries("lipno"))
    blind = signed_in(chromium, address, width, scheme)
    seeing = opened_in(chromium, f"{address}/konto/logowanie", width, scheme)
    seeing.context.add_cookies(blind.context.cookies())  # type: ignore[arg-type]
    for path in (
        "/redakcja/slowniki",
        "/redakcja/slowniki/odbiorcy",
        "/redakcja/slowniki/odbiorcy/seniorzy",
        "/redakcja/slowniki/odbiorcy/mlodziez/scal?z=seniorzy",
        "/redakcja/slowniki/synonimy",
        "/redakcja/biblioteki",
        f"/redakcja/biblioteki/{lipno.id}?z=biblioteka",
        f"/redakcja/biblioteki/{lipno.id}/scal?z=1",
        "/en/redakcja/slowniki/odbiorcy/seniorzy",
        "/uk/redakcja/slowniki/synonimy",
    ):
        seeing.goto(address + path)
        is_well(seeing, width)
    seeing.goto(f"{address}/redakcja/slowniki/odbiorcy/seniorzy")
    seeing.fill("#etykieta-pl", "")
    press(seeing.get_by_role("button", name="Zapisz etykiety"))
    expect(seeing.get_by_role("alert")).to_be_visible()
    is_well(seeing, width)
    seeing.goto(f"{address}/redakcja/slowniki/synonimy")
    seeing.fill("#okreslenia", "samo")
    press(seeing.get_by_role("button", name="Dodaj grupę"))
    expect(seeing.get_by_role("alert")).to_be_visible()
    is_well(seeing, width)
    seeing.goto(f"{address}/redakcja/biblioteki/{lipno.id}")
    seeing.fill("#nazwa", " ")
    press(seeing.get_by_role("button", name="Zmień nazwę"))
    expect(seeing.get_by_role("alert")).to_be_visible()
    is_well(seeing, width)


def test_labels_are_joined_and_separated_without_a_script(desk: tuple[Base, str], chromium: Browser) -> None:
    _, address = desk
    page = signed_in(chromium, address, 1280)
    press(page.get_by_role("link", name="Odbiorcy"))
    press(page.get_by_role("link", name="Młodzież (13–19)", exact=True))
    page.get_by_label("Etykieta, która zostaje").select_option(label="Seniorzy i osoby 60+")
    press(page.get_by_role("button", name="Pokaż, co się zmieni"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Seniorzy i osoby 60+")
    press(page.get_by_role("button", name="Połącz"))
    expect(page.get_by_role("status")).to_have_text(re.compile(r"^\s*Zapisano"))
    reader = opened_in(chromium, f"{address}/szukaj?q=terrarium&odbiorcy=mlodziez", script=False)
    expect(reader).to_have_url(re.compile("odbiorcy=seniorzy$"))
    expect(reader.get_by_role("link", name="Terrarium").first).to_be_visible()
    press(page.get_by_role("button", name="Rozłącz"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Młodzież (13–19)")
