"""What was looked for: what counts as asked, and the page of it that editors read."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kb.domain.accounts import Account, Role
from kb.domain.languages import Language
from kb.domain.query_counts import OFTEN_ENOUGH, QueryCount
from kb.services.counting_queries import CountingQueries
from kb.services.secrets import Signer
from kb.web.context import Site
from kb.web.views.asked import QUERIES_SHOWN
from kb.web.views.lists import NEEDS
from tests.people import SECRET, Clock, people_over, small_database
from tests.web.people_site import Client, Desk, desk_over, sign_in

PAGE = "/redakcja/szukane"


@pytest.fixture
def desk(site: Site, tmp_path: Path) -> Iterator[Desk]:
    clock, database = Clock(), small_database(tmp_path)
    own = replace(site, counting_queries=CountingQueries(database, Signer(SECRET), clock))
    yield from desk_over(own, database, people_over(database, clock), clock)
    database.close()


@pytest.fixture
def editor(desk: Desk) -> Account:
    return desk.account(Role.EDITOR)


@pytest.fixture
def reading(desk: Desk, editor: Account) -> Client:
    client = desk.browser()
    assert sign_in(client, editor.email).status_code == 303
    return client


def counted(desk: Desk, editor: Account) -> list[QueryCount]:
    desk.site.counting_queries.write()
    return list(desk.site.counting_queries.looked_for(editor, 30, 1000, only_gaps=False).queries)


def note(desk: Desk, text: str, times: int = OFTEN_ENOUGH, found: int = 0, loose: int = 0) -> None:
    for _ in range(times):
        desk.site.counting_queries.note(text, Language.POLISH, found, loose)


def repeatedly(client: Client, address: str, **headers: str) -> None:
    for _ in range(OFTEN_ENOUGH):
        assert client.get(address, headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("/szukaj?q=Kamishibai", {}),
        ("/szukaj?q=kamishibai&moja_wielkosc=wies", {}),
        ("/szukaj?q=kamishibai", {"hx-request": "true", "hx-trigger": "szukanie"}),
        ("/szukaj?q=kamishibai", {"hx-request": "true", "hx-boosted": "true"}),
        ("/api/v1/search?q=kamishibai&limit=5", {}),
    ],
    ids=str,
)
def test_what_somebody_sent_is_counted(
    desk: Desk, editor: Account, address: str, headers: dict[str, str]
) -> None:
    repeatedly(desk.browser(), address, **headers)
    (query,) = counted(desk, editor)
    assert (query.text, query.count) == ("kamishibai", OFTEN_ENOUGH)
    assert query.found == desk.browser().get("/api/v1/search?q=kamishibai").json()["total"] > 0


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("/szukaj?q=kamish", {"hx-request": "true", "hx-trigger": "q"}),
        ("/szukaj?q=kamishibai", {"hx-request": "true", "hx-trigger": "wyniki"}),
        ("/szukaj?q=kamishibai", {"sec-purpose": "prefetch;prerender"}),
        ("/szukaj?q=kamishibai", {"purpose": "prefetch"}),
        ("/szukaj?q=kamishibai", {"hx-request": "true", "hx-history-restore-request": "true"}),
        ("/szukaj?q=kamishibai&odbiorcy=dzieci", {}),
        ("/szukaj?q=dzieci&strona=2", {}),
        ("/szukaj?odbiorcy=dzieci", {}),
        ("/szukaj?q=%20", {}),
        (f"/szukaj?q={NEEDS[Language.POLISH][0]}", {}),
        ("/szukaj?q=jan kowalski", {}),
        ("/szukaj?q=tel. 600 100 200", {}),
        ("/api/v1/search?q=dzieci&offset=20", {}),
        ("/api/v1/search?q=kamishibai&audience=dzieci", {}),
        ("/podpowiedzi?q=kamishibai", {}),
        ("/api/v1/suggest?q=kamishibai", {}),
    ],
    ids=str,
)
def test_what_is_no_new_question_is_not(
    desk: Desk, editor: Account, address: str, headers: dict[str, str]
) -> None:
    repeatedly(desk.browser(), address, **headers)
    assert counted(desk, editor) == []


def test_who_is_signed_in_is_not_counted(desk: Desk, editor: Account, reading: Client) -> None:
    repeatedly(reading, "/szukaj?q=kamishibai")
    token = desk.people.api_tokens.make(editor, "skrypt").token
    repeatedly(desk.browser(), "/api/v1/search?q=kamishibai", authorization=f"Bearer {token}")
    assert counted(desk, editor) == []


def test_a_refused_search_is_not_counted(desk: Desk, editor: Account) -> None:
    client = desk.browser()
    for _ in range(OFTEN_ENOUGH):
        assert client.get("/api/v1/search?q=kamishibai&limit=x").status_code == 400
    assert counted(desk, editor) == []


@pytest.mark.parametrize(
    ("prefix", "words"),
    [
        ("", ["szukano 7 razy", "nic nie znaleziono, 2 praktyki luźniej związane", "znaleziono 5 praktyk"]),
        ("/en", ["looked for 7 times", "nothing found, 2 practices loosely related", "5 practices found"]),
        ("/uk", ["шукали 7 разів", "нічого не знайдено, 2 практики", "знайдено 5 практик"]),
    ],
)
def test_the_page_shows_what_found_nothing_first(
    desk: Desk, reading: Client, prefix: str, words: list[str]
) -> None:
    note(desk, "joga na dachu", 7, loose=2)
    note(desk, "szachy", 30, found=5)
    note(desk, "rzadkie", OFTEN_ENOUGH - 1)
    desk.site.counting_queries.write()
    answer = reading.get(f"{prefix}{PAGE}")
    assert answer.headers["cache-control"] == "no-store"
    gaps = main_of(answer.text)
    assert "joga na dachu" in gaps
    assert words[0] in gaps
    assert words[1] in gaps
    assert "szachy" not in gaps
    everything = main_of(reading.get(f"{prefix}{PAGE}?pokaz=wszystko").text)
    assert everything.index(">szachy<") < everything.index(">joga na dachu<")
    assert words[2] in everything
    assert "rzadkie" not in gaps + everything
    assert 'href="/szukaj?q=joga+na+dachu"' in gaps


def test_what_somebody_typed_is_text(desk: Desk, reading: Client) -> None:
    note(desk, '"><script>alert(1)</script>')
    desk.site.counting_queries.write()
    page = reading.get(PAGE).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_an_empty_page_says_so(reading: Client) -> None:
    assert "Nie brakuje niczego, czego często szukano." in reading.get(PAGE).text
    assert "niczego nie szukano dość często" in reading.get(f"{PAGE}?pokaz=wszystko").text


def test_the_period_is_chosen(desk: Desk, reading: Client) -> None:
    note(desk, "stare pytanie")
    desk.clock.move(days=10)
    note(desk, "nowe pytanie")
    desk.site.counting_queries.write()
    # A sign-in lasts no ten days.
    assert sign_in(reading, "editor@example.org").status_code == 303
    assert "stare pytanie" in reading.get(PAGE).text
    week = reading.get(f"{PAGE}?dni=7").text
    assert "nowe pytanie" in week
    assert "stare pytanie" not in week
    for odd in ("dni=-1", "dni=x", "dni=9999999999", "strona=x", "strona=0", "pokaz=x"):
        assert reading.get(f"{PAGE}?{odd}").status_code == 200


def test_a_long_list_has_pages(desk: Desk, reading: Client) -> None:
    number = QUERIES_SHOWN + 7
    for one in range(number):
        note(desk, f"pytanie nr {one:03}")
    desk.site.counting_queries.write()
    first = reading.get(f"{PAGE}?dni=7").text
    assert len(re.findall(r'<a href="/szukaj', main_of(first))) == QUERIES_SHOWN
    assert f"Od 1 do {QUERIES_SHOWN} z {number}" in first
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    second = reading.get(html.unescape(following[1])).text
    assert len(re.findall(r'<a href="/szukaj', main_of(second))) == 7
    assert f"Od {QUERIES_SHOWN + 1} do {number} z {number}" in second
    assert "<title>Czego szukano – strona 2 – " in second
    assert 'aria-current="page"><span class="hidden">strona </span>2</a>' in second
    beyond = reading.get(f"{PAGE}?dni=7&strona=9").text
    assert "Nie ma takiej strony" in beyond
    assert re.search(r'rel="prev" href="([^"]+)"', beyond)[1].endswith("strona=2")  # type: ignore[index]


def test_reviewers_are_led_to_the_wishes_too(desk: Desk, reading: Client) -> None:
    assert "kolejka#prosby" not in reading.get(PAGE).text
    reviewing = desk.signed_in(Role.REVIEWER)
    assert 'href="/redakcja/kolejka#prosby"' in reviewing.get(PAGE).text
    assert f'href="{PAGE}"' in reviewing.get("/redakcja/kolejka").text


def main_of(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]
