"""The pages of labels, synonyms and libraries: who sees them, what a form changes, what a refused one says."""

from __future__ import annotations

import html
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.app import Base, site_over
from kb.domain.accounts import Role
from kb.domain.practice import Library, PracticeRecord
from kb.settings import load_settings
from tests.people import Clock, people_over
from tests.small_bases import opened, settled
from tests.small_models import make_small_model
from tests.web.people_site import Desk, desk_over, send
from tests.web.plain import plain

PAGES = (
    "/redakcja/slowniki",
    "/redakcja/slowniki/synonimy",
    "/redakcja/slowniki/odbiorcy",
    "/redakcja/slowniki/odbiorcy/seniorzy",
    "/redakcja/slowniki/odbiorcy/mlodziez/scal?z=seniorzy",
    "/redakcja/biblioteki",
    "/redakcja/biblioteki/1",
    "/redakcja/biblioteki/1?z=biblioteka",
    "/redakcja/biblioteki/1/scal?z=2",
)
LABELS = {"etykieta-pl": "Srebrne lisy", "etykieta-en": "Silver foxes", "etykieta-uk": "Срібні лиси"}
LIPNO = Library(name="Biblioteka Publiczna w Lipnie", place="Lipno")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_small_model(tmp_path_factory.mktemp("model"))


@pytest.fixture
def small(tmp_path: Path, model: Path) -> Iterator[Base]:
    base = opened(tmp_path, model)
    record = PracticeRecord(
        title="Terrarium", summary="Skrót.", library=LIPNO, audience=("mlodziez", "seniorzy")
    )
    base.saving.publish(record, with_vectors=False)
    yield base
    base.close()


@pytest.fixture
def desk(small: Base) -> Iterator[Desk]:
    clock = Clock()
    site = site_over(small, load_settings({}, rate_limits="off"))
    yield from desk_over(site, small.database, people_over(small.database, clock), clock)


@pytest.mark.parametrize("prefix", ["", "/en", "/uk"])
def test_reviewers_and_administrators_see_the_pages(desk: Desk, prefix: str) -> None:
    for role in (Role.REVIEWER, Role.ADMIN):
        browser = desk.signed_in(role)
        for page in PAGES:
            answer = browser.get(prefix + page)
            assert answer.status_code == 200, page
            assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("role", [Role.TRAINER, Role.EDITOR])
def test_to_others_the_pages_do_not_exist(desk: Desk, role: Role) -> None:
    browser = desk.signed_in(role)
    before = desk.site.editing_terms.now(), desk.site.editing_libraries.libraries()
    for page in PAGES:
        assert browser.get(page).status_code == 404, page
    for page, fields in (
        ("/redakcja/slowniki/odbiorcy/seniorzy", LABELS),
        ("/redakcja/slowniki/odbiorcy/mlodziez/scal", {"z": "seniorzy"}),
        ("/redakcja/slowniki/synonimy", {"okreslenia": "trrm\nterrarium"}),
        ("/redakcja/slowniki/odbiorcy", LABELS),
        ("/redakcja/slowniki/odbiorcy/seniorzy/synonimy", {"okreslenie": "lisy"}),
        ("/redakcja/slowniki/odbiorcy/seniorzy/synonimy/usun", {"okreslenie": "emeryt"}),
        ("/redakcja/biblioteki/1/nazwa", {"nazwa": "Inna"}),
        ("/redakcja/biblioteki/1/miejsce", {"miejscowosc": "Inna"}),
        ("/redakcja/biblioteki/1/scal", {"z": "2"}),
    ):
        assert send(browser, page, **fields).status_code == 404, page
    assert (desk.site.editing_terms.now(), desk.site.editing_libraries.libraries()) == before


def test_a_visitor_is_led_to_signing_in(desk: Desk) -> None:
    for page in PAGES:
        answer = desk.browser().get(page, follow_redirects=False)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/konto/logowanie?next=")


