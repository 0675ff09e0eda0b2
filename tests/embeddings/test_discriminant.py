"""A direction that tells one world from another."""

from __future__ import annotations

import numpy as np
import pytest

from embeddings.discriminant import fisher_direction


def test_the_inside_lies_high_and_the_outside_low_also_where_texts_are_few() -> None:
    chance = np.random.default_rng(3)

    def drawn(number: int, shift: float) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
        vectors = chance.standard_normal((number, 200)).astype(np.float32)
        vectors[:, 7] += shift
        return vectors

    direction = fisher_direction(drawn(60, 2.0), drawn(50, -2.0))
    assert direction.dtype == np.float32
    assert np.linalg.norm(direction) == pytest.approx(1.0, abs=1e-5)
    assert int(np.abs(direction).argmax()) == 7
    inside, outside = drawn(200, 2.0) @ direction, drawn(200, -2.0) @ direction
    assert np.mean(inside > np.median(np.concatenate([inside, outside]))) > 0.9


def test_what_varies_anyway_tells_less() -> None:
    inside = np.array([[1, 3], [1, -3], [1, 1], [1, 2]], np.float32)
    outside = np.array([[0, -2], [0, 3], [0, -3], [0, -1]], np.float32)
    direction = fisher_direction(inside, outside)
    means = inside.mean(axis=0) - outside.mean(axis=0)
    assert abs(direction[0] / direction[1]) > abs(means[0] / means[1])


def test_where_nothing_differs_there_is_no_direction() -> None:
    same = np.ones((3, 4), np.float32)
    assert not fisher_direction(same, same).any()
