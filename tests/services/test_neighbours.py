"""The practices beside each of the practices that ship."""

from __future__ import annotations

import math
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.app import Base, build_base
from kb.domain.facets import Facet
from kb.domain.hits import PublishedPractice
from kb.domain.neighbours import CONTRASTING, SIMILAR, NearBy, Neighbour, Neighbours
from kb.domain.practice import Library, PracticeRecord, Source
from kb.domain.vocabularies import NOT_STATED
from kb.settings import load_settings

DECISIVE = {Facet.PLACE_SIZE, Facet.PARTNER, Facet.COST}


@pytest.fixture(scope="module")
def base_without_model(filled_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Base]:
    """The shipped practices where the model cannot be had: its folder is empty."""
    folder = tmp_path_factory.mktemp("away")
    shutil.copy(filled_database, folder / "baza.sqlite")
    nowhere = folder / "no-model"
    nowhere.mkdir()
    base = build_base(load_settings({}, data_dir=folder, model=str(nowhere)))
    base.prepare()
    base.start()
    yield base
    base.close()


@pytest.fixture(scope="module", params=[NearBy.MEANING, NearBy.LABELS])
def every(request: pytest.FixtureRequest) -> list[tuple[PublishedPractice, Neighbours]]:
    """Each practice with its neighbours, by meaning and, the model being away, by labels."""
    by_meaning = request.param is NearBy.MEANING
    base: Base = request.getfixturevalue("base" if by_meaning else "base_without_model")
    practices = base.reading.newest(1000, 0).practices
    found = [(practice, base.finding.neighbours(practice.id)) for practice in practices]
    assert {neighbours.by for _, neighbours in found} == {request.param}
    return found


def stated(record: PracticeRecord, facet: Facet) -> set[str]:
    of_facet: dict[Facet, list[str | None]] = {
        Facet.PLACE_SIZE: [record.place_size],
        Facet.PARTNER: [partner.type for partner in record.partners],
        Facet.COST: [record.cost.band],
        Facet.FORM: [record.form, *record.extra_forms],
        Facet.AUDIENCE: list(record.audience),
        Facet.THEME: list(record.themes),
    }
    return {code for code in of_facet[facet] if code and code != NOT_STATED}


def ids(neighbours: tuple[Neighbour, ...]) -> list[int]:
    return [neighbour.practice.id for neighbour in neighbours]


def most_common(values: list[object]) -> int:
    return max(Counter(values).values(), default=0)


def test_nobody_is_beside_itself_or_there_twice(every: list[tuple[PublishedPractice, Neighbours]]) -> None:
    for practice, around in every:
        all_of_them = ids(around.similar) + ids(around.contrasting)
        assert len(around.similar) <= SIMILAR
        assert len(around.contrasting) <= CONTRASTING
        assert len({*all_of_them, practice.id}) == len(all_of_them) + 1


def test_nearly_every_practice_has_neighbours(every: list[tuple[PublishedPractice, Neighbours]]) -> None:
    assert sum(len(around.similar) >= 2 for _, around in every) >= 0.95 * len(every)
    assert sum(bool(around.contrasting) for _, around in every) >= 0.9 * len(every)


def test_two_of_a_library_at_most_with_the_one_that_is_read(
    every: list[tuple[PublishedPractice, Neighbours]],
) -> None:
    for practice, around in every:
        near = [neighbour.practice.library_slug for neighbour in around.similar]
        assert most_common([slug for slug in (*near, practice.library_slug) if slug]) <= 2
        far = [neighbour.practice.library_slug for neighbour in around.contrasting]
        assert most_common([slug for slug in (*far, practice.library_slug) if slug]) <= 1


def test_never_five_of_a_kind(every: list[tuple[PublishedPractice, Neighbours]]) -> None:
    for _, around in every:
        for group, most in ((around.similar, SIMILAR / 2), (around.contrasting, math.ceil(CONTRASTING / 2))):
            records = [neighbour.practice.record for neighbour in group]
            assert most_common([record.form for record in records if record.form]) <= most
            assert most_common([(record.form, frozenset(record.audience)) for record in records]) <= 2


