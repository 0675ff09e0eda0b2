"""Asking for a practice that is not there: kept as words and a count, and nobody is known by it."""

from __future__ import annotations

import datetime
import html
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest
from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient
from structlog.testing import capture_logs

from kb.domain.facets import Facet
from kb.domain.languages import Language
from kb.domain.wishes import Wish
from kb.services.wishing import Wishing
from kb.storage.engine import Database, DatabaseOptions
from kb.storage.migrate import migrate
from kb.web.context import Site
from kb.web.forms import LARGEST_FORM
from kb.web.limits import AddressLimit
from kb.web.site import create_site
from tests.web.plain import plain

Client = TestClient[Litestar]

HOME = "http://127.0.0.1:8000"
OURS = {"origin": HOME}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty base for the wishes alone, which waits for nobody's lock."""
    address = f"sqlite:///{tmp_path / 'wishes.sqlite'}"
    database = Database.open(DatabaseOptions(address, busy_timeout_ms=50))
    migrate(database)
    yield database
    database.close()


@pytest.fixture
def wishing(database: Database) -> Wishing:
    return Wishing(database)


@pytest.fixture
def own_site(site: Site, wishing: Wishing) -> Site:
    return replace(site, wishing=wishing)


@pytest.fixture
def asking(own_site: Site) -> Iterator[Client]:
    with opened(own_site) as client:
        yield client


def opened(site: Site, address: str = HOME) -> Client:
    return TestClient(create_site(site), base_url=address)


def ask(client: Client, text: str, path: str = "/prosba", **fields: str) -> Response:
    return client.post(path, data={"q": text} | fields, headers=OURS, follow_redirects=False)


def kept(wishing: Wishing) -> tuple[Wish, ...]:
    return wishing.wishes(100)


def test_a_wish_is_kept_and_thanked_for(asking: Client, wishing: Wishing) -> None:
    answer = ask(asking, "Nauka  PŁYWANIA", koszt="0")
    assert answer.status_code == 303
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers
    thanks = asking.get(answer.headers["location"])
    assert thanks.status_code == 200
    assert "set-cookie" not in thanks.headers
    for told in ("Dziękujemy", "nauka pływania", "Koszt: 0 zł", "Nie wiemy, kim jesteś"):
        assert told in plain(thanks.text)
    (wish,) = kept(wishing)
    assert (wish.key.text, wish.key.filters, wish.count) == ("nauka pływania", {Facet.COST: ("0",)}, 1)
    assert wish.first_day == wish.last_day == datetime.datetime.now(datetime.UTC).date()


def test_thanks_may_be_read_again_without_another_wish(asking: Client, wishing: Wishing) -> None:
    address = ask(asking, "chór").headers["location"]
    for _ in range(3):
        asking.get(address)
    assert [wish.count for wish in kept(wishing)] == [1]


@pytest.mark.parametrize(("prefix", "language"), [("", "pl"), ("/en", "en"), ("/uk", "uk")])
def test_a_wish_is_made_in_each_language(
    asking: Client, wishing: Wishing, prefix: str, language: str
) -> None:
    answer = ask(asking, "chór", f"{prefix}/prosba")
    assert answer.headers["location"].startswith(f"{prefix}/prosba?")
    assert f'<html lang="{language}">' in asking.get(answer.headers["location"]).text
    assert [wish.key.language for wish in kept(wishing)] == [Language(language)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Napisz, czego szukasz."),
        ("a", "Jedna litera to za mało."),
        ("długo " * 100, "Skróć go do 500 znaków."),
        ("piszcie: jan.nowak@example.org", "To wygląda na adres e-mail."),
        ("tel. 600 100 200", "To wygląda na numer telefonu."),
        ("44051401359", "To wygląda na numer PESEL."),
    ],
)
def test_what_is_not_kept_is_said_kindly_and_stays_typed(
    asking: Client, wishing: Wishing, text: str, told: str
) -> None:
    answer = ask(asking, text, koszt="0")
    assert answer.status_code == 422
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers
    assert told in answer.text
    assert "<title>Błąd: " in answer.text
    typed = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", answer.text, re.DOTALL)
    assert typed
    assert html.unescape(typed[1]) == text
    assert '<input type="hidden" name="koszt" value="0">' in answer.text
    assert kept(wishing) == ()


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "http://127.0.0.1:8000.evil.example"},
        {"origin": "http://evil.example@127.0.0.1:8000"},
        {"origin": "http://evil.example\\@127.0.0.1:8000"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "https://evil.example", "sec-fetch-site": "same-origin"},
        {"origin": "https://evil.example", "hx-request": "true"},
        {"hx-request": "true"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"referer": f"{HOME}/szukaj"},
        {},
    ],
    ids=str,
)
@pytest.mark.parametrize("path", ["/prosba", "/en/prosba", "/uk/prosba"])
def test_a_form_of_others_is_refused(
    asking: Client, wishing: Wishing, path: str, headers: dict[str, str]
) -> None:
    answer = asking.post(path, data={"q": "chór"}, headers=headers, follow_redirects=False)
    assert answer.status_code == 403
    assert "KB-403" in answer.text
    assert kept(wishing) == ()


