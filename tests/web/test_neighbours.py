"""Similar and contrasting practices on the page and by the API."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from kb.app import Base, site_over
from kb.settings import load_settings
from kb.storage import practices
from kb.web.site import create_site
from tests.web.plain import plain

Client = TestClient[Litestar]
SLUG = "dyskusyjny-klub-ksiazki-dla-seniorow-w-dziennym-domu-seniora"


@pytest.fixture
def own_client(own_base: Base) -> Iterator[Client]:
    site = site_over(own_base, load_settings({}, rate_limits="off"))
    with TestClient(create_site(site), base_url="http://127.0.0.1:8000") as client:
        yield client


def near(client: Client, slug: str = SLUG, **parameters: str) -> dict:
    return client.get(f"/api/v1/practices/{slug}/similar", params=parameters).json()


def test_the_promised_shape(client: Client) -> None:
    body = near(client)
    assert set(body) == {"by", "similar", "contrasting"}
    common = {"id", "external_id", "slug", "title", "summary", "score", "shared"}
    assert body["similar"]
    assert body["contrasting"]
    assert all(set(practice) == common for practice in body["similar"])
    assert all(set(practice) == common | {"differs"} for practice in body["contrasting"])
    assert {"facet": "audience", "value": "seniorzy", "label": "Seniorzy i osoby 60+"} in body["similar"][0][
        "shared"
    ]
    size = next(
        found
        for practice in body["contrasting"]
        for found in practice["differs"]
        if found["facet"] == "place_size"
    )
    assert size["label"] == "Wielkość miejscowości"
    assert size["here"] == [{"value": "miasto-20-50", "label": "Miasto 20–50 tys."}]
    assert size["there"] != size["here"]


def test_labels_come_in_the_language_asked_for(client: Client) -> None:
    polish, english = near(client), near(client, lang="en")
    assert [p["id"] for p in polish["contrasting"]] == [p["id"] for p in english["contrasting"]]
    sizes = [d for p in english["contrasting"] for d in p["differs"] if d["facet"] == "place_size"]
    assert sizes[0]["label"] == "Size of place"
    assert client.get(f"/api/v1/practices/{SLUG}/similar?lang=xx").status_code == 400


def test_unknown_withdrawn_and_moved_answer_as_the_practice_does(own_client: Client, own_base: Base) -> None:
    assert own_client.get("/api/v1/practices/nie-ma/similar").status_code == 404
    number = own_base.reading.practice(SLUG).id
    with own_base.database.write() as session:
        renamed = practices.rename_slug(session, number, "Klub w domu seniora")
    moved = own_client.get(f"/api/v1/practices/{SLUG}/similar", follow_redirects=False)
    assert moved.status_code == 301
    assert moved.headers["location"] == f"/api/v1/practices/{renamed}/similar"
    record = own_client.get(f"/api/v1/practices/{SLUG}", follow_redirects=False)
    assert record.headers["location"] == f"/api/v1/practices/{renamed}"
    page = own_client.get(f"/en/praktyki/{SLUG}", follow_redirects=False)
    assert page.headers["location"] == f"/en/praktyki/{renamed}"
    own_base.saving.withdraw(number)
    assert own_client.get(f"/api/v1/practices/{renamed}/similar").status_code == 410


def text_of(page: str) -> str:
    """The page as it is read: no elements, spaces as one."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", plain(page))).replace("\u00a0", " ").split())


@pytest.mark.parametrize(
    ("prefix", "headings", "size"),
    [
        ("", ["Podobne praktyki", "Podobna sprawa, inne warunki"], "(tu: miasto 20–50 tys.)"),
        (
            "/en",
            ["Similar practices", "A similar need, different circumstances"],
            "(here: town of 20,000–50,000)",
        ),
        ("/uk", ["Подібні практики", "Подібна справа, інші умови"], "(тут: місто 20–50 тис.)"),
    ],
)
def test_the_page_shows_both_and_says_why(
    client: Client, prefix: str, headings: list[str], size: str
) -> None:
    page = client.get(f"{prefix}/praktyki/{SLUG}").text
    body = near(client)
    for practice in (*body["similar"], *body["contrasting"]):
        assert f'href="{prefix}/praktyki/{practice["slug"]}"' in page
    read = text_of(page)
    assert read.index(headings[0]) < read.index(headings[1])
    assert size in read


def test_the_differences_are_said_in_words(client: Client) -> None:
    read = text_of(client.get(f"/praktyki/{SLUG}").text)
    assert "Inna wielkość miejscowości: miasto do 20 tys. (tu: miasto 20–50 tys.)" in read
    assert "Inna forma: diagnoza, badanie, konsultacje (tu: klub, grupa stała)" in read
    assert "Wspólne: klub, grupa stała; seniorzy i osoby 60+." in read