def test_every_difference_is_true(every: list[tuple[PublishedPractice, Neighbours]]) -> None:
    for practice, around in every:
        for neighbour in (*around.similar, *around.contrasting):
            other = neighbour.practice.record
            named = {difference.facet: difference for difference in neighbour.nearness.differs}
            assert len(named) == len(neighbour.nearness.differs)
            for facet in (*DECISIVE, Facet.FORM):
                here, there = stated(practice.record, facet), stated(other, facet)
                if here and there and not here & there:
                    assert set(named[facet].here) == here
                    assert set(named[facet].there) == there
                else:
                    assert facet not in named


def test_contrasting_ones_differ_in_place_partner_or_cost(
    every: list[tuple[PublishedPractice, Neighbours]],
) -> None:
    for _, around in every:
        for neighbour in around.contrasting:
            assert DECISIVE & {difference.facet for difference in neighbour.nearness.differs}


def test_what_is_shared_is_shared(every: list[tuple[PublishedPractice, Neighbours]]) -> None:
    for practice, around in every:
        for neighbour in (*around.similar, *around.contrasting):
            other = neighbour.practice.record
            assert set(neighbour.nearness.shared) == {
                (facet, code)
                for facet in (Facet.THEME, Facet.AUDIENCE, Facet.FORM, Facet.PARTNER)
                for code in stated(practice.record, facet) & stated(other, facet)
            }


def test_the_answer_is_the_same_from_another_process_and_again(base: Base, own_base: Base) -> None:
    for practice in base.reading.newest(1000, 0).practices[::5]:
        around = base.finding.neighbours(practice.id)
        assert base.finding.neighbours(practice.id) == around
        other = own_base.finding.neighbours(practice.id)
        assert ids(other.similar) == ids(around.similar)
        assert ids(other.contrasting) == ids(around.contrasting)


def test_the_shorter_questions_answer_the_same(base: Base) -> None:
    practice = base.reading.newest(1, 0).practices[0]
    around = base.finding.neighbours(practice.id)
    assert ids(base.finding.neighbours(practice.id).similar) == ids(around.similar)
    assert len(base.finding.neighbours(practice.id, 1).similar) == 1
    assert base.finding.neighbours(practice.id, 0, 0) == Neighbours(NearBy.MEANING, (), ())


def test_the_withdrawn_vanish_and_have_no_neighbours(own_base: Base) -> None:
    practice = own_base.reading.newest(1, 0).practices[0]
    around = own_base.finding.neighbours(practice.id)
    gone = {ids(around.similar)[0], ids(around.contrasting)[0]}
    for number in gone:
        own_base.saving.withdraw(number)
    left = own_base.finding.neighbours(practice.id)
    assert not gone & {*ids(left.similar), *ids(left.contrasting)}
    assert ids(left.similar)
    own_base.saving.withdraw(practice.id)
    assert own_base.finding.neighbours(practice.id) == Neighbours(NearBy.LABELS, (), ())
    assert own_base.finding.neighbours(10**9) == Neighbours(NearBy.LABELS, (), ())


def test_a_practice_without_labels_or_library_has_true_neighbours_only(own_base: Base) -> None:
    saved = own_base.saving.publish(
        PracticeRecord(
            title="Zwirblomir",
            library=Library(name="Biblioteki powiatu", several=True),
            sources=(Source(url="https://example.org/"),),
        )
    )
    around = own_base.finding.neighbours(saved.practice_id)
    assert around.contrasting == ()
    assert all(neighbour.nearness.shared == () for neighbour in around.similar)


def test_a_rare_label_counts_more_than_a_common_one(base_without_model: Base) -> None:
    """Away from the meaning, practices with prisons lie beside practices with prisons."""
    with_prison = [
        practice
        for practice in base_without_model.reading.newest(1000, 0).practices
        if "zaklad-karny" in stated(practice.record, Facet.PARTNER)
    ]
    assert len(with_prison) >= 2
    for practice in with_prison:
        near = base_without_model.finding.neighbours(practice.id)
        everyone = (*near.similar, *near.contrasting)
        assert any((Facet.PARTNER, "zaklad-karny") in neighbour.nearness.shared for neighbour in everyone)
