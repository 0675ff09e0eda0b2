"""Writing one practice in a browser without a script: kept at each step, lost at none."""

from __future__ import annotations

import html
import re
import sqlite3
import threading
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from httpx import Response
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kb.domain.accounts import Role
from kb.domain.form_fields import FIELD
from kb.domain.practice import Image, Library, PracticeRecord
from kb.domain.workflow import WorkflowState
from kb.storage import practices, stored_files
from tests.files.test_uploads import PDF, photo
from tests.web.people_site import OURS, Client, Desk, proof_of, sign_in


@dataclass
class Fuzzed:
    client: Client
    address: str
    text: str = "Tego zdania nie wolno zgubić."


@pytest.fixture
def fuzzed(desk: Desk) -> Fuzzed:
    client = desk.signed_in()
    return Fuzzed(client, begin(client))


def begin(client: Client) -> str:
    """The address of a new text, without its step."""
    answer = send(client, "/redakcja/nowa", [])
    assert answer.status_code == 303
    return answer.headers["location"].rpartition("/")[0]


def send(client: Client, path: str, pairs: list[tuple[str, str]], token: str | None = None) -> Response:
    proof = token if token is not None else proof_of(client)
    body = urlencode([("_znak", proof), *pairs])
    headers = OURS | {"content-type": "application/x-www-form-urlencoded"}
    return client.post(path, content=body, headers=headers, follow_redirects=False)


def fields_of(page: str) -> list[tuple[str, str]]:
    """What a browser would send of the first form of a practice on the page, as it stands there."""
    form = re.search(r'<form [^>]*id="formularz".*?</form>', page, re.DOTALL)
    assert form
    pairs = []
    for tag in re.finditer(
        r"<input ([^>]*)>|<textarea ([^>]*)>\n?(.*?)</textarea>|<select ([^>]*)>(.*?)</select>",
        form[0],
        re.DOTALL,
    ):
        attributes = tag[1] or tag[2] or tag[4]
        name = re.search(r'name="([^"]*)"', attributes)
        if not name or 'type="file"' in attributes:
            continue
        value = re.search(r'value="([^"]*)"', attributes)
        if tag[2]:
            text = tag[3]
        elif tag[4]:
            chosen = re.search(r'<option value="([^"]*)" selected', tag[5])
            text = chosen[1] if chosen else ""
        elif 'type="checkbox"' in attributes and "checked" not in attributes:
            continue
        else:
            text = value[1] if value else ""
        pairs.append((html.unescape(name[1]), html.unescape(text)))
    return [(name, text) for name, text in pairs if name != "_znak"]


def filled(page: str, **texts: str) -> list[tuple[str, str]]:
    wanted = {name.replace("__", "."): text for name, text in texts.items()}
    pairs = [(name, wanted.pop(name, text)) for name, text in fields_of(page)]
    return [*pairs, *wanted.items()]


def test_a_text_is_begun_kept_and_seen_again(desk: Desk) -> None:
    client = desk.signed_in(Role.TRAINER)
    address = begin(client)
    page = client.get(f"{address}/o-czym").text
    answer = send(
        client,
        f"{address}/o-czym",
        [*filled(page, title="Wieczór bajek", need="Dzieci się nudzą."), ("co", "dalej")],
    )
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{address}/biblioteka"
    page = client.get(f"{address}/biblioteka").text
    assert "Wieczór bajek" in page
    answer = send(
        client,
        f"{address}/biblioteka",
        [*filled(page, library__name="Biblioteka w Brzozie"), ("co", "zapisz")],
    )
    assert answer.status_code == 303
    again = client.get(f"{address}/o-czym").text
    assert "Dzieci się nudzą." in again
    mine = client.get("/redakcja").text
    assert "Wieczór bajek" in mine
    assert "szkic" in mine
    assert 'value="0"' not in mine


