"""What one process saves all find, at once by words and soon by meaning; what is withdrawn nobody finds."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.app import Base
from kb.domain.document import PassageKind
from kb.domain.practice import Library, PracticeRecord, Source
from kb.domain.query import SearchQuery
from kb.errors import NotFound, Withdrawn
from kb.services.following import AT_ONCE
from kb.settings import CHECKOUT
from tests.conftest import started


def record(title: str, **fields: object) -> PracticeRecord:
    values: dict[str, object] = {
        "title": title,
        "summary": "Instruktorka prowadzi ćwiczenia rozciągające na trawie przed budynkiem.",
        "need": "Mieszkańcy dużo siedzą i bolą ich plecy.",
        "library": Library(name="Biblioteka Próbna", place="Próbno"),
        "sources": (Source(url="https://example.org/"),),
    }
    return PracticeRecord.model_validate(values | fields)


def found(base: Base, text: str) -> list[str]:
    result = base.finding.search(SearchQuery(text))
    return [hit.practice.record.title for hit in result.hits if hit.found]


def test_a_nonce_word_finds_its_practice_at_once(own_base: Base) -> None:
    assert found(own_base, "zwirblomir") == []
    own_base.saving.publish(record("Joga na trawniku", results="Powstał zwirblomir."))
    assert found(own_base, "zwirblomir") == ["Joga na trawniku"]
    assert found(own_base, "Zwirblomir!") == ["Joga na trawniku"]


def test_a_published_practice_is_found_by_its_meaning(own_base: Base) -> None:
    own_base.saving.publish(record("Joga na trawniku"))
    assert "Joga na trawniku" in found(own_base, "yoga in the open air")


def test_without_vectors_words_find_it_and_the_meaning_follows(own_base: Base) -> None:
    saved = own_base.saving.publish(record("Joga na trawniku"), with_vectors=False)
    assert "Joga na trawniku" in found(own_base, "joga plecy")
    while own_base.reading.health().pending_vectors:
        own_base.filler.fill_some()
    assert "Joga na trawniku" in found(own_base, "yoga in the open air")
    assert saved.slug == "joga-na-trawniku"


def test_a_draft_and_a_withdrawn_practice_are_found_nowhere(own_base: Base) -> None:
    own_base.saving.keep_draft(record("Szkic o kwibzyku"))
    assert found(own_base, "kwibzyk") == []
    saved = own_base.saving.publish(record("Gra o mrumblach"))
    assert found(own_base, "mrumblach") == ["Gra o mrumblach"]
    neighbours = own_base.finding.search(SearchQuery("joga")).hits
    own_base.saving.withdraw(saved.practice_id)
    assert found(own_base, "mrumblach") == []
    assert "gra-o-mrumblach" not in "".join(own_base.exporting.lines())
    with pytest.raises(Withdrawn):
        own_base.reading.practice("gra-o-mrumblach")
    with pytest.raises(NotFound):
        own_base.reading.practice("szkic-o-kwibzyku")
    for hit in neighbours:
        similar = [near.practice for near in own_base.finding.neighbours(hit.practice.id, 10).similar]
        assert saved.practice_id not in {practice.id for practice in similar}


def test_a_long_record_is_cut_into_passages_and_found_by_its_end(own_base: Base) -> None:
    long = " ".join(f"Zdanie numer {number} opowiada o przygotowaniach." for number in range(350))
    end = "Na koniec orkiestra dęta zagrała marsza zwirblomirskiego."
    saved = own_base.saving.publish(record("Bardzo długi opis", results=f"{long} {end}"))
    document = own_base.saving.document(own_base.reading.practice(saved.slug or "").record)
    whole = [passage for passage in document.passages if passage.kind is PassageKind.RECORD]
    assert len(whole) > 5
    assert end in whole[-1].text
    assert all(passage.text.startswith("Bardzo długi opis") for passage in whole)
    assert found(own_base, "zwirblomirskiego") == ["Bardzo długi opis"]


def test_the_same_query_has_the_same_order_after_a_restart(own_base: Base, tmp_path: Path) -> None:
    queries = ["seniorzy", "dzieci na wakacjach", "senior activities with local partners", "noc"]

    def order(base: Base) -> list[list[tuple[int, float]]]:
        return [
            [(hit.practice.id, hit.score) for hit in base.finding.search(SearchQuery(q, limit=50)).hits]
            for q in queries
        ]

    before = order(own_base)
    shutil.copy(tmp_path / "baza.sqlite", tmp_path / "kopia")
    (tmp_path / "druga").mkdir()
    source = sqlite3.connect(tmp_path / "baza.sqlite")
    target = sqlite3.connect(tmp_path / "druga" / "baza.sqlite")
    source.backup(target)
    source.close()
    target.close()
    again = started(tmp_path / "druga")
    assert order(again) == before
    again.close()


OTHER = """
import sys
from pathlib import Path
from tests.conftest import started
from tests.services.test_saving import found
base = started(Path(sys.argv[1]))
print("ready", flush=True)
for line in sys.stdin:
    print("|".join(found(base, line.strip())), flush=True)
base.close()
"""


@pytest.fixture
def other_process(own_base: Base, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", OTHER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=CHECKOUT,
    )
    assert process.stdout is not None
    while process.stdout.readline().strip() != "ready":
        assert process.poll() is None
    yield process
    process.stdin.close()  # type: ignore[union-attr]
    process.wait(20)
    process.stdout.close()


def test_what_one_process_saves_another_finds(own_base: Base, other_process: subprocess.Popen[str]) -> None:
    def ask(text: str) -> list[str]:
        assert other_process.stdin is not None
        assert other_process.stdout is not None
        other_process.stdin.write(text + "\n")
        other_process.stdin.flush()
        while True:
            line = other_process.stdout.readline().rstrip("\n")
            if not line.startswith("20"):  # a line of the log
                return [title for title in line.split("|") if title]

    assert ask("zwirblomir") == []
    saved = own_base.saving.publish(record("Joga na trawniku", results="Powstał zwirblomir."))
    assert ask("zwirblomir") == ["Joga na trawniku"]
    assert "Joga na trawniku" in ask("yoga in the open air")
    own_base.saving.withdraw(saved.practice_id)
    assert ask("zwirblomir") == []


def test_what_is_withdrawn_is_gone_though_many_changes_are_yet_to_be_taken_in(own_base: Base) -> None:
    saved = own_base.saving.publish(record("Joga na trawniku", results="Powstał zwirblomir."))
    assert found(own_base, "zwirblomir") == ["Joga na trawniku"]
    for number in range(AT_ONCE):
        own_base.saving.publish(record(f"Ćwiczenia {number}"), with_vectors=False)
    own_base.saving.withdraw(saved.practice_id)
    # So many are taken in beside a search.
    assert found(own_base, "zwirblomir") == []
    assert found(own_base, "zwirblomir na trawniku") == []