@pytest.mark.parametrize(
    "page",
    [
        "/redakcja/slowniki/nic",
        "/redakcja/slowniki/odbiorcy/nikt",
        "/redakcja/slowniki/odbiorcy/seniorzy/scal?z=nikt",
        "/redakcja/slowniki/odbiorcy/seniorzy/scal?z=seniorzy",
        "/redakcja/slowniki/koszt/0/scal?z=nie-podano",
        "/redakcja/biblioteki/999999",
        "/redakcja/biblioteki/" + "9" * 30,
        "/redakcja/biblioteki/-1",
        "/redakcja/biblioteki/1/scal?z=1",
        "/redakcja/biblioteki/1/wydziel?nazwa=nikt",
        "/redakcja/slowniki/odbiorcy/%00",
    ],
)
def test_what_there_is_not_is_not_found(desk: Desk, page: str) -> None:
    assert desk.signed_in(Role.REVIEWER).get(page).status_code == 404


def test_a_new_label_is_on_every_page_at_once(desk: Desk) -> None:
    browser = desk.signed_in(Role.REVIEWER)
    answer = send(browser, "/redakcja/slowniki/odbiorcy/seniorzy", **LABELS)
    assert answer.headers["location"] == "/redakcja/slowniki/odbiorcy/seniorzy?stan=zapisano"
    assert "Wyszukiwarka już o tym wie" in browser.get(answer.headers["location"]).text
    assert "Srebrne lisy" in desk.browser().get("/praktyki/terrarium").text
    assert "Srebrne lisy" in desk.browser().get("/szukaj?q=terrarium").text
    assert "Silver foxes" in desk.browser().get("/en/szukaj?q=terrarium").text
    assert "nazywa się teraz „Srebrne lisy”" in browser.get("/redakcja/slowniki").text


def test_a_label_that_cannot_be_comes_back_with_what_was_typed(desk: Desk) -> None:
    browser = desk.signed_in(Role.REVIEWER)
    answer = send(browser, "/redakcja/slowniki/odbiorcy/seniorzy", **LABELS | {"etykieta-en": "  "})
    assert answer.status_code == 422
    assert "<title>Błąd:" in answer.text
    assert 'href="#etykieta-en"' in answer.text
    assert 'value="Srebrne lisy"' in answer.text
    long = "x" * 81
    answer = send(browser, "/redakcja/slowniki/odbiorcy/seniorzy", **LABELS | {"etykieta-pl": long})
    assert answer.status_code == 422
    assert f'value="{long}"' in answer.text
    assert 'href="#etykieta-pl"' in answer.text
    assert 'href="#etykieta-en"' not in answer.text
    evil = '"><script>alert(1)</script>'
    answer = send(browser, "/redakcja/slowniki/odbiorcy/seniorzy", **LABELS | {"etykieta-pl": evil})
    page = browser.get("/redakcja/slowniki/odbiorcy/seniorzy").text
    assert "<script>alert" not in page
    assert html.escape(evil, quote=True).replace("&quot;", "&#34;") in page


def test_joined_labels_lead_addresses_to_the_one_that_stays_and_can_be_separated(desk: Desk) -> None:
    browser = desk.signed_in(Role.REVIEWER)
    preview = browser.get("/redakcja/slowniki/odbiorcy/mlodziez/scal?z=seniorzy").text
    assert "dostanie etykietę" in preview or "dostaną etykietę" in preview
    reader = desk.browser()
    former = "/szukaj?q=terrarium&odbiorcy=mlodziez&odbiorcy=dorosli"
    assert reader.get(former, follow_redirects=False).status_code == 200
    answer = send(browser, "/redakcja/slowniki/odbiorcy/mlodziez/scal", z="seniorzy")
    assert answer.headers["location"].startswith("/redakcja/slowniki/odbiorcy/seniorzy")
    moved = reader.get(former, follow_redirects=False)
    assert moved.status_code == 302
    assert moved.headers["location"] == "/szukaj?q=terrarium&odbiorcy=seniorzy&odbiorcy=dorosli"
    assert "Terrarium" in reader.get(former).text
    found = reader.get("/api/v1/search?q=terrarium&audience=mlodziez").json()
    assert [hit["title"] for hit in found["hits"] if hit["found"]] == ["Terrarium"]
    # One label, not two of the same.
    label = "Seniorzy i osoby 60+"
    card = plain(reader.get("/szukaj?q=terrarium").text).split('class="card"')[1]
    assert card.split("</article>")[0].count(label) == 1

    send(browser, "/redakcja/slowniki/odbiorcy/mlodziez/rozlacz")
    assert reader.get(former, follow_redirects=False).status_code == 200


