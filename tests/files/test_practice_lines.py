"""Lines of JSON to records and back."""

from __future__ import annotations

import json

import pytest

from kb.files.edited_records import edited_record
from kb.files.practice_lines import read_practice_lines
from kb.services.shipped import Shipped


@pytest.fixture(scope="module")
def shipped() -> Shipped:
    return Shipped.read()


GOOD = {
    "id": "X1", "title": "Tytuł", "summary": "Skrót.", "need": "Potrzeba.",
    "library": {"name": "Biblioteka", "place": "Próbno", "voivodeship": "łódzkie", "place_size": "wies"},
    "source_url": "https://example.org/", "read_on": "2026-11-23", "confidence": "medium", "facts": ["Fakt."],
}  # fmt: skip


def read(shipped: Shipped, *lines: bytes) -> list:
    return list(read_practice_lines(lines, shipped.vocabularies, shipped.label_map))


def line(**changes: object) -> bytes:
    return json.dumps(GOOD | changes, ensure_ascii=False).encode()


def test_every_shipped_record_is_read_and_written_back_as_it_was(shipped: Shipped) -> None:
    with shipped.practices_file.open("rb") as lines:
        rows = list(read_practice_lines(lines, shipped.vocabularies, shipped.label_map))
    assert len(rows) == 238
    for row in rows:
        assert row.problems == ()
        again = read(shipped, json.dumps(edited_record(row.external_id, row.record)).encode())
        assert again[0].record == row.record, row.external_id


def test_a_fact_takes_the_source_and_the_certainty_of_its_row(shipped: Shipped) -> None:
    record = read(shipped, line())[0].record
    assert record.facts[0].confidence == "medium"
    assert record.facts[0].url == "https://example.org/"
    assert record.library.voivodeship == "lodzkie"
    assert record.place_size == "wies"
    assert "difficulties" in record.not_stated


@pytest.mark.parametrize(
    ("bad", "column", "expected"),
    [
        (b"{", "row", "one JSON object"),
        (b"[]", "row", "one JSON object"),
        (b"\xff\xfe", "row", "UTF-8"),
        (b"[" * 100_000, "row", "one JSON object"),
        (b'{"title": "' + b"x" * 1_100_000 + b'"}', "row", "1000000"),
        (line(library=5), "library", "raw note"),
        (line(id=7), "id", "text"),
        (line(id=""), "id", "text"),
        (line(audience=["nikt"]), "audience", "seniorzy"),
        (line(form="taniec"), "form", "warsztaty"),
        (line(partners="KGW"), "partners", "list"),
        (line(partners=[5]), "partners", "object"),
        (line(cost={"band": "dużo"}), "cost.band", "nie-podano"),
        (line(years="2020"), "years", "from"),
        (line(years={"from": 2024, "to": 2020}), "years", "before"),
        (line(title=""), "title", "at least 1"),
        (line(title="x" * 91), "title", "at most 90"),
        (line(summary="x" * 401), "summary", "at most 400"),
        (line(participants=-1), "participants", "greater than"),
        (line(source_url="javascript:alert(1)"), "sources.0.url", "pattern"),
    ],
)
def test_a_bad_row_names_its_column_and_what_is_allowed(
    shipped: Shipped, bad: bytes, column: str, expected: str
) -> None:
    rows = read(shipped, b"", b"   ", bad, line())
    assert [row.row for row in rows] == [3, 4]
    assert rows[0].record is None
    problem = rows[0].problems[0]
    assert (problem.row, problem.column) == (3, column)
    assert expected in problem.expected
    assert problem.found
    assert rows[1].record is not None


def test_a_byte_order_mark_is_no_matter(shipped: Shipped) -> None:
    assert read(shipped, b"\xef\xbb\xbf" + line())[0].record is not None
