"""A program that lost an answer asks again and makes nothing twice; what it is told is in its language."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx import Response

from kb.app import Base
from kb.domain.accounts import Account, Role
from tests.web.people_site import Desk
from tests.web.review_site import base_in, review_desk_over
from tests.web.test_api_writing import PRACTICES, Program, document


@pytest.fixture(scope="module")
def written_base(filled_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Base]:
    yield from base_in(tmp_path_factory.mktemp("repeating"), filled_database)


@pytest.fixture(scope="module")
def site_desk(written_base: Base) -> Iterator[Desk]:
    yield from review_desk_over(written_base)


@pytest.fixture(scope="module")
def editor(site_desk: Desk) -> Account:
    return site_desk.account(Role.EDITOR)


@pytest.fixture(scope="module")
def program(site_desk: Desk, editor: Account) -> Program:
    return Program(site_desk, editor)


def create(program: Program, key: str | None, text: dict[str, Any], **headers: str) -> Response:
    sent = headers | ({"idempotency-key": key} if key is not None else {})
    return program.client.post(PRACTICES, json=text, headers=sent)


def number_of_practices(site_desk: Desk) -> int:
    return site_desk.site.reading.health().practices


def test_the_same_request_again_makes_nothing_and_is_answered_alike(
    site_desk: Desk, program: Program
) -> None:
    made = create(program, "a-1", document())
    before = number_of_practices(site_desk)
    again = create(program, "a-1", document())
    quoted = create(program, '"a-1"', document())
    assert (made.status_code, again.status_code, quoted.status_code) == (201, 201, 201)
    assert again.json() == made.json() == quoted.json()
    assert (again.headers["etag"], again.headers["location"]) == (
        made.headers["etag"],
        made.headers["location"],
    )
    assert number_of_practices(site_desk) == before
    # Without a key, and with another one, each request makes a practice.
    for key in (None, None, "a-2"):
        assert create(program, key, document()).json()["id"] != made.json()["id"]


def test_the_answer_is_that_of_then(program: Program) -> None:
    made = create(program, "then", document())
    changed = program.send("PUT", made.headers["location"], document(need="Inna."), made.headers["etag"])
    assert changed.status_code == 200
    again = create(program, "then", document())
    assert again.json() == made.json()
    assert again.headers["etag"] == made.headers["etag"]


def test_the_same_key_with_another_text_is_refused(site_desk: Desk, program: Program) -> None:
    create(program, "b", document())
    before = number_of_practices(site_desk)
    refused = create(program, "b", document(need="Inna."))
    assert (refused.status_code, refused.json()["error"]["number"]) == (422, "KB-347")
    assert number_of_practices(site_desk) == before


def test_keys_belong_to_an_account(site_desk: Desk, program: Program) -> None:
    made = create(program, "c", document())
    other = Program(site_desk, site_desk.account(Role.EDITOR, "inny@example.org"))
    own = create(other, "c", document("Tajny tytuł"))
    assert own.status_code == 201
    assert own.json()["id"] != made.json()["id"]


def test_what_was_refused_is_not_remembered(program: Program) -> None:
    assert create(program, "d", document() | {"title": "a" * 91}).status_code == 422
    assert create(program, "d", document()).status_code == 201


def test_it_is_remembered_over_restarts_and_for_a_day(
    site_desk: Desk, written_base: Base, editor: Account, program: Program
) -> None:
    made = create(program, "e", document())
    # Another process over the same base.
    for desk in review_desk_over(written_base):
        token = site_desk.people.api_tokens.make(editor, "other").token
        elsewhere = Program(desk, None)
        elsewhere.client.headers["authorization"] = f"Bearer {token}"
        assert create(elsewhere, "e", document()).json() == made.json()
    site_desk.clock.move(hours=25)
    site_desk.site.writing.forget_old_requests()
    assert create(program, "e", document(need="Inna.")).status_code == 201


def test_of_ten_at_once_one_makes_it(site_desk: Desk, program: Program) -> None:
    before = number_of_practices(site_desk)
    answers: list[Response] = []
    threads = [
        threading.Thread(target=lambda: answers.append(create(program, "f", document()))) for _ in range(10)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert number_of_practices(site_desk) == before + 1


@pytest.mark.parametrize("key", ["", " ", '""', "a" * 256, "a b", "a\tb"])
def test_what_is_no_key_is_refused(program: Program, key: str) -> None:
    refused = create(program, key, document())
    assert (refused.status_code, refused.json()["error"]["parameter"]) == (400, "Idempotency-Key")


MESSAGES = {
    "pl": ("Opis ma błędy.", "To pole jest puste."),
    "en": ("The record has faults.", "This field is empty."),
    "uk": ("Опис має помилки.", "Це поле порожнє."),
}


@pytest.mark.parametrize(
    ("header", "query", "language"),
    [
        ("", "", "pl"),
        ("de-DE, fr;q=0.9", "", "pl"),
        ("en-GB,en;q=0.9,pl;q=0.8", "", "en"),
        ("pl;q=0.5, uk-UA", "", "uk"),
        ("en;q=0", "", "pl"),
        ("en;q=x, uk;q=0.1", "", "uk"),
        ("en", "?lang=uk", "uk"),
        ("en", "?lang=xx", "en"),
        ("," * 5000, "", "pl"),
    ],
)
def test_messages_are_in_the_language_asked_for(
    program: Program, header: str, query: str, language: str
) -> None:
    bare = {"library": {"name": "Biblioteka"}}
    answer = program.client.post(PRACTICES + query, json=bare, headers={"accept-language": header})
    assert answer.status_code == 422
    assert answer.headers["content-language"] == language
    error = answer.json()["error"]
    message, of_field = MESSAGES[language]
    assert error["message"].startswith(message)
    [fault] = [fault for fault in error["faults"] if fault["field"] == "title"]
    assert fault["message"] == of_field


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_every_refusal_has_words_in_every_language(program: Program, language: str) -> None:
    headers = {"accept-language": language}
    client = program.client
    made = create(program, None, document(audience=["seniorzy"]), **headers)
    labels = made.json()["labels"]["audience"]
    assert labels["seniorzy"] == {"pl": "Seniorzy i osoby 60+"}.get(language, labels["seniorzy"])
    answers = [
        client.post(PRACTICES, content=b"[]", headers=headers | {"content-type": "application/json"}),
        client.post(PRACTICES, content=b"", headers=headers | {"content-type": "text/plain"}),
        client.put(made.headers["location"], json={}, headers=headers),
        client.put(made.headers["location"], json=document(), headers=headers | {"if-match": '"1"'}),
        client.get(f"{PRACTICES}/999999/draft", headers=headers),
        client.post(f"{PRACTICES}/{made.json()['id']}/withdraw", headers=headers | {"if-match": made.headers["etag"]}),
        client.get(PRACTICES, params={"limit": "x"}, headers=headers),
        client.get(f"{PRACTICES}/1/draft", headers=headers | {"authorization": "Bearer x"}),
    ]  # fmt: skip
    assert [answer.status_code for answer in answers] == [400, 415, 428, 412, 404, 403, 400, 401]
    messages = [answer.json()["error"]["message"] for answer in answers]
    assert len(set(messages)) == len(messages)
    for message in messages:
        assert any("а" <= letter <= "я" for letter in message.lower()) == (language == "uk"), message
        assert message.endswith((".", "!"))
