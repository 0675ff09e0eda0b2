"""docs/rights.md walked from outside: every route, role and kind of object.

A route that is in no class here fails the test: whoever adds one says for whom it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kb.app import Base
from kb.domain.accounts import Account, Role
from kb.domain.moves import Move
from kb.domain.practice import Image
from kb.domain.workflow import WorkflowState as State
from kb.settings import CHECKOUT
from tests.files.test_uploads import photo
from tests.web.people_site import OURS, Client, Desk, proof_of, sign_in
from tests.web.review_site import base_in, brought_to, record, review_desk_over

EVERYBODY = {
    "GET /", "GET /szukaj", "GET /podpowiedzi", "GET /praktyki", "GET /praktyki/{slug}", "GET /biblioteki",
    "GET /biblioteki/{slug}", "GET /mapa", "GET /porownaj", "GET /pomoc", "GET /o-serwisie", "GET /schema",
    "GET /o-serwisie/wzornik", "GET /prywatnosc", "GET /deklaracja-dostepnosci", "GET /schema/openapi.json",
    "GET /prosba", "POST /prosba", "GET /zaproponuj", "POST /zaproponuj", "GET /zdrowie", "GET /robots.txt",
    "GET /sitemap.xml", "GET /static/{name}", "GET /konto/logowanie", "POST /konto/logowanie",
    "POST /konto/logowanie/kod", "GET /konto/link", "POST /konto/link", "GET /konto/nie-pamietam",
    "POST /konto/nie-pamietam", "GET /api/v1/search", "GET /api/v1/suggest", "GET /api/v1/practices",
    "GET /api/v1/practices/{slug}", "GET /api/v1/practices/{slug}/similar",
}  # fmt: skip
OWN = {
    "GET /konto", "GET /konto/haslo", "POST /konto/haslo", "GET /konto/dane", "GET /konto/drugi-krok",
    "POST /konto/drugi-krok", "POST /konto/drugi-krok/kody", "POST /konto/drugi-krok/wylacz",
    "POST /konto/imie", "POST /konto/logowania/{sign_in_id}/zakoncz", "POST /konto/wyloguj",
    "POST /konto/wyloguj-wszedzie", "POST /konto/tokeny", "POST /konto/tokeny/{token_id}/uniewaznij",
    "GET /konto/usun", "POST /konto/usun", "GET /redakcja", "GET /redakcja/nowa", "POST /redakcja/nowa",
}  # fmt: skip
COPY = {
    "GET /redakcja/szkice/{copy_id}/podglad", "POST /redakcja/szkice/{copy_id}/scal",
    "GET /redakcja/szkice/{copy_id}/sprawdz", "POST /redakcja/szkice/{copy_id}/sprawdz",
    "POST /redakcja/szkice/{copy_id}/usun", "GET /redakcja/szkice/{copy_id}/{step}",
    "POST /redakcja/szkice/{copy_id}/{step}",
}  # fmt: skip
QUEUE = {"GET /redakcja/kolejka"}
SEARCHES = {"GET /redakcja/szukane"}
TERMS = {
    "GET /redakcja/biblioteki", "GET /redakcja/biblioteki/{number}",
    "POST /redakcja/biblioteki/{number}/inna", "POST /redakcja/biblioteki/{number}/miejsce", "POST /redakcja/biblioteki/{number}/nazwa",
    "GET /redakcja/biblioteki/{number}/scal", "POST /redakcja/biblioteki/{number}/scal",
    "GET /redakcja/biblioteki/{number}/wydziel", "POST /redakcja/biblioteki/{number}/wydziel",
    "GET /redakcja/slowniki", "GET /redakcja/slowniki/synonimy", "POST /redakcja/slowniki/synonimy",
    "POST /redakcja/slowniki/synonimy/dodaj", "POST /redakcja/slowniki/synonimy/usun",
    "GET /redakcja/slowniki/{name}", "POST /redakcja/slowniki/{name}", "GET /redakcja/slowniki/{name}/{code}",
    "POST /redakcja/slowniki/{name}/{code}/synonimy", "POST /redakcja/slowniki/{name}/{code}/synonimy/usun",
    "POST /redakcja/slowniki/{name}/{code}", "POST /redakcja/slowniki/{name}/{code}/rozlacz",
    "GET /redakcja/slowniki/{name}/{code}/scal", "POST /redakcja/slowniki/{name}/{code}/scal",
}  # fmt: skip
ACCOUNTS = {
    "GET /redakcja/konta", "POST /redakcja/konta/zaproszenia",
    "POST /redakcja/konta/zaproszenia/{link_id}/wycofaj", "POST /redakcja/konta/{account_id}/odnosnik",
    "POST /redakcja/konta/{account_id}/rola", "POST /redakcja/konta/{account_id}/wlacz",
    "POST /redakcja/konta/{account_id}/wylacz",
}  # fmt: skip
PRACTICE = {
    "GET /redakcja/praktyki/{practice}": "read", "GET /redakcja/praktyki/{practice}/sprawdz": "read",
    "GET /redakcja/praktyki/{practice}/podglad": "read",
    "GET /redakcja/praktyki/{practice}/historia": "read", "GET /redakcja/praktyki/{practice}/roznica": "read",
    "GET /pliki/{name}": "read",
    "POST /redakcja/praktyki/{practice}/pisz": "edit",
    "POST /redakcja/praktyki/{practice}/historia/przywroc": "edit",
    "POST /redakcja/praktyki/{practice}/ruch": "send",
    "POST /redakcja/praktyki/{practice}/uwagi": "comment",
    "POST /redakcja/praktyki/{practice}/uwagi/{comment}/zalatwione": "comment",
}  # fmt: skip
WITH_TOKEN = {
    "POST /api/v1/practices", "GET /api/v1/practices/{number}/draft", "PUT /api/v1/practices/{number}/draft",
    "POST /api/v1/practices/{number}/send", "POST /api/v1/practices/{number}/withdraw",
}  # fmt: skip
"""Walked for every role and state by tests/web/test_api_writing.py."""

TASKS = (
    (QUEUE, {Role.REVIEWER, Role.ADMIN}),
    (SEARCHES, {Role.EDITOR, Role.REVIEWER, Role.ADMIN}),
    (TERMS, {Role.REVIEWER, Role.ADMIN}),
    (ACCOUNTS, {Role.ADMIN}),
)
KINDS = [
    (State.DRAFT, False),
    (State.IN_REVIEW, False),
    (State.CHANGES_REQUESTED, False),
    (State.ARCHIVED, False),
    (State.DRAFT, True),
    (State.IN_REVIEW, True),
    (State.CHANGES_REQUESTED, True),
    (State.PUBLISHED, True),
    (State.DUE_FOR_REFRESH, True),
]
"""(state of the newest text, whether readers see an earlier or the same one). The other rows of the table do
not come about: what is published or due is public, what is in the archive is not."""


@pytest.fixture(scope="module")
def base(filled_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Base]:
    yield from base_in(tmp_path_factory.mktemp("rights"), filled_database)


@pytest.fixture(scope="module")
def desk(base: Base) -> Iterator[Desk]:
    yield from review_desk_over(base)


@pytest.fixture(scope="module")
def people(desk: Desk) -> dict[str, Account]:
    return {role.value: desk.account(role) for role in Role} | {
        "other": desk.account(Role.REVIEWER, "other@example.org")
    }


@pytest.fixture(scope="module")
def browsers(desk: Desk, people: dict[str, Account]) -> dict[str, Client]:
    """One of each role, and "reader" without an account."""
    opened = {"reader": desk.browser()}
    for role in Role:
        opened[role.value] = desk.browser()
        assert sign_in(opened[role.value], people[role.value].email).status_code == 303
    return opened


def routes(desk: Desk) -> set[str]:
    """Every method and path of the application; the same ones below /en and /uk are left out."""
    found = set()
    for route in desk.application.routes:
        path = re.sub(r":[a-z]+\}", "}", route.path)
        if not re.match(r"/(en|uk)(/|$)", path):
            methods = set(getattr(route, "methods", ())) - {"OPTIONS", "HEAD"}
            found |= {f"{method} {path}" for method in methods}
    return found


def test_every_route_is_in_one_class(desk: Desk) -> None:
    classes = [EVERYBODY, OWN, COPY, QUEUE, SEARCHES, TERMS, ACCOUNTS, set(PRACTICE), WITH_TOKEN]
    classified = set().union(*classes)
    assert routes(desk) - classified == set(), "a route that nobody has classified"
    assert classified - routes(desk) == set(), "a route that there is no more"
    assert sum(len(one) for one in classes) == len(classified)


def test_the_languages_have_the_same_routes(desk: Desk) -> None:
    """So that what holds for one holds for all: the handlers are the same."""
    paths = {route.path for route in desk.application.routes}
    for prefix in ("/en", "/uk"):
        for path in paths:
            if path.startswith(("/konto", "/redakcja")):
                assert f"{prefix}{path}" in paths


def test_readers_are_led_to_the_sign_in_from_everything_of_the_desk(browsers: dict[str, Client]) -> None:
    reader = browsers["reader"]
    for route in OWN | COPY | QUEUE | SEARCHES | TERMS | ACCOUNTS | set(PRACTICE):
        method, path = _filled(route)
        if path.startswith("/pliki"):
            continue
        for prefix in ("", "/en", "/uk"):
            form = {"x": "1"} if method == "POST" else None
            answer = reader.request(method, prefix + path, data=form, headers=OURS, follow_redirects=False)
            assert answer.status_code == 303, route
            assert answer.headers["location"].startswith(f"{prefix}/konto/logowanie"), route


def test_readers_write_nothing_through_the_api(browsers: dict[str, Client]) -> None:
    for route in WITH_TOKEN:
        method, path = _filled(route)
        for client in browsers.values():
            answer = client.request(method, path, json={}, headers=OURS)
            assert answer.status_code == 401, route


@pytest.mark.parametrize("role", list(Role))
def test_tasks_are_for_their_roles_and_do_not_exist_for_others(
    browsers: dict[str, Client], role: Role
) -> None:
    client = browsers[role.value]
    proof = proof_of(client)
    for routes_of_task, roles in TASKS:
        for route in sorted(routes_of_task):
            method, path = _filled(route, {"name": "odbiorcy", "code": "seniorzy"})
            for prefix in ("", "/en", "/uk"):
                if role in roles and (method == "POST" or path.endswith(("/scal", "/wydziel"))):
                    # What is done with the right, and its previews, are tried where they belong.
                    continue
                form = {"_znak": proof} if method == "POST" else None
                answer = client.request(
                    method, prefix + path, data=form, headers=OURS, follow_redirects=False
                )
                assert answer.status_code == (200 if role in roles else 404), (route, prefix)


@pytest.mark.parametrize("role", list(Role))
def test_what_is_ones_own_is_there_for_every_role(browsers: dict[str, Client], role: Role) -> None:
    for route in sorted(OWN):
        method, path = _filled(route)
        if method == "GET":
            assert browsers[role.value].get(path).status_code == 200, route


@pytest.mark.parametrize("role", list(Role))
def test_a_text_that_is_being_typed_is_its_accounts_alone(
    desk: Desk, browsers: dict[str, Client], people: dict[str, Account], role: Role
) -> None:
    copy = desk.site.editing.begin(people["other"])
    client = browsers[role.value]
    proof = proof_of(client)
    for route in sorted(COPY):
        method, path = _filled(route, {"copy_id": str(copy.id), "step": "o-czym"})
        form = {"_znak": proof, "pole": "title", "title": "Cudze", "na-pewno": "tak", "wersja": "1"}
        answer = client.request(
            method, path, data=form if method == "POST" else None, headers=OURS, follow_redirects=False
        )
        assert answer.status_code == 404, route
    assert desk.site.editing.own_copy(people["other"], copy.id).form.text("title") == ""


@dataclass(frozen=True)
class Made:
    """A practice with an image that its newest text alone names."""

    practice_id: int
    revision_id: int
    secret: str
    image: str


@pytest.fixture(scope="module")
def made(desk: Desk, base: Base, people: dict[str, Account]) -> dict[tuple[str, State, bool], Made]:
    """By whose it is and of which kind."""
    found = {}
    for name, author in people.items():
        for state, is_public in KINDS:
            found[name, state, is_public] = _made(desk, base, people, author, state, is_public)
    return found


def _made(
    desk: Desk, base: Base, people: dict[str, Account], author: Account, state: State, is_public: bool
) -> Made:
    reviewer = people["other"]
    first = State.PUBLISHED if is_public else State.DRAFT
    begun, _ = brought_to(desk, base, first, author, reviewer, "Poranek z planszówkami")
    file = desk.site.filing.take(author, begun, "zdjecie.jpg", photo((40, 20)))
    image = Image(file=file.name, width=40, height=20, description="Stół", consent=True)
    secret = f"Tajemnica{begun}x{state.value.replace('-', '')}"
    saved = base.saving.keep_draft(
        record(f"Poranek {secret}", images=(image,)),
        practice_id=begun,
        author=author.name,
        author_id=author.id,
    )
    moves = {
        State.DRAFT: (),
        State.IN_REVIEW: (Move.SEND,),
        State.CHANGES_REQUESTED: (Move.SEND, Move.REQUEST_CHANGES),
        State.ARCHIVED: (Move.ARCHIVE,),
        State.PUBLISHED: (Move.SEND, Move.APPROVE),
        State.DUE_FOR_REFRESH: (Move.SEND, Move.APPROVE, Move.MARK_DUE),
    }
    for move in moves[state]:
        note = "Dopisz." if move is Move.REQUEST_CHANGES else ""
        desk.site.review.reviewing.move(reviewer, begun, move, looked_at=saved.revision_id, note=note)
    return Made(begun, saved.revision_id, secret, file.name)


def written_rights() -> dict[tuple[str, bool, State, str], set[str]]:
    """The table of docs/rights.md: (own or others, public, state, role) -> actions."""
    every = {"read", "edit", "send", "comment", "review", "archive"}
    found = {}
    for line in (CHECKOUT / "docs" / "rights.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) != 6 or not cells[0].startswith(("own, ", "of others, ")):
            continue
        whose, _, public = cells[0].partition(", ")
        for role, cell in zip(Role, cells[2:], strict=True):
            said = every if cell == "all" else set() if cell == "–" else set(cell.split(", "))
            found[whose, public == "public", State(cells[1]), role.value] = said
    return found


@pytest.mark.parametrize(("state", "is_public"), KINDS)
@pytest.mark.parametrize("role", [role.value for role in Role])
def test_a_practice_answers_as_the_table_says(
    desk: Desk,
    browsers: dict[str, Client],
    made: dict[tuple[str, State, bool], Made],
    role: str,
    state: State,
    is_public: bool,
) -> None:
    client, table = browsers[role], written_rights()
    proof = proof_of(client)
    for whose, owner in (("own", role), ("of others", "other")):
        granted = table[whose, is_public, state, role]
        practice = made[owner, state, is_public]
        for route, action in PRACTICE.items():
            method, path = _filled(
                route, {"practice": str(practice.practice_id), "name": practice.image, "comment": "0"}
            )
            form = {"_znak": proof, "pole": "title", "tekst": "Uwaga.", "wersja": "1"}
            if action == "send":
                # Never a text that was looked at: the right alone is tried, nothing moves.
                form |= {"ruch": Move.SEND.value}
            if "roznica" in path:
                path += "?od=1&do=2"
            answer = client.request(
                method, path, data=form if method == "POST" else None, headers=OURS, follow_redirects=False
            )
            where = (whose, route, granted, answer.status_code)
            is_shown = path.startswith("/pliki") and state.is_public
            if "read" not in granted and not is_shown:
                assert answer.status_code == 404, where
                assert practice.secret not in answer.text, where
            elif action == "read":
                assert answer.status_code == 200, where
            elif action == "edit" and path.endswith("/pisz"):
                assert answer.status_code == (303 if "edit" in granted else 409), where
            elif action == "edit":
                # An old page, and no right: either way nothing is brought back.
                assert answer.status_code in (403, 409), where
            elif action == "send":
                assert answer.status_code in (403, 409), where
            elif path.endswith("/uwagi"):
                # The text that it is about is another practice's.
                assert answer.status_code == 404, where
        for move, action in ((Move.APPROVE, "review"), (Move.ARCHIVE, "archive")):
            form = {"_znak": proof, "ruch": move.value, "wersja": "1"}
            path = f"/redakcja/praktyki/{practice.practice_id}/ruch"
            answer = client.post(path, data=form, headers=OURS, follow_redirects=False)
            expected = {404} if "read" not in granted else {409} if action in granted else {403, 409}
            assert answer.status_code in expected, (whose, move, answer.status_code)


def test_a_comment_and_an_answer_are_taken_from_who_may_read(
    desk: Desk, browsers: dict[str, Client], made: dict[tuple[str, State, bool], Made]
) -> None:
    table = written_rights()
    for role in Role:
        for whose, owner in (("own", role.value), ("of others", "other")):
            practice = made[owner, State.IN_REVIEW, True]
            client = browsers[role.value]
            form = {"_znak": proof_of(client), "pole": "title", "tekst": "Dobry tytuł."}
            form["wersja"] = str(practice.revision_id)
            path = f"/redakcja/praktyki/{practice.practice_id}/uwagi"
            answer = client.post(path, data=form, headers=OURS, follow_redirects=False)
            may = "comment" in table[whose, True, State.IN_REVIEW, role.value]
            assert answer.status_code == (303 if may else 404), (role, whose)


def test_what_is_not_published_leaks_nowhere(
    desk: Desk, browsers: dict[str, Client], made: dict[tuple[str, State, bool], Made]
) -> None:
    """Neither by search, lists, suggestions and the API, nor by the address of an image."""
    reader = browsers["reader"]
    hidden = [practice for (_, state, _), practice in made.items() if not state.is_public]
    for practice in hidden:
        assert reader.get(f"/pliki/{practice.image}").status_code == 404
        assert reader.get(f"/pliki/{practice.image}?szerokosc=400").status_code == 404
        for page in ("/szukaj", "/api/v1/search", "/api/v1/suggest", "/podpowiedzi"):
            answer = reader.get(page, params={"q": practice.secret})
            # What was asked for stands in the box; the title of the draft would stand before it.
            assert f"Poranek {practice.secret}" not in answer.text, page
            assert practice.image not in answer.text
    for page in ("/", "/praktyki", "/sitemap.xml", "/api/v1/practices?limit=100", "/biblioteki"):
        text = reader.get(page).text
        assert not any(practice.secret in text or practice.image in text for practice in hidden), page
    shown = [practice for (_, state, _), practice in made.items() if state.is_public]
    assert all(reader.get(f"/pliki/{practice.image}").status_code == 200 for practice in shown)


def _filled(route: str, values: dict[str, str] | None = None) -> tuple[str, str]:
    method, path = route.split(" ")
    known = values or {}
    return method, re.sub(r"\{(\w+)\}", lambda found: known.get(found[1], "1"), path)
