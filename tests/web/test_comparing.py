"""Two or three practices side by side."""

from __future__ import annotations

import html
import re

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from kb.app import Base, site_over
from kb.settings import load_settings
from kb.web.parameters import chosen_slugs, comparing_address
from kb.web.site import create_site

Client = TestClient[Litestar]

A = "uczniowie-rysuja-komiks-o-historii-swojego-miasta"
B = "cotygodniowa-nauka-polskiego-dla-ukraincow-prowadzona-przez-mieszkanke"
C = "dyskusyjny-klub-ksiazki-dla-seniorow-w-dziennym-domu-seniora"


def columns(page: str) -> list[str]:
    return re.findall(r'class="compare-title" href="[^"]*/praktyki/([^"]+)"', page)


@pytest.mark.parametrize("prefix", ["", "/en", "/uk"])
def test_the_choice_is_in_the_address_and_in_its_order(client: Client, prefix: str) -> None:
    answer = client.get(f"{prefix}/porownaj?p={B}&p={A}&p={B}")
    assert answer.status_code == 200
    assert f'<html lang="{prefix.strip("/") or "pl"}">' in answer.text
    assert columns(answer.text) == [B, A]
    assert 'rel="canonical"' not in answer.text
    assert f'href="{prefix}/porownaj?p={A}"' in answer.text  # without B


def test_the_table_has_a_name_for_each_row(client: Client) -> None:
    page = client.get(f"/porownaj?p={A}&p={B}&p={C}").text
    rows = re.findall(r'<th scope="row">([^<]+)</th>', page)
    assert rows[:5] == ["Gdzie", "Dla kogo", "Z kim", "Za ile", "Jak długo"]
    assert "Co się nie udało" in rows
    assert len(re.findall(r"<td[> ]", page)) == 3 * len(rows) + 1
    assert "Dodaj praktykę" not in page


def test_what_is_not_published_is_named_and_left_out(client: Client) -> None:
    page = client.get("/porownaj", params={"p": [A, "nie-ma", "<b>x", B]}).text
    assert columns(page) == [A, B]
    assert "<strong>nie-ma</strong>" in page
    assert "<strong>&lt;b&gt;x</strong>" in page


def test_of_more_than_three_the_first_three_are_shown(client: Client) -> None:
    more = client.get("/api/v1/practices?limit=2").json()["practices"]
    page = client.get("/porownaj", params={"p": [A, B, C, *(practice["slug"] for practice in more)]}).text
    assert columns(page) == [A, B, C]
    assert "najwyżej trzy" in page


def test_one_practice_gets_others_to_add(client: Client) -> None:
    page = client.get(f"/porownaj?p={A}").text
    offered = re.findall(r'<input type="checkbox" name="p" value="([^"]+)"', page)
    assert len(offered) == 6
    assert A not in offered
    assert f'<input type="hidden" name="p" value="{A}">' in page
    assert columns(client.get(f"/porownaj?p={A}&p={offered[0]}").text) == [A, offered[0]]


@pytest.mark.parametrize(
    "query", ["", "?p=", "?p=%00", "?p=%ff", f"?p={'a' * 3000}", "?p=../../etc", "?q=x&p=%3Cscript"]
)
def test_odd_addresses_get_a_normal_page(client: Client, query: str) -> None:
    answer = client.get(f"/porownaj{query}")
    assert answer.status_code == 200
    assert "<h1>Porównaj praktyki</h1>" in answer.text


def test_an_address_pasted_whole_is_understood() -> None:
    given = [("p", f" https://praktyki.example.org/en/praktyki/{A}/?x=1#y "), ("p", A), ("q", B), ("p", "")]
    assert chosen_slugs(given) == [A]
    assert comparing_address("/uk", [A, B]) == f"/uk/porownaj?p={A}&p={B}"
    assert comparing_address("", []) == "/porownaj"


def test_a_withdrawn_practice_is_nowhere(own_base: Base) -> None:
    own_base.saving.withdraw(own_base.reading.practice(A).id)
    site = site_over(own_base, load_settings({}, rate_limits="off"))
    with TestClient(create_site(site), base_url="http://127.0.0.1:8000") as client:
        page = client.get(f"/porownaj?p={A}&p={B}").text
        assert columns(page) == [B]
        assert "Uczniowie rysują komiks" not in html.unescape(page)
        assert A not in client.get("/sitemap.xml").text
        assert B in client.get("/sitemap.xml").text
