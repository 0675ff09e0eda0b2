"""Writing by programs: tokens, rights, conditions, faults told one by one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from httpx import Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.app import Base
from kb.domain.accounts import Account, Role
from kb.domain.workflow import WorkflowState as State
from kb.web.limits import WRITES_AT_ONCE, WRITES_PER_SECOND, AddressLimit
from tests.web.people_site import Client, Desk
from tests.web.review_site import base_in, brought_to, record, review_desk_over

PRACTICES = "/api/v1/practices"


@pytest.fixture(scope="module")
def written_base(filled_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Base]:
    yield from base_in(tmp_path_factory.mktemp("writing"), filled_database)


@pytest.fixture(scope="module")
def site_desk(written_base: Base) -> Iterator[Desk]:
    yield from review_desk_over(written_base)


@pytest.fixture(scope="module")
def people(site_desk: Desk) -> dict[Role, Account]:
    return {role: site_desk.account(role) for role in Role}


class Program:
    """What shows a token, and neither a cookie nor an origin."""

    def __init__(self, desk: Desk, account: Account | None) -> None:
        self.client: Client = desk.browser()
        del self.client.headers["origin"]
        if account is not None:
            token = desk.people.api_tokens.make(account, "program").token
            self.client.headers["authorization"] = f"Bearer {token}"

    def send(self, method: str, path: str, document: Any = None, tag: str | None = None) -> Response:
        headers = {"if-match": tag} if tag else {}
        return self.client.request(method, path, json=document, headers=headers)


@pytest.fixture(scope="module")
def programs(site_desk: Desk, people: dict[Role, Account]) -> dict[Role, Program]:
    return {role: Program(site_desk, account) for role, account in people.items()}


def document(title: str = "Czytanie na trawie", **fields: Any) -> dict[str, Any]:
    return record(title).model_dump(mode="json", exclude_defaults=True) | fields


def draft_of(practice_id: int) -> str:
    return f"{PRACTICES}/{practice_id}/draft"


@pytest.mark.parametrize("role", list(Role))
def test_a_draft_is_made_read_changed_and_sent(programs: dict[Role, Program], role: Role) -> None:
    program = programs[role]
    made = program.send("POST", PRACTICES, document())
    assert made.status_code == 201, made.text
    address = made.headers["location"]
    read = program.send("GET", address)
    assert read.headers["etag"] == made.headers["etag"]
    assert read.json() == made.json()
    assert (read.json()["state"], read.json()["slug"], read.json()["path"]) == ("szkic", None, None)
    # What was read is sent back whole, with one field changed.
    changed = program.send("PUT", address, read.json() | {"results": "Sto osób."}, read.headers["etag"])
    assert changed.status_code == 200, changed.text
    assert changed.json()["results"] == "Sto osób."
    assert changed.json()["revision"] == 2
    sent = program.send("POST", address.replace("/draft", "/send"), tag=changed.headers["etag"])
    assert sent.status_code == 200, sent.text
    assert sent.json()["state"] == "w-sprawdzeniu"


def test_every_field_of_a_shipped_record_comes_back_as_it_was_sent(
    written_base: Base, programs: dict[Role, Program]
) -> None:
    for shipped in written_base.reading.newest(12, 0).practices:
        sent = shipped.record.model_dump(mode="json")
        made = programs[Role.EDITOR].send("POST", PRACTICES, sent)
        assert made.status_code == 201, made.text
        assert {name: made.json()[name] for name in sent} == sent


def test_the_same_text_again_makes_no_revision(programs: dict[Role, Program]) -> None:
    program = programs[Role.EDITOR]
    made = program.send("POST", PRACTICES, document())
    again = program.send("PUT", made.headers["location"], document(), made.headers["etag"])
    assert again.headers["etag"] == made.headers["etag"]


@pytest.mark.parametrize("token", [None, "kb_unknown", "x" * 300])
def test_without_a_token_that_is_known_nothing_is_told(
    site_desk: Desk, programs: dict[Role, Program], token: str | None
) -> None:
    number = programs[Role.EDITOR].send("POST", PRACTICES, document()).json()["id"]
    stranger = Program(site_desk, None)
    if token:
        stranger.client.headers["authorization"] = f"Bearer {token}"
    for method, path in (
        ("POST", PRACTICES),
        ("GET", draft_of(number)),
        ("PUT", draft_of(number)),
        ("POST", f"{PRACTICES}/{number}/send"),
        ("POST", f"{PRACTICES}/{number}/withdraw"),
    ):
        answer = stranger.send(method, path, document(), '"1"')
        assert answer.status_code == 401, (method, path)
        assert answer.json()["error"]["number"] == "KB-401"
        assert answer.headers["www-authenticate"] == "Bearer"


def test_the_cookie_of_a_browser_is_no_token(site_desk: Desk) -> None:
    browser = site_desk.signed_in(Role.ADMIN, "cookie@example.org")
    assert browser.post(PRACTICES, json=document()).status_code == 401


def test_a_revoked_token_and_that_of_a_disabled_account_write_nothing(site_desk: Desk) -> None:
    account = site_desk.account(Role.EDITOR, "revoked@example.org")
    program = Program(site_desk, account)
    assert program.send("POST", PRACTICES, document()).status_code == 201
    [token] = site_desk.people.api_tokens.of_account(account)
    site_desk.people.api_tokens.revoke(account, token.id)
    assert program.send("POST", PRACTICES, document()).status_code == 401
    other = Program(site_desk, account)
    assert other.send("POST", PRACTICES, document()).status_code == 201
    site_desk.people.accounts.disable(None, account.id)
    assert other.send("POST", PRACTICES, document()).status_code == 401


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("is_own", [True, False], ids=["own", "others"])
@pytest.mark.parametrize("role", list(Role))
def test_rights_are_those_of_the_forms(
    site_desk: Desk,
    written_base: Base,
    people: dict[Role, Account],
    programs: dict[Role, Program],
    role: Role,
    is_own: bool,
    state: State,
) -> None:
    """docs/rights.md: reading, changing and sending one's own; what is public also by editors."""
    author = people[role] if is_own else people[Role.TRAINER if role is Role.ADMIN else Role.ADMIN]
    number, revision = brought_to(site_desk, written_base, state, author, people[Role.ADMIN], "Prawa")
    program, tag = programs[role], f'"{revision}"'
    is_reviewer = role in (Role.REVIEWER, Role.ADMIN)
    may_read = is_reviewer or is_own or (state.is_public and role is Role.EDITOR)
    closed = state in (State.IN_REVIEW, State.ARCHIVED) and not is_reviewer
    answers = {
        "read": program.send("GET", draft_of(number)).status_code,
        "withdraw": 404,
    }
    if not is_reviewer:
        answers["withdraw"] = program.send("POST", f"{PRACTICES}/{number}/withdraw", tag=tag).status_code
    changed = program.send("PUT", draft_of(number), document("Prawa zmienione"), tag)
    answers["change"] = changed.status_code
    if not may_read:
        assert answers == {"read": 404, "withdraw": 404, "change": 404}
        assert "Prawa" not in changed.text
        return
    assert answers["read"] == 200
    if not is_reviewer:
        assert answers["withdraw"] == (409 if state is State.ARCHIVED else 403)
    assert answers["change"] == (409 if closed else 200)


