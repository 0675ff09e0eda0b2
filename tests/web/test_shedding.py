"""Too many searches at once are sent away politely, and other pages never wait behind them."""

from __future__ import annotations

import asyncio
import dataclasses
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from kb.app import Base, site_over
from kb.errors import Busy
from kb.search.semantic import PendingVector
from kb.settings import load_settings
from kb.web.context import Site
from kb.web.search_threads import SearchThreads
from kb.web.site import create_site

HANGS = 60
"""Seconds after which a test that hangs fails."""

SEARCHES = ["/szukaj?q=gry", "/en/szukaj?q=gry", "/uk/szukaj?q=gry", "/api/v1/search?q=gry"]
OTHERS = ["/", "/praktyki", "/o-serwisie", "/api/v1/practices", "/zdrowie"]


class Held:
    """A search that has begun and lasts until it is let go."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.go = threading.Event()

    def __call__(self) -> str:
        self.begun.set()
        assert self.go.wait(HANGS)
        return "answered"


@pytest.fixture
def people() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(max_workers=4) as pool:
        yield pool


@pytest.fixture
def held() -> Iterator[Held]:
    held = Held()
    yield held
    held.go.set()


def asked(people: ThreadPoolExecutor, threads: SearchThreads, search: Callable[[], str]) -> Future[str]:
    return people.submit(lambda: asyncio.run(threads.run(search)))


@contextmanager
def visited(site: Site) -> Iterator[TestClient[Litestar]]:
    with TestClient(create_site(site), base_url="http://127.0.0.1:8000") as client:
        yield client


def test_a_full_line_refuses_searches_alone_and_says_when_to_come_back(
    site: Site, people: ThreadPoolExecutor, held: Held
) -> None:
    threads = SearchThreads(at_once=1, in_line=0, pause=0)
    first = asked(people, threads, held)
    assert held.begun.wait(HANGS)
    with visited(dataclasses.replace(site, search_threads=threads)) as client:
        refused = {path: client.get(path) for path in SEARCHES}
        fragment = client.get(SEARCHES[0], headers={"hx-request": "true"})
        others = [client.get(path).status_code for path in OTHERS]
        held.go.set()
        assert first.result(HANGS) == "answered"
        again = [client.get(path).status_code for path in SEARCHES]

    for answer in (*refused.values(), fragment):
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) > 0
        assert answer.headers["cache-control"] == "no-store"
    page = refused["/szukaj?q=gry"].text
    assert "Spróbuj za kilka sekund" in page
    assert 'value="gry"' in page
    assert refused["/api/v1/search?q=gry"].json()["error"]["number"] == "KB-503"
    assert others == [200] * len(OTHERS)
    assert again == [200] * len(SEARCHES)


def test_whoever_finds_a_place_after_the_pause_is_answered(people: ThreadPoolExecutor, held: Held) -> None:
    threads = SearchThreads(at_once=1, in_line=0)
    first = asked(people, threads, held)
    assert held.begun.wait(HANGS)

    async def comes_while_it_is_full() -> str:
        waiting = asyncio.ensure_future(threads.run(lambda: "second"))
        await asyncio.sleep(0)  # it has met the full line and pauses
        held.go.set()
        await asyncio.wrap_future(first)
        return await waiting

    assert asyncio.run(comes_while_it_is_full()) == "second"


def test_nobody_waits_longer_than_patience_and_who_has_left_the_line_is_forgotten(
    people: ThreadPoolExecutor, held: Held
) -> None:
    threads = SearchThreads(at_once=1, in_line=1, patience=0.01, pause=0)
    begun = asked(people, threads, held)
    assert held.begun.wait(HANGS)
    late = Held()
    waiting = asked(people, threads, late)

    for future in (begun, waiting):
        with pytest.raises(Busy) as caught:
            future.result(HANGS)
        assert caught.value.retry_after > 0

    held.go.set()
    patient = SearchThreads()
    assert asked(people, patient, lambda: "answered").result(HANGS) == "answered"
    assert not late.begun.is_set()


def test_a_search_that_fails_gives_its_place_back(people: ThreadPoolExecutor) -> None:
    threads = SearchThreads(at_once=1, in_line=0, pause=0)

    def fails() -> str:
        raise KeyError("broken")

    for _ in range(3):
        with pytest.raises(KeyError):
            asked(people, threads, fails).result(HANGS)


class SlowDocuments(Sequence[str]):
    """Documents whose reading lasts until it is let through: they hold the model's thread."""

    def __init__(self, reading: Held) -> None:
        self._reading = reading

    def __len__(self) -> int:
        return 1

    def __getitem__(self, place: int) -> str:
        self._reading()
        return "opis"


def test_when_the_model_has_too_many_queries_new_words_are_refused_and_the_rest_goes_on(
    own_base: Base, people: ThreadPoolExecutor, held: Held
) -> None:
    site = site_over(own_base, load_settings({}, rate_limits="off"))
    with visited(site) as client:
        assert client.get("/szukaj?q=ogród").status_code == 200
        documents = people.submit(own_base.meaning.encode_passages, SlowDocuments(held))
        assert held.begun.wait(HANGS)
        waiting = _fill_the_line(own_base)

        for path in SEARCHES:
            answer = client.get(path)
            assert answer.status_code == 503
            assert int(answer.headers["retry-after"]) > 0
        seen_before = client.get("/szukaj?q=ogród")
        browsed = [client.get(path).status_code for path in (*OTHERS, "/szukaj", "/szukaj?odbiorcy=seniorzy")]

        held.go.set()
        assert documents.result(HANGS)
        assert [pending.get().shape for pending in waiting] == [(384,)] * len(waiting)
        assert client.get(SEARCHES[0]).status_code == 200

    assert seen_before.status_code == 200
    assert browsed == [200] * len(browsed)


def _fill_the_line(base: Base) -> list[PendingVector]:
    waiting: list[PendingVector] = []
    for number in range(1000):
        try:
            waiting.append(base.meaning.ask(f"zapytanie {number}"))
        except Busy:
            return waiting
    pytest.fail("the line of the model has no end")
