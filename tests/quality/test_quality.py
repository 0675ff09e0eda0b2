"""The search must not get worse: floors under what `kb evaluate` measures on the shipped practices."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.app import Base
from kb.services.evaluating import Judgments, Quality

HERE = Path(__file__).parent

# A little below what was measured (docs/search-quality.md): a floor catches a loss, not the last digit.
FLOORS = {"pl-need": 0.62, "pl-keywords": 0.92, "en": 0.83, "uk": 0.72}
F1_FLOOR = 0.58
LARGEST_MEDIAN = 30


@pytest.fixture(scope="module")
def judgments() -> Judgments:
    return Judgments.read(HERE / "queries.jsonl", HERE / "judged.txt")


@pytest.fixture(scope="module")
def qualities(base: Base, judgments: Judgments) -> list[Quality]:
    return base.evaluating.run(judgments)


@pytest.mark.parametrize("kind", FLOORS)
def test_ndcg_stays_above_its_floor(qualities: list[Quality], kind: str) -> None:
    assert qualities[0].ndcg[kind] >= FLOORS[kind]


def test_the_found_set_is_about_right(qualities: list[Quality]) -> None:
    ours = qualities[0]
    assert ours.f1 is not None
    assert ours.median_found is not None
    assert ours.f1 >= F1_FLOOR
    assert ours.median_found < LARGEST_MEDIAN


def test_every_plain_baseline_is_clearly_below(qualities: list[Quality]) -> None:
    ours, *baselines = qualities
    assert len(baselines) == 5
    for baseline in baselines:
        assert ours.mean_ndcg > baseline.mean_ndcg + 0.05, baseline.system
        for kind in ours.ndcg:
            assert ours.ndcg[kind] > baseline.ndcg[kind], (baseline.system, kind)


def test_every_judged_practice_is_in_the_base(base: Base, judgments: Judgments) -> None:
    external = {
        practice.external_id
        for start in range(0, 300, 100)
        for practice in base.reading.newest(100, start).practices
    }
    assert judgments.judged <= external


def test_the_means_come_from_no_judged_query(base: Base, judgments: Judgments) -> None:
    assert len(base.shipped.sample_queries) == 150
    assert not {query.text for query in judgments.queries} & set(base.shipped.sample_queries)
