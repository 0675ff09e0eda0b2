"""One's own account: what is shown once, what is kept typed, and what ends with it."""

from __future__ import annotations

import datetime
import html
import re
from dataclasses import replace

import pyotp
import pytest
from litestar.testing import TestClient

from kb.domain.accounts import Role
from kb.services.mailing import Mailer, MailOptions
from kb.web.site import create_site
from tests.mail_server import mail_server
from tests.people import PASSWORD
from tests.web.people_site import HOME, OURS, Desk, send, sign_in

NEW = "inne długie hasło"


def error_ids(page: str) -> list[str]:
    """The fields to which the summary at the top leads."""
    alert = re.search(r'<div class="problem" role="alert".*?</div>', page, re.DOTALL)
    assert alert
    return re.findall(r'href="#([^"]+)"', alert[0])


@pytest.mark.parametrize("prefix", ["", "/en", "/uk"])
@pytest.mark.parametrize("path", ["/konto", "/konto/haslo", "/konto/drugi-krok", "/konto/usun"])
def test_pages_of_the_account_are_private_in_every_language(desk: Desk, prefix: str, path: str) -> None:
    asked = desk.browser().get(prefix + path, follow_redirects=False)
    assert asked.status_code == 303
    assert asked.headers["location"] == f"{prefix}/konto/logowanie?next={prefix}{path}"
    page = desk.signed_in().get(prefix + path)
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert f'lang="{prefix[1:] or "pl"}"' in page.text
    assert 'rel="canonical"' not in page.text


def test_a_fragment_is_told_where_to_sign_in(desk: Desk) -> None:
    answer = desk.browser().get("/konto", headers={"hx-request": "true"}, follow_redirects=False)
    assert answer.status_code == 401
    assert answer.headers["hx-redirect"] == "/konto/logowanie?next=/konto"


def test_a_name_is_changed_and_nothing_else(desk: Desk) -> None:
    client = desk.signed_in()
    answer = send(
        client,
        "/konto/imie",
        imie="  Ola <b>K.</b> ",
        role="admin",
        rola="admin",
        id="99",
        email="x@example.org",
    )
    assert answer.status_code == 303
    page = client.get(answer.headers["location"]).text
    assert "Ola &lt;b&gt;K.&lt;/b&gt;" in page
    (account,) = desk.people.accounts.everybody()
    assert (account.id, account.role, account.email) == (1, Role.EDITOR, "editor@example.org")
    empty = send(client, "/konto/imie", imie=" ")
    assert empty.status_code == 422
    assert error_ids(empty.text) == ["imie"]
    assert "<title>Błąd: " in empty.text


@pytest.mark.parametrize(
    ("former", "new", "field", "told"),
    [
        ("nie to hasło wcale", NEW, "haslo", "To nie jest Twoje obecne hasło."),
        (PASSWORD, "krótkie", "nowe", "co najmniej 12 znaków"),
        (PASSWORD, "haslo1234567", "nowe", "zbyt łatwo zgadnąć"),
        (PASSWORD, "editor@example.org", "nowe", "imienia lub adresu"),
        (PASSWORD, "", "nowe", "Wpisz nowe hasło."),
        (PASSWORD, "ą" * 129, "nowe", "najwyżej 128"),
    ],
)
def test_a_refused_password_is_explained_and_never_shown(
    desk: Desk, former: str, new: str, field: str, told: str
) -> None:
    client = desk.signed_in()
    answer = send(client, "/konto/haslo", haslo=former, nowe=new)
    assert answer.status_code == 422
    assert error_ids(answer.text) == [field]
    assert told in html.unescape(answer.text)
    assert f'aria-describedby="{field}-' in answer.text or f'{field}-blad"' in answer.text
    values = re.findall(r'type="password" value="([^"]*)"', answer.text)
    assert values == ["", ""]


def test_a_changed_password_renews_this_sign_in_and_ends_the_others(desk: Desk) -> None:
    client = desk.signed_in(email="ola@example.org")
    elsewhere = desk.browser()
    sign_in(elsewhere, "ola@example.org")
    old = client.cookies["konto"]
    answer = send(client, "/konto/haslo", haslo=PASSWORD, nowe=NEW)
    assert answer.status_code == 303
    assert client.cookies["konto"] != old
    assert client.get("/konto").status_code == 200
    assert elsewhere.get("/konto", follow_redirects=False).status_code == 303
    assert sign_in(desk.browser(), "ola@example.org", NEW).status_code == 303


