"""Libraries as one list: what records call them, under which name readers see them, and which are one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.app import Base
from kb.domain.accounts import Account, Role
from kb.domain.facets import Facet
from kb.domain.languages import Language
from kb.domain.libraries import LibraryPlace
from kb.domain.practice import Library, PracticeRecord
from kb.domain.query import SearchQuery
from kb.domain.suggestions import SuggestionKind
from kb.errors import Moved, NotFound
from kb.services.editing_libraries import LONGEST_NAME, LibraryFault, LibraryRefused
from tests.people import add_account
from tests.small_bases import opened, settled
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


def suggested(base: Base, typed: str) -> list[str]:
    # Suggestions do not wait for what another thread takes in.
    settled(base)
    return [
        one.label
        for one in base.suggesting.suggest(typed, Language.POLISH)
        if one.kind is SuggestionKind.LIBRARY
    ]


def test_another_name_is_suggested_as_the_library_that_it_names(
    two: tuple[Base, Base], reviewer: Account
) -> None:
    here, there = two
    number = number_of(here, LIPNO)
    assert suggested(there, "xylod") == []
    here.editing_libraries.add_alias(reviewer, number, "Xylodom Czytania")
    for typed in ("xylod", "Xylodom czyt", "xylodom lipno", "czytania xylo"):
        assert suggested(there, typed) == [LIPNO], typed
    here.editing_libraries.separate(reviewer, number, "Xylodom Czytania")
    assert suggested(there, "xylod") == []


def facet(base: Base, text: str, wanted: Facet) -> dict[str, int]:
    result = base.finding.search(SearchQuery(text, limit=50))
    return {
        option.value: option.count
        for counts in result.facets
        if counts.facet is wanted
        for option in counts.options
    }


def test_where_a_library_lies_is_shown_and_found_everywhere(
    two: tuple[Base, Base], reviewer: Account
) -> None:
    here, there = two
    number = number_of(here, LIPNO)
    slug = here.editing_libraries.library(number).slug
    stated = PracticeRecord(
        title="Formikarium",
        summary="Skrót.",
        library=Library(name=LIPNO, place="Lipno", voivodeship="opolskie"),
        place_size="wies",
    )
    here.saving.publish(stated, with_vectors=False)
    assert here.editing_libraries.library(number).voivodeship == "opolskie"
    lies = LibraryPlace("Xylogród", "slaskie", "miasto-do-20")
    here.editing_libraries.say_where(reviewer, number, lies)
    # Pages at once, facets and words as soon as they are made anew.
    library = there.reading.library(slug)
    assert (library.place, library.voivodeship) == ("Xylogród", "slaskie")
    of_lipno = {p.record.title: p.record for p in library.practices}
    for record in of_lipno.values():
        assert (record.library.place, record.library.voivodeship) == ("Xylogród", "slaskie")
    assert of_lipno["Terrarium"].place_size == "miasto-do-20"
    assert of_lipno["Formikarium"].place_size == "wies"
    assert slug in {one.slug for one in there.reading.libraries("slaskie", 100, 0).libraries}
    assert suggested(there, "xylogr") == [f"{LIPNO}, Xylogród"]
    there.renewer.renew_all()
    assert titles(here, "xylogród") == {"Terrarium", "Akwarium", "Formikarium"}
    assert facet(here, "xylogród", Facet.VOIVODESHIP) == {"slaskie": 3}
    assert facet(here, "xylogród", Facet.PLACE_SIZE) == {"wies": 1, "miasto-do-20": 2}
    # A record that says otherwise changes nothing of it, now and later.
    here.saving.publish(practice("Ptaszarnia", LIPNO, "Lipno Górne"), with_vectors=False)
    assert there.reading.library(slug).place == "Xylogród"
    assert "Ptaszarnia" in titles(there, "xylogród")
    # The text itself stays as its author wrote it.
    again = here.editing_libraries.library(number)
    assert again.own == lies
    here.editing_libraries.say_where(reviewer, number, LibraryPlace())
    here.renewer.renew_all()
    library = there.reading.library(slug)
    assert (library.place, library.voivodeship) == ("Lipno Górne", "opolskie")
    assert titles(there, "xylogród") == set()
    assert facet(there, "lipno", Facet.VOIVODESHIP)["opolskie"] == 1
    assert [one.action for one in here.editing_libraries.history()] == ["place", "place"]
    assert here.editing_libraries.history()[1].detail["is"] == "Xylogród, Śląskie, Miasto do 20 tys."


def test_what_readers_see_already_is_left_to_the_records(two: tuple[Base, Base], reviewer: Account) -> None:
    editing = two[0].editing_libraries
    number = number_of(two[0], LIPNO)
    editing.say_where(reviewer, number, LibraryPlace("Lipno", "", ""))
    assert editing.history() == []
    editing.say_where(reviewer, number, LibraryPlace(" Lipno ", "slaskie", None))
    assert editing.library(number).own == LibraryPlace(None, "slaskie", None)


def test_a_place_that_cannot_be_is_refused(two: tuple[Base, Base], reviewer: Account) -> None:
    editing = two[0].editing_libraries
    number = number_of(two[0], LIPNO)
    for lies, fault in (
        (LibraryPlace("x" * (LONGEST_NAME + 1)), LibraryFault.TOO_LONG),
        (LibraryPlace("…"), LibraryFault.EMPTY),
        (LibraryPlace(voivodeship="galicja"), LibraryFault.UNKNOWN),
        (LibraryPlace(place_size="metropolia"), LibraryFault.UNKNOWN),
    ):
        with pytest.raises(LibraryRefused) as refused:
            editing.say_where(reviewer, number, lies)
        assert refused.value.fault is fault
    assert editing.library(number).own == LibraryPlace()
    with pytest.raises(NotFound):
        editing.say_where(reviewer, 999_999, LibraryPlace("Lipno"))
