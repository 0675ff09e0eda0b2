"""What is shown when something broke or is busy: valid in three languages, and it helps one on."""

from __future__ import annotations

import html
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from litestar.testing import TestClient
from sqlalchemy import Engine, event

from kb.app import Base, site_over
from kb.domain.accounts import Role
from kb.services.wishing import Wishing
from kb.settings import load_settings
from kb.web.context import Operator
from kb.web.search_threads import SearchThreads
from kb.web.site import create_site
from tests.web.people_site import OURS, Desk, proof_of
from tests.web.test_shedding import HANGS, Held, asked
from tests.web.test_valid_html import PREFIXES, mistakes

MAILBOX = "pomoc@example.org"


def kept(folder: Path, prefix: str, name: str, page: str) -> str:
    (folder / f"{prefix.strip('/') or 'pl'}-{name}.html").write_text(page, encoding="utf-8")
    return html.unescape(page)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    return folder


def test_a_page_that_broke_says_so_and_leads_on(own_base: Base, tmp_path: Path, pages: Path) -> None:
    site = site_over(own_base, load_settings({}, rate_limits="off"))
    site = replace(site, options=replace(site.options, operator=Operator(email=MAILBOX)))
    with closing(sqlite3.connect(tmp_path / "baza.sqlite")) as file:
        slug = file.execute("SELECT slug FROM practice ORDER BY published_at, id LIMIT 1").fetchone()[0]
        file.execute("UPDATE revision SET document = '{' WHERE practice_id = (SELECT id FROM practice WHERE slug = ?)", [slug])  # fmt: skip
        file.commit()
    with TestClient(
        create_site(site), base_url="http://127.0.0.1:8000", raise_server_exceptions=False
    ) as client:
        for prefix in PREFIXES:
            answer = client.get(f"{prefix}/praktyki/{slug}?z=1")
            assert answer.status_code == 500
            page = kept(pages, prefix, "broke", answer.text)
            assert f'<a class="as-button" href="{prefix}/praktyki/{slug}?z=1"' in page
            assert f'href="{prefix}/szukaj"' in page
            assert f'href="mailto:{MAILBOX}"' in page
            assert "KB-500" in page
            assert "Traceback" not in page
            assert "pydantic" not in page
    assert mistakes(pages) == []


def test_a_search_that_was_sent_away_is_one_press_from_being_asked_again(own_base: Base, pages: Path) -> None:
    threads, held = SearchThreads(at_once=1, in_line=0, pause=0), Held()
    site = replace(site_over(own_base, load_settings({}, rate_limits="off")), search_threads=threads)
    with (
        ThreadPoolExecutor(max_workers=1) as people,
        TestClient(create_site(site), base_url="http://127.0.0.1:8000") as client,
    ):
        first = asked(people, threads, held)
        assert held.begun.wait(HANGS)
        addresses = [f"{prefix}/szukaj?q=gry+planszowe&odbiorcy=seniorzy" for prefix in PREFIXES]
        answers = [client.get(address) for address in addresses]
        held.go.set()
        assert first.result(HANGS) == "answered"
        for prefix, address, answer in zip(PREFIXES, addresses, answers, strict=True):
            assert answer.status_code == 503
            page = kept(pages, prefix, "busy", answer.text)
            assert f'<a class="as-button" href="{address}"' in page
            assert 'value="gry planszowe"' in page
    assert mistakes(pages) == []


def test_a_link_to_try_again_never_leads_away(own_base: Base) -> None:
    threads, held = SearchThreads(at_once=1, in_line=0, pause=0), Held()
    site = replace(site_over(own_base, load_settings({}, rate_limits="off")), search_threads=threads)
    with (
        ThreadPoolExecutor(max_workers=1) as people,
        TestClient(create_site(site), base_url="http://127.0.0.1:8000") as client,
    ):
        first = asked(people, threads, held)
        assert held.begun.wait(HANGS)
        foreign = client.get('/szukaj?q="><a href="https://evil.example">')
        held.go.set()
        first.result(HANGS)
    assert foreign.status_code == 503
    assert '"https://evil.example' not in foreign.text


@contextmanager
def impatient(engine: Engine) -> Iterator[None]:
    """Connections that wait for a locked base for a moment rather than five seconds."""

    def hurry(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute("PRAGMA busy_timeout=50")

    event.listen(engine, "checkout", hurry)
    yield
    event.remove(engine, "checkout", hurry)
    engine.dispose()


def test_what_a_locked_base_cannot_keep_comes_back_on_a_valid_page(desk: Desk, pages: Path) -> None:
    editor = desk.signed_in(Role.EDITOR, "locked@example.org")
    name = {"imie": "Chór w parku", "_znak": proof_of(editor)}
    site = create_site(replace(desk.site, wishing=Wishing(desk.database)))
    engine = desk.database.engine
    with (
        impatient(engine),
        TestClient(site, base_url="http://127.0.0.1:8000") as reader,
        closing(sqlite3.connect(str(engine.url.database), isolation_level=None)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        for prefix in PREFIXES:
            for client, path, form in (
                (reader, "/prosba", {"q": "chór w parku"}),
                (editor, "/konto/imie", name),
            ):
                answer = client.post(prefix + path, data=form, headers=OURS)
                assert answer.status_code == 503, path
                assert "hór w parku" in kept(pages, prefix, f"locked{path.replace('/', '-')}", answer.text)
        other.execute("ROLLBACK")
    assert mistakes(pages) == []