def whole(client: Client, title: str = "Wieczór bajek dla rodzin") -> str:
    """A text that could be sent; its address without a step."""
    address = begin(client)
    steps = {
        "o-czym": {
            "title": title,
            "summary": "Rodziny czytały razem bajki.",
            "need": "Rodzice pytali, co robić z dziećmi wieczorem.",
        },
        "biblioteka": {"library__name": "Biblioteka w Brzozie"},
        "skad-wiemy": {"sources__0__url": "https://example.org/bajki"},
    }
    for step, texts in steps.items():
        page = client.get(f"{address}/{step}").text
        answer = send(client, f"{address}/{step}", [*filled(page, **texts), ("co", "zapisz")])
        assert answer.status_code == 303, answer.text
    return address


def version_of(client: Client, address: str) -> str:
    return dict(fields_of(client.get(f"{address}/o-czym").text))["wersja"]


def test_rows_are_added_moved_and_taken_away_without_a_script(desk: Desk) -> None:
    client = desk.signed_in()
    address = begin(client)
    path = f"{address}/jak-to-zrobic"
    page = client.get(path).text
    send(client, path, [*filled(page, steps__0__text="Pierwszy"), ("co", "dodaj:steps:1")])
    page = client.get(path).text
    send(client, path, [*filled(page, steps__1__text="Drugi"), ("co", "wyzej:steps:1")])
    page = client.get(path).text
    pairs = dict(fields_of(page))
    assert (pairs["steps.0.text"], pairs["steps.1.text"]) == ("Drugi", "Pierwszy")
    send(client, path, [*fields_of(page), ("co", "usun:steps:0")])
    pairs = dict(fields_of(client.get(path).text))
    assert pairs["steps.0.text"] == "Pierwszy"
    assert "steps.1.text" not in pairs


def test_a_row_pressed_with_a_script_answers_the_rows_alone(desk: Desk) -> None:
    client = desk.signed_in()
    path = f"{begin(client)}/jak-to-zrobic"
    pairs = [*filled(client.get(path).text, steps__0__text="Pierwszy"), ("co", "dodaj:steps:1")]
    client.headers["hx-request"] = "true"
    answer = send(client, path, pairs)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert answer.text.count("autofocus") == 1
    assert 'id="wersja" value="2"' in answer.text
    assert "Pierwszy" in answer.text


def test_a_fault_is_named_marked_and_told_in_the_title_and_the_text_stays(desk: Desk) -> None:
    client = desk.signed_in()
    path = f"{begin(client)}/biblioteka"
    pairs = [
        *filled(client.get(path).text, years__first="wiosną", library__name="Biblioteka"),
        ("co", "dalej"),
    ]
    answer = send(client, path, pairs)
    assert answer.status_code == 422
    assert re.search(r"<title>Błąd: ", answer.text)
    assert 'href="#p-years-first"' in answer.text
    assert re.search(r'<input id="p-years-first"[^>]*value="wiosną"[^>]*aria-invalid="true"', answer.text)
    assert "p-years-first-blad" in answer.text
    assert "wiosną" in client.get(path).text


def test_autosave_answers_a_line_and_the_version(desk: Desk) -> None:
    client = desk.signed_in()
    address = begin(client)
    path = f"{address}/o-czym"
    answer = send(client, path, [*filled(client.get(path).text, title="Bajki"), ("co", "auto")])
    assert answer.status_code == 200
    assert re.search(r"Zapisano o \d\d:\d\d", answer.text)
    assert 'value="2"' in answer.text
    assert "Bajki" in client.get("/redakcja").text


