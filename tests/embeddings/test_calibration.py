from __future__ import annotations

import numpy as np
from numpy.testing import assert_allclose, assert_array_equal

from embeddings.calibration import Calibration


def vectors(*rows):
    return np.array(rows, np.float32)


def test_each_side_has_the_mean_of_its_own_vectors():
    calibration = Calibration.from_vectors(
        documents=vectors([1, 0], [0, 1], [1, 1], [0, 0]), queries=vectors([0, 3], [4, 1])
    )

    assert_array_equal(calibration.document_mean, [0.5, 0.5])
    assert_array_equal(calibration.query_mean, [2, 2])
    assert calibration.document_mean.dtype == np.float32


def test_centring_takes_the_mean_away_and_makes_the_rest_a_unit_vector():
    calibration = Calibration(document_mean=vectors(1, 1), query_mean=vectors(0, -1))

    # (4, 5) - (1, 1) = (3, 4), of length 5; (1, 0) - (1, 1) = (0, -1), of length 1 already.
    assert_allclose(calibration.centre_documents(vectors([4, 5], [1, 0])), [[0.6, 0.8], [0, -1]], rtol=1e-6)
    # (8, 5) - (0, -1) = (8, 6), of length 10.
    assert_allclose(calibration.centre_queries(vectors([8, 5])), [[0.8, 0.6]], rtol=1e-6)


def test_a_single_vector_is_centred_like_a_row():
    calibration = Calibration(document_mean=vectors(0, 0), query_mean=vectors(1, 1))

    assert_allclose(calibration.centre_queries(vectors(4, 5)), [0.6, 0.8], rtol=1e-6)


def test_the_mean_itself_becomes_zero_and_not_a_division_by_zero():
    calibration = Calibration(document_mean=vectors(0.25, 0.75), query_mean=vectors(0, 0))

    centred = calibration.centre_documents(vectors([0.25, 0.75], [1.25, 0.75]))

    assert_array_equal(centred, [[0, 0], [1, 0]])


def test_the_given_vectors_stay_as_they_were():
    calibration = Calibration(document_mean=vectors(1, 1), query_mean=vectors(1, 1))
    given = vectors([4, 5])

    calibration.centre_documents(given)

    assert_array_equal(given, [[4, 5]])


def test_the_mean_of_many_vectors_does_not_lose_digits():
    # In float32 the sum of ones stops growing at 2**24 = 16,777,216: the mean would fall to 0.987.
    ones = np.ones((17_000_000, 2), np.float32)

    assert_array_equal(Calibration.from_vectors(ones, ones[:1]).document_mean, [1, 1])
