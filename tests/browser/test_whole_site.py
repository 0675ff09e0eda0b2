"""Every page and state of the site as a browser meets it: nothing is asked of others, nothing is kept, nothing jumps,
nothing breaks the policy, and no value of a program shows through."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

from tests.web.states import COMPARED, PAGES, PRACTICE

pytestmark = pytest.mark.browser

IN_OTHER_LANGUAGES = ("/", "/szukaj?q=dzieci", PRACTICE, COMPARED, "/mapa", "/pomoc", "/nie-ma")
LARGEST_SHIFT = 0.05
"""Half of what is called good; text that waits for its letters moves a little."""
WATCH = """
window.shift = 0;
new PerformanceObserver(list => { for (const entry of list.getEntries()) window.shift += entry.value; }).observe({type: 'layout-shift', buffered: true});
window.broken = [];
document.addEventListener('securitypolicyviolation', event => window.broken.push(event.violatedDirective + ' ' + event.blockedURI));
"""
SETTLED = "() => document.fonts.ready.then(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(window.shift)))))"
PROGRAM = re.compile(
    r"\b(?:Segment|Markup|None|True|False|frozenset|tuple)\(|\bNone\b|object at 0x|<[a-z_.]+\.[A-Z]|%\(\w+\)s|\{\{"
)


@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_asks_others_keeps_anything_jumps_or_shows_its_inside(
    chromium: Browser, live_server: str, width: int
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.add_init_script(WATCH)
    hosts: set[str] = set()
    complaints: list[str] = []
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    found = {}
    for address in (
        *PAGES,
        COMPARED,
        *(prefix + path for prefix in ("/en", "/uk") for path in IN_OTHER_LANGUAGES),
    ):
        page.goto(live_server + address)
        shift, broken = page.evaluate(SETTLED), page.evaluate("window.broken")
        shown = PROGRAM.findall(page.locator("body").inner_text())
        stored = page.evaluate("Object.keys(localStorage)")
        if shift > LARGEST_SHIFT or broken or shown or stored:
            found[address] = (shift, broken, shown, stored)
    assert found == {}
    assert hosts == {live_server.split("/")[2]}
    assert [text for text in complaints if "404" not in text] == []
    assert context.cookies() == []
    context.close()