def test_somebody_elses_text_is_not_there(desk: Desk) -> None:
    author, admin = desk.signed_in(Role.EDITOR), desk.signed_in(Role.ADMIN)
    address = whole(author)
    for step in ("o-czym", "sprawdz", "podglad"):
        assert admin.get(f"{address}/{step}").status_code == 404
    for path in (f"{address}/o-czym", f"{address}/sprawdz", f"{address}/usun", f"{address}/scal"):
        assert send(admin, path, [("pole", "title"), ("title", "Moje")]).status_code == 404
    assert author.get(f"{address}/nie-ma").status_code == 404
    assert author.get("/redakcja/szkice/99999999999999999999999/o-czym").status_code == 404
    assert "Wieczór bajek" in author.get(f"{address}/o-czym").text
    assert "Wieczór bajek" not in admin.get("/redakcja").text


def test_without_a_sign_in_everything_leads_to_it(desk: Desk) -> None:
    client = desk.browser()
    for path in ("/redakcja", "/redakcja/nowa", "/redakcja/szkice/1/o-czym", "/redakcja/szkice/1/sprawdz"):
        answer = client.get(path, follow_redirects=False)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/konto/logowanie?next=/redakcja")


def test_an_ended_sign_in_loses_no_text(desk: Desk) -> None:
    client = desk.signed_in(Role.EDITOR, "ola@example.org")
    path = f"{begin(client)}/o-czym"
    typed = [*filled(client.get(path).text, title="Zapisz mnie", need="Długi\ntekst"), ("co", "dalej")]
    proof = proof_of(client)
    client.cookies.clear()
    answer = send(client, path, typed, token=proof)
    assert answer.status_code == 401
    assert "/konto/logowanie?next=" in answer.text
    held = resent(answer.text)
    assert ("title", "Zapisz mnie") in held
    assert ("need", "Długi\ntekst") in held
    assert sign_in(client, "ola@example.org").status_code == 303
    again = send(client, path, [*held, ("co", "zapisz")], token="x")
    assert again.status_code == 403
    saved = send(client, path, [*resent(again.text), ("co", "zapisz")])
    assert saved.status_code == 303
    assert "Zapisz mnie" in client.get(path).text


def resent(page: str) -> list[tuple[str, str]]:
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    return [(html.unescape(name), html.unescape(text)) for name, text in found if name != "_znak"]


def test_two_windows_meet_and_nothing_is_lost(desk: Desk) -> None:
    client = desk.signed_in()
    path = f"{begin(client)}/o-czym"
    page = client.get(path).text
    assert (
        send(
            client, path, [*filled(page, title="Z pierwszego okna", need="Wspólna"), ("co", "zapisz")]
        ).status_code
        == 303
    )
    answer = send(client, path, [*filled(page, title="Z drugiego okna", need="Wspólna"), ("co", "zapisz")])
    assert answer.status_code == 409
    assert "Z pierwszego okna" in answer.text
    assert "Z drugiego okna" in answer.text
    assert 'name="wybor.need"' not in answer.text
    pairs = [*resent(answer.text), ("wybor.title", "moje")]
    merged = send(client, path.replace("/o-czym", "/scal"), pairs)
    assert merged.status_code == 303
    assert dict(fields_of(client.get(path).text))["title"] == "Z drugiego okna"


