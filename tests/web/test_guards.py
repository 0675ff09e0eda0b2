"""Headers, hosts, limits and errors: the same for every answer."""

from __future__ import annotations

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from kb.web.limits import SearchLimit, TooOften, client_address

Client = TestClient[Litestar]

EVERYWHERE = [
    "/",
    "/szukaj?q=senior",
    "/praktyki",
    "/nie-ma",
    "/api/v1/search?limit=0",
    "/zdrowie",
    "/konto/logowanie",
    "/konto",
    "/redakcja/konta",
    "/static/nie-ma.css",
    "/schema",
]


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_is_guarded(client: Client, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "set-cookie" not in headers
    assert "strict-transport-security" not in headers


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "a b", "", "127.0.0.1:99999", "[::1", "10.1.2.3"]
)
def test_a_foreign_host_is_refused(client: Client, host: str) -> None:
    answer = client.get("/", headers={"host": host})
    assert answer.status_code == 400
    assert "KB_BASE_URL" in answer.text


@pytest.mark.parametrize("host", ["localhost", "localhost:1234", "127.0.0.1:8000", "[::1]:8000"])
def test_names_of_this_machine_are_ours(client: Client, host: str) -> None:
    assert client.get("/o-serwisie", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/szukaj?q=senior", "/praktyki", "/api/v1/practices", "/zdrowie"])
def test_head_is_get_without_a_body(client: Client, path: str) -> None:
    answer = client.head(path)
    assert answer.status_code == 200
    assert answer.content == b""


@pytest.mark.parametrize("path", ["/", "/szukaj", "/api/v1/search"])
def test_what_only_reads_takes_no_post(client: Client, path: str) -> None:
    answer = client.post(path)
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]


def test_an_error_page_helps_and_shows_nothing_inside(client: Client) -> None:
    answer = client.get("/praktyki/nie-ma-takiej")
    assert answer.status_code == 404
    assert "KB-404" in answer.text
    assert 'role="search"' in answer.text
    assert "Traceback" not in answer.text


def test_an_address_may_search_often_but_not_without_end() -> None:
    now = [0.0]
    limit = SearchLimit(per_second=2.0, burst=3.0, clock=lambda: now[0])
    for _ in range(3):
        limit.take("a")
    with pytest.raises(TooOften) as refused:
        limit.take("a")
    assert refused.value.retry_after == 1
    limit.take("b")
    now[0] = 0.5
    limit.take("a")


def test_only_a_configured_proxy_is_believed() -> None:
    forwarded = ["6.6.6.6, 203.0.113.9"]
    assert client_address("198.51.100.1", forwarded, ()) == "198.51.100.1"
    assert client_address("10.0.0.5", forwarded, ("10.0.0.0/8",)) == "203.0.113.9"
    assert client_address("10.0.0.5", ["203.0.113.9, 10.0.0.7"], ("10.0.0.0/8",)) == "203.0.113.9"
    assert client_address(None, forwarded, ("10.0.0.0/8",)) == "unknown"