def test_a_synonym_is_added_taken_out_and_refused_with_what_was_typed(desk: Desk) -> None:
    browser = desk.signed_in(Role.REVIEWER)
    path = "/redakcja/slowniki/synonimy"
    answer = send(browser, path, jezyk="pl", okreslenia="trrm\r\nterrarium")
    assert answer.headers["location"] == f"{path}?jezyk=pl&stan=zapisano"
    assert "Terrarium" in desk.browser().get("/szukaj?q=trrm").text
    refused = send(browser, path, jezyk="pl", okreslenia="samo")
    assert refused.status_code == 422
    assert "Wpisz co najmniej dwa określenia." in refused.text
    assert ">\nsamo</textarea>" in refused.text
    refused = send(browser, f"{path}/dodaj", jezyk="pl", grupa="trrm", okreslenie="terrarium")
    assert refused.status_code == 422
    assert 'value="terrarium" aria-invalid' in refused.text
    assert send(browser, f"{path}/usun", jezyk="pl", grupa="trrm", okreslenie="nic").status_code == 404
    send(browser, f"{path}/usun", jezyk="pl", grupa="trrm", okreslenie="trrm")
    assert "Terrarium" not in desk.browser().get("/szukaj?q=trrm").text


def test_a_library_is_renamed_joined_and_separated(desk: Desk) -> None:
    browser = desk.signed_in(Role.REVIEWER)
    listed = {library.name: library for library in desk.site.editing_libraries.libraries()}
    lipno = listed[LIPNO.name]
    other = next(library for library in listed.values() if library.id != lipno.id)
    path = f"/redakcja/biblioteki/{lipno.id}"
    taken = send(browser, f"{path}/nazwa", nazwa=other.name)
    assert taken.status_code == 422
    assert "połącz je" in taken.text
    assert f'value="{html.escape(other.name)}"' in taken.text
    send(browser, f"{path}/nazwa", nazwa="Książnica Lipnowska")
    assert "Książnica Lipnowska" in desk.browser().get("/praktyki/terrarium").text

    send(browser, f"{path}/scal", z=str(other.id))
    moved = desk.browser().get(f"/biblioteki/{lipno.slug}", follow_redirects=False)
    assert (moved.status_code, moved.headers["location"]) == (301, f"/biblioteki/{other.slug}")
    preview = browser.get(f"/redakcja/biblioteki/{other.id}/wydziel", params={"nazwa": LIPNO.name})
    assert "1 praktyka ma w sobie tę nazwę" in preview.text
    send(browser, f"/redakcja/biblioteki/{other.id}/wydziel", nazwa=LIPNO.name)
    assert desk.browser().get(f"/biblioteki/{lipno.slug}", follow_redirects=False).status_code == 200


def test_where_a_library_lies_is_said_by_a_form(desk: Desk) -> None:
    browser = desk.signed_in(Role.REVIEWER)
    lipno = next(one for one in desk.site.editing_libraries.libraries("lipnie"))
    path = f"/redakcja/biblioteki/{lipno.id}"
    refused = send(browser, f"{path}/miejsce", miejscowosc="…", wojewodztwo="slaskie", wielkosc="wies")
    assert refused.status_code == 422
    assert 'href="#miejscowosc"' in refused.text
    assert '<option value="slaskie" selected>' in refused.text
    assert send(browser, f"{path}/miejsce", miejscowosc="Lipno", wojewodztwo="galicja").status_code == 422
    saved = send(browser, f"{path}/miejsce", miejscowosc="Xylogród", wojewodztwo="slaskie", wielkosc="wies")
    assert saved.headers["location"] == f"{path}?stan=zapisano"
    page = browser.get(path).text
    assert 'value="Xylogród"' in page
    assert '<option value="wies" selected>' in page
    reader = desk.browser()
    for address in ("/praktyki/terrarium", f"/biblioteki/{lipno.slug}"):
        assert "Xylogród" in reader.get(address).text, address
    assert lipno.slug in reader.get("/biblioteki?wojewodztwo=slaskie").text
    told = "miejsce biblioteki „Biblioteka Publiczna w Lipnie”: Xylogród, Śląskie, Wieś"
    assert told in browser.get("/redakcja/biblioteki").text