def test_twenty_saves_of_one_version(desk: Desk) -> None:
    client = desk.signed_in()
    path = f"{begin(client)}/o-czym"
    page = client.get(path).text
    proof = proof_of(client)
    answers: list[Response] = []

    def save(number: int) -> None:
        answers.append(
            send(client, path, [*filled(page, title=f"Tytuł numer {number}."), ("co", "zapisz")], token=proof)
        )

    threads = [threading.Thread(target=save, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = [answer for answer in answers if answer.status_code == 409]
    assert sorted(answer.status_code for answer in answers) == [303] + [409] * 19
    kept = dict(fields_of(client.get(path).text))["title"]
    mine = {text for answer in told for name, text in resent(answer.text) if name == "title"}
    assert mine | {kept} == {f"Tytuł numer {number}." for number in range(20)}
    assert all(kept in html.unescape(answer.text) for answer in told)


def test_added_fields_change_nothing(desk: Desk) -> None:
    client = desk.signed_in()
    address = begin(client)
    path = f"{address}/o-czym"
    pairs = [
        *filled(client.get(path).text, title="Bajki"), ("pole", "library.name"), ("library.name", "Biblioteka"),
        ("status", "opublikowana"), ("author_id", "1"), ("account_id", "1"), ("practice_id", "1"), ("pole", "id"), ("id", "7"),
        ("co", "zapisz"),
    ]  # fmt: skip
    assert send(client, path, pairs).status_code == 303
    assert "szkic" in client.get("/redakcja").text
    assert client.get("/api/v1/search", params={"q": "Bajki Biblioteka"}).status_code == 200


def test_the_check_names_what_is_missing_twins_and_labels(desk: Desk) -> None:
    client = desk.signed_in()
    address = begin(client)
    path = f"{address}/o-czym"
    texts = {
        "title": "Uczniowie rysują komiks o dziejach miasta",
        "summary": "Uczniowie uczyli się pod okiem pisarza rysować opowieści obrazkowe. Powstał drukowany komiks o historii miejscowości.",
        "need": "Chcemy zaciekawić młodych przeszłością naszej miejscowości. Zapisy przyjmuje Krystyna Nowak.",
    }
    send(client, path, [*filled(client.get(path).text, **texts), ("co", "zapisz")])
    page = client.get(f"{address}/sprawdz").text
    assert "Krystyna Nowak" in page
    assert 'href="/praktyki/uczniowie-rysuja-komiks-o-historii-swojego-miasta"' in page
    assert 'value="etykieta:theme:historia-lokalna"' in page
    refused = send(client, f"{address}/sprawdz", [("wersja", version_of(client, address)), ("co", "wyslij")])
    assert refused.status_code == 422
    assert "<title>Błąd: " in refused.text
    pressed = send(
        client,
        f"{address}/sprawdz",
        [("wersja", version_of(client, address)), ("co", "etykieta:theme:historia-lokalna")],
    )
    assert pressed.status_code == 303
    assert ("themes", "historia-lokalna") in fields_of(client.get(f"{address}/dla-kogo").text)
    assert 'value="etykieta:theme:historia-lokalna"' not in client.get(f"{address}/sprawdz").text
    strange = send(client, f"{address}/sprawdz", [("wersja", "1"), ("co", "etykieta:theme:nie-ma")])
    assert strange.status_code == 404


def test_the_preview_is_what_the_page_will_show(desk: Desk) -> None:
    client = desk.signed_in()
    address = begin(client)
    path = f"{address}/co-wyszlo"
    text = "Przyszło **40 osób**.\n\n- bajki\n- [plakat](https://example.org)\n\n<script>alert(1)</script> [x](javascript:alert(1))"
    send(client, path, [*filled(client.get(path).text, results=text), ("co", "zapisz")])
    page = client.get(f"{address}/podglad").text
    assert "<strong>40 osób</strong>" in page
    assert "<li>bajki</li>" in page
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert "Podgląd" in page or "podgląd" in page


def test_what_is_sent_waits_and_is_closed(desk: Desk) -> None:
    client = desk.signed_in()
    address = whole(client)
    sent = send(client, f"{address}/sprawdz", [("wersja", version_of(client, address)), ("co", "wyslij")])
    assert sent.status_code == 303
    assert sent.headers["location"] == "/redakcja?stan=wyslano"
    mine = client.get("/redakcja").text
    assert "Wieczór bajek dla rodzin" in mine
    assert client.get(f"{address}/o-czym").status_code == 404


def test_pages_are_whole_in_each_language(desk: Desk) -> None:
    client = desk.signed_in()
    address = whole(client)
    for prefix in ("", "/en", "/uk"):
        for step in (
            "o-czym",
            "biblioteka",
            "dla-kogo",
            "jak-to-zrobic",
            "koszty-i-czas",
            "co-wyszlo",
            "skad-wiemy",
            "zdjecia-i-pliki",
            "sprawdz",
            "podglad",
        ):
            page = client.get(f"{prefix}{address}/{step}")
            assert page.status_code == 200, step
            assert page.headers["cache-control"] == "no-store"
            ids = re.findall(r'\sid="([^"]+)"', page.text)
            assert len(ids) == len(set(ids))
            for target in re.findall(r'(?:for|aria-labelledby|aria-describedby)="([^"]+)"', page.text):
                assert set(target.split()) <= set(ids), (step, target)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.generate,))
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [
                    *FIELD,
                    "pole",
                    "nie-podano",
                    "steps.0.text",
                    "steps.99.who",
                    "facts.1.url",
                    "co",
                    "images.0.file",
                    "wybor.title",
                    "",
                ]
            ),
            st.text(max_size=60)
            | st.sampled_from(
                [
                    *FIELD,
                    "auto",
                    "dodaj:steps:0",
                    "usun:steps:5",
                    "wyzej:x:y",
                    "podglad",
                    "\x00",
                    "\ud800"[:0],
                ]
            ),
        ),
        max_size=12,
    ),
    st.sampled_from(["o-czym", "jak-to-zrobic", "scal", "sprawdz"]),
)
def test_whatever_is_sent_there_is_an_answer_and_no_text_is_lost(
    fuzzed: Fuzzed, pairs: list[tuple[str, str]], step: str
) -> None:
    client, address = fuzzed.client, fuzzed.address
    form = dict(fields_of(client.get(f"{address}/o-czym").text))
    proof = proof_of(client)
    typed = [("wersja", form["wersja"]), ("pole", "need"), ("need", fuzzed.text), *pairs]
    answer = send(client, f"{address}/{step}", typed, token=proof)
    assert answer.status_code < 500
    if step != "sprawdz" and not any(name in ("need", "wybor.need") for name, _ in pairs):
        kept = html.unescape(client.get(f"{address}/o-czym").text)
        assert fuzzed.text in kept or fuzzed.text in html.unescape(answer.text)


