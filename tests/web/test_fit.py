"""The reader's own library: the same found in another order, with reasons, and a way to turn it off."""

from __future__ import annotations

import re

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from tests.web.plain import plain
from tests.web.test_pages import structure

Client = TestClient[Litestar]
MINE = "moja_wielkosc=wies&moje_wojewodztwo=mazowieckie&moj_koszt=do-500"


def titles(page: str) -> list[str]:
    return re.findall(r'<h3 class="card-title"[^>]*><a href="([^"]+)"', page)


def everything(client: Client, query: str) -> list[str]:
    found: list[str] = []
    for page in range(1, 40):
        some = titles(client.get(f"/szukaj?{query}&strona={page}").text)
        if not some:
            return found
        found += some
    raise AssertionError(query)


@pytest.mark.parametrize("query", ["q=dzieci", "odbiorcy=seniorzy", "q=seniorzy&partner=kgw"])
def test_the_same_is_found_in_another_order(client: Client, query: str) -> None:
    plain = client.get(f"/szukaj?{query}").text
    mine = client.get(f"/szukaj?{query}&{MINE}").text
    counts = r"<small>\d+<|Znaleziono \d+"
    assert re.findall(counts, plain) == re.findall(counts, mine)
    before, after = everything(client, query), everything(client, f"{query}&{MINE}")
    assert sorted(before) == sorted(after)
    assert before != after
    structure(mine)


def test_cards_say_why_and_stand_in_the_order_of_their_reasons(client: Client) -> None:
    page = client.get(f"/szukaj?q=dzieci&{MINE}").text
    cards = re.findall(r'<article class="card">(.*?)</article>', page, re.DOTALL)
    told = [re.search(r'<p class="card-fit">Pasuje: <strong>(.*?)</strong>', card) for card in cards]
    numbers = [len(reason[1].split(", ")) if reason else 0 for reason in told]
    assert numbers[0] >= 2
    assert numbers == sorted(numbers, reverse=True)
    assert "wieś" in told[0][1]  # type: ignore[index]
    assert "Pasuje:" not in client.get("/szukaj?q=dzieci").text


def test_one_press_turns_it_off(client: Client) -> None:
    page = client.get(f"/szukaj?q=dzieci&odbiorcy=dzieci&{MINE}").text
    assert "<strong>wieś, mazowieckie, do 500 zł</strong>" in plain(page)
    off = re.search(r'<a href="([^"]+)"[^>]*>Wyłącz</a>', page)
    assert off
    assert off[1].replace("&amp;", "&") == "/szukaj?q=dzieci&odbiorcy=dzieci"


def test_the_fit_goes_along_with_every_other_choice(client: Client) -> None:
    page = client.get(f"/szukaj?q=dzieci&odbiorcy=dzieci&{MINE}").text
    links = re.findall(r'href="(/szukaj\?[^"]+)" hx-get', page)
    assert len(links) > 5
    for link in links:
        assert (MINE in link.replace("&amp;", "&")) != (link == "/szukaj?q=dzieci&amp;odbiorcy=dzieci")
    for name in ("moja_wielkosc", "moje_wojewodztwo", "moj_koszt"):
        assert f'<input type="hidden" name="{name}"' in page


@pytest.mark.parametrize(
    ("prefix", "said"),
    [("/en", "village, Masovia, up to PLN 2,000"), ("/uk", "село, мазовецьке, до 2 000 злотих")],
)
def test_it_speaks_the_language_of_the_reader(client: Client, prefix: str, said: str) -> None:
    asked = "moja_wielkosc=wies&moje_wojewodztwo=mazowieckie&moj_koszt=501-2000"
    page = client.get(f"{prefix}/szukaj?q=dzieci&{asked}").text
    found = re.search(r'<p class="note fit-on">.*?<strong>(.*?)</strong>', page)
    assert found
    assert found[1].replace("\xa0", " ") == said


def test_codes_that_say_nothing_are_passed_over(client: Client) -> None:
    page = client.get(
        "/szukaj?q=dzieci&moja_wielkosc=metropolia&moj_koszt=ponad-35000&moje_wojewodztwo="
    ).text
    assert "moja_wielkosc=metropolia" in page
    assert "moj_koszt=ponad-35000" in page
    assert 'class="note fit-on"' not in page


def test_offered_filters_can_be_ignored_and_brought_back(client: Client) -> None:
    page = client.get("/szukaj?q=seniorzy").text
    ignore = re.search(r'<a href="([^"]+)"[^>]*>Pomiń', page)
    assert ignore
    without = client.get(ignore[1].replace("&amp;", "&")).text
    assert "Czy o to chodzi?" in page
    assert "Czy o to chodzi?" not in without
    back = re.search(r'<a href="([^"]+)"[^>]*>Pokaż filtry dla tych słów', without)
    assert back
    assert back[1] == "/szukaj?q=seniorzy"
