"""Two texts side by side: nothing of either is lost in showing them."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kb.domain.differences import Change, Piece, differences, pieces
from kb.domain.languages import Language
from kb.domain.practice import Library, Partner, PracticeRecord, Step
from kb.domain.readable import FIELDS, readable
from kb.services.shipped import Shipped

TEXTS = st.text(alphabet="aąb \n.,zł–", max_size=60)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_the_pieces(before: str, after: str) -> None:
    found = pieces(before, after)
    assert "".join(piece.text for piece in found if piece.change is not Change.ADDED) == before
    assert "".join(piece.text for piece in found if piece.change is not Change.REMOVED) == after
    assert all(first.change is not second.change for first, second in pairwise(found))


def test_words_are_compared_whole_and_neighbours_together() -> None:
    assert pieces("Klub w środy dla seniorów.", "Klub w każdy piątek dla seniorów.") == (
        Piece(Change.SAME, "Klub w "),
        Piece(Change.REMOVED, "środy"),
        Piece(Change.ADDED, "każdy piątek"),
        Piece(Change.SAME, " dla seniorów."),
    )


def test_long_texts_are_compared_by_lines() -> None:
    lines = [f"wiersz {number} ma kilka słów" for number in range(3000)]
    changed = [*lines[:1500], "inny wiersz", *lines[1501:]]
    found = pieces("\n".join(lines), "\n".join(changed))
    assert [piece.text for piece in found if piece.change is not Change.SAME] == [
        lines[1500] + "\n",
        "inny wiersz\n",
    ]


def test_only_fields_that_differ_are_named_in_the_order_of_the_page() -> None:
    vocabularies = Shipped.read().vocabularies
    before = PracticeRecord(title="Klub", library=Library(name="Biblioteka"), audience=("seniorzy",))
    after = before.model_copy(
        update={
            "title": "Klub czytelniczy",
            "steps": (Step(text="Zapytaj", when="w maju"),),
            "partners": (Partner(name="Szkoła", role="promuje"),),
        }
    )
    said = [readable(record, vocabularies, Language.POLISH) for record in (before, after)]
    found = differences(*said)
    assert [difference.field for difference in found] == ["title", "partners", "steps"]
    assert found[2].pieces == (Piece(Change.ADDED, "Zapytaj · w maju"),)
    assert said[0]["audience"] == ("Seniorzy i osoby 60+",)
    assert differences(said[1], said[1]) == ()


def test_every_field_that_says_something_is_readable() -> None:
    assert set(PracticeRecord.model_fields) - set(FIELDS) == {"not_stated"}
    shipped = Shipped.read()
    for record in shipped.records():
        lines = readable(record, shipped.vocabularies, Language.ENGLISH)
        for field, value in record:
            if field in FIELDS and value not in (None, "", ()):
                assert lines.get(field), field