def test_a_file_is_taken_shown_to_its_author_alone_and_served_without_harm(desk: Desk) -> None:
    client, other = desk.signed_in(Role.EDITOR), desk.signed_in(Role.EDITOR, "druga@example.org")
    address = whole(client)
    path = f"{address}/zdjecia-i-pliki"

    def bring(name: str, data: bytes) -> Response:
        fields = dict(fields_of(client.get(path).text)) | {"_znak": proof_of(client), "co": "plik"}
        return client.post(
            path, data=fields, files={"plik": (name, data)}, headers=OURS, follow_redirects=False
        )

    assert bring("zdjęcie.jpg", photo()).status_code == 303
    page = client.get(path).text
    (name,) = set(re.findall(r'name="images\.0\.file" value="([0-9a-f]{32}\.webp)"', page))
    shown = client.get(f"/pliki/{name}?szerokosc=400")
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/webp")
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in shown.headers["content-security-policy"]
    assert shown.headers["cache-control"] == "no-store"
    assert len(client.get(f"/pliki/{name}").content) > len(shown.content)
    for stranger in (other, desk.browser()):
        assert stranger.get(f"/pliki/{name}").status_code == 404
    for bad in (f"/pliki/{'0' * 32}.webp", "/pliki/..%2f..%2fbaza.sqlite", "/pliki/a.svg"):
        assert client.get(bad).status_code == 404
    refused = bring("zdjecie.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    assert refused.status_code == 422
    assert "<title>Błąd: " in refused.text
    assert name in refused.text
    assert bring("karty.docx", b"PK\x03\x04" + b"\0" * 1000).status_code == 422
    undescribed = client.get(f"{address}/sprawdz").text
    assert "#p-images-0-description" in undescribed
    assert bring("karty.pdf", PDF).status_code == 303
    assert "files.0.file" in dict(fields_of(client.get(path).text))
    (pdf,) = set(re.findall(r"/pliki/([0-9a-f]{32}\.pdf)", client.get(path).text))
    assert client.get(f"/pliki/{pdf}").headers["content-disposition"].startswith("attachment")
    texts = {
        "images__0__description": "Dzieci czytają",
        "images__0__consent": "tak",
        "files__0__description": "Karty",
    }
    assert send(client, path, [*filled(client.get(path).text, **texts), ("co", "zapisz")]).status_code == 303
    preview = client.get(f"{address}/podglad").text
    assert re.search(rf'<img src="/pliki/{name}[^>]*width="1600" height="800" alt="Dzieci czytają"', preview)


def test_a_published_image_is_everybodys(desk: Desk) -> None:
    client = desk.signed_in()
    account = desk.people.signing_in.find(client.cookies["konto"]).account
    stored = desk.site.filing.take(account, None, "a.jpg", photo())
    image = Image(file=stored.name, width=1600, height=800, description="Dzieci", consent=True)
    record = PracticeRecord(title="Bajki", library=Library(name="Biblioteka"), images=(image,))
    with desk.database.write() as session:
        practice_id = practices.create(session, None, desk.clock(), account.id)
        revision_id = practices.add_revision(session, practice_id, record, desk.clock())
        stored_files.give_to_practice(session, account.id, practice_id, [stored.name])
    assert desk.browser().get(f"/pliki/{stored.name}").status_code == 404
    with desk.database.write() as session:
        practices.publish(session, practice_id, revision_id, record, (), "", desk.clock())
    answer = desk.browser().get(f"/pliki/{stored.name}")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "public, max-age=3600")
    with desk.database.write() as session:
        practices.withdraw(session, practice_id, desk.clock())
    assert desk.browser().get(f"/pliki/{stored.name}").status_code == 404


