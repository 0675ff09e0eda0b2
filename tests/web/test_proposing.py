"""Proposing without an account: an honest person gets through and loses no word, a program does not."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient

from kb.domain.accounts import Role
from kb.services.proposing import Proposing
from kb.services.queueing import Queueing
from kb.services.secrets import Signer
from kb.storage.engine import Database
from kb.web.context import Site
from kb.web.limits import AddressLimit
from tests.colleagues import REVIEWER
from tests.people import SECRET, Clock, people_over, small_database
from tests.web.people_site import OURS, Desk, desk_over
from tests.web.test_pages import structure

Client = TestClient[Litestar]

WHOLE = {
    "tytul": "Spacer z „wierszem” <b>i</b> kijkami",
    "biblioteka": "Biblioteka w Brzozie",
    "miejscowosc": "Brzoza",
    "opis": "Chodzimy po wsi i czytamy wiersze.",
    "odbiorcy": "",
    "partnerzy": "Szkoła\nKoło gospodyń",
    "przebieg": "Wybierz trasę\nZaproś sąsiadów",
    "odnosnik": "https://example.org/spacer",
    "kontakt": "biblioteka@example.org",
}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = small_database(tmp_path)
    yield database
    database.close()


def desk_of(site: Site, database: Database, most: int = 500, **fields: object) -> Iterator[Desk]:
    clock = Clock()
    proposing = Proposing(database, site.terminology, Signer(SECRET), clock, most)
    review = replace(site.review, proposing=proposing, queueing=Queueing(database, clock))
    own = replace(site, review=review, **fields)  # type: ignore[arg-type]
    yield from desk_over(own, database, people_over(database, clock), clock)


@pytest.fixture
def desk(site: Site, database: Database) -> Iterator[Desk]:
    yield from desk_of(site, database)


def opened(desk: Desk, client: Client, path: str = "/zaproponuj") -> str:
    """The time that the form carries, a minute ago."""
    [stamp] = re.findall(r'name="czas" value="([^"]+)"', client.get(path).text)
    desk.clock.move(minutes=1)
    return stamp


def sent(client: Client, stamp: str, path: str = "/zaproponuj", **fields: str) -> Response:
    return client.post(path, data=WHOLE | {"czas": stamp} | fields, headers=OURS, follow_redirects=False)


def waiting(desk: Desk) -> list[str]:
    return [position.title for position in desk.site.review.queueing.queue(REVIEWER).proposals]


@pytest.mark.parametrize("prefix", ["", "/en", "/uk"])
def test_a_proposal_goes_into_the_queue_and_is_thanked_for(desk: Desk, prefix: str) -> None:
    client = desk.browser()
    answer = sent(
        client, opened(desk, client, f"{prefix}/zaproponuj"), f"{prefix}/zaproponuj", odbiorcy="seniorzy"
    )
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{prefix}/zaproponuj?stan=przyjeta"
    thanks = client.get(answer.headers["location"])
    structure(thanks.text)
    assert dict(client.cookies) == {}
    assert waiting(desk) == [WHOLE["tytul"]]
    queue = desk.signed_in(Role.REVIEWER).get("/redakcja/kolejka").text
    assert "&lt;b&gt;i&lt;/b&gt;" in queue
    assert "biblioteka@example.org" not in queue


def kept(page: str) -> dict[str, str]:
    """What stands in the fields of the form."""
    inputs = re.findall(r'<input id="(\w+)" name="\w+" value="([^"]*)"', page)
    texts = re.findall(r'<textarea id="(\w+)"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    return {name: html.unescape(value) for name, value in [*inputs, *texts]}


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"tytul": ""}, "Napisz, co zrobiliście."),
        ({"tytul": "x" * 91}, "Skróć ją do 90 znaków."),
        ({"biblioteka": " "}, "Wpisz nazwę biblioteki."),
        ({"miejscowosc": ""}, "Wpisz miejscowość."),
        ({"opis": "słowo " * 90}, "Opis jest za długi."),
        ({"partnerzy": "Szkoła\n" * 12}, "Za dużo partnerów."),
        ({"odnosnik": "javascript:alert(1)"}, "To nie jest adres strony."),
        ({"kontakt": "tel. 600100200"}, "To nie jest adres e-mail."),
        ({"przebieg": "http://a.example http://b.example www.c.example"}, "W tekstach jest dużo odnośników."),
        ({"strona_www": "http://kup.example"}, "Jedno pole powinno zostać puste."),
        ({"czas": "0.x"}, "Formularz był otwarty bardzo długo."),
    ],
)
def test_a_refused_person_keeps_all_and_is_told_what_to_do(
    desk: Desk, fields: dict[str, str], told: str
) -> None:
    client = desk.browser()
    stamp = opened(desk, client)
    answer = sent(client, stamp, odbiorcy="seniorzy", **{"czas": stamp} | fields)
    assert answer.status_code == 422
    assert answer.headers["cache-control"] == "no-store"
    assert "<title>Błąd: " in answer.text
    assert told in html.unescape(answer.text)
    structure(answer.text)
    expected = {**WHOLE, **fields}
    for name, text in kept(answer.text).items():
        assert text.replace("\r\n", "\n") == expected.get(name, "").replace("\r\n", "\n")
    assert 'value="seniorzy" checked' in answer.text
    assert waiting(desk) == []
    # What the page asks for is enough: the same form, mended, is taken.
    [again] = re.findall(r'name="czas" value="([^"]+)"', answer.text)
    desk.clock.move(seconds=30)
    mended = {name: WHOLE.get(name, "") for name in fields if name != "czas"}
    assert sent(client, again, **mended).status_code == 303
    assert waiting(desk) == [WHOLE["tytul"]]


def test_who_is_too_fast_sends_the_same_form_again(desk: Desk) -> None:
    client = desk.browser()
    [stamp] = re.findall(r'name="czas" value="([^"]+)"', client.get("/zaproponuj").text)
    answer = sent(client, stamp)
    assert answer.status_code == 422
    assert "Formularz przyszedł szybciej, niż ktokolwiek pisze." in answer.text
    assert f'name="czas" value="{stamp}"' in answer.text
    desk.clock.move(seconds=5)
    assert sent(client, stamp).status_code == 303


def test_the_trap_is_out_of_reach_until_a_browser_has_filled_it(desk: Desk) -> None:
    client = desk.browser()
    page = client.get("/zaproponuj").text
    assert re.search(r'<div class="field off-page" aria-hidden="true">', page)
    assert re.search(r'id="strona_www"[^>]* tabindex="-1"', page)
    page = sent(client, opened(desk, client), strona_www="x").text
    assert "off-page" not in page
    assert re.search(r'id="strona_www" name="strona_www" value="x"(?![^>]*tabindex)', page)


def test_the_same_twice_is_kept_once(desk: Desk) -> None:
    client = desk.browser()
    stamp = opened(desk, client)
    assert sent(client, stamp).status_code == 303
    again = sent(client, stamp, tytul=WHOLE["tytul"].upper())
    assert again.status_code == 422
    assert "Mamy już tę propozycję, dziękujemy." in again.text
    assert len(waiting(desk)) == 1


def test_one_address_proposes_now_and_then(site: Site, database: Database) -> None:
    options = replace(site.options, rate_limits=True)
    limit = AddressLimit(1 / 120, 2.0, clock=lambda: 0.0)
    for desk in desk_of(site, database, options=options, proposal_limit=limit):
        client = desk.browser()
        stamp = opened(desk, client)
        for number in range(2):
            assert sent(client, stamp, tytul=f"Spacer {number}").status_code == 303
        answer = sent(client, stamp, tytul="Spacer trzeci")
        assert answer.status_code == 429
        assert answer.headers["retry-after"] == "120"
        assert "Wyślij ponownie za 2 minuty." in answer.text
        assert kept(answer.text)["tytul"] == "Spacer trzeci"


def test_a_full_queue_says_so_and_keeps_the_text(site: Site, database: Database) -> None:
    for desk in desk_of(site, database, most=1):
        client = desk.browser()
        stamp = opened(desk, client)
        assert sent(client, stamp).status_code == 303
        answer = sent(client, stamp, tytul="Drugi spacer")
        assert answer.status_code == 503
        assert "Czeka teraz bardzo dużo propozycji." in answer.text
        assert kept(answer.text)["tytul"] == "Drugi spacer"


def test_a_locked_base_keeps_the_text_for_another_try(desk: Desk, database: Database) -> None:
    client = desk.browser()
    stamp = opened(desk, client)
    with database.connection() as blocker:
        blocker.exec_driver_sql("PRAGMA busy_timeout=0")
        blocker.exec_driver_sql("COMMIT")
        blocker.exec_driver_sql("BEGIN IMMEDIATE")
        answer = sent(client, stamp)
        blocker.exec_driver_sql("ROLLBACK")
        blocker.exec_driver_sql("BEGIN")
    assert answer.status_code == 503
    assert "Serwis nie może teraz zapisać propozycji." in answer.text
    assert kept(answer.text)["opis"] == WHOLE["opis"]
    assert sent(client, stamp).status_code == 303


def test_another_site_and_another_encoding_are_refused(desk: Desk) -> None:
    client = desk.browser()
    stamp = opened(desk, client)
    foreign = {"origin": "https://evil.example", "hx-request": "true"}
    assert client.post("/zaproponuj", data=WHOLE | {"czas": stamp}, headers=foreign).status_code == 403
    assert client.post("/zaproponuj", json=WHOLE, headers=OURS).status_code == 415
    assert client.post("/zaproponuj", data={"opis": "x" * 70_000}, headers=OURS).status_code == 413
    assert waiting(desk) == []


def test_added_fields_and_unknown_codes_change_nothing(desk: Desk) -> None:
    client = desk.browser()
    extra = {"status": "opublikowana", "author_id": "1", "odbiorcy": "nikt-taki", "sources": "x"}
    assert sent(client, opened(desk, client), **extra).status_code == 303
    [position] = desk.site.review.queueing.queue(REVIEWER).proposals
    assert (position.state.value, position.author_id) == ("w-sprawdzeniu", None)
