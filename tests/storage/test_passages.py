"""Passages and their vectors: kept while the text stays, never taken for another model's."""

from __future__ import annotations

import struct

import pytest
from sqlalchemy import text

from kb.domain.document import Passage, PassageKind, StoredVector
from kb.storage import calibrations, passages
from kb.storage.calibrations import StoredCalibration
from kb.storage.integrity import count_rows
from kb.storage.passages import PendingCount, StoredSentences

from .conftest import DIMENSION, MODEL, Store

RECORD, NEED = (PassageKind.RECORD, 0), (PassageKind.NEED, 0)


def vector(*numbers: float, model: str = MODEL) -> StoredVector:
    return StoredVector(model, len(numbers), struct.pack(f"<{len(numbers)}f", *numbers))


A, B = vector(1.0, 0.0), vector(0.0, 1.0)


def pending(store: Store, model: str = MODEL, dimension: int = DIMENSION) -> list[str]:
    """The texts without a usable vector; the count has to agree."""
    with store.database.connection() as connection:
        found = [passage.text for passage in passages.pending(connection, model, dimension, 1000)]
        assert passages.count_pending(connection, model, dimension).everything == len(found)
        counts = count_rows(connection, model, dimension)
    assert counts.vectors == counts.passages - len(found)
    return found


def loaded(store: Store, model: str = MODEL, only: list[int] | None = None) -> list[tuple[int, str, bytes]]:
    with store.database.connection() as connection:
        return [
            (row.practice_id, row.kind.value, row.data)
            for row in passages.load_vectors(connection, model, DIMENSION, only)
        ]


def replace(store: Store, practice_id: int, *rows: Passage, **vectors: StoredVector) -> None:
    """`vectors` by the value of their kind, for the first passage of it."""
    with store.database.write() as session:
        passages.replace(
            session, practice_id, rows, {(PassageKind(kind), 0): given for kind, given in vectors.items()}
        )


def test_vectors_come_back_in_the_order_of_practice_kind_and_number(store: Store) -> None:
    first = store.save("Klub", vectors={RECORD: A, NEED: B}).practice_id
    second = store.save("Gra", vectors={RECORD: B}).practice_id
    assert loaded(store) == [(first, "need", B.data), (first, "record", A.data), (second, "record", B.data)]
    assert loaded(store, only=[second]) == [(second, "record", B.data)]
    assert loaded(store, only=[]) == []


def test_a_vector_stays_with_its_text_and_with_no_other(store: Store) -> None:
    practice_id = store.save("Klub", vectors={RECORD: A, NEED: B}).practice_id
    replace(
        store,
        practice_id,
        Passage(PassageKind.RECORD, 0, "Nowy początek"),
        Passage(PassageKind.RECORD, 1, "Klub"),  # the same text, at another place
        Passage(PassageKind.NEED, 0, "Klub"),  # a text of another kind
    )
    assert loaded(store) == [(practice_id, "record", A.data)]
    assert pending(store) == ["Nowy początek", "Klub"]


def test_a_vector_that_is_given_replaces_the_kept_one(store: Store) -> None:
    practice_id = store.save("Klub", vectors={RECORD: A}).practice_id
    replace(store, practice_id, Passage(PassageKind.RECORD, 0, "Klub"), record=B)
    assert loaded(store) == [(practice_id, "record", B.data)]


def test_removed_passages_are_gone_with_their_vectors(store: Store) -> None:
    practice_id = store.save("Klub", vectors={RECORD: A}).practice_id
    other = store.save("Gra", vectors={RECORD: B}).practice_id
    with store.database.write() as session:
        passages.remove(session, practice_id)
    assert loaded(store) == [(other, "record", B.data)]
    assert pending(store) == ["Po co: Gra"]


def test_what_is_missing_comes_practice_by_practice(store: Store) -> None:
    store.save("Klub")
    store.save("Gra")
    assert pending(store) == ["Klub", "Po co: Klub", "Gra", "Po co: Gra"]
    with store.database.connection() as connection:
        first_three = passages.pending(connection, MODEL, DIMENSION, 3)
    assert [passage.text for passage in first_three] == ["Klub", "Po co: Klub", "Gra"]


@pytest.mark.parametrize(
    "unusable",
    [
        vector(1.0, 0.0, model="another-model"),
        vector(1.0, 0.0, model="a-model-before-it"),
        vector(1.0, 0.0, 0.0),
        vector(1.0),
        StoredVector(MODEL, DIMENSION, A.data[:-1]),
        StoredVector(MODEL, DIMENSION, A.data + b"\0"),
        StoredVector(MODEL, DIMENSION, b""),
    ],
    ids=["another model", "an earlier name", "too long", "too short", "a byte less", "a byte more", "empty"],
)
def test_a_vector_of_another_model_or_size_is_missing_and_never_loaded(
    store: Store, unusable: StoredVector
) -> None:
    practice_id = store.save("Klub", vectors={RECORD: unusable, NEED: B}).practice_id
    assert loaded(store) == [(practice_id, "need", B.data)]
    assert pending(store) == ["Klub"]


@pytest.mark.parametrize("column", ["model", "dimension", "vector"])
def test_a_vector_that_lacks_a_part_is_missing(store: Store, column: str) -> None:
    practice_id = store.save("Klub", vectors={RECORD: A, NEED: B}).practice_id
    with store.database.write() as session:
        session.connection().execute(text(f"UPDATE passage SET {column} = NULL WHERE kind = 'record'"))
    assert loaded(store) == [(practice_id, "need", B.data)]
    assert pending(store) == ["Klub"]


