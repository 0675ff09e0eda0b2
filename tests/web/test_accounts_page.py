"""The accounts for administrators, and the walk of every address of accounts by every role."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from litestar.testing import TestClient

from kb.domain.accounts import Role
from kb.domain.rights import Task, may_do
from kb.services.mailing import Mailer, MailOptions
from kb.web.site import create_site
from tests.mail_server import mail_server
from tests.people import PASSWORD
from tests.web.people_site import HOME, Desk, send, sign_in
from tests.web.test_account_pages import error_ids

LIST = "/redakcja/konta"
FOR_EVERYBODY = ("/konto", "/konto/haslo", "/konto/drugi-krok", "/konto/dane", "/konto/usun")
FOR_ADMINS = (LIST,)
CHANGES = ("/zaproszenia", "/zaproszenia/1/wycofaj", "/1/rola", "/1/wylacz", "/1/wlacz", "/1/odnosnik")


@pytest.mark.parametrize("prefix", ["", "/en", "/uk"])
@pytest.mark.parametrize("role", [None, *Role])
def test_every_role_is_answered_as_the_table_of_rights_says(
    desk: Desk, role: Role | None, prefix: str
) -> None:
    first = desk.account(Role.ADMIN, "szef@example.org")
    client = desk.signed_in(role) if role else desk.browser()
    accounts = desk.people.accounts
    own = next((one for one in accounts.everybody() if one.id != first.id), None)
    for path in FOR_EVERYBODY:
        status = client.get(prefix + path, follow_redirects=False).status_code
        assert status == (200 if own else 303), path
    allowed = may_do(own, Task.MANAGE_ACCOUNTS)
    for path in FOR_ADMINS:
        status = client.get(prefix + path, follow_redirects=False).status_code
        assert status == (200 if allowed else 404 if own else 303), path
    if not own or not allowed:
        before = accounts.everybody()
        for path in CHANGES:
            form = {"email": "nowa@example.org", "rola": "admin"}
            answer = (
                send(client, prefix + LIST + path, **form)
                if own
                else client.post(prefix + LIST + path, data=form, follow_redirects=False)
            )
            assert answer.status_code == (404 if own else 303), path
        assert accounts.everybody() == before
        assert desk.people.links.invitations() == ()


def test_an_invitation_is_shown_once_and_leads_in(desk: Desk) -> None:
    client = desk.signed_in(Role.ADMIN)
    answer = send(client, f"{LIST}/zaproszenia", email="Nowa@example.org", rola="reviewer")
    link = re.search(rf'<code id="odnosnik">{HOME}([^<]+)</code>', answer.text)
    assert link
    listed = client.get(LIST).text
    assert "Nowa@example.org" in listed
    assert link[1] not in listed
    browser = desk.browser()
    token = link[1].partition("k=")[2]
    form = {"k": token, "nazwa": "Nowa", "nowe": PASSWORD, "rola": "admin"}
    assert browser.post("/konto/link", data=form, follow_redirects=False).status_code == 303
    assert browser.get(LIST).status_code == 404
    assert {one.email: one.role for one in desk.people.accounts.everybody()}[
        "Nowa@example.org"
    ] is Role.REVIEWER


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"email": "", "rola": "editor"}, "email"),
        ({"email": "nowa", "rola": "editor"}, "email"),
        ({"email": "ADMIN@example.org", "rola": "editor"}, "email"),
        ({"email": "nowa@example.org", "rola": "król"}, "rola"),
        ({"email": "nowa@example.org"}, "rola"),
    ],
)
def test_a_refused_invitation_keeps_what_was_typed(desk: Desk, form: dict[str, str], field: str) -> None:
    answer = send(desk.signed_in(Role.ADMIN), f"{LIST}/zaproszenia", **form)
    assert answer.status_code == 422
    assert error_ids(answer.text) == [field]
    assert "<title>Błąd: " in answer.text
    assert f'value="{form["email"]}"' in answer.text


def test_a_withdrawn_invitation_is_dead(desk: Desk) -> None:
    client = desk.signed_in(Role.ADMIN)
    send(client, f"{LIST}/zaproszenia", email="nowa@example.org", rola="editor")
    (link,) = desk.people.links.invitations()
    assert send(client, f"{LIST}/zaproszenia/{link.id}/wycofaj").status_code == 303
    assert desk.people.links.invitations() == ()


def test_a_disabled_account_is_out_at_its_next_request(desk: Desk) -> None:
    admin = desk.signed_in(Role.ADMIN)
    editor = desk.signed_in(Role.EDITOR, "ola@example.org")
    ola = desk.people.accounts.by_email("ola@example.org")
    assert editor.get("/konto").status_code == 200
    assert send(admin, f"{LIST}/{ola.id}/wylacz").status_code == 303
    assert editor.get("/konto", follow_redirects=False).status_code == 303
    refused = sign_in(editor, "ola@example.org")
    assert (refused.status_code, "hasło się nie zgadza" in refused.text) == (422, True)
    assert "(wyłączone)" in admin.get(LIST).text
    assert send(admin, f"{LIST}/{ola.id}/wlacz").status_code == 303
    assert sign_in(editor, "ola@example.org").status_code == 303


def test_a_changed_role_holds_at_the_next_request(desk: Desk) -> None:
    admin = desk.signed_in(Role.ADMIN)
    editor = desk.signed_in(Role.EDITOR, "ola@example.org")
    ola = desk.people.accounts.by_email("ola@example.org")
    assert editor.get(LIST).status_code == 404
    send(admin, f"{LIST}/{ola.id}/rola", rola="admin")
    assert editor.get(LIST).status_code == 200
    send(admin, f"{LIST}/{ola.id}/rola", rola="trainer")
    assert editor.get(LIST).status_code == 404


@pytest.mark.parametrize("path", ["wylacz", "rola"])
def test_the_last_administrator_is_told_why_not(desk: Desk, path: str) -> None:
    client = desk.signed_in(Role.ADMIN)
    answer = send(client, f"{LIST}/1/{path}", rola="editor")
    assert answer.status_code == 422
    assert error_ids(answer.text) == ["rola-1"]
    assert "To ostatni administrator." in answer.text
    assert client.get(LIST).status_code == 200


@pytest.mark.parametrize("refuses", [False, True], ids=["taken", "refused"])
def test_a_letter_is_sent_or_told_plainly_that_it_was_not(desk: Desk, refuses: bool) -> None:
    admin = desk.account(Role.ADMIN)
    with mail_server(refuses=refuses) as server:
        site = replace(desk.site, people=replace(desk.people, mailer=Mailer(MailOptions(server.url))))
        with TestClient(create_site(site), base_url=HOME) as client:
            client.headers["origin"] = HOME
            sign_in(client, admin.email)
            answer = send(client, f"{LIST}/zaproszenia", email="nowa@example.org", rola="editor")
    link = re.search(rf'<code id="odnosnik">({HOME}[^<]+)</code>', answer.text)
    assert link
    if refuses:
        assert "Serwer poczty nie przyjął listu." in answer.text
        assert server.letters == []
    else:
        assert "Wysłaliśmy je pocztą." in answer.text
        (letter,) = server.letters
        assert letter["To"] == "nowa@example.org"
        assert link[1] in letter.get_content()