@pytest.mark.parametrize(
    "headers",
    [
        OURS,
        OURS | {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
        {"host": "localhost:8000", "origin": "http://LOCALHOST:8000"},
    ],
    ids=str,
)
def test_a_form_of_ours_is_taken(asking: Client, headers: dict[str, str]) -> None:
    answer = asking.post("/prosba", data={"q": "chór"}, headers=headers, follow_redirects=False)
    assert answer.status_code == 303


def test_two_origins_are_none(asking: Client) -> None:
    twice = [("origin", HOME), ("origin", HOME)]
    assert asking.post("/prosba", data={"q": "chór"}, headers=twice).status_code == 403


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("https://praktyki.example.org", 303),
        ("https://praktyki.example.org:443", 303),
        ("http://praktyki.example.org", 403),
        ("https://praktyki.example.org:8443", 403),
        ("https://www.praktyki.example.org", 403),
        ("http://127.0.0.1:8000", 403),
    ],
)
def test_with_a_base_address_that_alone_is_ours(own_site: Site, origin: str, status: int) -> None:
    options = replace(own_site.options, base_url="https://praktyki.example.org")
    # A proxy speaks HTTP to us, whatever the reader's browser speaks to it.
    with opened(replace(own_site, options=options), "http://praktyki.example.org") as client:
        headers = {"origin": origin}
        answer = client.post("/prosba", data={"q": "chór"}, headers=headers, follow_redirects=False)
    assert answer.status_code == status


@pytest.mark.parametrize(
    "content_type", ["application/json", "text/plain", "multipart/form-data; boundary=x", ""]
)
def test_another_encoding_is_refused(asking: Client, wishing: Wishing, content_type: str) -> None:
    headers = OURS | {"content-type": content_type}
    answer = asking.post("/prosba", content=b"q=chor", headers=headers, follow_redirects=False)
    assert answer.status_code == 415
    assert kept(wishing) == ()


def test_a_form_beyond_all_measure_is_refused(asking: Client, wishing: Wishing) -> None:
    assert ask(asking, "ą" * LARGEST_FORM).status_code == 413
    assert kept(wishing) == ()


@pytest.mark.parametrize(
    "body",
    [
        b"q=%FF%FE",
        b"q=%",
        b"&&&=",
        b"q=\x00\xff",
        b"koszt=0&q=ab&q=cd",
        b"stan=zapisana",
        b"q=" + b"%00" * 90,
    ],
)
def test_no_body_breaks_the_form(asking: Client, body: bytes) -> None:
    headers = OURS | {"content-type": "application/x-www-form-urlencoded"}
    answer = asking.post("/prosba", content=body, headers=headers, follow_redirects=False)
    assert answer.status_code in (303, 422)


def test_too_many_fields_are_refused(asking: Client) -> None:
    headers = OURS | {"content-type": "application/x-www-form-urlencoded"}
    assert asking.post("/prosba", content="&".join(["q=a"] * 300), headers=headers).status_code == 400


def test_what_somebody_asked_for_is_text(asking: Client) -> None:
    nasty = '"><script>alert(1)</script></textarea>'
    thanks = asking.get(ask(asking, nasty).headers["location"]).text
    refused = ask(asking, f"{nasty} jan@example.org").text
    for page in (thanks, refused):
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page


def test_an_address_alone_does_not_claim_that_a_refused_wish_is_kept(asking: Client) -> None:
    for text in ("", "a", "jan@example.org"):
        page = asking.get("/prosba?" + urlencode({"q": text, "stan": "zapisana"})).text
        assert "Dziękujemy" not in page
        assert "<textarea" in page
    assert "<textarea" in asking.get("/prosba?q=chór&stan=busy").text


def test_too_many_wishes_from_one_address_wait_and_stay_typed(own_site: Site, wishing: Wishing) -> None:
    limit = AddressLimit(per_second=0.5, burst=2.0, clock=lambda: 0.0)
    options = replace(own_site.options, rate_limits=True)
    with opened(replace(own_site, options=options, wish_limit=limit)) as client:
        assert [ask(client, f"chór {number}").status_code for number in range(3)] == [303, 303, 429]
        answer = ask(client, "chór w parku")
        assert answer.headers["retry-after"] == "2"
        assert "chór w parku</textarea>" in answer.text
        assert "Poczekaj minutę" in answer.text
    assert len(kept(wishing)) == 2


