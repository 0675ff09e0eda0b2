"""Signing in: records on the server, one cookie, and no way in but by the password."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from litestar.testing import TestClient

from kb.domain.accounts import Role
from kb.web.site import create_site
from tests.people import PASSWORD
from tests.web.people_site import HOME, OURS, Desk, proof_of, send, sign_in


def test_a_page_says_who_is_signed_in_and_is_not_kept(desk: Desk) -> None:
    client = desk.signed_in()
    page = client.get("/o-serwisie")
    assert ">Ola</a>" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert "set-cookie" not in page.headers


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(desk: Desk) -> None:
    account = desk.account()
    answer = sign_in(desk.browser(), account.email)
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("konto=")
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/" in cookie
    assert "secure" not in cookie
    assert answer.headers["cache-control"] == "no-store"


def test_in_production_the_cookie_is_bound_to_the_host(desk: Desk) -> None:
    options = replace(desk.site.options, production=True)
    account = desk.account()
    with TestClient(create_site(replace(desk.site, options=options)), base_url=HOME) as client:
        cookie = sign_in(client, account.email).headers["set-cookie"].lower()
    assert cookie.startswith("__host-konto=")
    assert "; secure" in cookie
    assert "domain" not in cookie


def test_a_reader_gets_no_cookie_and_costs_no_question(desk: Desk) -> None:
    desk.database.close()
    client = desk.browser()
    for path in ("/", "/o-serwisie", "/konto/logowanie"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "set-cookie" not in answer.headers


def test_a_planted_cookie_never_becomes_a_sign_in(desk: Desk) -> None:
    account = desk.account()
    client = desk.browser()
    client.cookies.set("konto", "planted" * 6)
    assert client.get("/konto/logowanie").status_code == 200
    answer = sign_in(client, account.email)
    token = re.match(r"konto=([^;]+)", answer.headers["set-cookie"])
    assert token
    assert "planted" not in token[1]
    other = desk.browser()
    other.cookies.set("konto", "planted" * 6)
    assert "Ola" not in other.get("/o-serwisie").text


def test_signing_in_anew_ends_what_the_browser_had(desk: Desk) -> None:
    client = desk.signed_in(email="ola@example.org")
    old = client.cookies["konto"]
    sign_in(client, "ola@example.org")
    assert client.cookies["konto"] != old
    former = desk.browser()
    former.cookies.set("konto", old)
    assert "Ola" not in former.get("/o-serwisie").text


def test_signing_out_ends_the_record_and_the_cookie(desk: Desk) -> None:
    client = desk.signed_in()
    token = client.cookies["konto"]
    answer = send(client, "/konto/wyloguj")
    assert answer.status_code == 303
    assert "Max-Age=0" in answer.headers["set-cookie"]
    thief = desk.browser()
    thief.cookies.set("konto", token)
    assert "Ola" not in thief.get("/o-serwisie").text


@pytest.mark.parametrize(("pause", "pauses"), [(12, 1), (6, 28)], ids=["not used", "used all week"])
def test_a_sign_in_ends_by_itself(desk: Desk, pause: int, pauses: int) -> None:
    client = desk.signed_in()
    for _ in range(pauses - 1):
        desk.clock.move(hours=pause)
        assert "Ola" in client.get("/o-serwisie").text
    desk.clock.move(hours=pause)
    assert "Ola" not in client.get("/o-serwisie").text


@pytest.mark.parametrize(
    ("email", "password"), [("nikt@example.org", PASSWORD), ("ola@example.org", "zupełnie inne hasło")]
)
def test_a_wrong_password_and_an_unknown_address_are_answered_alike(
    desk: Desk, email: str, password: str
) -> None:
    desk.account(email="ola@example.org")
    answer = sign_in(desk.browser(), email, password)
    assert answer.status_code == 422
    assert "Adres e-mail lub hasło się nie zgadza." in answer.text
    assert "<title>Błąd: " in answer.text
    assert f'value="{email}"' in answer.text
    assert password not in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://evil.example"}, {"origin": "null"}, {"hx-request": "true"}, {}],
    ids=str,
)
def test_signing_in_from_another_site_is_refused(desk: Desk, headers: dict[str, str]) -> None:
    account = desk.account()
    client = desk.browser()
    del client.headers["origin"]
    form = {"email": account.email, "haslo": PASSWORD}
    answer = client.post("/konto/logowanie", data=form, headers=headers, follow_redirects=False)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_a_form_without_the_proof_of_this_sign_in_changes_nothing(desk: Desk) -> None:
    client = desk.signed_in()
    others = proof_of(desk.signed_in(Role.REVIEWER))
    for form in ({"x": "1"}, {"_znak": ""}, {"_znak": "x"}, {"_znak": others}):
        for headers in (OURS, OURS | {"hx-request": "true"}):
            answer = client.post("/konto/wyloguj", data=form, headers=headers, follow_redirects=False)
            assert answer.status_code == 403
    assert "Ola" in client.get("/o-serwisie").text


def test_after_signing_in_one_is_where_one_wanted_to_be(desk: Desk) -> None:
    account = desk.account()
    answer = sign_in(desk.browser(), account.email, next="/szukaj?q=chór")
    assert answer.headers["location"] == "/szukaj?q=ch%C3%B3r"
    answer = sign_in(desk.browser(), account.email, next="//evil.example")
    assert answer.headers["location"] == "/konto"
