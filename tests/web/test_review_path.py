"""The path of a practice by its pages: who sees what, what a form changes, and what leaks nowhere."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient

from kb.app import Base
from kb.domain.accounts import Account, Role
from kb.domain.moves import Move
from kb.domain.practice import Cost
from kb.domain.workflow import WorkflowState as State
from kb.services.mailing import Mailer, MailOptions
from kb.web.site import create_site
from tests.mail_server import mail_server
from tests.web.people_site import HOME, OURS, Desk, send, sign_in
from tests.web.plain import plain
from tests.web.review_site import base_in, brought_to, record, review_desk_over
from tests.web.test_pages import structure

Client = TestClient[Litestar]

PAGES = ("", "/sprawdz", "/historia", "/roznica?od=1&do=1")
FORMS = {
    "/ruch": {"ruch": "opublikuj"},
    "/uwagi": {"pole": "title", "tekst": "Hm."},
    "/uwagi/1/zalatwione": {},
    "/historia/przywroc": {"numer": "1"},
}


@pytest.fixture(scope="module")
def base(filled_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Base]:
    yield from base_in(tmp_path_factory.mktemp("review"), filled_database)


@pytest.fixture(scope="module")
def desk(base: Base) -> Iterator[Desk]:
    yield from review_desk_over(base)


@pytest.fixture(scope="module")
def accounts(desk: Desk) -> dict[str, Account]:
    roles = {role.value: desk.account(role) for role in Role}
    return roles | {"other": desk.account(Role.TRAINER, "inna@example.org")}


@pytest.fixture(scope="module")
def browsers(desk: Desk, accounts: dict[str, Account]) -> dict[str, Client]:
    """Signed in, one for each account."""
    opened = {}
    for name, account in accounts.items():
        client = desk.browser()
        assert sign_in(client, account.email).status_code == 303
        opened[name] = client
    return opened


class Practices:
    """Makes practices in any state, each with a title and a word of its own."""

    def __init__(self, desk: Desk, base: Base, accounts: dict[str, Account]) -> None:
        self._desk, self._base, self._accounts = desk, base, accounts
        self._number = 0

    def __call__(self, state: State, **fields: object) -> tuple[int, int, str]:
        """Its number, that of its text, and a word that only this practice has."""
        self._number += 1
        # Words that no typo turns into one another.
        word = "".join(
            "aeioubdkmtrz"[byte % 12] for byte in hashlib.sha256(bytes([self._number])).digest()[:12]
        )
        author, reviewer = self._accounts["trainer"], self._accounts["reviewer"]
        practice, revision = brought_to(
            self._desk,
            self._base,
            state,
            author,
            reviewer,
            f"Klub {word}",
            results=f"Powstał {word}.",
            **fields,
        )
        return practice, revision, word


@pytest.fixture(scope="module")
def made(desk: Desk, base: Base, accounts: dict[str, Account]) -> Practices:
    return Practices(desk, base, accounts)


def at(practice: int, part: str = "") -> str:
    return f"/redakcja/praktyki/{practice}{part}"


def posted(client: Client, practice: int, part: str, revision: int, **fields: str) -> Response:
    return send(client, at(practice, part), wersja=str(revision), **fields)


def visible(base: Base, client: Client, word: str) -> list[str]:
    """Everywhere a reader could meet the word."""
    places = {
        "api": f"/api/v1/search?q={word}",
        "search": f"/szukaj?q={word}",
        "suggestions": f"/podpowiedzi?q={word[:8]}",
        "list": "/praktyki",
        "api list": "/api/v1/practices?limit=100",
        "sitemap": "/sitemap.xml",
        "page": f"/praktyki/klub-{word}",
        "api page": f"/api/v1/practices/klub-{word}",
        "library": "/biblioteki/biblioteka-probna",
    }
    met = []
    for name, address in places.items():
        answer = client.get(address)
        if name == "api":
            found = any(word in str(hit) for hit in answer.json()["hits"])
        else:
            # The search page says the word back; what counts is a link to the practice.
            found = f"klub-{word}" in answer.text and answer.status_code == 200
        met += [name] if found else []
    return met + (["export"] if word in "".join(base.exporting.lines()) else [])


def test_from_draft_to_readers_by_forms_alone(
    browsers: dict[str, Client], made: Practices, base: Base, desk: Desk
) -> None:
    practice, revision, word = made(State.DRAFT)
    author, reviewer, reader = browsers["trainer"], browsers["reviewer"], desk.browser()
    answer = posted(author, practice, "/ruch", revision, ruch="wyslij")
    assert answer.status_code == 303
    page = author.get(answer.headers["location"]).text
    assert "Wysłano. Praktyka jest w kolejce." in page
    assert "Twoja praktyka jest" in page
    assert f"Klub {word}" in reviewer.get("/redakcja/kolejka").text
    reading = reviewer.get(at(practice, "/sprawdz")).text
    structure(reading)
    assert f"Powstał {word}." in reading
    answer = posted(reviewer, practice, "/uwagi", revision, pole="summary", tekst="Dla kogo <b>to</b> było?")
    assert answer.status_code == 303
    assert "Dla kogo &lt;b&gt;to&lt;/b&gt; było?" in reviewer.get(answer.headers["location"]).text
    assert posted(reviewer, practice, "/ruch", revision, ruch="popraw", skad="sprawdz").status_code == 303
    page = author.get(at(practice)).text
    assert "Do poprawy" in page
    assert "Dla kogo &lt;b&gt;to&lt;/b&gt; było?" in page
    [comment] = re.findall(r"/uwagi/(\d+)/zalatwione", page)
    assert send(author, at(practice, f"/uwagi/{comment}/zalatwione")).status_code == 303
    newer = base.saving.keep_draft(
        record(f"Klub {word}", results=f"Powstał {word} dla sąsiadów."), practice_id=practice
    )
    assert posted(author, practice, "/ruch", newer.revision_id, ruch="wyslij").status_code == 303
    assert visible(base, reader, word) == []
    assert posted(reviewer, practice, "/ruch", newer.revision_id, ruch="opublikuj").status_code == 303
    assert reader.get(f"/praktyki/klub-{word}").status_code == 200
    assert "api" in visible(base, reader, word)
    history = author.get(at(practice, "/historia")).text
    for told in (
        "Wersja 2",
        "Wysłano do sprawdzenia",
        "Poproszono o poprawki",
        "Opublikowano",
        "tę widzą czytelnicy",
    ):
        assert told in history
    difference = author.get(at(practice, "/roznica?od=1&do=2")).text
    assert re.search(r'<ins><span class="hidden" lang="pl">dodano: </span> dla sąsiadów', difference)


@pytest.mark.parametrize("state", list(State))
def test_what_is_not_published_is_met_nowhere(
    browsers: dict[str, Client], made: Practices, base: Base, desk: Desk, state: State
) -> None:
    _, _, word = made(state)
    met = visible(base, desk.browser(), word)
    if state.is_public:
        assert {"api", "search", "page", "api page", "sitemap", "export"} <= set(met)
    else:
        assert met == []


@pytest.mark.parametrize("move", [None, Move.SEND, Move.REQUEST_CHANGES])
def test_a_newer_text_is_met_nowhere_before_it_is_published(
    made: Practices, base: Base, desk: Desk, accounts: dict[str, Account], move: Move | None
) -> None:
    practice, _, word = made(State.PUBLISHED)
    secret = f"tajnik{word}"
    newer = base.saving.keep_draft(record(f"Klub {word}", results=f"Powstał {secret}."), practice_id=practice)
    for step in (Move.SEND, Move.REQUEST_CHANGES)[: [None, Move.SEND, Move.REQUEST_CHANGES].index(move)]:
        desk.site.review.reviewing.move(
            accounts["reviewer"], practice, step, looked_at=newer.revision_id, note="Uwaga."
        )
    reader = desk.browser()
    assert secret not in str(reader.get(f"/api/v1/search?q={secret}").json()["hits"])
    for address in (f"/praktyki/klub-{word}", f"/api/v1/practices/klub-{word}"):
        answer = reader.get(address)
        assert answer.status_code == 200
        assert secret not in answer.text
    assert secret not in "".join(base.exporting.lines())


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("prefix", ["", "/en", "/uk"])
def test_each_role_sees_what_the_table_of_rights_says(
    browsers: dict[str, Client], made: Practices, desk: Desk, state: State, prefix: str
) -> None:
    practice, revision, _ = made(state)
    sees = {"trainer", "reviewer", "admin"} | ({"editor"} if state.is_public else set())
    for name, client in browsers.items():
        for part in PAGES:
            answer = client.get(prefix + at(practice, part))
            assert answer.status_code == (200 if name in sees else 404), (name, part)
            assert answer.headers["cache-control"] == "no-store"
            if name in sees:
                assert structure(answer.text).headings == 1
        if name not in sees:
            for part, fields in FORMS.items():
                assert posted(client, practice, part, revision, **fields).status_code == 404, (name, part)
        queue = client.get(f"{prefix}/redakcja/kolejka")
        assert queue.status_code == (200 if name in ("reviewer", "admin") else 404)
    stranger = desk.browser()
    for part in ("", "/sprawdz", "/historia", "/roznica"):
        answer = stranger.get(prefix + at(practice, part), follow_redirects=False)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith(f"{prefix}/konto/logowanie?next=")
    position = desk.site.review.reviewing.text(
        desk.account(Role.ADMIN, f"a{prefix[1:]}{state.value}@example.org"), practice
    )[0]
    assert (position.state, position.revision_id) == (state, revision)


def test_an_author_does_nothing_that_only_reviewers_may(browsers: dict[str, Client], made: Practices) -> None:
    for state, moves in {
        State.IN_REVIEW: ("opublikuj", "popraw", "archiwizuj"),
        State.PUBLISHED: ("odswiez", "potwierdz", "archiwizuj"),
        State.ARCHIVED: ("przywroc",),
    }.items():
        practice, revision, _ = made(state)
        page = browsers["trainer"].get(at(practice)).text
        for move in moves:
            assert f'value="{move}"' not in page
            answer = posted(browsers["trainer"], practice, "/ruch", revision, ruch=move, uwaga="Proszę.")
            assert answer.status_code == 403
            assert "Może to zrobić tylko osoba sprawdzająca." in answer.text
            assert "Proszę." in answer.text
    assert "opublikowana" not in browsers["trainer"].get("/redakcja/kolejka").text


def test_who_comes_second_is_told_and_keeps_what_was_typed(
    browsers: dict[str, Client], made: Practices, base: Base
) -> None:
    practice, revision, _ = made(State.IN_REVIEW)
    newer = base.saving.keep_draft(record("Klub inaczej"), practice_id=practice)
    answer = posted(
        browsers["reviewer"], practice, "/ruch", revision, ruch="opublikuj", uwaga="Świetne!", skad="sprawdz"
    )
    assert answer.status_code == 409
    assert "<title>Błąd: " in answer.text
    for told in (
        "Tymczasem przyszedł nowszy tekst.",
        "Świetne!",
        "Klub inaczej",
        f'value="{newer.revision_id}"',
    ):
        assert told in answer.text
    assert (
        posted(browsers["admin"], practice, "/ruch", newer.revision_id, ruch="opublikuj").status_code == 303
    )
    answer = posted(
        browsers["reviewer"], practice, "/ruch", newer.revision_id, ruch="popraw", uwaga="Jeszcze to."
    )
    assert answer.status_code == 409
    for told in ("Ktoś był szybszy.", "„Opublikowana”", "Jeszcze to."):
        assert told in answer.text
    assert posted(browsers["admin"], practice, "/historia/przywroc", revision, numer="1").status_code == 409


@pytest.mark.parametrize(
    ("part", "fields", "told"),
    [
        ("/ruch", {"ruch": "popraw", "uwaga": " "}, "Napisz, co poprawić"),
        ("/ruch", {"ruch": "popraw", "uwaga": "x" * 2001}, "Uwaga jest za długa."),
        ("/uwagi", {"pole": "title", "tekst": ""}, "Napisz uwagę."),
        ("/uwagi", {"pole": "title", "tekst": "y" * 2001}, "Uwaga jest za długa."),
        ("/uwagi", {"pole": "cheaper", "tekst": "z" * 2001}, "Uwaga jest za długa."),
        ("/uwagi", {"pole": "", "tekst": ""}, "Napisz uwagę."),
    ],
)
def test_a_refused_form_says_why_and_keeps_the_text(
    browsers: dict[str, Client], made: Practices, part: str, fields: dict[str, str], told: str
) -> None:
    practice, revision, _ = made(State.IN_REVIEW)
    answer = posted(browsers["reviewer"], practice, part, revision, **fields)
    assert answer.status_code == 422
    assert told in answer.text
    structure(answer.text)
    typed = fields.get("uwaga", fields.get("tekst", ""))
    assert typed in html.unescape(answer.text)


def test_an_incomplete_text_is_not_published_and_the_page_says_what_is_missing(
    browsers: dict[str, Client], made: Practices
) -> None:
    practice, revision, _ = made(State.IN_REVIEW, summary="", sources=())
    answer = posted(browsers["reviewer"], practice, "/ruch", revision, ruch="opublikuj", skad="sprawdz")
    assert answer.status_code == 422
    assert "Przed publikacją trzeba wypełnić: W skrócie, Źródła." in answer.text


def test_added_fields_change_nothing(
    browsers: dict[str, Client], made: Practices, desk: Desk, accounts: dict[str, Account]
) -> None:
    practice, revision, _ = made(State.DRAFT)
    extra = {
        "status": "opublikowana",
        "author_id": "1",
        "role": "admin",
        "id": "7",
        "head_status": "opublikowana",
    }
    assert posted(browsers["trainer"], practice, "/ruch", revision, ruch="wyslij", **extra).status_code == 303
    position = desk.site.review.reviewing.path(accounts["trainer"], practice).position
    assert (position.state, position.author_id) == (State.IN_REVIEW, accounts["trainer"].id)


@pytest.mark.parametrize("name", ["0", "-1", "x", "9" * 18, "9" * 40, "%00", "1.5"])
def test_an_odd_number_is_not_found(browsers: dict[str, Client], name: str) -> None:
    for part in PAGES:
        assert browsers["admin"].get(f"/redakcja/praktyki/{name}{part}").status_code in (400, 404)
    for part, fields in FORMS.items():
        path = f"/redakcja/praktyki/{name}{part}"
        assert send(browsers["admin"], path, wersja="1", **fields).status_code in (400, 404)


def test_odd_values_in_forms_are_no_faults_of_ours(browsers: dict[str, Client], made: Practices) -> None:
    practice, revision, _ = made(State.IN_REVIEW)
    admin = browsers["admin"]
    for part, fields in {
        "/ruch": {"ruch": "wszystko"},
        "/uwagi": {"pole": "status", "tekst": "Hm."},
        "/uwagi/999999999999999999999/zalatwione": {},
        "/historia/przywroc": {"numer": "77"},
    }.items():
        assert posted(admin, practice, part, revision, **fields).status_code == 404, part
    for version in ("", "x", "9" * 30):
        assert send(admin, at(practice, "/ruch"), ruch="opublikuj", wersja=version).status_code in (400, 409)
    for query in ("od=x&do=1", "od=1&do=99", "od=0", "do=" + "9" * 40):
        assert admin.get(at(practice, f"/roznica?{query}")).status_code in (400, 404)
    answer = admin.post(
        at(practice, "/ruch"),
        content=b'{"ruch": "opublikuj"}',
        headers=OURS | {"content-type": "application/json"},
    )
    assert answer.status_code == 415


def test_an_old_description_says_so_quietly(made: Practices, desk: Desk) -> None:
    _, _, word = made(State.DUE_FOR_REFRESH)
    page = desk.browser().get(f"/praktyki/klub-{word}").text
    assert "Ostatnio sprawdzono 1 marca 2026. Opis czeka na odświeżenie." in page
    _, _, fresh = made(State.PUBLISHED)
    assert "czeka na odświeżenie" not in desk.browser().get(f"/praktyki/klub-{fresh}").text


def test_an_earlier_text_comes_back(browsers: dict[str, Client], made: Practices, base: Base) -> None:
    practice, _, word = made(State.DRAFT)
    newer = base.saving.keep_draft(record("Klub inaczej"), practice_id=practice)
    answer = posted(browsers["trainer"], practice, "/historia/przywroc", newer.revision_id, numer="1")
    assert answer.status_code == 303
    page = browsers["trainer"].get(answer.headers["location"]).text
    assert "Wrócił wcześniejszy tekst, jako nowa wersja." in page
    assert f"Klub {word}" in page
    assert "przywrócono z wersji 1" in browsers["trainer"].get(at(practice, "/historia")).text


def test_the_author_is_written_to_where_there_is_a_mail_server(
    desk: Desk, made: Practices, accounts: dict[str, Account]
) -> None:
    practice, revision, word = made(State.IN_REVIEW)
    with mail_server() as server:
        mailer = Mailer(MailOptions(server.url))
        site = replace(desk.site, people=replace(desk.people, mailer=mailer))
        with TestClient(create_site(site), base_url=HOME) as client:
            assert sign_in(client, accounts["reviewer"].email).status_code == 303
            fields = {"ruch": "popraw", "uwaga": "Tajna uwaga."}
            assert posted(client, practice, "/ruch", revision, **fields).status_code == 303
            mailer.wait_until_sent()
        (letter,) = server.letters
    assert letter["To"] == accounts["trainer"].email
    assert letter["Subject"] == "Do Twojej praktyki są uwagi"
    assert f"{HOME}/redakcja/praktyki/{practice}" in letter.get_content()
    assert f"Klub {word}" in letter.get_content()
    # A letter passes through other people's machines: it leads to the comments and does not tell them.
    assert "Tajna uwaga." not in letter.get_content()


def test_the_reading_page_sets_texts_as_their_page_does(
    desk: Desk, base: Base, accounts: dict[str, Account]
) -> None:
    need = (
        "Seniorzy **siedzą sami**.\n\n- brak autobusu\n- daleko do klubu\n\n[plan](https://example.org/plan)"
    )
    reviewer = desk.browser()
    sign_in(reviewer, accounts["reviewer"].email)
    number, _ = brought_to(
        desk, base, State.IN_REVIEW, accounts["trainer"], accounts["reviewer"], "Wyjazdy",
        need=need, results="Przyszło *sto* osób.", cost=Cost(band="do-500", note="Paliwo **i** mapy <b>x</b>"),
    )  # fmt: skip
    page = reviewer.get(f"/redakcja/praktyki/{number}/sprawdz").text
    preview = reviewer.get(f"/redakcja/praktyki/{number}/podglad").text
    for set_as in (
        "<strong>siedzą sami</strong>",
        "<li>brak autobusu</li>",
        "<em>sto</em>",
        "<strong>i</strong>",
    ):
        assert set_as in page
        assert set_as in preview
    assert "**" not in main_of(page)
    assert "Do 500 zł" in plain(page)
    assert "<b>x</b>" not in page


def main_of(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]
