"""Writing one practice in a browser without a script: kept at each step, lost at none."""

from __future__ import annotations

import html
import re

from httpx import Response

from kb.domain.accounts import Role
from tests.web.people_site import OURS, Client, Desk, proof_of


def begin(client: Client) -> str:
    """The address of a new text, without its step."""
    answer = send(client, "/redakcja/nowa", [])
    assert answer.status_code == 303
    return answer.headers["location"].rpartition("/")[0]


def send(client: Client, path: str, pairs: list[tuple[str, str]], token: str | None = None) -> Response:
    from urllib.parse import urlencode

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
