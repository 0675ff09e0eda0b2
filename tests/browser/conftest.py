"""A real Chromium, started once for a module."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.browsing import ARGUMENTS, PATIENCE, Seen, opened

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.fail("There is no Chromium: scripts/setup.py --test says how to install it.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def seen(chromium: Browser) -> Iterator[Seen]:
    """Opens an address in the window of its width, for tests that press nothing: a window of its own costs as much
    as two pages."""
    windows: dict[int, Page] = {}

    def open_(address: str, width: int = 1280) -> Page:
        if width not in windows:
            windows[width] = opened(chromium, "about:blank", width=width)
        windows[width].emulate_media(media="null", color_scheme="light")
        windows[width].goto(address)
        return windows[width]

    yield open_
    for page in windows.values():
        page.context.close()
