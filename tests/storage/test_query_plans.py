"""Reading that happens at every request goes by an index, whatever the size of the base."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, event
from sqlmodel import Session

from kb.storage import changes, passages, wishes
from kb.storage.catalogue import catalogue_rows
from kb.storage.integrity import count_rows
from kb.storage.published_practices import PublishedPractices

from .conftest import DIMENSION, MODEL, Store

Read = Callable[[Connection], object]


def plans(store: Store, read: Read) -> list[str]:
    """How SQLite goes about the statements of a read, a line for each step."""
    asked: list[tuple[str, object]] = []

    def note(_: Connection, __: object, statement: str, parameters: object, *rest: object) -> None:
        asked.append((statement, parameters))

    with store.database.connection() as connection:
        event.listen(connection, "before_cursor_execute", note)
        read(connection)
        event.remove(connection, "before_cursor_execute", note)
        statements = [entry for entry in asked if entry[0].lstrip().upper().startswith("SELECT")]
        assert statements
        return [
            row[3]
            for statement, parameters in statements
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]


@pytest.mark.parametrize(
    ("read", "scanned"),
    [
        (lambda c: PublishedPractices().by_ids(c, [1, 2, 3]), set()),
        (lambda c: PublishedPractices().by_slug(c, "klub"), set()),
        (lambda c: PublishedPractices().newest(c, 20, 0), {"SCAN p USING INDEX ix_practice_published"}),
        (
            lambda c: PublishedPractices().count(c),
            {"SCAN practice USING COVERING INDEX ix_practice_published"},
        ),
        (lambda c: list(catalogue_rows(c, [1, 2])), set()),
        (changes.newest, set()),
        (lambda c: changes.since(c, 1, 100), set()),
        (lambda c: list(passages.load_vectors(c, MODEL, DIMENSION, [1, 2])), set()),
        (lambda c: passages.sentences_of(c, MODEL, DIMENSION, [1, 2]), set()),
        (lambda c: passages.pending(c, MODEL, DIMENSION, 16), set()),
        (lambda c: passages.count_pending(c, MODEL, DIMENSION), {"SCAN CONSTANT ROW"}),
    ],
    ids=[
        "by_ids",
        "by_slug",
        "newest",
        "count",
        "catalogue",
        "changes",
        "since",
        "vectors",
        "sentences",
        "pending",
        "count pending",
    ],
)
def test_no_table_is_read_from_end_to_end(store: Store, read: Read, scanned: set[str]) -> None:
    store.save("Klub")
    steps = plans(store, read)
    assert {step for step in steps if step.startswith("SCAN") and "subquery" not in step.lower()} == scanned


def test_vectors_of_some_practices_are_not_sought_among_all_of_the_model(store: Store) -> None:
    steps = plans(store, lambda c: list(passages.load_vectors(c, MODEL, DIMENSION, range(1, 21))))
    assert [step for step in steps if "passage" in step] != []
    assert not [step for step in steps if "ix_passage_model" in step]


def test_a_batch_of_what_is_missing_is_found_without_sorting_all_of_it(store: Store) -> None:
    steps = plans(store, lambda c: passages.pending(c, "another model", DIMENSION, 16))
    assert not [step for step in steps if "TEMP B-TREE" in step]


def test_newest_first_needs_no_sorting(store: Store) -> None:
    steps = plans(store, lambda c: PublishedPractices().newest(c, 20, 0))
    assert not [step for step in steps if "TEMP B-TREE" in step]


def test_the_most_wanted_wishes_need_no_sorting(store: Store) -> None:
    steps = plans(store, lambda c: wishes.most_wanted(Session(c), 20, 0))
    assert steps == ["SCAN wish USING INDEX ix_wish_count"]


def test_the_counts_of_health_read_no_vectors(store: Store) -> None:
    steps = plans(store, lambda c: count_rows(c, MODEL, DIMENSION))
    assert not [step for step in steps if step == "SCAN passage"]


def test_sentences_of_a_page_go_by_practice_and_kind(store: Store) -> None:
    steps = plans(store, lambda c: passages.sentences_of(c, MODEL, DIMENSION, range(1, 21)))
    assert [step for step in steps if "SEARCH s" in step and "kind=?" in step], steps
    assert not [step for step in steps if "TEMP B-TREE" in step]
