"""What a card and the API say of why a result is there."""

from __future__ import annotations

import re

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from tests.web.plain import plain

Client = TestClient[Litestar]


def text_of(page: str) -> str:
    """The words of a page as they are read aloud."""
    return " ".join(re.sub(r"<[^>]+>", "", page).split())


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/szukaj?q=kamishibai", "Pasuje słowo: kamishibai."),
        (
            "/szukaj?q=KGW",
            "Pasują słowa: koła, gospodyń, wiejskich. Pasuje etykieta: Koło gospodyń wiejskich.",
        ),
        ("/szukaj?q=Kalisz", "Pasuje słowo: Kaliszu."),
        ("/szukaj?q=dogs+in+the+library", "Najbliższe zdanie: 10 kwietnia do biblioteki w Barcinie"),
        ("/en/szukaj?q=dogs+in+the+library", "Nearest sentence: 10 kwietnia do biblioteki w Barcinie"),
        ("/en/szukaj?q=people+who+feel+lonely", "Matching label: Lonely and hard-to-reach people."),
        ("/uk/szukaj?q=KGW", "Збіг за словами: koła, gospodyń, wiejskich."),
    ],
)
def test_a_card_says_why_it_is_there(client: Client, address: str, said: str) -> None:
    assert said in text_of(client.get(address).text)


def test_a_name_that_met_is_marked_where_it_stands(client: Client) -> None:
    page = plain(client.get("/szukaj?q=Kalisz").text)
    assert "im. Adama Asnyka w <mark>Kaliszu</mark>" in page


def test_a_list_that_nobody_searched_says_no_why(client: Client) -> None:
    for address in ("/praktyki", "/szukaj"):
        assert "card-why" not in client.get(address).text


@pytest.mark.parametrize(
    ("language", "label"), [("pl", "Seniorzy i osoby 60+"), ("en", "Older people (60+)"), ("uk", "60+")]
)
def test_labels_are_in_the_language_asked_for(client: Client, language: str, label: str) -> None:
    body = client.get("/api/v1/search", params={"q": "seniorzy", "lang": language, "limit": 1}).json()
    matched = body["hits"][0]["matched"]
    assert matched["by"] in ("words", "both")
    assert matched["source"] == "words"
    assert any(label in own for own in matched["labels"])