def test_a_reviewer_withdraws_and_readers_see_it_no_more(
    site_desk: Desk, written_base: Base, people: dict[Role, Account], programs: dict[Role, Program]
) -> None:
    number, revision = brought_to(
        site_desk, written_base, State.PUBLISHED, people[Role.EDITOR], people[Role.ADMIN], "Do wycofania"
    )
    reader = Program(site_desk, None)
    slug = programs[Role.EDITOR].send("GET", draft_of(number)).json()["slug"]
    assert reader.send("GET", f"{PRACTICES}/{slug}").status_code == 200
    path = f"{PRACTICES}/{number}/withdraw"
    assert programs[Role.EDITOR].send("POST", path, tag=f'"{revision}"').status_code == 403
    gone = programs[Role.REVIEWER].send("POST", path, tag=f'"{revision}"')
    assert (gone.status_code, gone.json()["state"], gone.json()["path"]) == (200, "archiwum", None)
    assert reader.send("GET", f"{PRACTICES}/{slug}").status_code == 410


def test_a_change_says_which_text_it_changes(programs: dict[Role, Program]) -> None:
    program = programs[Role.EDITOR]
    made = program.send("POST", PRACTICES, document())
    address = made.headers["location"]
    for tag in (None, "*"):
        refused = program.send("PUT", address, document("Inny"), tag)
        assert (refused.status_code, refused.json()["error"]["number"]) == (428, "KB-346")
    for tag in ('W/"1"', "1", '"999999"', '"x"', '"1", "2"'):
        assert program.send("PUT", address, document("Inny"), tag).status_code == 412
    assert program.send("GET", address).json()["title"] == made.json()["title"]


