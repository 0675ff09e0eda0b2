"""Long lists of the desk: fifty to a page, with the place said, and nothing lost between two pages."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest

from kb.app import Base, site_over
from kb.domain.accounts import Account, Role
from kb.domain.languages import Language
from kb.domain.moves import Move
from kb.domain.practice import Library
from kb.settings import load_settings
from kb.web.views.paging import SHOWN, page_of, paged, paging
from tests.people import Clock, add_account, people_over
from tests.small_bases import opened
from tests.small_models import make_small_model
from tests.web.people_site import Client, Desk, desk_over, send, sign_in
from tests.web.review_site import record

MORE = SHOWN + 3


def numbered(number: int) -> str:
    return f"/lista?strona={number}"


@pytest.mark.parametrize(
    ("total", "page", "first", "last", "pages", "ways"),
    [
        (0, 1, 0, 0, [], ("", "")),
        (1, 1, 1, 1, [], ("", "")),
        (SHOWN, 1, 1, SHOWN, [], ("", "")),
        (SHOWN + 1, 1, 1, SHOWN, [1, 2], ("", "/lista?strona=2")),
        (SHOWN + 1, 2, SHOWN + 1, SHOWN + 1, [1, 2], ("/lista?strona=1", "")),
        (
            SHOWN * 9,
            5,
            SHOWN * 4 + 1,
            SHOWN * 5,
            [1, 3, 4, 5, 6, 7, 9],
            ("/lista?strona=4", "/lista?strona=6"),
        ),
        (SHOWN, 7, 0, 0, [1], ("/lista?strona=1", "")),
        (0, 2, 0, 0, [1], ("/lista?strona=1", "")),
    ],
)
def test_the_pages_of_a_list(
    total: int, page: int, first: int, last: int, pages: list[int], ways: tuple[str, str]
) -> None:
    found = paging(total, page, SHOWN, numbered)
    assert (found.first, found.last) == (first, last)
    assert [link.number for link in found.pages] == pages
    assert [link.number for link in found.pages if link.current] == ([page] if page in pages else [])
    assert (found.previous_url, found.next_url) == ways


def test_every_entry_is_on_one_page() -> None:
    everything = list(range(SHOWN * 2 + 1))
    shown = [entry for page in (1, 2, 3, 4) for entry in paged(everything, page, numbered)[0]]
    assert shown == everything
    assert all(place in paged(everything, page_of(place), numbered)[0] for place in everything)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Base]:
    folder = tmp_path_factory.mktemp("paging")
    base = opened(folder, make_small_model(folder / "model"))
    yield base
    base.close()


@pytest.fixture(scope="module")
def desk(base: Base) -> Iterator[Desk]:
    clock = Clock()
    site = site_over(base, load_settings({}, rate_limits="off"))
    yield from desk_over(
        site, base.database, people_over(base.database, clock), clock, base.review.reviewing.hand_over
    )


@pytest.fixture(scope="module")
def people(desk: Desk) -> dict[Role, Account]:
    return {role: desk.account(role) for role in (Role.TRAINER, Role.REVIEWER, Role.ADMIN)}


@pytest.fixture(scope="module")
def waiting(base: Base, people: dict[Role, Account]) -> list[int]:
    """Practices that wait, one after the other."""
    numbers = []
    for number in range(MORE):
        text = record(f"Bajki nr {number:03}", library=Library(name="Biblioteka Próbna", place="Próbno"))
        author = people[Role.TRAINER]
        saved = base.saving.keep_draft(text, author=author.name, author_id=author.id)
        base.review.reviewing.move(author, saved.practice_id, Move.SEND, looked_at=saved.revision_id)
        numbers.append(saved.practice_id)
    return numbers


@pytest.fixture(scope="module")
def reviewer(desk: Desk, people: dict[Role, Account]) -> Client:
    client = desk.browser()
    assert sign_in(client, people[Role.REVIEWER].email).status_code == 303
    return client


def walked(client: Client, address: str, pattern: str) -> list[str]:
    """What the pattern finds on this page and on those that follow, by the links of the pages."""
    found: list[str] = []
    for _ in range(10):
        page = client.get(address).text
        main = page.partition("<main")[2].partition("</main>")[0]
        found += re.findall(pattern, main)
        following = re.search(r'rel="next" href="([^"]+)"', main)
        if following is None:
            return found
        address = html.unescape(following[1])
    raise AssertionError("the list has no end")


def test_the_queue_shows_its_beginning_and_each_list_as_a_whole(
    base: Base, reviewer: Client, waiting: list[int]
) -> None:
    for number in range(MORE):
        base.wishing.wish(f"prośba nr {number:03}", {}, Language.POLISH)
    overview = reviewer.get("/redakcja/kolejka").text
    assert len(re.findall(r">Bajki nr \d+<", overview)) == SHOWN
    for name, pattern in (("czekaja", r">(Bajki nr \d+)<"), ("prosby", r">(prośba nr \d+)<")):
        assert f'href="/redakcja/kolejka?lista={name}"' in overview
        found = walked(reviewer, f"/redakcja/kolejka?lista={name}", pattern)
        assert len(found) == len(set(found)) == MORE
    second = reviewer.get("/redakcja/kolejka?lista=czekaja&strona=2").text
    assert "<title>Czekają na sprawdzenie – Kolejka – strona 2 – " in second
    assert f"Od {SHOWN + 1} do {MORE} z {MORE}" in second
    assert 'id="prosby"' not in second
    for odd in ("lista=nic", "strona=2", "lista=stare&strona=9", "lista=czekaja&strona=x"):
        assert reviewer.get(f"/redakcja/kolejka?{odd}").status_code == 200


def test_comments_and_history_have_pages_and_open_comments_come_first(
    base: Base, reviewer: Client, people: dict[Role, Account], waiting: list[int]
) -> None:
    practice, commenting, who = waiting[0], base.review.commenting, people[Role.REVIEWER]
    revision = base.review.reviewing.path(who, practice).position.revision_id
    made = [
        commenting.comment(who, practice, "title", f"Uwaga nr {number:03}.", looked_at=revision)
        for number in range(MORE)
    ]
    commenting.resolve(who, practice, made[0])
    path = f"/redakcja/praktyki/{practice}"
    found = walked(reviewer, path, r'<p class="comment-text" lang="pl">(Uwaga nr \d+)\.')
    assert len(found) == len(set(found)) == MORE
    assert found[-1] == "Uwaga nr 000"
    # Whoever decides reads all that is open.
    read = reviewer.get(f"{path}/sprawdz").text
    assert read.count('<p class="comment-text" lang="pl">Uwaga nr') == MORE - 1
    events = walked(reviewer, f"{path}/historia", r"<li>(Dodano uwagę)")
    assert len(events) == MORE


def test_ones_own_practices_have_pages(desk: Desk, people: dict[Role, Account], waiting: list[int]) -> None:
    trainer = desk.browser()
    sign_in(trainer, people[Role.TRAINER].email)
    found = walked(trainer, "/redakcja", r'<h3><span lang="pl">(Bajki nr \d+)')
    assert len(found) == len(set(found)) == MORE
    assert "<title>Moje praktyki – strona 2 – " in trainer.get("/redakcja?strona=2").text


def test_accounts_have_pages_and_a_change_leads_back_to_the_account(
    base: Base, desk: Desk, people: dict[Role, Account]
) -> None:
    made = [
        add_account(base.database, f"osoba{number:03}@example.org", Role.TRAINER, name=f"Zofia {number:03}")
        for number in range(MORE)
    ]
    admin = desk.browser()
    sign_in(admin, people[Role.ADMIN].email)
    names = walked(admin, "/redakcja/konta", r"<strong>(Zofia \d+)</strong>")
    assert len(names) == len(set(names)) == MORE
    last = next(one for one in made if one.name == names[-1])
    changed = send(admin, f"/redakcja/konta/{last.id}/rola", rola="editor")
    assert changed.headers["location"] == "/redakcja/konta?stan=rola&strona=2"
    assert f"<strong>{last.name}</strong>" in admin.get(changed.headers["location"]).text
    refused = send(admin, f"/redakcja/konta/{last.id}/rola", rola="nikt")
    assert refused.status_code == 422
    assert f'id="rola-{last.id}-blad"' in refused.text


def test_libraries_have_pages_with_the_words_that_were_looked_for(base: Base, reviewer: Client) -> None:
    for number in range(MORE):
        text = record(f"Koncert {number}", library=Library(name=f"Książnica nr {number:03}", place="Lipno"))
        base.saving.publish(text, with_vectors=False)
    found = walked(reviewer, "/redakcja/biblioteki?q=książnica", r">(Książnica nr \d+)<")
    assert len(found) == len(set(found)) == MORE
    assert 'value="książnica"' in reviewer.get("/redakcja/biblioteki?q=książnica&strona=2").text