def test_a_label_is_added_by_a_form_and_offered_in_every_form(desk: Desk, small: Base) -> None:
    browser = desk.signed_in(Role.REVIEWER)
    half = send(browser, "/redakcja/slowniki/odbiorcy", **LABELS | {"etykieta-uk": ""})
    assert half.status_code == 422
    assert "<title>Błąd:" in half.text
    assert 'href="#etykieta-uk"' in half.text
    assert 'value="Srebrne lisy"' in half.text
    added = send(browser, "/redakcja/slowniki/odbiorcy", **LABELS)
    assert added.headers["location"] == "/redakcja/slowniki/odbiorcy/srebrne-lisy?stan=zapisano"
    assert "Srebrne lisy" in browser.get(added.headers["location"]).text
    assert "nowa etykieta: „Srebrne lisy”" in browser.get("/redakcja/slowniki").text
    # While its model is got ready a process takes in changes beside its requests.
    settled(small)
    copy = desk.site.editing.begin(desk.people.accounts.by_email("reviewer@example.org"))
    assert "Srebrne lisy" in browser.get(f"/redakcja/szkice/{copy.id}/dla-kogo").text
    reader = desk.browser()
    assert "Srebrne lisy" in reader.get("/zaproponuj").text
    assert "srebrne-lisy" in reader.get("/schema/openapi.json").text
    assert reader.get("/api/v1/search?audience=srebrne-lisy").json()["total"] == 0


@pytest.mark.parametrize(
    "name", ["koszt", "wielkosc", "czas", "etap", "obszar", "wojewodztwo", "rola", "program"]
)
def test_a_list_that_does_not_grow_says_why(desk: Desk, name: str) -> None:
    browser = desk.signed_in(Role.REVIEWER)
    for prefix in ("", "/en", "/uk"):
        page = browser.get(f"{prefix}/redakcja/slowniki/{name}").text
        assert "etykieta-pl" not in page
    assert "Tu nic nie dodajemy" in browser.get(f"/redakcja/slowniki/{name}").text
    refused = send(browser, f"/redakcja/slowniki/{name}", **LABELS)
    assert refused.status_code == 422
    assert "Do tej listy nie można nic dodać." in refused.text


def test_words_for_one_label_are_added_and_removed(desk: Desk) -> None:
    browser = desk.signed_in(Role.REVIEWER)
    path = "/redakcja/slowniki/odbiorcy/seniorzy"
    saved = send(browser, f"{path}/synonimy", jezyk="pl", okreslenie="srebrne lisy")
    assert saved.headers["location"] == f"{path}?stan=zapisano"
    assert "<span>srebrne lisy</span>" in browser.get(path).text
    assert "odbiorcy=seniorzy" in desk.browser().get("/szukaj?q=coś dla srebrnych lisów").text
    taken = send(browser, f"{path}/synonimy", jezyk="uk", okreslenie=" ")
    assert taken.status_code == 422
    assert 'href="#okreslenie"' in taken.text
    assert '<option value="uk" lang="uk" selected>' in taken.text
    other = send(browser, "/redakcja/slowniki/odbiorcy/mlodziez/synonimy", jezyk="pl", okreslenie="emeryt")
    assert "„Seniorzy i osoby 60+”" in other.text
    assert 'value="emeryt"' in other.text
    send(browser, f"{path}/synonimy/usun", jezyk="pl", okreslenie="srebrne lisy")
    assert "srebrne lisy" not in browser.get(path).text
    send(browser, f"{path}/synonimy/usun", jezyk="pl", okreslenie="emeryt")
    assert "<del>emeryt</del>" in browser.get(path).text
