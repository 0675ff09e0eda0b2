"""The front page of the desk, and the ways between a text, its path and its comments."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.app import Base
from kb.domain.accounts import Account, Role
from kb.domain.workflow import WorkflowState as State
from tests.web.people_site import Client, Desk, send, sign_in
from tests.web.review_site import base_in, brought_to, review_desk_over


@pytest.fixture(scope="module")
def base(filled_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Base]:
    yield from base_in(tmp_path_factory.mktemp("desk"), filled_database)


@pytest.fixture(scope="module")
def desk(base: Base) -> Iterator[Desk]:
    yield from review_desk_over(base)


TOOLS = {
    Role.TRAINER: [],
    Role.EDITOR: ["szukane"],
    Role.REVIEWER: ["kolejka", "szukane", "slowniki", "slowniki/synonimy", "biblioteki"],
    Role.ADMIN: ["kolejka", "szukane", "slowniki", "slowniki/synonimy", "biblioteki", "konta"],
}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("prefix", ["", "/en", "/uk"])
def test_it_leads_to_what_the_person_may_do(desk: Desk, role: Role, prefix: str) -> None:
    client = desk.signed_in(role, f"{role.value}{prefix.strip('/')}@tools.example.org")
    page = client.get(f"{prefix}/redakcja").text
    nav = re.search(r'<nav class="desk-tools".*?</nav>', page, re.DOTALL)
    links = re.findall(r'href="([^"]+)"', nav[0]) if nav else []
    assert links == [f"{prefix}/redakcja/{tool}" for tool in TOOLS[role]]
    assert all(client.get(link).status_code == 200 for link in links)


def _practice(
    desk: Desk, base: Base, name: str, state: State, **fields: object
) -> tuple[Client, Client, int]:
    author = desk.account(Role.EDITOR, f"{name}@example.org")
    reviewer = desk.account(Role.REVIEWER, f"{name}-rev@example.org")
    number, _ = brought_to(desk, base, state, author, reviewer, "Bajki w plenerze", **fields)
    writing, reading = desk.browser(), desk.browser()
    sign_in(writing, author.email)
    sign_in(reading, reviewer.email)
    return writing, reading, number


def test_it_tells_how_many_wait(desk: Desk, base: Base) -> None:
    _, reviewer, _ = _practice(desk, base, "waits", State.IN_REVIEW)
    waiting = desk.site.review.queueing.number_waiting()
    assert waiting >= 1
    assert re.search(rf">Kolejka: {waiting} czeka", reviewer.get("/redakcja").text)


def test_comments_stand_beside_their_fields_and_on_the_last_step(desk: Desk, base: Base) -> None:
    author, reviewer, number = _practice(desk, base, "comments", State.IN_REVIEW)
    path = f"/redakcja/praktyki/{number}"
    revision = str(desk.site.review.reviewing.path(_account(desk, "comments"), number).position.revision_id)
    for field, text in (("title", "Krócej, proszę."), ("library", "Która filia?"), ("", "Dobry początek.")):
        assert send(reviewer, f"{path}/uwagi", pole=field, tekst=text, wersja=revision).status_code == 303
    assert send(reviewer, f"{path}/ruch", ruch="popraw", wersja=revision).status_code == 303

    shown = author.get(path).text
    button = re.search(rf'<form action="({path}/pisz)" method="post">', shown)
    assert button, "from the path to the form"
    step = send(author, button[1]).headers["location"]
    first = html.unescape(author.get(step).text)
    assert f'href="{path}"' in first, "and back"
    assert "Krócej, proszę." in first
    assert first.index("Krócej, proszę.") < first.index('name="title"')
    assert "Która filia?" not in first
    assert "Która filia?" in author.get(step.replace("o-czym", "biblioteka")).text
    check = html.unescape(author.get(step.replace("o-czym", "sprawdz")).text)
    assert all(text in check for text in ("Krócej, proszę.", "Która filia?", "Dobry początek."))
    assert f'href="{path}"' in author.get("/redakcja").text


def test_settled_comments_are_gone_from_the_form(desk: Desk, base: Base) -> None:
    author, _, number = _practice(desk, base, "settled", State.CHANGES_REQUESTED)
    path = f"/redakcja/praktyki/{number}"
    step = send(author, f"{path}/pisz").headers["location"]
    check = step.replace("o-czym", "sprawdz")
    assert "Dopisz koszt." in author.get(check).text
    [comment] = desk.site.review.commenting.open_by_field(_account(desk, "settled"), number)[""]
    send(author, f"{path}/uwagi/{comment.id}/zalatwione")
    assert "Dopisz koszt." not in author.get(check).text


@pytest.mark.parametrize("prefix", ["", "/en", "/uk"])
def test_the_reading_page_leads_to_the_exact_preview(desk: Desk, base: Base, prefix: str) -> None:
    name = f"preview{prefix.strip('/')}"
    _, reviewer, number = _practice(desk, base, name, State.IN_REVIEW)
    page = reviewer.get(f"{prefix}/redakcja/praktyki/{number}/sprawdz").text
    address = f"{prefix}/redakcja/praktyki/{number}/podglad"
    assert f'href="{address}"' in page
    preview = reviewer.get(address)
    assert preview.status_code == 200
    assert preview.headers["cache-control"] == "no-store"
    assert "Instruktorka prowadzi ćwiczenia" in preview.text


def test_who_decides_is_warned_of_data_of_people_and_may_publish(desk: Desk, base: Base) -> None:
    text = "Zapisy przyjmuje Katarzyna Wiśniewska pod numerem 601 202 303."
    _, reviewer, number = _practice(desk, base, "personal", State.IN_REVIEW, need=text)
    path = f"/redakcja/praktyki/{number}"
    page = reviewer.get(f"{path}/sprawdz").text
    warning = re.search(r'aria-labelledby="dane".*?</section>', page, re.DOTALL)
    assert warning
    assert "Katarzyna Wiśniewska" in warning[0]
    assert "601 202 303" in warning[0]
    assert 'href="#pole-need"' in warning[0]
    revision = str(desk.site.review.reviewing.path(_account(desk, "personal"), number).position.revision_id)
    assert send(reviewer, f"{path}/ruch", ruch="opublikuj", wersja=revision).status_code == 303


def test_a_text_without_such_data_warns_of_nothing(desk: Desk, base: Base) -> None:
    _, reviewer, number = _practice(desk, base, "plain", State.IN_REVIEW)
    assert 'aria-labelledby="dane"' not in reviewer.get(f"/redakcja/praktyki/{number}/sprawdz").text


def _account(desk: Desk, name: str) -> Account:
    return desk.people.accounts.by_email(f"{name}@example.org")
