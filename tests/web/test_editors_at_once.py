"""Many editors save at once while readers read: nothing is lost, nothing breaks. Hostile files hold up nobody."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kb.app import Base
from kb.domain.accounts import Role
from tests.files.test_uploads import bomb
from tests.web.people_site import OURS, Client, Desk, proof_of, send
from tests.web.review_site import base_in, review_desk_over
from tests.web.test_editing import begin, fields_of
from tests.web.test_editing import send as send_pairs

EDITORS = 8
SAVES = 12
READERS = 2
PAGES = ("/", "/szukaj?q=seniorzy", "/praktyki", "/api/v1/practices?limit=5", "/zdrowie")


@pytest.fixture(scope="module")
def base(filled_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Base]:
    yield from base_in(tmp_path_factory.mktemp("crowd"), filled_database)


@pytest.fixture(scope="module")
def desk(base: Base) -> Iterator[Desk]:
    yield from review_desk_over(base)


def together(works: list[Callable[[], None]]) -> None:
    """Each in a thread; the first error of any is raised."""
    errors: list[BaseException] = []

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001
            errors.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def test_editors_save_at_once_while_readers_read(desk: Desk) -> None:
    writers = [desk.signed_in(Role.EDITOR, f"crowd{number}@example.org") for number in range(EDITORS)]
    addresses = [begin(client) for client in writers]
    statuses: list[int] = []
    done = threading.Event()

    def write(client: Client, address: str, number: int) -> None:
        proof = proof_of(client)
        for save in range(SAVES):
            step = "o-czym" if save % 2 == 0 else "biblioteka"
            values = {"title": f"Tekst {number}, zapis {save}", "library.name": f"Biblioteka {number}-{save}"}
            pairs = [
                (name, values.get(name, value))
                for name, value in fields_of(client.get(f"{address}/{step}").text)
            ]
            answer = send_pairs(client, f"{address}/{step}", [*pairs, ("co", "zapisz")], token=proof)
            statuses.append(answer.status_code)
            assert answer.status_code == 303, (number, save)

    def read(client: Client) -> None:
        turn = 0
        while not done.is_set():
            statuses.append(client.get(PAGES[turn % len(PAGES)]).status_code)
            turn += 1

    readers = [threading.Thread(target=read, args=(desk.browser(),)) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    try:
        together(
            [
                lambda client=client, address=address, number=number: write(client, address, number)
                for number, (client, address) in enumerate(zip(writers, addresses, strict=True))
            ]
        )
    finally:
        done.set()
        for reader in readers:
            reader.join()
    assert max(statuses) < 500
    assert statuses.count(303) == EDITORS * SAVES
    for number, (client, address) in enumerate(zip(writers, addresses, strict=True)):
        title = dict(fields_of(client.get(f"{address}/o-czym").text))["title"]
        library = dict(fields_of(client.get(f"{address}/biblioteka").text))["library.name"]
        assert title == f"Tekst {number}, zapis {SAVES - 2}"
        assert library == f"Biblioteka {number}-{SAVES - 1}"


def test_hostile_files_are_refused_while_others_are_served(desk: Desk) -> None:
    client = desk.signed_in(Role.EDITOR, "hostile@example.org")
    address = begin(client)
    proof = proof_of(client)
    hostile = {
        "bomba.png": bomb(),
        "strona.jpg": b"<html><script>alert(1)</script></html>",
        "skrypt.pdf": b"%PDF-1.4\n/JavaScript (app.alert(1))\n%%EOF",
        "../../baza.sqlite": b"SQLite format 3\0",
        "pusty.webp": b"RIFF\x00\x00\x00\x00WEBP",
    }
    refused: dict[str, int] = {}
    served: list[int] = []

    def bring() -> None:
        for name, data in hostile.items():
            answer = client.post(
                f"{address}/zdjecia-i-pliki",
                data={"_znak": proof, "wersja": "1", "co": "plik", "pole": "images"},
                files={"plik": (name, data)},
                headers=OURS,
                follow_redirects=False,
            )
            refused[name] = answer.status_code

    def read() -> None:
        reader = desk.browser()
        for _ in range(4):
            served.extend(reader.get(page).status_code for page in PAGES)

    together([bring, read, read])
    assert refused == dict.fromkeys(hostile, 422)
    assert set(served) == {200}
    assert "/pliki/" not in client.get(f"{address}/zdjecia-i-pliki").text
    assert send(client, "/redakcja/nowa").status_code == 303