def test_a_base_that_is_locked_gives_the_text_back(desk: Desk) -> None:
    client = desk.signed_in()
    path = f"{begin(client)}/o-czym"
    typed = [*filled(client.get(path).text, title="Nie zgub mnie"), ("co", "zapisz")]
    proof = proof_of(client)
    with desk.database.connection() as connection:
        file = str(connection.engine.url.database)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = send(client, path, typed, token=proof)
        other.execute("ROLLBACK")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert ("title", "Nie zgub mnie") in resent(answer.text)
    assert send(client, path, [*resent(answer.text), ("co", "zapisz")]).status_code == 303
    assert "Nie zgub mnie" in client.get(path).text


def test_a_closed_text_can_still_be_thrown_away(desk: Desk) -> None:
    client = desk.signed_in()
    address = whole(client)
    with desk.database.write() as session:
        practices.move(session, 1, WorkflowState.IN_REVIEW, desk.clock())
    assert client.get(f"{address}/o-czym").status_code == 409
    assert send(client, f"{address}/usun", []).status_code == 200
    assert send(client, f"{address}/usun", [("na-pewno", "tak")]).status_code == 303
    assert client.get(f"{address}/o-czym").status_code == 404


def test_an_editor_opens_what_is_published_and_a_trainer_does_not(desk: Desk) -> None:
    record = PracticeRecord(title="Bajki", library=Library(name="Biblioteka"))
    with desk.database.write() as session:
        practice_id = practices.create(session, None, desk.clock())
        revision_id = practices.add_revision(session, practice_id, record, desk.clock())
        practices.publish(session, practice_id, revision_id, record, (), "", desk.clock())
    path = f"/redakcja/praktyki/{practice_id}/pisz"
    assert send(desk.signed_in(Role.TRAINER), path, []).status_code == 404
    editor = desk.signed_in(Role.EDITOR)
    opened = send(editor, path, [])
    assert opened.status_code == 303
    assert dict(fields_of(editor.get(opened.headers["location"]).text))["title"] == "Bajki"
    assert send(editor, "/redakcja/praktyki/99/pisz", []).status_code == 404
