"""The page of a practice: its order, its gaps, what machines read of it, and how it is passed on."""

from __future__ import annotations

import datetime
import html
import json
import re
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from kb.app import Base, site_over
from kb.domain.languages import Language
from kb.domain.practice import (
    Adaptation,
    Cost,
    Fact,
    Library,
    Partner,
    PracticeRecord,
    Resource,
    Source,
    Step,
)
from kb.settings import load_settings
from kb.web.site import create_site
from kb.web.views.citation import citation
from kb.web.views.words import date_text, money_text, number_text
from tests.web.plain import plain

Client = TestClient[Litestar]

BASE = "http://127.0.0.1:8000"
WITH_STEPS = "uczniowie-rysuja-komiks-o-historii-swojego-miasta"
WITHOUT_STEPS = "cotygodniowa-nauka-polskiego-dla-ukraincow-prowadzona-przez-mieszkanke"


def structured(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    assert found
    document: dict[str, Any] = json.loads(found[1])
    return document


def test_it_answers_in_the_order_in_which_one_asks(client: Client) -> None:
    page = client.get(f"/praktyki/{WITHOUT_STEPS}").text
    marks = ["<h1", ">Dla kogo<", ">Z kim<", ">Za ile<", ">Jak długo<", ">Sięgnij po to, gdy<",
             ">Co się nie udało<", ">Skąd to wiemy<", ">Cytowanie<", ">Podobne praktyki<"]  # fmt: skip
    places = [page.index(mark) for mark in marks]
    assert places == sorted(places)


def test_what_is_not_stated_is_said_once_and_quietly(client: Client) -> None:
    page = client.get(f"/praktyki/{WITHOUT_STEPS}").text
    assert page.count('<span class="unstated">nie podano</span>') == 1
    assert "Źródło nie podaje:" in page
    assert "Niczego nie zgadujemy." in page


@pytest.mark.parametrize("prefix", ["", "/en", "/uk"])
def test_machines_read_the_same_facts(client: Client, prefix: str) -> None:
    record = client.get(f"/api/v1/practices/{WITH_STEPS}").json()
    address = f"{BASE}{prefix}/praktyki/{WITH_STEPS}"
    document = structured(client.get(f"{prefix}/praktyki/{WITH_STEPS}").text)
    assert document["@type"] == "HowTo"
    assert document["url"] == address
    assert document["inLanguage"] == "pl"
    assert document["author"]["@type"] == "Library"
    assert document["author"]["name"] == "Biblioteka Publiczna Miasta i Gminy Krzywiń"
    assert document["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert document["temporalCoverage"] == "2023/2024"
    assert [step["position"] for step in document["step"]] == [1, 2, 3]
    assert document["step"][0]["text"] == "Uczniowie poznają historię komiksu."
    assert json.dumps(record, ensure_ascii=False).count(document["description"][:60]) == 1


def test_without_steps_it_is_an_article_and_people_are_no_organisations(client: Client) -> None:
    document = structured(client.get(f"/praktyki/{WITHOUT_STEPS}").text)
    assert document["@type"] == "Article"
    assert document["headline"] == document["name"]
    assert "step" not in document
    assert "contributor" not in document


def test_every_practice_gives_whole_structured_data(client: Client) -> None:
    for practice in client.get("/api/v1/practices?limit=100").json()["practices"]:
        document = structured(client.get(practice["path"]).text)
        assert document["name"] == practice["title"]
        assert document["author"]["name"]


@pytest.mark.parametrize(("prefix", "locale"), [("", "pl_PL"), ("/en", "en_GB"), ("/uk", "uk_UA")])
def test_a_shared_link_says_what_it_is(client: Client, prefix: str, locale: str) -> None:
    page = html.unescape(client.get(f"{prefix}/praktyki/{WITH_STEPS}?utm_source=x").text)
    assert '<meta property="og:title" content="Uczniowie rysują komiks o historii swojego miasta – ' in page
    assert '<meta property="og:description" content="Uczniowie Zespołu Szkół' in page
    assert '<meta property="og:type" content="article">' in page
    assert f'<meta property="og:locale" content="{locale}">' in page
    assert f'<link rel="canonical" href="{BASE}{prefix}/praktyki/{WITH_STEPS}">' in page
    for code, other in (("pl", ""), ("en", "/en"), ("uk", "/uk"), ("x-default", "")):
        assert f'hreflang="{code}" href="{BASE}{other}/praktyki/{WITH_STEPS}?utm_source=x">' in page


def test_the_citation_stands_as_text(client: Client) -> None:
    page = html.unescape(client.get(f"/praktyki/{WITH_STEPS}").text)
    cited = re.search(r'id="cytat" lang="pl">([^<]+)<', page)
    assert cited
    assert cited[1].startswith(
        "Biblioteka Publiczna Miasta i Gminy Krzywiń. Uczniowie rysują komiks o historii swojego miasta. "
        f"W: Dobre Praktyki. {BASE}/praktyki/{WITH_STEPS} (dostęp: "
    )
    assert cited[1].endswith("). Licencja: CC BY 4.0.")


def test_a_title_that_ends_with_a_mark_gets_no_second_one() -> None:
    record = PracticeRecord(title="Czytamy razem!", library=Library(name="Biblioteka w Wiśle"))
    text = citation(record, "https://x.pl/a", "CC0", datetime.date(2026, 3, 5), Language.POLISH)
    assert text == (
        "Biblioteka w Wiśle. Czytamy razem! W: Dobre Praktyki. https://x.pl/a (dostęp: 5 marca 2026). "
        "Licencja: CC0."
    )


def test_dates_and_numbers_as_people_write_them() -> None:
    day = datetime.date(2026, 11, 3)
    assert [date_text(day, language) for language in Language] == [
        "3 listopada 2026", "3 November 2026", "3 листопада 2026\u202fр.",
    ]  # fmt: skip
    assert number_text(12500, Language.POLISH) == "12\u00a0500"
    assert money_text(1200, Language.ENGLISH) == "PLN 1,200"
    assert money_text(500, Language.POLISH) == "500\u00a0zł"


def test_a_record_with_everything_shows_everything(own_base: Base) -> None:
    record = PracticeRecord(
        title="Ławka sąsiedzka",
        summary="Mieszkańcy zbudowali ławkę.",
        library=Library(name="Biblioteka w Próbie", place="Próba", voivodeship="slaskie"),
        audience=("seniorzy",),
        partners=(Partner(name="Koło <Gospodyń>", type="kgw", role="wspolprowadzi"),),
        steps=(Step(text="Zapytać sąsiadów.", when="w maju", who="bibliotekarka"),),
        prep_time="2-4-tyg",
        team=("jedna osoba",),
        resources=(Resource(item="deski", borrow_from="straż"),),
        cost=Cost(band="501-2000", amount_pln=1200, note="na deski"),
        cheaper="Z palet.",
        funding=("sołectwo",),
        promotion="Plakat w sklepie.",
        participants=1500,
        difficulties="Padało.",
        advice="Zaczęlibyśmy wcześniej.",
        success_factors=("upór",),
        transfer="Wystarczy podwórko.",
        access="Bez progów.",
        adaptations=(Adaptation(library="Biblioteka w Innej", year=2025, changes="huśtawka"),),
        facts=(Fact(text="Ławka stoi.", url="https://inne.example.org/x", confidence="low"),),
        sources=(Source(url="https://www.proba.example.org/lawka"),),
        contact="poczta@proba.example.org",
    )
    slug = own_base.saving.publish(record, with_vectors=False).slug
    with TestClient(
        create_site(site_over(own_base, load_settings({}, rate_limits="off"))), base_url=BASE
    ) as client:
        page = client.get(f"/praktyki/{slug}").text
        for prefix in ("/en", "/uk"):
            assert client.get(f"{prefix}/praktyki/{slug}").status_code == 200
        compared = client.get(f"/porownaj?p={slug}").text
    for text in (
        "1\u00a0200\u00a0zł", "1\u00a0500", "Z\u00a0palet.", "można pożyczyć od:</span> straż", "w maju · bibliotekarka", "sołectwo",
        "Plakat w\u00a0sklepie.", "upór", "Bez progów.", "Biblioteka w Innej (2025): huśtawka", "Zaczęlibyśmy wcześniej.",
        ">niepewne<", "inne.example.org", ">proba.example.org<", "poczta@proba.example.org", "Koło &lt;Gospodyń&gt;",
        "Koło gospodyń wiejskich · Współprowadzi", "2–4 tygodnie",
    ):  # fmt: skip
        assert plain(text) in plain(page), text
    assert "nie podano" in page  # how long
    assert "1 200 zł" in plain(compared)
    assert structured(page)["supply"] == [{"@type": "HowToSupply", "name": "deski"}]
