"""How the tests in a real browser open pages and judge them."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
COLOURS = ["color-contrast", "link-in-text-block"]
"""What can differ between light and dark: the second scheme of a page is judged by these alone, which is quick."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


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
    page = context.new_page()
    page.goto(address)
    return page


def violations(page: Page, rules: list[str] = RULES) -> list[object]:
    """`rules` are tags or names of rules."""
    found = Axe().run(page, options={"runOnly": rules}).response["violations"]
    return [(v["id"], [node["html"] for node in v["nodes"]][:3]) for v in found]


def width_needed(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))
