"""How the tests in a real browser open pages and judge them."""

from __future__ import annotations

from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Request, expect

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
COLOURS = ["color-contrast", "link-in-text-block"]
"""What can differ between light and dark: the second scheme of a page is judged by these alone, which is quick."""
PATIENCE = 60_000
"""Milliseconds. A busy machine is slow, and that is no failure; what never comes ends a test all the same."""
UNSETTLED = ".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added"
"""Parts of a page that htmx is still at work on."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


Seen = Callable[..., Page]
"""The fixture `seen`: an address and perhaps a width to a page."""


def opened(
    chromium: Browser,
    address: str,
    width: int = 1280,
    scheme: str = "light",
    script: bool = True,
    forced: bool = False,
) -> Page:
    context = chromium.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        forced_colors="active" if forced else "none",
        java_script_enabled=script,
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(address)
    return page


def press(button: Locator) -> None:
    """Presses what leads to another page, or to the same page anew, and waits until that is there."""
    with button.page.expect_navigation():
        button.click()


def stop_clock(page: Page) -> None:
    """The time of the page stands from now on, until `page.clock` moves it: nothing comes too early or too late."""
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 60)


def settle(page: Page) -> None:
    """Waits until the page that is open is whole. What was pressed has to have been answered before."""
    page.wait_for_load_state()
    expect(page.locator(UNSETTLED)).to_have_count(0)


def asked_for(page: Page) -> list[str]:
    """The addresses of results that the page asks for from now on, in order."""
    asked: list[str] = []

    def note(request: Request) -> None:
        if "/szukaj" in request.url:
            asked.append(request.url)

    page.on("request", note)
    return asked


def violations(page: Page, rules: list[str] = RULES) -> list[object]:
    """`rules` are tags or names of rules."""
    settle(page)
    # What is well is only counted: telling of it would take longer than finding what is not.
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [(v["id"], [node["html"] for node in v["nodes"]][:3]) for v in found]


def width_needed(page: Page) -> int:
    settle(page)
    return int(page.evaluate("document.documentElement.scrollWidth"))