def test_another_model_misses_everything_and_takes_nothing_away(store: Store) -> None:
    store.save("Klub", vectors={RECORD: A, NEED: B})
    assert pending(store) == []
    assert pending(store, "model-b") == ["Klub", "Po co: Klub"]
    assert loaded(store, "model-b") == []
    assert len(loaded(store)) == 2


def test_stored_vectors_are_no_longer_missing(store: Store) -> None:
    practice_id = store.save("Klub").practice_id
    with store.database.connection() as connection:
        missing = passages.pending(connection, MODEL, DIMENSION, 10)
    with store.database.write() as session:
        passages.store_vectors(session, zip(missing, (A, B), strict=True))
        passages.store_vectors(session, ())
    assert pending(store) == []
    assert loaded(store) == [(practice_id, "need", B.data), (practice_id, "record", A.data)]


def test_a_vector_that_comes_after_its_text_has_changed_is_not_kept(store: Store) -> None:
    practice_id = store.save("Klub").practice_id
    with store.database.connection() as connection:
        missing = passages.pending(connection, MODEL, DIMENSION, 10)
    replace(store, practice_id, Passage(PassageKind.RECORD, 0, "Klub po zmianie"))
    with store.database.write() as session:
        passages.store_vectors(session, zip(missing, (A, B), strict=True))
    assert loaded(store) == []
    assert pending(store) == ["Klub po zmianie"]


def test_calibrations_are_kept_by_model_and_kind(store: Store) -> None:
    def stored(model: str, kind: str) -> StoredCalibration | None:
        with store.database.connection() as connection:
            return calibrations.get(connection, model, kind)

    first, second = (StoredCalibration(DIMENSION, one.data, two.data) for one, two in ((A, B), (B, A)))
    assert stored(MODEL, "record") is None
    with store.database.write() as session:
        calibrations.put(session, MODEL, "record", second)
        calibrations.put(session, MODEL, "record", first)
        calibrations.put(session, MODEL, "need", second)
    assert stored(MODEL, "record") == first
    assert stored(MODEL, "need") == second
    assert stored("model-b", "record") is None


@pytest.mark.parametrize("means", [(A.data[:-1], B.data), (A.data, B.data + b"\0"), (b"", b"")])
def test_a_calibration_that_is_not_whole_is_none(store: Store, means: tuple[bytes, bytes]) -> None:
    with store.database.write() as session:
        calibrations.put(session, MODEL, "record", StoredCalibration(DIMENSION, *means))
    with store.database.connection() as connection:
        assert calibrations.get(connection, MODEL, "record") is None


def sentences(*texts: str) -> list[Passage]:
    return [Passage(PassageKind.SENTENCE, number, said) for number, said in enumerate(texts)]


def stored_sentences(store: Store, *practice_ids: int, model: str = MODEL) -> list[StoredSentences]:
    with store.database.quick_reads() as reads:
        return passages.sentences_of(reads, model, DIMENSION, practice_ids)


def test_what_only_explains_waits_for_all_that_is_ranked(store: Store) -> None:
    practice_id = store.save("Klub").practice_id
    rows = [
        *sentences("Pierwsze zdanie.", "Drugie zdanie."),
        Passage(*NEED, "Po co"),
        Passage(*RECORD, "Klub"),
    ]
    replace(store, practice_id, *rows)
    with store.database.connection() as connection:
        assert passages.count_pending(connection, MODEL, DIMENSION) == PendingCount(4, 2)
        ranked = passages.pending(connection, MODEL, DIMENSION, 4)
        assert [passage.text for passage in ranked] == ["Po co", "Klub"]
    replace(store, practice_id, *rows, need=A, record=A)
    with store.database.connection() as connection:
        assert passages.count_pending(connection, MODEL, DIMENSION) == PendingCount(2, 0)
    assert pending(store) == ["Pierwsze zdanie.", "Drugie zdanie."]
    assert loaded(store) == [(practice_id, "need", A.data), (practice_id, "record", A.data)]


def test_sentences_come_whole_or_without_vectors(store: Store) -> None:
    saved = store.save("Klub")
    other = store.save("Gra")
    rows = sentences("Pierwsze zdanie.", "Drugie zdanie.")
    texts = ("Pierwsze zdanie.", "Drugie zdanie.")

    def keep(*given: StoredVector) -> None:
        with store.database.write() as session:
            vectors = {(PassageKind.SENTENCE, number): one for number, one in enumerate(given)}
            passages.replace(session, saved.practice_id, (), {})
            passages.replace(session, saved.practice_id, rows, vectors)

    without = StoredSentences(saved.practice_id, saved.revision_id, texts, None)
    keep(A)
    assert stored_sentences(store, saved.practice_id) == [without]
    keep(A, vector(1.0, 0.0, 0.0))
    assert stored_sentences(store, saved.practice_id) == [without]
    keep(A, B)
    [whole] = stored_sentences(store, other.practice_id, saved.practice_id)
    assert whole == StoredSentences(saved.practice_id, saved.revision_id, texts, A.data + B.data)
    assert stored_sentences(store, saved.practice_id, model="model-b") == [without]
    store.withdraw(saved.practice_id)
    assert stored_sentences(store, saved.practice_id) == []
    assert stored_sentences(store) == []


def test_only_the_vectors_of_the_named_kinds_are_forgotten(store: Store) -> None:
    practice_id = store.save("Klub").practice_id
    replace(
        store, practice_id, Passage(*RECORD, "Klub"), *sentences("Pierwsze zdanie."), record=A, sentence=B
    )
    with store.database.write() as session:
        passages.forget_vectors(session, [practice_id], (PassageKind.SENTENCE,))
    assert pending(store) == ["Pierwsze zdanie."]
