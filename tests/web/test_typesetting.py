"""How texts are set: nothing hangs at the end of a line, nothing that belongs together is cut in two."""

from __future__ import annotations

import re

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from markupsafe import Markup

from kb.web.markdown import paragraphs
from kb.web.typesetting import spelled, well_set, with_whole_ranges, without_hanging_letters

Client = TestClient[Litestar]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("a w domu", "a\u00a0w\u00a0domu"),
        ("spacer z „Dziadami” i psem", "spacer z\u00a0„Dziadami” i\u00a0psem"),
        ("молодь і діти у селі", "молодь і\u00a0діти у\u00a0селі"),
        ("czas z ", "czas z\u00a0"),
        ("kasza i", "kasza i"),
        ("12 000 zł", "12\u00a0000\u00a0zł"),
        ("miasto do 20 tys.", "miasto do 20\u00a0tys."),
        ("w 20 krajach", "w\u00a020 krajach"),
    ],
)
def test_nothing_hangs_and_no_amount_is_cut(written: str, shown: str) -> None:
    assert without_hanging_letters(written) == shown


def test_a_range_stands_on_one_line() -> None:
    assert well_set("Dzieci (7–12)") == 'Dzieci (<span class="nb">7–12</span>)'
    assert well_set("501–2 000 zł") == '<span class="nb">501–2\u00a0000</span>\u00a0zł'
    assert well_set("Kowal – Nowak <b> 3-4") == "Kowal – Nowak &lt;b&gt; 3-4"
    assert isinstance(well_set("x"), Markup)


def test_a_text_that_is_marked_up_is_set_like_any_other() -> None:
    # Remembered by what it says: both have to come out alike, whichever was first.
    assert well_set(Markup("<i>")) == well_set("<i>") == "&lt;i&gt;"


def test_an_address_is_left_as_it_is() -> None:
    link = Markup('<a href="https://example.org/2019–2021">2019–2021</a>')
    set_well = with_whole_ranges(link)
    assert set_well == '<a href="https://example.org/2019–2021"><span class="nb">2019–2021</span></a>'
    assert "<script>" not in paragraphs("1–2 <script>")
    assert "<script>" not in paragraphs("*1–2* <script>")


def test_letters_of_an_address_are_spelled_and_all_else_stays_encoded() -> None:
    assert spelled("/szukaj?q=m%C5%82odzie%C5%BC+%D1%96+100%25") == "/szukaj?q=młodzież+і+100%25"
    for encoded in ("%C2%A0", "%E2%80%A8", "%FF", "%22", "%3C", "%E2%80%AE"):
        assert spelled(f"/szukaj?q={encoded}") == f"/szukaj?q={encoded}"


def test_a_spelled_address_is_the_same_address(client: Client) -> None:
    page = client.get("/uk/szukaj?q=молодь у селі").text
    link = re.search(r'href="(/uk/szukaj\?q=молодь[^"]*)" hx-get', page)
    assert link
    assert 'value="молодь у селі"' in client.get(link[1].replace("&amp;", "&")).text


def test_a_title_that_was_copied_is_found_as_if_it_was_typed(client: Client) -> None:
    def found(text: str) -> list[str]:
        results = client.get("/api/v1/search", params={"q": text, "limit": "5"}).json()["hits"]
        return [hit["id"] for hit in results]

    typed = "Uczniowie rysują komiks o historii swojego miasta"
    assert found(without_hanging_letters(typed)) == found(typed)


@pytest.mark.parametrize("path", ["/", "/szukaj?q=dzieci 7–12", "/praktyki"])
def test_no_range_on_a_page_can_break(client: Client, path: str) -> None:
    page = client.get(path).text
    main = re.sub(
        r'<span class="nb">[^<]*</span>|<(?:option|title|input)[^<]*|<[^>]*>',
        "|",
        page[page.index("<main") :],
    )
    assert re.findall(r"[^|]*\d–\d[^|]*", main) == []