def test_who_comes_second_gets_both_texts(programs: dict[Role, Program]) -> None:
    editor, reviewer = programs[Role.EDITOR], programs[Role.REVIEWER]
    made = editor.send("POST", PRACTICES, document())
    address, tag = made.headers["location"], made.headers["etag"]
    first = reviewer.send("PUT", address, document(need="Ich potrzeba."), tag)
    second = editor.send("PUT", address, document(need="Moja potrzeba."), tag)
    assert second.status_code == 412
    error = second.json()["error"]
    assert error["number"] == "KB-340"
    assert error["etag"] == first.headers["etag"]
    assert error["yours"]["need"] == "Moja potrzeba."
    assert error["theirs"]["need"] == "Ich potrzeba."
    assert error["base"]["need"] == ""
    assert editor.send("POST", address.replace("/draft", "/send"), tag=tag).status_code == 412
    assert editor.send("GET", address).json()["need"] == "Ich potrzeba."


def test_of_twenty_changes_at_once_one_wins(programs: dict[Role, Program]) -> None:
    program = programs[Role.EDITOR]
    made = program.send("POST", PRACTICES, document())
    statuses: list[int] = []

    def change(number: int) -> None:
        text = document(need=f"Potrzeba {number}.")
        statuses.append(program.send("PUT", made.headers["location"], text, made.headers["etag"]).status_code)

    threads = [threading.Thread(target=change, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200] + [412] * 19


def test_every_fault_is_named_with_what_was_found_and_what_is_allowed(programs: dict[Role, Program]) -> None:
    broken = {
        "title": "a" * 91,
        "summary": 7,
        "library": {"name": "Biblioteka", "several": "tak", "tajne": 1},
        "cost": [],
        "audience": ["seniorzy", "kosmici"],
        "themes": "muzyka",
        "participants": True,
        "years": {"first": 2024, "last": 2020},
        "steps": [{"text": "Krok"}, {"when": "rano"}, {"text": ["x"]}],
        "goals": ["cel", 5],
        "sources": [{"url": "ftp://x"}],
        "verified_on": "wczoraj",
        "sumary": "literówka",
        "not_stated": ["tego-nie-ma"],
    }
    answer = programs[Role.EDITOR].send("POST", PRACTICES, broken)
    assert answer.status_code == 422
    faults = {fault["field"]: fault for fault in answer.json()["error"]["faults"]}
    assert {name: fault["kind"] for name, fault in faults.items()} == {
        "title": "too-long",
        "summary": "wrong-type",
        "library.several": "wrong-type",
        "library.tajne": "unknown-field",
        "cost": "wrong-type",
        "audience": "unknown-code",
        "themes": "wrong-type",
        "participants": "wrong-type",
        "years.last": "wrong-order",
        "steps.1.text": "missing",
        "steps.2.text": "wrong-type",
        "goals": "wrong-type",
        "sources.0.url": "no-address",
        "verified_on": "no-date",
        "sumary": "unknown-field",
        "not_stated": "unknown-code",
    }
    assert faults["audience"]["found"] == "kosmici"
    assert "seniorzy" in faults["audience"]["allowed"]
    assert faults["summary"] == {
        "field": "summary",
        "kind": "wrong-type",
        "found": "7",
        "allowed": "text",
        "message": "To inny rodzaj wartości, niż trzeba.",
    }
    assert all(fault["allowed"] for fault in faults.values())


def test_what_is_not_complete_is_not_sent(programs: dict[Role, Program]) -> None:
    bare = {"title": "Sam tytuł", "library": {"name": "Biblioteka"}}
    made = programs[Role.TRAINER].send("POST", PRACTICES, bare)
    answer = programs[Role.TRAINER].send(
        "POST", f"{PRACTICES}/{made.json()['id']}/send", tag=made.headers["etag"]
    )
    assert answer.status_code == 422
    assert {fault["field"] for fault in answer.json()["error"]["faults"]} == {"summary", "sources"}


def test_fields_that_are_not_the_records_change_nothing(
    programs: dict[Role, Program], people: dict[Role, Account]
) -> None:
    given = {"id": 1, "slug": "moje", "state": "opublikowana", "revision": 99, "published_at": "2020-01-01"}
    made = programs[Role.TRAINER].send("POST", PRACTICES, document() | given)
    assert made.status_code == 201
    assert made.json()["id"] != 1
    assert (made.json()["state"], made.json()["slug"], made.json()["revision"]) == ("szkic", None, 1)
    for stranger in ({"author_id": people[Role.ADMIN].id}, {"role": "admin"}, {"status": "opublikowana"}):
        assert programs[Role.TRAINER].send("POST", PRACTICES, document() | stranger).status_code == 422


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"", "application/json", 400),
        (b"[" * 200_000, "application/json", 400),
        (b'{"need": ' + b'{"a":' * 100_000, "application/json", 400),
        (b'{"participants": ' + b"9" * 5000 + b"}", "application/json", 400),
        (b'{"title": "\\ud800"}', "application/json", 400),
        (b"title=x", "application/x-www-form-urlencoded", 415),
        (b'{"title": "' + b"a" * 1_100_000 + b'"}', "application/json", 413),
        (b'{"participants": ' + b"9" * 30 + b"}", "application/json", 422),
        (b'{"title": {"a": ' + b"[" * 200 + b"]" * 200 + b"}}", "application/json", 422),
    ],
)
def test_hostile_bodies_are_refused(
    programs: dict[Role, Program], body: bytes, kind: str, status: int
) -> None:
    answer = programs[Role.EDITOR].client.post(PRACTICES, content=body, headers={"content-type": kind})
    assert answer.status_code == status, answer.text
    assert answer.json()["error"]["number"]


