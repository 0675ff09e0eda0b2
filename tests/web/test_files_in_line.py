"""Files that come while others are being looked into: nobody waits for ever, and what was typed is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from httpx import Response

from kb.domain.accounts import Role
from kb.web.context import Site
from kb.web.forms import LARGEST_TEXT, MOST_FIELDS
from kb.web.own_threads import Line, OwnThreads, Places
from tests.files.test_uploads import photo
from tests.people import Clock, people_over, small_database
from tests.web.people_site import OURS, Client, Desk, desk_over, proof_of
from tests.web.test_editing import begin, fields_of

PHOTO = ("zdjecie.jpg", photo((60, 40)))


@pytest.fixture
def busy_desk(site: Site, tmp_path: Path) -> Iterator[Desk]:
    """Everybody has waited too long already."""
    yield from _desk(replace(site, file_threads=OwnThreads(Line("files", 1, 0, 0.0, 0.0))), tmp_path)


@pytest.fixture
def full_desk(site: Site, tmp_path: Path) -> Iterator[Desk]:
    yield from _desk(replace(site, bodies=Places("receiving of files", 0)), tmp_path)


def _desk(site: Site, folder: Path) -> Iterator[Desk]:
    clock = Clock()
    database = small_database(folder)
    yield from desk_over(site, database, people_over(database, clock), clock)
    database.close()


def bring(
    client: Client, address: str, fields: dict[str, str], file: tuple[str, bytes] | None = PHOTO
) -> Response:
    form = {"_znak": proof_of(client), "wersja": "1", "co": "plik", "pole": "images"} | fields
    files = {"plik": file} if file else {"inny": ("a.txt", b"x")}
    path = f"{address}/zdjecia-i-pliki"
    return client.post(path, data=form, files=files, headers=OURS, follow_redirects=False)


def test_who_would_wait_too_long_gets_the_page_back_and_the_text_is_kept(busy_desk: Desk) -> None:
    client = busy_desk.signed_in(Role.EDITOR)
    address = begin(client)
    answer = bring(client, address, {"pole": "title", "title": "Wpisany tytuł"})
    assert answer.status_code == 503
    assert "Twój tekst jest zapisany" in answer.text
    assert dict(fields_of(client.get(f"{address}/o-czym").text))["title"] == "Wpisany tytuł"


def test_too_many_bodies_at_once_are_sent_away(full_desk: Desk) -> None:
    client = full_desk.signed_in(Role.EDITOR)
    large = ("zdjecie.jpg", PHOTO[1] + bytes(LARGEST_TEXT))
    answer = bring(client, begin(client), {}, large)
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) >= 1


def test_a_text_needs_no_place_among_the_files(full_desk: Desk) -> None:
    client = full_desk.signed_in(Role.EDITOR)
    address = begin(client)
    form = {
        "_znak": proof_of(client),
        "wersja": "1",
        "co": "zapisz",
        "pole": "title",
        "title": "Wpisany tytuł",
    }
    answer = client.post(f"{address}/o-czym", data=form, headers=OURS, follow_redirects=False)
    assert answer.status_code == 303
    assert dict(fields_of(client.get(f"{address}/o-czym").text))["title"] == "Wpisany tytuł"


def test_a_file_of_another_field_goes_nowhere(desk: Desk) -> None:
    client = desk.signed_in(Role.EDITOR)
    address = begin(client)
    assert bring(client, address, {}).status_code == 303
    assert bring(client, address, {"wersja": "2"}, None).status_code in (409, 422)


def test_texts_and_parts_have_an_end(desk: Desk) -> None:
    client = desk.signed_in(Role.EDITOR)
    address = begin(client)
    assert bring(client, address, {"need": "a" * (LARGEST_TEXT + 1)}).status_code == 413
    many = {f"f{number}": "" for number in range(MOST_FIELDS + 1)}
    assert bring(client, address, many).status_code == 400
