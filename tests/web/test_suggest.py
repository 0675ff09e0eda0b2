"""Suggestions over HTTP: the API's shape, and the list for the pages."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import TestClient

from kb.app import Base, site_over
from kb.settings import load_settings
from kb.web.limits import BURST, PER_SECOND, SUGGESTIONS_BURST, SUGGESTIONS_PER_SECOND, AddressLimit
from kb.web.site import create_site
from tests.web.test_pages import structure

Client = TestClient[Litestar]

TYPED = ["sen", "zajęcia dla sen", "KGW", "kal", "bib", "noc w bib", "люд", "older", "s", "warsztaty dla d"]


def ask(client: Client, typed: str, **parameters: object) -> list[dict[str, object]]:
    answer = client.get("/api/v1/suggest", params={"q": typed, **parameters})
    assert answer.status_code == 200
    suggestions: list[dict[str, object]] = answer.json()["suggestions"]
    return suggestions


def test_suggestions_come_in_the_promised_shape(client: Client) -> None:
    answer = client.get("/api/v1/suggest", params={"q": "zajęcia dla sen"})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "public, max-age=60"
    body = answer.json()
    assert body["query"] == {"q": "zajęcia dla sen"}
    assert 2 <= len(body["suggestions"]) <= 8
    word = next(one for one in body["suggestions"] if one["kind"] == "word")
    assert word.pop("count") > 1
    assert word == {
        "text": "zajęcia dla seniorów",
        "kind": "word",
        "label": "zajęcia dla seniorów",
        "facet": None,
        "value": None,
        "path": "/szukaj?q=zaj%C4%99cia+dla+senior%C3%B3w",
    }
    label = next(one for one in body["suggestions"] if one["value"] == "seniorzy")
    assert (label["kind"], label["facet"], label["label"]) == ("label", "audience", "Seniorzy i osoby 60+")
    assert label["path"] == "/szukaj?q=zaj%C4%99cia&odbiorcy=seniorzy"


@pytest.mark.parametrize("prefix", ["", "/en", "/uk"])
@pytest.mark.parametrize("typed", TYPED)
def test_every_suggestion_leads_to_a_page_that_has_something(client: Client, typed: str, prefix: str) -> None:
    found = ask(client, typed, lang=prefix.strip("/") or "pl", limit=20)
    assert found
    for one in found:
        path = str(one["path"])
        assert path.startswith(f"{prefix}/")
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("typed", ["sen", "kgw", "szk", "s"])
def test_a_label_alone_counts_what_its_filter_finds(client: Client, typed: str) -> None:
    for one in ask(client, typed, limit=20):
        if one["kind"] == "label":
            found = client.get("/api/v1/search", params={str(one["facet"]): str(one["value"])}).json()
            assert found["total"] == one["count"]


def test_labels_come_in_the_language_asked_for(client: Client) -> None:
    assert ask(client, "kgw", lang="en")[0]["label"] == "Rural women’s circle (KGW)"
    assert ask(client, "kgw")[0]["label"] == "Koło gospodyń wiejskich"
    assert ask(client, "діт", lang="uk")[0]["label"] == "Діти шкільного віку (7–12)"


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("limit=0", "limit"),
        ("limit=21", "limit"),
        ("limit=x", "limit"),
        ("limit=-1", "limit"),
        ("limit=1.5", "limit"),
        ("lang=de", "lang"),
    ],
)
def test_a_bad_value_is_named(client: Client, query: str, parameter: str) -> None:
    answer = client.get(f"/api/v1/suggest?q=sen&{query}")
    assert answer.status_code == 400
    assert answer.json()["error"]["parameter"] == parameter
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("limit", [1, 5, 20])
def test_a_limit_is_kept(client: Client, limit: int) -> None:
    assert 1 <= len(ask(client, "b", limit=limit)) <= limit


def test_nothing_typed_suggests_nothing(client: Client) -> None:
    assert ask(client, "") == ask(client, "  ") == ask(client, "?!") == []
    assert client.get("/api/v1/suggest").json() == {"query": {"q": ""}, "suggestions": []}


ADDRESSES = ["/api/v1/suggest", "/podpowiedzi", "/uk/podpowiedzi"]
RAW = [
    "q=%00", "q=sen%00ior", "q=%FF%FE", "q=%", "q=%zz", "&&&", "q=a&q=b", "=", "q[]=1", "q=%F0%9F%91%B5",
    "q=%ED%A0%80", "q=" + "a" * 10_000, "q=" + "sen+" * 2500, "q=%22%3E%3Cscript%3E", "q=%EF%B7%BA" * 100,
]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("raw", RAW, ids=range(len(RAW)))
def test_no_query_string_breaks_it(client: Client, address: str, raw: str) -> None:
    assert client.get(f"{address}?{raw}").status_code == 200


@given(text=st.text(max_size=60))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_breaks_it(client: Client, text: str) -> None:
    typed = text.encode("utf-8", "replace").decode()
    assert client.get("/api/v1/suggest", params={"q": typed}).status_code == 200
    assert structure(client.get("/podpowiedzi", params={"q": typed}).text)


def test_no_more_than_a_query_is_read(client: Client) -> None:
    body = client.get("/api/v1/suggest", params={"q": "x " * 400}).json()
    assert len(body["query"]["q"]) == 500


@pytest.mark.parametrize(
    ("prefix", "name", "status", "audience"),
    [
        ("", "Podpowiedzi", "podpowied", "Odbiorcy"),
        ("/en", "Suggestions", "suggestion", "Audience"),
        ("/uk", "Підказки", "підказ", "Для кого"),
    ],
)
def test_the_list_is_a_listbox_of_links(
    client: Client, prefix: str, name: str, status: str, audience: str
) -> None:
    answer = client.get(f"{prefix}/podpowiedzi", params={"q": "sen"})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cache-control"] == "public, max-age=60"
    html = answer.text
    assert "<html" not in html
    ids = structure(html).ids
    number = html.count('role="option"')
    assert ids == ["podpowiedzi", *(f"podpowiedz-{place}" for place in range(1, number + 1))]
    assert number == html.count('aria-selected="false"') == html.count(f'href="{prefix}/')
    assert f'role="listbox" aria-label="{name}"' in html
    assert f"{number} {status}" in html
    assert f'<span class="suggestion-kind">{audience}</span>' in html
    assert f'href="{prefix}/szukaj?odbiorcy=seniorzy"' in html


def test_an_empty_list_is_no_listbox(client: Client) -> None:
    html = client.get("/podpowiedzi", params={"q": "zzzzzz"}).text
    assert "listbox" not in html
    assert "Brak podpowiedzi" in html


def test_what_was_typed_is_text_in_the_list(client: Client) -> None:
    html = client.get("/podpowiedzi", params={"q": '"><script>alert(1)</script> sen'}).text
    assert "<script" not in html
    assert structure(html)
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_is_guarded_as_everything(client: Client, address: str) -> None:
    answer = client.head(f"{address}?q=sen")
    assert answer.status_code == 200
    assert answer.content == b""
    assert "set-cookie" not in answer.headers
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert client.post(address).status_code == 405


def test_whoever_types_may_ask_oftener_than_whoever_searches(base: Base) -> None:
    assert SUGGESTIONS_PER_SECOND > PER_SECOND
    assert SUGGESTIONS_BURST > BURST
    # Time stands still: however slow the machine, nothing comes back meanwhile.
    limit = AddressLimit(SUGGESTIONS_PER_SECOND, SUGGESTIONS_BURST, clock=lambda: 0.0)
    site = replace(site_over(base, load_settings({})), suggestions_limit=limit)
    for _ in range(int(SUGGESTIONS_BURST) - 10):
        site.suggestions_limit.take("testclient")
    with TestClient(create_site(site), base_url="http://127.0.0.1:8000") as client:
        answers = [client.get("/api/v1/suggest?q=sen") for _ in range(20)]
        assert client.get("/api/v1/search?q=sen").status_code == 200
    refused = [answer for answer in answers if answer.status_code == 429]
    assert len(refused) == 10
    assert int(refused[0].headers["retry-after"]) >= 1
