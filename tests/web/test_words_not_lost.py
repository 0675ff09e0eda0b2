"""Words typed into a short form come back with the answer when they cannot be kept: the sign-in has ended, it
is another one, or the base is locked."""

from __future__ import annotations

import html
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from httpx import Response

from kb.app import Base
from kb.domain.accounts import Role
from kb.domain.workflow import WorkflowState as State
from kb.storage.engine import Database
from tests.web.people_site import OURS, Client, Desk, proof_of, send, sign_in
from tests.web.review_site import base_in, brought_to, review_desk_over

WORDS = "Tych słów nie wolno zgubić."


@pytest.fixture(scope="module")
def base(filled_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Base]:
    yield from base_in(tmp_path_factory.mktemp("words"), filled_database)


@pytest.fixture(scope="module")
def desk(base: Base) -> Iterator[Desk]:
    yield from review_desk_over(base)


def waiting(desk: Desk, base: Base, name: str) -> tuple[Client, str, str]:
    """The browser of a reviewer, the path of a practice under review, and its newest text."""
    author = desk.account(Role.EDITOR, f"{name}@example.org")
    reviewer = desk.account(Role.REVIEWER, f"{name}-rev@example.org")
    number, revision = brought_to(desk, base, State.IN_REVIEW, author, reviewer, "Bajki na trawie")
    client = desk.browser()
    sign_in(client, reviewer.email)
    return client, f"/redakcja/praktyki/{number}", str(revision)


def resent(client: Client, page: Response) -> Response:
    """What pressing the button of the page sends, with the proof of the sign-in of now."""
    form = re.search(r'<form action="([^"]+)" method="post">(.*?)</form>', _main(page), re.DOTALL)
    assert form
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form[2]))
    fields = {name: html.unescape(value) for name, value in fields.items() if name != "_znak"}
    return send(client, form[1], **fields)


def _main(page: Response) -> str:
    return page.text[page.text.index("<main") : page.text.index("</main>")]


@pytest.mark.parametrize("kind", ["comment", "note"])
def test_the_sign_in_has_ended(desk: Desk, base: Base, kind: str) -> None:
    client, path, revision = waiting(desk, base, f"ended-{kind}")
    forms = {
        "comment": (f"{path}/uwagi", {"pole": "title", "tekst": WORDS}),
        "note": (f"{path}/ruch", {"ruch": "popraw", "uwaga": WORDS}),
    }
    address, fields = forms[kind]
    form = fields | {"wersja": revision, "_znak": proof_of(client)}
    client.cookies.clear()
    page = client.post(address, data=form, headers=OURS, follow_redirects=False)
    assert page.status_code == 401
    assert WORDS in page.text
    assert "/konto/logowanie" in page.text
    sign_in(client, f"ended-{kind}-rev@example.org")
    assert resent(client, page).status_code == 303
    shown = client.get(f"{path}/sprawdz").text
    assert WORDS in shown
    if kind == "note":
        assert "Do poprawy" in client.get(path).text


def test_somebody_has_signed_in_anew(desk: Desk, base: Base) -> None:
    client, path, revision = waiting(desk, base, "anew")
    old = proof_of(client)
    client.cookies.clear()
    sign_in(client, "anew-rev@example.org")
    form = {"pole": "title", "tekst": WORDS, "wersja": revision, "_znak": old}
    page = client.post(f"{path}/uwagi", data=form, headers=OURS, follow_redirects=False)
    assert page.status_code == 403
    assert WORDS not in client.get(f"{path}/sprawdz").text
    assert resent(client, page).status_code == 303
    assert WORDS in client.get(f"{path}/sprawdz").text


@contextmanager
def locked(database: Database) -> Iterator[None]:
    with database.connection() as connection:
        file = str(connection.engine.url.database)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/konto/imie", {"imie": WORDS}),
        ("/redakcja/konta/zaproszenia", {"email": "nowa@example.org", "rola": "editor"}),
    ],
)
def test_the_base_is_locked(desk: Desk, address: str, form: dict[str, str]) -> None:
    name = address.rpartition("/")[2]
    client = desk.signed_in(Role.ADMIN, f"locked-{name}@example.org")
    sent = form | {"_znak": proof_of(client)}
    with locked(desk.database):
        page = client.post(address, data=sent, headers=OURS, follow_redirects=False)
    assert page.status_code == 503
    assert int(page.headers["retry-after"]) >= 1
    assert all(value in html.unescape(page.text) for value in form.values())
    assert resent(client, page).status_code in (200, 303, 422)


def test_a_password_never_comes_back(desk: Desk) -> None:
    client = desk.signed_in(Role.EDITOR, "secret@example.org")
    form = {"haslo": "zielony rower babci", "nazwa": "x", "_znak": proof_of(client)}
    client.cookies.clear()
    answer = client.post("/konto/usun", data=form, headers=OURS, follow_redirects=False)
    assert answer.status_code == 303
    assert "zielony" not in answer.text


def test_from_another_site_nothing_is_shown_again(desk: Desk) -> None:
    """Or a page of others could put its own words into a form of ours."""
    client = desk.signed_in(Role.EDITOR, "foreign@example.org")
    answer = client.post(
        "/konto/imie",
        data={"imie": WORDS},
        headers={"origin": "https://evil.example"},
        follow_redirects=False,
    )
    assert answer.status_code == 403
    assert WORDS not in answer.text