def test_a_locked_base_is_said_and_the_wish_stays_typed(asking: Client, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "wishes.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = ask(asking, "chór w parku")
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "5"
        assert "chór w parku</textarea>" in answer.text
        other.execute("ROLLBACK")
        assert ask(asking, "chór w parku").status_code == 303


def test_a_full_list_says_so(own_site: Site, database: Database) -> None:
    with opened(replace(own_site, wishing=Wishing(database, most=1))) as client:
        assert "stan=zapisana" in ask(client, "chór").headers["location"]
        full = ask(client, "szachy").headers["location"]
        assert "stan=bez-miejsca" in full
        assert "Lista próśb jest pełna" in client.get(full).text
        assert "stan=zapisana" in ask(client, "chór").headers["location"]


def test_the_log_has_neither_the_words_nor_the_address(asking: Client) -> None:
    with capture_logs() as logged:
        asking.get(ask(asking, "zwirblomir", koszt="0").headers["location"])
        ask(asking, "zwirblomir jan@example.org")
    assert [entry["path"] for entry in logged if entry["event"] == "request"] == ["/prosba"] * 3
    assert "zwirblomir" not in str(logged)
    assert "testclient" not in str(logged)


def test_the_page_of_few_results_offers_the_wish_with_its_words_and_filters(client: Client) -> None:
    def fields(address: str) -> list[tuple[str, str]]:
        found = re.findall(
            r'<input type="hidden" form="prosba" name="(\w+)" value="([^"]*)">', client.get(address).text
        )
        return [(name, html.unescape(value)) for name, value in found]

    assert fields("/szukaj?q=naprawa silników odrzutowych") == [("q", "naprawa silników odrzutowych")]
    assert fields("/szukaj?q=kamishibai") == [("q", "kamishibai")]
    assert fields("/szukaj?q=seniorzy&temat=ekologia&koszt=0") == [
        ("q", "seniorzy"),
        ("temat", "ekologia"),
        ("koszt", "0"),
    ]
    assert fields("/szukaj?q=seniorzy") == []
    assert 'href="/prosba?odbiorcy=male-dzieci&amp;temat=ekologia&amp;koszt=0"' in client.get(
        "/szukaj?temat=ekologia&koszt=0&odbiorcy=male-dzieci"
    ).text  # fmt: skip


Plural = Callable[[int], str]


def polish(number: int) -> str:
    few = number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14)
    return "praktykę" if number == 1 else "praktyki" if few else "praktyk"


def ukrainian(number: int) -> str:
    if number % 10 == 1 and number % 100 != 11:
        return "практику"
    return "практики" if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14) else "практик"


@pytest.mark.parametrize(
    ("prefix", "promise", "found", "plural"),
    [
        ("", "znajdziesz", "Znaleziono", polish),
        ("/en", "you will find", "Found", lambda number: "practice" if number == 1 else "practices"),
        ("/uk", "знайдете", "Знайдено", ukrainian),
    ],
)
def test_the_number_on_the_page_is_what_the_address_gives(
    client: Client, prefix: str, promise: str, found: str, plural: Plural
) -> None:
    checked = 0
    for query in (
        "q=seniorzy&temat=ekologia&koszt=0",
        "q=kamishibai&temat=historia-lokalna",
        "q=noc w bibliotece&odbiorcy=seniorzy&temat=kuchnia",
        "q=dzieci&forma=noc&wielkosc=wies&partner=kgw",
    ):
        page = client.get(f"{prefix}/szukaj?{query}").text
        ways = re.findall(rf'<a href="([^"]+)"[^>]*>[^<]*{promise} (\d+) (\w+)</a>', page)
        assert ways, query
        for address, number, word in ways:
            assert word == plural(int(number))
            then = client.get(html.unescape(address)).text
            assert f"{found} {number} {word}" in then
            checked += 1
    assert checked > 5


def test_where_nothing_is_found_nothing_is_offered_to_narrow_down(client: Client) -> None:
    page = client.get("/szukaj?q=seniorzy&temat=ekologia&koszt=0").text
    assert "żeby zawęzić" not in page


def test_the_api_says_what_to_loosen(client: Client) -> None:
    body = client.get("/api/v1/search?q=seniorzy&theme=kuchnia&cost=0").json()
    assert body["total"] < 3
    assert body["loosen"]
    for way in body["loosen"]:
        others = "&".join(
            f"{name}={code}" for name, code in (("theme", "kuchnia"), ("cost", "0")) if name != way["facet"]
        )
        assert client.get(f"/api/v1/search?q=seniorzy&{others}").json()["total"] == way["total"]
    assert client.get("/api/v1/search?q=seniorzy").json()["loosen"] == []
