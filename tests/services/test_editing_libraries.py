"""Libraries as one list: what records call them, under which name readers see them, and which are one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.app import Base
from kb.domain.accounts import Account, Role
from kb.domain.practice import Library, PracticeRecord
from kb.domain.query import SearchQuery
from kb.errors import Moved, NotFound
from kb.services.editing_libraries import LONGEST_NAME, LibraryFault, LibraryRefused
from tests.people import add_account
from tests.small_bases import opened
from tests.small_models import make_small_model

LIPNO, BRZOZA = "Biblioteka Publiczna w Lipnie", "Biblioteka Gminna w Brzozie"


def practice(title: str, library: str, place: str) -> PracticeRecord:
    return PracticeRecord(title=title, summary="Skrót.", library=Library(name=library, place=place))


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_small_model(tmp_path_factory.mktemp("model"))


@pytest.fixture
def two(tmp_path: Path, model: Path) -> Iterator[tuple[Base, Base]]:
    here = opened(tmp_path, model)
    here.saving.publish(practice("Terrarium", LIPNO, "Lipno"), with_vectors=False)
    here.saving.publish(practice("Akwarium", LIPNO, "Lipno"), with_vectors=False)
    here.saving.publish(practice("Woliera", BRZOZA, "Brzoza"), with_vectors=False)
    there = opened(tmp_path, model)
    yield here, there
    here.close()
    there.close()


@pytest.fixture
def reviewer(two: tuple[Base, Base]) -> Account:
    return add_account(two[0].database, "rec@example.org", Role.REVIEWER)


def number_of(base: Base, name: str) -> int:
    return next(library.id for library in base.editing_libraries.libraries() if library.name == name)


def by_library(base: Base, slug: str) -> set[tuple[str, str]]:
    return {(p.record.title, p.record.library.name) for p in base.reading.library(slug).practices}


def titles(base: Base, text: str) -> set[str]:
    result = base.finding.search(SearchQuery(text, limit=50))
    return {hit.practice.record.title for hit in result.hits if hit.found}


def test_a_new_name_is_shown_and_found_and_the_former_one_still_leads_here(
    two: tuple[Base, Base], reviewer: Account
) -> None:
    here, there = two
    number = number_of(here, LIPNO)
    slug = here.editing_libraries.library(number).slug
    here.editing_libraries.rename(reviewer, number, "Xylofoniczna Książnica Lipnowska")
    name = "Xylofoniczna Książnica Lipnowska"
    assert by_library(there, slug) == {("Terrarium", name), ("Akwarium", name)}
    found = there.finding.search(SearchQuery(name.lower()))
    assert [library.name for library in found.libraries] == [name]
    there.renewer.renew_all()
    assert {"Terrarium", "Akwarium"} <= titles(here, "xylofoniczna")
    # A record that has the former name belongs to the same library.
    there.saving.publish(practice("Formikarium", LIPNO, "Lipno"), with_vectors=False)
    assert ("Formikarium", name) in by_library(here, slug)
    assert "Formikarium" in titles(here, "xylofoniczna")
    here.editing_libraries.rename(reviewer, number, LIPNO)
    assert here.editing_libraries.library(number).aliases == (name,)
    assert {library for _, library in by_library(there, slug)} == {LIPNO}


def test_two_libraries_become_one_and_two_again(two: tuple[Base, Base], reviewer: Account) -> None:
    here, there = two
    lipno, brzoza = number_of(here, LIPNO), number_of(here, BRZOZA)
    slugs = [here.editing_libraries.library(number).slug for number in (lipno, brzoza)]
    here.editing_libraries.merge(reviewer, brzoza, lipno)
    assert by_library(there, slugs[0]) == {("Terrarium", LIPNO), ("Akwarium", LIPNO), ("Woliera", LIPNO)}
    with pytest.raises(Moved) as moved:
        there.reading.library(slugs[1])
    assert moved.value.slug == slugs[0]
    there.renewer.renew_all()
    assert "Woliera" in titles(here, "biblioteka Lipno")
    with pytest.raises(NotFound):
        here.editing_libraries.library(brzoza)

    preview = here.editing_libraries.preview_separation(lipno, BRZOZA)
    assert preview.practices == 1
    assert there.editing_libraries.separate(reviewer, lipno, BRZOZA) == 1
    assert by_library(here, slugs[1]) == {("Woliera", BRZOZA)}
    assert by_library(here, slugs[0]) == {("Terrarium", LIPNO), ("Akwarium", LIPNO)}
    here.renewer.renew_all()
    assert not there.renewer.renew_some()
    woliera = here.editing_libraries.library(number_of(here, BRZOZA))
    assert (woliera.place, woliera.slug, woliera.practices) == ("Brzoza", slugs[1], 1)
    assert [one.action for one in here.editing_libraries.history()] == ["separate", "merge"]


def test_another_name_is_found_by_its_words_until_it_is_taken_away(
    two: tuple[Base, Base], reviewer: Account
) -> None:
    here, there = two
    number = number_of(here, LIPNO)
    here.editing_libraries.add_alias(reviewer, number, "Xylodom")
    here.renewer.renew_all()
    assert titles(there, "xylodom") == {"Terrarium", "Akwarium"}
    assert [library.name for library in here.editing_libraries.libraries("xylo lipn")] == [LIPNO]
    assert here.editing_libraries.separate(reviewer, number, "Xylodom") == 0
    there.renewer.renew_all()
    assert titles(there, "xylodom") == set()


def test_a_name_that_is_taken_or_none_is_refused_and_nothing_changes(
    two: tuple[Base, Base], reviewer: Account
) -> None:
    editing = two[0].editing_libraries
    before = editing.libraries()
    number = number_of(two[0], LIPNO)
    for act in (editing.rename, editing.add_alias):
        for name, fault in (
            (BRZOZA, LibraryFault.TAKEN),
            ("  ", LibraryFault.EMPTY),
            ("…", LibraryFault.EMPTY),
            ("x" * (LONGEST_NAME + 1), LibraryFault.TOO_LONG),
        ):
            with pytest.raises(LibraryRefused) as refused:
                act(reviewer, number, name)
            assert refused.value.fault is fault
    with pytest.raises(LibraryRefused):
        editing.merge(reviewer, number, number)
    with pytest.raises(NotFound):
        editing.merge(reviewer, number, 10**9)
    with pytest.raises(NotFound):
        editing.separate(reviewer, number, "nikt")
    assert editing.libraries() == before
    assert editing.history() == []
