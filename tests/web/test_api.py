"""The open API keeps its promised shapes, whatever it is asked."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import TestClient

Client = TestClient[Litestar]


def test_a_search_answers_in_the_promised_shape(client: Client) -> None:
    answer = client.get(
        "/api/v1/search", params={"q": "zajęcia dla seniorów", "audience": "seniorzy", "limit": 3}
    )
    assert answer.status_code == 200
    body = answer.json()
    assert body["query"] == {"q": "zajęcia dla seniorów", "filters": {"audience": ["seniorzy"]}}
    assert (body["limit"], body["offset"], body["mode"]) == (3, 0, "hybrid")
    assert len(body["hits"]) == 3
    hit = body["hits"][0]
    assert set(hit) == {"id", "external_id", "slug", "title", "summary", "score", "found", "matched"}
    assert set(hit["matched"]) == {"by", "source", "words", "passage", "labels"}
    assert body["total"] == next(
        option["count"] for option in body["facets"]["audience"]["options"] if option["value"] == "seniorzy"
    )
    assert body["facets"]["audience"]["label"] == "Odbiorcy"
    assert {"facet": "audience", "value": "mieszkancy"} not in body["interpretation"]


def test_suggestions_are_facets_and_libraries(client: Client) -> None:
    answer = client.get("/api/v1/search", params={"q": "coś za darmo w Kaliszu", "limit": 1, "lang": "en"})
    assert answer.json()["interpretation"] == [
        {"facet": "cost", "value": "0", "label": "PLN 0", "words": "za darmo"},
        {
            "facet": "library",
            "value": "miejska-biblioteka-publiczna-im-adama-asnyka-w-kaliszu",
            "label": "Miejska Biblioteka Publiczna im. Adama Asnyka w Kaliszu",
            "words": "w Kaliszu",
        },
    ]


def test_pages_of_a_search_follow_one_another(client: Client) -> None:
    def ids(limit: int, offset: int) -> list[int]:
        parameters = {"q": "dzieci", "limit": limit, "offset": offset}
        return [hit["id"] for hit in client.get("/api/v1/search", params=parameters).json()["hits"]]

    assert ids(10, 0) + ids(10, 10) == ids(20, 0)
    assert ids(20, 1_000_000) == []


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=x", "limit"),
        ("limit=-1", "limit"),
        ("limit=1e3", "limit"),
        ("limit=٣", "limit"),
        ("limit=99999999999999999999", "limit"),
        ("offset=-1", "offset"),
        ("offset=1.5", "offset"),
        ("audience=nikt", "audience"),
        ("partner=%00", "partner"),
        ("lang=de", "lang"),
    ],
)
def test_a_bad_value_is_named(client: Client, query: str, parameter: str) -> None:
    answer = client.get(f"/api/v1/search?{query}")
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["parameter"] == parameter
    assert error["allowed"]
    assert "found" in error


def test_facets_may_repeat_and_empty_ones_say_nothing(client: Client) -> None:
    both = client.get("/api/v1/search?audience=seniorzy&audience=dzieci&theme=&nieznany=1").json()
    assert both["query"]["filters"] == {"audience": ["seniorzy", "dzieci"]}


def test_the_list_and_a_whole_record(client: Client) -> None:
    listing = client.get("/api/v1/practices?limit=2").json()
    assert listing["total"] == 238
    assert len(listing["practices"]) == 2
    slug = listing["practices"][0]["slug"]
    record = client.get(f"/api/v1/practices/{slug}").json()
    assert record["slug"] == slug
    assert record["sources"][0]["url"].startswith("http")
    assert record["licence"] == "cc-by-4.0"
    assert record["labels"]["cost"]


@pytest.mark.parametrize("slug", ["nie-ma", "..", "%00", "a" * 5000, "ą", "%2e%2e%2fetc"])
def test_an_unknown_practice_is_404(client: Client, slug: str) -> None:
    assert client.get(f"/api/v1/practices/{slug}").status_code in (404, 400)


@given(st.text(max_size=600))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_breaks_the_api(client: Client, text: str) -> None:
    answer = client.get("/api/v1/search", params={"q": text.encode("utf-8", "replace").decode()})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "raw", ["q=%FF%FE", "q=%", "q=%zz", "&&&", "q=a&q=b", "=", "q[]=1", "q=" + "a" * 20_000]
)
def test_no_query_string_breaks_the_api(client: Client, raw: str) -> None:
    assert client.get(f"/api/v1/search?{raw}").status_code == 200


def test_health_tells_the_truth(client: Client) -> None:
    answer = client.get("/zdrowie")
    assert answer.status_code == 200
    health = answer.json()
    assert health["status"] == "ok"
    assert health["practices"] == health["published"] == 238
    assert health["vectors"] == health["passages"]
    assert health["pending_vectors"] == 0
    assert health["dimension"] == 384
    assert answer.headers["cache-control"] == "no-store"
