"""Imports add nothing twice, publish nothing unasked, and name what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

from kb.app import Base
from kb.services.importing import Outcome
from kb.storage import practices


def line(identifier: str, title: str, **fields: object) -> bytes:
    document = {
        "id": identifier,
        "title": title,
        "summary": "Skrót.",
        "need": "Potrzeba.",
        "library": {
            "name": "Biblioteka Próbna",
            "place": "Próbno",
            "voivodeship": "łódzkie",
            "place_size": "wies",
        },
        "source_url": "https://example.org/",
        **fields,
    }
    return json.dumps(document, ensure_ascii=False).encode()


def test_the_same_file_a_second_time_adds_nothing(own_base: Base) -> None:
    with own_base.shipped.practices_file.open("rb") as lines:
        report = own_base.importing.run(lines, publish=True)
    assert report.outcomes[Outcome.UNCHANGED] == 238
    assert sum(report.outcomes.values()) == 238


def test_other_content_makes_a_draft_and_never_a_publication_or_a_revival(own_base: Base) -> None:
    own_base.importing.run([line("X1", "Pierwszy tytuł")], publish=True)
    report = own_base.importing.run([line("X1", "Drugi tytuł")], publish=True)
    assert report.outcomes[Outcome.NEW_REVISION] == 1
    assert own_base.reading.practice("pierwszy-tytul").record.title == "Pierwszy tytuł"
    with own_base.database.read() as session:
        head = practices.head_of(session, "X1")
    assert head is not None
    own_base.saving.withdraw(head.practice_id)
    own_base.importing.run([line("X1", "Trzeci tytuł"), line("X1", "Pierwszy tytuł")], publish=True)
    with own_base.database.connection() as connection:
        assert own_base.reading.health().published == 238
        assert practices.count_all(connection) == 239


def test_without_publish_there_are_drafts(own_base: Base) -> None:
    report = own_base.importing.run([line("X1", "Szkic")], publish=False)
    assert report.outcomes[Outcome.DRAFT] == 1
    assert own_base.reading.health().published == 238


def test_a_bad_row_is_named_and_the_others_come_in(own_base: Base) -> None:
    rows = [line("X1", "Dobra"), b"{nie json", line("X2", "Zła", audience=["nikt"]), line("X3", "x" * 91)]
    report = own_base.importing.run(rows, publish=True)
    assert report.outcomes[Outcome.PUBLISHED] == 1
    assert report.outcomes[Outcome.REFUSED] == 3
    assert [(problem.row, problem.column) for problem in report.problems] == [
        (2, "row"),
        (3, "audience"),
        (4, "title"),
    ]
    assert "nikt" in report.problems[1].found
    assert "seniorzy" in report.problems[1].expected


def test_what_is_published_without_summary_or_need_is_listed(own_base: Base) -> None:
    report = own_base.importing.run([line("X1", "Bez skrótu", summary="", need="")], publish=True)
    assert report.outcomes[Outcome.PUBLISHED] == 1
    assert report.incomplete == ["row 1: X1"]


def test_an_export_comes_back_as_it_was(own_base: Base, tmp_path: Path) -> None:
    exported = list(own_base.exporting.lines())
    assert len(exported) == 238
    report = own_base.importing.run([text.encode() for text in exported], publish=True)
    assert report.outcomes[Outcome.UNCHANGED] == 238


def test_raw_notes_are_told_apart(own_base: Base) -> None:
    note = {
        "id": "R1", "library": "Biblioteka Próbna", "place": "Próbno", "voivodeship": "śląskie", "program": "BLISKO 2023-2024",
        "year": "2023-2024", "title": "Notatka", "audience": ["seniorzy"], "themes": ["podcast"], "partners": [],
        "activity_form": "warsztaty", "facts": ["Fakt."], "source_url": "https://example.org/", "confidence": "high",
    }  # fmt: skip
    report = own_base.importing.run([json.dumps(note).encode()], publish=True)
    assert report.outcomes[Outcome.PUBLISHED] == 1
    record = own_base.reading.practice("notatka").record
    assert record.program.code == "blisko"
    assert record.program.edition == "2023–2024"
    assert record.form == "warsztaty"
    assert record.audience == ("seniorzy",)
    assert any("podcast" in remark for remark in report.remarks)
