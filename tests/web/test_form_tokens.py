"""Every address that takes a form: without the proof of the sign-in nothing is changed."""

from __future__ import annotations

import re

import pytest

from kb.domain.accounts import Role
from kb.web.pages import PAGES
from tests.web.people_site import OURS, Desk, proof_of

WITHOUT_ACCOUNT = {
    "/prosba",
    "/konto/logowanie",
    "/konto/logowanie/kod",
    "/konto/link",
    "/konto/nie-pamietam",
}
"""Forms for people who have no account or are about to sign in; the guard over the whole site is their proof."""


def forms(desk: Desk) -> list[str]:
    """Every path below which something can be changed, with a number or a word in the place of a parameter."""
    found = set()
    for route in desk.application.routes:
        unsafe = set(getattr(route, "methods", ())) - {"GET", "HEAD", "OPTIONS"}
        if unsafe and not route.path.startswith(("/api/", "/en", "/uk")):
            found.add(re.sub(r"\{[^}]*\}", "1", route.path))
    return sorted(found)


def test_the_walk_meets_the_forms(desk: Desk) -> None:
    assert len(PAGES) > 10
    assert set(forms(desk)) > WITHOUT_ACCOUNT


@pytest.mark.parametrize("hx", [{}, {"hx-request": "true"}], ids=["page", "fragment"])
def test_without_the_proof_every_form_is_refused(desk: Desk, hx: dict[str, str]) -> None:
    client = desk.signed_in(Role.ADMIN)
    others = proof_of(desk.signed_in(Role.REVIEWER))
    for path in forms(desk):
        if path in WITHOUT_ACCOUNT:
            continue
        for form in ({"x": "1"}, {"_znak": "x"}, {"_znak": others}):
            answer = client.post(path, data=form, headers=OURS | hx, follow_redirects=False)
            assert answer.status_code == 403, (path, form)


def test_without_an_account_every_form_leads_to_the_sign_in(desk: Desk) -> None:
    client = desk.browser()
    for path in forms(desk):
        if path in WITHOUT_ACCOUNT:
            continue
        answer = client.post(path, data={"_znak": "x"}, headers=OURS, follow_redirects=False)
        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith("/konto/logowanie"), path
        fragment = client.post(
            path, data={"x": "1"}, headers=OURS | {"hx-request": "true"}, follow_redirects=False
        )
        assert fragment.status_code in (401, 303), path


def test_from_another_site_every_form_is_refused(desk: Desk) -> None:
    client = desk.signed_in(Role.ADMIN)
    proof = proof_of(client)
    for path in forms(desk):
        headers = {"origin": "https://evil.example", "hx-request": "true"}
        answer = client.post(path, data={"_znak": proof}, headers=headers, follow_redirects=False)
        assert answer.status_code == 403, path
