"""Twenty saves of one version at once, from outside: one wins, nineteen are told with both texts."""

from __future__ import annotations

import html
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from httpx import Response

from kb.app import Base
from kb.domain.accounts import Role
from tests.web.people_site import Desk, proof_of
from tests.web.review_site import base_in, review_desk_over
from tests.web.test_api_writing import PRACTICES, Program, document
from tests.web.test_editing import begin, fields_of
from tests.web.test_editing import send as send_pairs

AT_ONCE = 20


@pytest.fixture(scope="module")
def base(filled_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Base]:
    yield from base_in(tmp_path_factory.mktemp("at-once"), filled_database)


@pytest.fixture(scope="module")
def desk(base: Base) -> Iterator[Desk]:
    yield from review_desk_over(base)


def test_in_the_form(desk: Desk) -> None:
    client = desk.signed_in(Role.EDITOR, "okna@example.org")
    address = f"{begin(client)}/o-czym"
    proof = proof_of(client)
    seen = fields_of(client.get(address).text)

    def save(number: int) -> Response:
        pairs = [(name, f"Tytuł okna {number}" if name == "title" else value) for name, value in seen]
        return send_pairs(client, address, [*pairs, ("co", "zapisz")], token=proof)

    with ThreadPoolExecutor(AT_ONCE) as windows:
        answers = list(windows.map(save, range(AT_ONCE)))
    statuses = [answer.status_code for answer in answers]
    assert sorted(statuses) == [303] + [409] * (AT_ONCE - 1)
    winner = statuses.index(303)
    assert dict(fields_of(client.get(address).text))["title"] == f"Tytuł okna {winner}"
    for number, answer in enumerate(answers):
        if number != winner:
            page = html.unescape(answer.text)
            assert f"Tytuł okna {number}" in page
            assert f"Tytuł okna {winner}" in page


def test_in_the_api(desk: Desk) -> None:
    """By the programs of two accounts."""
    programs = [
        Program(desk, desk.account(role, f"{role.value}-at-once@example.org"))
        for role in (Role.EDITOR, Role.REVIEWER)
    ]
    made = programs[0].send("POST", PRACTICES, document())
    address, tag = made.headers["location"], made.headers["etag"]

    def change(number: int) -> Response:
        return programs[number % 2].send("PUT", address, document(need=f"Potrzeba {number}."), tag)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(change, range(AT_ONCE)))
    statuses = [answer.status_code for answer in answers]
    assert sorted(statuses) == [200] + [412] * (AT_ONCE - 1)
    winner = statuses.index(200)
    kept = programs[0].send("GET", address)
    assert kept.json()["need"] == f"Potrzeba {winner}."
    for number, answer in enumerate(answers):
        if number != winner:
            error = answer.json()["error"]
            assert error["yours"]["need"] == f"Potrzeba {number}."
            assert error["theirs"]["need"] == f"Potrzeba {winner}."
            assert error["base"]["need"] == ""
            assert error["etag"] == kept.headers["etag"]