@pytest.mark.parametrize("number", ["0", "-1", "99999999", "9" * 40, "x", "1.5"])
def test_what_there_is_not_is_not_found(programs: dict[Role, Program], number: str) -> None:
    for method, part in (("GET", "draft"), ("PUT", "draft"), ("POST", "send"), ("POST", "withdraw")):
        answer = programs[Role.ADMIN].send(method, f"{PRACTICES}/{number}/{part}", document(), '"1"')
        assert answer.status_code == 404


def test_a_program_that_writes_without_end_is_slowed(written_base: Base) -> None:
    for desk in review_desk_over(written_base, rate_limits="on"):
        program = Program(desk, desk.account(Role.EDITOR, "fast@example.org"))
        # Its time stands still: on a busy machine it would else forgive before the program asks.
        limit = AddressLimit(WRITES_PER_SECOND, WRITES_AT_ONCE, clock=lambda: 0.0)
        desk.application.state.site = replace(desk.site, writing_limit=limit)
        for _ in range(int(WRITES_AT_ONCE)):
            limit.take(str(written_account(desk)))
        answer = program.send("POST", PRACTICES, document())
        assert answer.status_code == 429
        assert int(answer.headers["retry-after"]) >= 1


def written_account(desk: Desk) -> int:
    return next(line.id for line in desk.people.accounts.everybody() if line.email == "fast@example.org")


WRITING = [
    ("POST", PRACTICES),
    ("GET", "/api/v1/practices/{number}/draft"),
    ("PUT", "/api/v1/practices/{number}/draft"),
    ("POST", "/api/v1/practices/{number}/send"),
    ("POST", "/api/v1/practices/{number}/withdraw"),
]


@pytest.mark.parametrize(("method", "path"), WRITING)
@given(data=st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_to_a_writing_program_is_as_described(
    programs: dict[Role, Program], method: str, path: str, data: st.DataObject
) -> None:
    program = programs[Role.EDITOR]
    description = program.client.get("/schema/openapi.json").json()
    case = data.draw(schemathesis.openapi.from_dict(description)[path][method].as_strategy())
    made = program.send("POST", PRACTICES, document())
    is_real = data.draw(st.booleans())
    target = path.format(number=made.json()["id"]) if is_real else case.formatted_path
    tag = made.headers["etag"] if is_real else dict(case.headers or {}).get("If-Match")
    body = case.body if isinstance(case.body, (dict, list, str, int)) else {}
    answer = program.send(method, target, body, tag)
    responses = description["paths"][path][method.lower()]["responses"]
    assert str(answer.status_code) in responses, answer.text
    schema = responses[str(answer.status_code)]["content"]["application/json"]["schema"]
    jsonschema_rs.validator_for(schema | {"components": description["components"]}).validate(answer.json())
    assert answer.status_code < 500