def test_sign_ins_are_listed_and_ended(desk: Desk) -> None:
    client = desk.signed_in(email="ola@example.org")
    elsewhere = desk.browser()
    elsewhere.headers["user-agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    sign_in(elsewhere, "ola@example.org")
    page = client.get("/konto").text
    assert "Firefox, Linux" in page
    assert "140" not in page
    numbers = re.findall(r"/konto/logowania/(\d+)/zakoncz", page)
    assert len(numbers) == 2
    stranger = desk.signed_in(Role.ADMIN)
    for number in numbers:
        send(stranger, f"/konto/logowania/{number}/zakoncz")
    assert elsewhere.get("/konto", follow_redirects=False).status_code == 200
    assert send(client, f"/konto/logowania/{max(numbers, key=int)}/zakoncz").status_code == 303
    assert elsewhere.get("/konto", follow_redirects=False).status_code == 303
    sign_in(elsewhere, "ola@example.org")
    assert send(client, "/konto/wyloguj-wszedzie").status_code == 303
    for browser in (client, elsewhere):
        assert browser.get("/konto", follow_redirects=False).status_code == 303


def test_a_token_is_shown_once_and_speaks_at_the_api_alone(desk: Desk) -> None:
    client = desk.signed_in()
    answer = send(client, "/konto/tokeny", nazwa="spis <biblioteki>")
    token = re.search(r'<code id="token">(dp_[^<]+)</code>', answer.text)
    assert token
    page = client.get("/konto").text
    assert token[1] not in page
    assert "spis &lt;biblioteki&gt;" in page
    assert desk.people.api_tokens.account_of(token[1]) is not None
    bearer = {"authorization": f"Bearer {token[1]}"}
    assert desk.browser().get("/konto", headers=bearer, follow_redirects=False).status_code == 303
    number = re.search(r"/konto/tokeny/(\d+)/uniewaznij", page)
    assert number
    send(client, number[0])
    assert desk.people.api_tokens.account_of(token[1]) is None
    assert error_ids(send(client, "/konto/tokeny", nazwa="").text) == ["nazwa"]


@pytest.mark.parametrize("number", ["0", "9" * 30, str(2**63), str(2**63 - 1), "-1", "abc", "1.5"])
def test_odd_numbers_never_break(desk: Desk, number: str) -> None:
    client = desk.signed_in(Role.ADMIN)
    for path in ("/konto/logowania/{}/zakoncz", "/konto/tokeny/{}/uniewaznij", "/redakcja/konta/{}/wylacz"):
        assert send(client, path.format(number)).status_code in (303, 400, 404)


def test_what_is_known_of_a_person_is_downloaded(desk: Desk) -> None:
    client = desk.signed_in()
    answer = client.get("/konto/dane")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["account"]["email"] == "editor@example.org"
    assert "argon2" not in answer.text
    for kind in ("practices", "being_written", "files", "texts", "comments"):
        assert answer.json()[kind] == []
    assert desk.browser().get("/konto/dane", follow_redirects=False).status_code == 303


def test_an_account_is_removed_by_its_password_and_not_the_last_administrators(desk: Desk) -> None:
    client = desk.signed_in()
    assert error_ids(send(client, "/konto/usun", haslo="nie to hasło wcale").text) == ["haslo"]
    answer = send(client, "/konto/usun", haslo=PASSWORD)
    assert answer.status_code == 303
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert "konto zostało usunięte" in client.get(answer.headers["location"]).text
    admin = desk.signed_in(Role.ADMIN)
    refused = send(admin, "/konto/usun", haslo=PASSWORD)
    assert refused.status_code == 422
    assert "To ostatni administrator." in refused.text
    assert [one.role for one in desk.people.accounts.everybody()] == [Role.ADMIN]


def test_the_second_step_from_setting_up_to_turning_off(desk: Desk) -> None:
    client = desk.signed_in(email="ola@example.org")
    page = client.get("/konto/drugi-krok").text
    assert "<svg" in page
    assert "style=" not in page
    key = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert key
    totp = pyotp.TOTP(key[1].replace(" ", ""))
    wrong = send(client, "/konto/drugi-krok", kod="000000")
    assert (wrong.status_code, error_ids(wrong.text)) == (422, ["kod"])
    assert key[1] in wrong.text
    answer = send(client, "/konto/drugi-krok", kod=totp.at(desk.clock.now))
    codes = re.findall(r"<code>([a-z0-9]{5}-[a-z0-9]{5})</code>", answer.text)
    assert len(codes) == 8

    browser = desk.browser()
    step = sign_in(browser, "ola@example.org", next="/mapa")
    assert step.status_code == 200
    assert "set-cookie" not in step.headers
    ticket = re.search(r'name="bilet" value="([^"]+)"', step.text)
    assert ticket
    form = {"bilet": ticket[1], "next": "/mapa"}

    def second(code: str, **other: str):
        data = form | {"kod": code} | other
        return browser.post("/konto/logowanie/kod", data=data, headers=OURS, follow_redirects=False)

    assert second("").status_code == 422
    assert second("123456").status_code == 422
    expired = second(codes[0], bilet="1.1.x")
    assert (expired.status_code, "Trwało to zbyt długo" in expired.text) == (422, True)
    inside = second(codes[0])
    assert inside.headers["location"] == "/mapa"
    assert browser.get("/konto").status_code == 200

    assert error_ids(send(client, "/konto/drugi-krok/wylacz", haslo="x").text) == ["haslo"]
    fresh = send(client, "/konto/drugi-krok/kody", haslo=PASSWORD).text
    assert codes[1] not in fresh
    assert send(client, "/konto/drugi-krok/wylacz", haslo=PASSWORD).status_code == 303
    assert sign_in(desk.browser(), "ola@example.org").status_code == 303


def test_guessing_is_told_how_long_to_wait(desk: Desk) -> None:
    desk.account(email="ola@example.org")
    for email in ("ola@example.org", "nikt@example.org"):
        client = desk.browser()
        answers = [sign_in(client, email, "złe hasło tym razem") for _ in range(6)]
        assert [one.status_code for one in answers] == [422] * 5 + [429]
        assert 1 <= int(answers[-1].headers["retry-after"]) <= 10
        assert "Prób było za dużo." in answers[-1].text
        assert f'value="{email}"' in answers[-1].text


def test_a_link_sets_a_password_once_and_opening_it_uses_nothing_up(desk: Desk) -> None:
    client = desk.signed_in(email="ola@example.org")
    made = desk.people.links.password_link(None, 1)
    browser = desk.browser()
    for _ in range(3):
        page = browser.get(f"/konto/link?k={made.token}")
        assert "ola@example.org" in page.text
        assert page.headers["cache-control"] == "no-store"
    weak = browser.post("/konto/link", data={"k": made.token, "nowe": "haslo1234567"}, follow_redirects=False)
    assert (weak.status_code, error_ids(weak.text)) == (422, ["nowe"])
    form = {"k": made.token, "nowe": NEW, "rola": "admin", "role": "admin", "email": "x@example.org"}
    assert browser.post("/konto/link", data=form, follow_redirects=False).headers["location"] == "/konto"
    assert "Ola" in browser.get("/konto").text
    assert client.get("/konto", follow_redirects=False).status_code == 303
    again = desk.browser().post("/konto/link", data=form, follow_redirects=False)
    assert (again.status_code, "już nie działa" in again.text) == (410, True)
    (account,) = desk.people.accounts.everybody()
    assert (account.role, account.email) == (Role.EDITOR, "ola@example.org")
    assert desk.browser().get("/konto/link?k=" + "x" * 5000).status_code == 410
    assert desk.browser().get("/konto/link").status_code == 410


def test_the_first_administrator_keeps_what_was_typed(desk: Desk) -> None:
    made = desk.people.links.first_admin()
    assert made is not None
    client = desk.browser()
    form = {"k": made.token, "email": "szef", "nazwa": "Szef", "nowe": NEW}
    refused = client.post("/konto/link", data=form, follow_redirects=False)
    assert error_ids(refused.text) == ["email"]
    assert 'value="szef"' in refused.text
    assert 'value="Szef"' in refused.text
    form["email"] = "szef@example.org"
    assert client.post("/konto/link", data=form, follow_redirects=False).status_code == 303
    assert client.get("/redakcja/konta").status_code == 200


def test_without_a_mail_server_there_is_no_page_for_a_forgotten_password(desk: Desk) -> None:
    assert desk.browser().get("/konto/nie-pamietam").status_code == 404
    assert "nie-pamietam" not in desk.browser().get("/konto/logowanie").text


def test_a_forgotten_password_is_answered_alike_whoever_asks(desk: Desk) -> None:
    desk.account(email="ola@example.org")
    with mail_server() as server:
        mailer = Mailer(MailOptions(server.url))
        site = replace(desk.site, people=replace(desk.people, mailer=mailer))
        with TestClient(create_site(site), base_url=HOME) as client:
            answers = [
                client.post("/konto/nie-pamietam", data={"email": email}, headers=OURS)
                for email in ("ola@example.org", "nikt@example.org")
            ]
            mailer.wait_until_sent()
            texts = {
                answer.text.replace(email, "")
                for answer, email in zip(answers, ("ola@example.org", "nikt@example.org"), strict=True)
            }
            assert len(texts) == 1
            (letter,) = server.letters
            assert letter["To"] == "ola@example.org"
            assert letter["From"] == "baza@example.org"
            assert letter["Subject"] == "Nowe hasło do Dobrych Praktyk"
            link = re.search(rf"{HOME}(/konto/link\?k=\S+)", letter.get_content())
            assert link
            assert "&" not in letter.get_content()
            assert client.get(link[1]).status_code == 200


def test_dates_of_the_account_are_readable(desk: Desk) -> None:
    desk.clock.now = datetime.datetime(2026, 3, 8, 12, 0, tzinfo=datetime.UTC)
    page = desk.signed_in().get("/konto").text
    assert "8 marca 2026" in page
