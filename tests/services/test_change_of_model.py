"""Under a new model the site answers by words, says so, fills its vectors behind, and goes on by itself."""

from __future__ import annotations

import datetime
import shutil
import sqlite3
from pathlib import Path

import pytest

from kb.app import Base
from kb.domain.hits import MatchedBy, Preparation, SearchMode, SearchResult
from kb.domain.query import SearchQuery
from kb.services.saving import utc_now
from tests.services.test_saving import found, record
from tests.small_bases import FIXED_TEXTS, PRACTICES, opened, settled
from tests.small_models import make_small_model

QUERY = "zajęcia dla seniorów"
Ranking = list[tuple[int, float]]


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_small_model(tmp_path_factory.mktemp("models") / "old", seed=1)


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of another dimension too."""
    return make_small_model(tmp_path_factory.mktemp("models") / "new", seed=2, dimension=16)


@pytest.fixture(scope="module")
def filled(old: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a base whose vectors are all of the old model."""
    folder = tmp_path_factory.mktemp("filled")
    base = opened(folder, old)
    base.fill()
    assert settled(base).reading.health().status == "ok"
    base.close()
    return folder


@pytest.fixture
def folder(filled: Path, tmp_path: Path) -> Path:
    shutil.copy(filled / "baza.sqlite", tmp_path)
    return tmp_path


def search(base: Base, text: str = QUERY) -> SearchResult:
    return settled(base).finding.search(SearchQuery(text, limit=30))


def ranking(base: Base) -> Ranking:
    result = search(base)
    assert result.mode is SearchMode.HYBRID
    return [(hit.practice.id, hit.score) for hit in result.hits]


def models_in(folder: Path) -> dict[str, int]:
    raw = sqlite3.connect(folder / "baza.sqlite")
    counted = dict(raw.execute("SELECT model, count(*) FROM passage GROUP BY model").fetchall())
    raw.close()
    return counted


@pytest.mark.parametrize("dimension", [32, 16])
def test_words_answer_while_vectors_are_filled_and_the_meaning_comes_back(
    folder: Path, dimension: int
) -> None:
    new = make_small_model(folder / "new", seed=2, dimension=dimension)
    base = opened(folder, new)
    health = base.reading.health()
    assert (health.status, health.serving, health.vectors) == ("degraded", True, 0)
    assert health.pending_vectors == health.passages
    assert health.model is not None
    assert health.model.startswith(f"{new}@")
    seen = [search(base)]
    while base.filler.fill_some():
        assert settled(base).reading.health().serving
        seen.append(search(base))
    modes = [result.mode for result in seen]
    turned = modes.index(SearchMode.HYBRID)
    assert turned > 1
    assert set(modes[:turned]) == {SearchMode.WORDS}
    assert set(modes[turned:]) == {SearchMode.HYBRID}
    for result in seen[:turned]:
        assert result.hits
        assert {hit.match.by for hit in result.hits} == {MatchedBy.WORDS}
    assert [result.preparation for result in seen[:2]] == [
        Preparation(0, PRACTICES),
        Preparation(FIXED_TEXTS, PRACTICES),
    ]
    assert seen[-1].preparation is None
    health = base.reading.health()
    assert (health.status, health.pending_vectors) == ("ok", 0)
    assert models_in(folder) == {health.model: health.passages}
    # What was remembered on the way is what a process answers that knew the new model only.
    fresh = opened(folder, new)
    assert ranking(base) == ranking(fresh)
    base.close()
    fresh.close()


def test_what_is_saved_before_the_model_is_ready_is_found_by_words_at_once(folder: Path, new: Path) -> None:
    base = opened(folder, new)
    base.saving.publish(record("Joga na trawniku", results="Powstał zwirblomir."))
    assert found(base, "zwirblomir") == ["Joga na trawniku"]
    base.close()


def test_the_calibration_fills_too_and_nothing_is_encoded_twice(folder: Path, new: Path) -> None:
    base = opened(folder, new)
    before = base.reading.health()
    assert base.filler.fill_some()
    after = base.reading.health()
    assert after.vectors >= 3 * FIXED_TEXTS
    assert after.vectors + after.pending_vectors == before.passages
    base.close()


def test_a_process_with_the_old_model_leaves_the_filling_to_the_new(
    folder: Path, old: Path, new: Path
) -> None:
    old_base = opened(folder, old)
    assert not old_base.filler.fill_some()
    assert search(old_base).mode is SearchMode.HYBRID
    new_base = opened(folder, new)
    while new_base.filler.fill_some():
        assert not old_base.filler.fill_some()
        # Neither ever compares a vector with one of the other model.
        assert settled(old_base).meaning.practices + settled(new_base).meaning.practices <= PRACTICES
    assert (search(old_base).mode, search(new_base).mode) == (SearchMode.WORDS, SearchMode.HYBRID)
    assert old_base.reading.health().status == "degraded"
    old_base.saving.publish(record("Joga na trawniku", results="Powstał zwirblomir."))
    assert "Joga na trawniku" in found(new_base, "zwirblomir")
    assert not old_base.filler.fill_some()
    new_base.fill()
    assert list(models_in(folder)) == [new_base.reading.health().model]
    old_base.close()
    new_base.close()


def test_once_the_new_process_is_gone_the_old_one_fills_its_own(folder: Path, old: Path, new: Path) -> None:
    late = datetime.timedelta(0)
    old_base = opened(folder, old, lambda: utc_now() + late)
    old_base.fill()
    before = ranking(old_base)
    new_base = opened(folder, new)
    new_base.fill()
    new_base.close()
    assert not old_base.filler.fill_some()
    late = datetime.timedelta(minutes=2)
    old_base.fill()
    assert ranking(old_base) == before
    old_base.close()


def test_going_back_computes_the_vectors_again_and_finds_the_same(folder: Path, old: Path, new: Path) -> None:
    base = opened(folder, old)
    before = ranking(base)
    base.close()
    for model in (new, old):
        base = opened(folder, model, lambda: utc_now() + datetime.timedelta(hours=1))
        health = base.reading.health()
        assert health.pending_vectors == health.passages
        assert search(base).mode is SearchMode.WORDS
        base.fill()
        assert settled(base).reading.health().status == "ok"
        if model is old:
            assert ranking(base) == before
        base.close()
