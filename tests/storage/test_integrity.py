"""What is missing or too much is named, and nothing else."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from sqlalchemy import text

from kb.domain.document import Passage, PassageKind
from kb.storage import counters, passages
from kb.storage.integrity import IntegrityReport, RowCounts, count_rows, inspect

from .conftest import ANALYSER, DIMENSION, MODEL, RECIPE, Store, open_sqlite, words_of_title

WHOLE = IntegrityReport((), (), (), (), (), ())


def report(store: Store, recipe: str = RECIPE, analyser: str = ANALYSER) -> IntegrityReport:
    with store.database.connection() as connection:
        return inspect(connection, recipe, analyser, thorough=True)


def change(store: Store, statement: str) -> None:
    with store.database.write() as session:
        session.connection().execute(text(statement))


def test_a_base_of_whole_saves_is_whole(store: Store) -> None:
    assert report(store) == WHOLE
    store.save("Klub")
    store.withdraw(store.save("Gra").practice_id)
    assert report(store) == WHOLE
    assert report(store).is_whole


@pytest.mark.parametrize(
    ("statement", "field"),
    [
        ("DELETE FROM fts_practice WHERE rowid = 2", "without_words"),
        ("UPDATE fts_practice SET analyser = 'older' WHERE rowid = 2", "without_words"),
        ("DELETE FROM passage WHERE practice_id = 2", "without_passages"),
        ("DELETE FROM passage WHERE practice_id = 2 AND kind = 'record'", "without_passages"),
        ("UPDATE practice SET recipe = 'older' WHERE id = 2", "other_recipe"),
        ("UPDATE practice SET recipe = NULL WHERE id = 2", "other_recipe"),
    ],
)
def test_what_a_published_practice_lacks_is_to_be_made_again(
    store: Store, statement: str, field: str
) -> None:
    for title in ("Klub", "Gra", "Las"):
        store.save(title)
    change(store, statement)
    found = report(store)
    assert getattr(found, field) == (2,)
    assert dataclasses.replace(found, **{field: ()}) == WHOLE
    assert found.to_be_rebuilt == [2]
    assert found.to_be_removed == []
    assert not found.is_whole


def test_another_analyser_or_recipe_makes_everything_stale(store: Store) -> None:
    ids = tuple(store.save(title).practice_id for title in ("Klub", "Gra"))
    assert report(store, analyser="newer").without_words == ids
    assert report(store, recipe="newer").other_recipe == ids


def test_words_and_passages_of_what_is_not_published_are_too_much(store: Store) -> None:
    practice_id = store.save("Klub").practice_id
    store.withdraw(practice_id)
    with store.database.write() as session:
        store.full_text.replace(session, practice_id, words_of_title("Klub"))
        store.full_text.replace(session, 99, words_of_title("Nikt"))
    assert report(store).surplus_words == (practice_id, 99)
    with store.database.write() as session:
        passages.replace(session, practice_id, [Passage(PassageKind.RECORD, 0, "Klub")], {})
    assert report(store).surplus_passages == (practice_id,)
    assert report(store).to_be_removed == [practice_id, 99]
    assert report(store).to_be_rebuilt == []


def test_rows_that_point_nowhere_are_damage(store: Store) -> None:
    store.save("Klub")
    with store.database.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA foreign_keys=OFF")
        raw.execute("INSERT INTO slug_redirect VALUES ('stary', 99)")
        raw.execute("PRAGMA foreign_keys=ON")
    assert len(report(store).damaged) == 1
    assert "slug_redirect" in report(store).damaged[0]
    with store.database.connection() as connection:
        assert inspect(connection, RECIPE, ANALYSER).damaged == ()


def test_counts_are_those_of_the_rows(store: Store) -> None:
    store.save("Klub")
    store.withdraw(store.save("Gra").practice_id)
    with store.database.connection() as connection:
        assert count_rows(connection, MODEL, DIMENSION) == RowCounts(2, 1, 2, 0)
        assert count_rows(connection, None, 0) == RowCounts(2, 1, 2, 0)


def test_counters_begin_with_nought_and_do_not_disturb_one_another(store: Store) -> None:
    with store.database.write() as session:
        counters.put(session, "filled", 1)
    with store.database.connection() as connection:
        assert counters.get(connection, "filled") == 1
        assert counters.get(connection, "other") == 0
        assert counters.get(connection, "change") == 0


def test_what_was_saved_is_there_when_the_base_is_opened_again(tmp_path: Path, store: Store) -> None:
    store.save("Klub")
    before = store.counts()
    store.database.close()
    again = open_sqlite(tmp_path)
    assert again.counts() == before
    again.database.close()
