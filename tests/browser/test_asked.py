"""What was looked for, and a list in pages, in a real browser: judged by axe, narrow and wide, and without a script."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, expect

from kb.app import Base, site_over
from kb.domain.accounts import Role
from kb.domain.languages import Language
from kb.domain.query_counts import OFTEN_ENOUGH
from kb.settings import load_settings
from kb.web.site import create_site
from tests.browser.browsing import opened as opened_in
from tests.browser.browsing import violations, width_needed
from tests.people import PASSWORD, Clock, add_account, people_over
from tests.serving import served
from tests.small_bases import opened
from tests.small_models import make_small_model

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("asked")
    base: Base = opened(folder, make_small_model(folder / "model"))
    for number in range(55):
        for _ in range(OFTEN_ENOUGH):
            base.counting_queries.note(f"wypożyczalnia sadzonek {number}", Language.POLISH, 0, 2)
    base.counting_queries.write()
    add_account(base.database, "red@example.org", Role.EDITOR)
    site = site_over(base, load_settings({}, rate_limits="off"))
    with served(create_site(replace(site, people=people_over(base.database, Clock())))) as found:
        yield found
    base.close()


@pytest.mark.parametrize(
    ("width", "scheme", "script"), [(360, "dark", True), (1280, "light", True), (360, "light", False)]
)
def test_an_editor_pages_through_what_found_nothing(
    chromium: Browser, address: str, width: int, scheme: str, script: bool
) -> None:
    page = opened_in(chromium, f"{address}/konto/logowanie?next=/redakcja", width, scheme, script)
    page.fill("#email", "red@example.org")
    page.fill("#haslo", PASSWORD)
    page.get_by_role("button", name="Zaloguj się").click()
    page.get_by_role("link", name="Czego szukano").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Czego szukano")
    # axe is a script, and would never answer where none runs.
    assert not script or violations(page) == []
    assert width_needed(page) <= width
    page.get_by_role("navigation", name="Strony listy").get_by_role("link", name="Następna").click()
    expect(page).to_have_title("Czego szukano – strona 2 – Dobre praktyki bibliotek")
    expect(page.get_by_text("Od 51 do 55 z 55")).to_be_visible()
    assert not script or violations(page) == []
    page.get_by_role("navigation", name="Co pokazać").get_by_role("link", name="Wszystko").click()
    expect(page.get_by_role("heading", level=2, name="Wszystko")).to_be_visible()
    page.get_by_role("link", name="wypożyczalnia sadzonek 0", exact=True).click()
    expect(page.locator("#q")).to_have_value("wypożyczalnia sadzonek 0")
