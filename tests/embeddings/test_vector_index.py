from __future__ import annotations

import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from embeddings.errors import VectorShapeError
from embeddings.vector_index import VectorIndex

DIMENSION = 4

# Small whole numbers: float32 adds and multiplies them exactly, so scores can be compared for equality.
whole = st.integers(-8, 8)
row = st.lists(whole, min_size=DIMENSION, max_size=DIMENSION)
keys = st.integers(1, 9)
changes = st.lists(
    st.tuples(st.dictionaries(keys, st.lists(row, max_size=3), max_size=4), st.sets(keys, max_size=3)),
    max_size=8,
)


def matrix(rows):
    return np.array(rows, np.float32).reshape(-1, DIMENSION)


def filled(vectors):
    index = VectorIndex(DIMENSION)
    index.update({key: matrix(rows) for key, rows in vectors.items()})
    return index


@given(changes, row)
def test_after_any_changes_the_scores_are_those_of_plain_numpy(changes, query):
    index = VectorIndex(DIMENSION)
    expected = {}
    for replaced, removed in changes:
        index.update({key: matrix(rows) for key, rows in replaced.items()}, removed)
        expected = {key: rows for key, rows in expected.items() if key not in removed}
        expected |= replaced
    expected = {key: rows for key, rows in sorted(expected.items()) if rows}

    view = index.view
    assert view.keys.tolist() == list(expected)
    assert len(index) == len(view) == len(expected)
    assert view.scores(np.array(query, np.float32)).tolist() == [
        max(np.dot(found, query) for found in rows) for rows in expected.values()
    ]
    for key in range(11):
        assert view.vectors_of(key).tolist() == expected.get(key, [])
    known, first = view.of_keys(np.arange(11))
    assert known.tolist() == [key in expected for key in range(11)]
    assert first.tolist() == [rows[0] for rows in expected.values()]


def test_scores_of_real_size_agree_with_numpy():
    random = np.random.default_rng(7)
    vectors = random.standard_normal((3000, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    index = VectorIndex(384)
    index.update({key: vectors[3 * key : 3 * key + 3] for key in range(1000)})

    scores = index.view.scores(vectors[1500])

    exact = (vectors.astype(np.float64) @ vectors[1500].astype(np.float64)).reshape(1000, 3).max(axis=1)
    assert scores.dtype == np.float32
    assert_allclose(scores, exact, atol=1e-6)
    assert scores.argmax() == 500


def test_the_order_of_changes_leaves_no_trace_in_the_scores():
    random = np.random.default_rng(11)
    vectors = {key: random.standard_normal((1 + key % 3, 384)).astype(np.float32) for key in range(200)}
    query = random.standard_normal(384).astype(np.float32)
    at_once, one_by_one = VectorIndex(384), VectorIndex(384)

    at_once.update(vectors)
    for key in random.permutation(200).tolist():
        one_by_one.update({key: vectors[key] + 1})
        one_by_one.update({key: vectors[key]})

    assert_array_equal(at_once.view.keys, one_by_one.view.keys)
    assert_array_equal(at_once.view.scores(query), one_by_one.view.scores(query))


def test_an_empty_index_has_no_scores():
    index = VectorIndex(DIMENSION)

    assert len(index) == 0
    assert index.view.scores(np.ones(DIMENSION, np.float32)).shape == (0,)
    assert index.view.vectors_of(1).shape == (0, DIMENSION)


def test_a_view_stays_as_it_was_taken():
    index = filled({1: [[1, 0, 0, 0]], 2: [[2, 0, 0, 0]]})
    before = index.view
    query = np.array([1, 0, 0, 0], np.float32)

    index.update({1: matrix([[9, 0, 0, 0]])}, removed=[2])

    assert before.scores(query).tolist() == [1, 2]
    assert index.view.scores(query).tolist() == [9]


def test_the_index_does_not_share_memory_with_what_it_was_given():
    mine = matrix([[1, 0, 0, 0]])
    index = VectorIndex(DIMENSION)
    index.update({1: mine})

    mine[:] = 7

    assert index.view.vectors_of(1).tolist() == [[1, 0, 0, 0]]


def test_a_key_given_no_vectors_is_gone():
    index = filled({1: [[1, 0, 0, 0]], 2: [[2, 0, 0, 0]]})

    index.update({1: matrix([])})

    assert index.view.keys.tolist() == [2]


@pytest.mark.parametrize("shape", [(4,), (1, 3), (1, 5), (0, 3), (1, 1, 4)])
def test_vectors_of_another_shape_change_nothing(shape):
    index = filled({1: [[1, 0, 0, 0]]})

    with pytest.raises(VectorShapeError, match="do not fit an index of dimension 4") as caught:
        index.update({2: matrix([[1, 1, 1, 1]]), 3: np.zeros(shape, np.float32)}, removed=[1])

    assert (caught.value.found, caught.value.dimension) == (shape, DIMENSION)
    assert index.view.keys.tolist() == [1]


def test_readers_beside_a_writer_always_see_one_whole_change():
    """Each change gives all ten keys the same number, so a view with two numbers would be half of one."""
    index = filled({key: [[0, 0, 0, 0]] for key in range(10)})
    query = np.array([1, 0, 0, 0], np.float32)
    finished = threading.Event()
    seen: list[set[float]] = []

    def read():
        while True:
            seen.append(set(index.view.scores(query).tolist()))
            if finished.is_set():
                return

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(1, 301):
        index.update({key: matrix([[number, 0, 0, 0]] * (1 + number % 2)) for key in range(10)})
    finished.set()
    for reader in readers:
        reader.join()

    assert seen
    assert {len(numbers) for numbers in seen} == {1}


def test_writers_side_by_side_lose_nothing():
    index = VectorIndex(DIMENSION)

    def write(first):
        for key in range(first, first + 50):
            index.update({key: matrix([[key, 0, 0, 0]])})

    writers = [threading.Thread(target=write, args=(50 * number,)) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert index.view.scores(np.array([1, 0, 0, 0], np.float32)).tolist() == list(range(200))
