"""Practices, their revisions, addresses and libraries: only what is published is ever seen."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from sqlalchemy import text

from kb.domain.facets import Facet
from kb.domain.practice import Library, PracticeRecord, Years
from kb.domain.workflow import WorkflowState
from kb.errors import Moved, NotFound, Withdrawn
from kb.storage import libraries, practices
from kb.storage.catalogue import CatalogueRow, catalogue_rows
from kb.storage.published_practices import PublishedPractices

from .conftest import NOW, RECIPE, Store

LIBRARY = Library(name="Biblioteka w Brzozie")
HOUR = datetime.timedelta(hours=1)


def seen_at(store: Store, slug: str) -> str:
    """What a reader gets at an address."""
    with store.database.connection() as connection:
        try:
            return PublishedPractices().by_slug(connection, slug).record.title
        except Moved as moved:
            return f"moved to {moved.slug}"
        except Withdrawn:
            return "withdrawn"
        except NotFound:
            return "not found"


def seen(store: Store) -> set[int]:
    """Ids that every way of reading gives; they have to agree."""
    everything = range(1, 100)
    published = PublishedPractices()
    with store.database.connection() as connection:
        by_ids = set(published.by_ids(connection, list(everything)))
        assert by_ids == set(published.ids(connection))
        assert by_ids == {practice.id for practice in published.newest(connection, 100, 0)}
        assert by_ids == {row.practice_id for row in catalogue_rows(connection)}
        assert by_ids == {row.practice_id for row in catalogue_rows(connection, list(everything))}
        assert by_ids == {
            practice.id for practice in published.of_library(connection, "biblioteka-w-brzozie")
        }
        assert len(by_ids) == published.count(connection)
    return by_ids


def draft(store: Store, title: str, external_id: str | None = None) -> int:
    with store.database.write() as session:
        practice_id = practices.create(session, external_id, NOW)
        practices.add_revision(session, practice_id, PracticeRecord(title=title, library=LIBRARY), NOW)
    return practice_id


# What readers see


def test_only_the_published_is_seen_by_any_way(store: Store) -> None:
    published = store.save("Klub seniora").practice_id
    withdrawn = store.save("Gra terenowa").practice_id
    draft(store, "Szkic")
    assert seen(store) == {published, withdrawn}
    store.withdraw(withdrawn)
    assert seen(store) == {published}


@pytest.mark.parametrize("state", list(WorkflowState))
def test_each_state_is_seen_or_not_as_the_workflow_says(store: Store, state: WorkflowState) -> None:
    practice_id = store.save("Klub seniora").practice_id
    with store.database.write() as session:
        session.connection().execute(text("UPDATE practice SET status = :state"), {"state": state.value})
    assert seen(store) == ({practice_id} if state.is_public else set())


def test_a_remembered_record_is_not_shown_once_its_practice_is_withdrawn(store: Store) -> None:
    published = PublishedPractices()
    practice_id = store.save("Klub seniora").practice_id
    with store.database.connection() as connection:
        assert set(published.by_ids(connection, [practice_id])) == {practice_id}
    store.withdraw(practice_id)
    with store.database.connection() as connection:
        assert published.by_ids(connection, [practice_id]) == {}


def test_a_new_revision_is_seen_when_it_is_published_and_not_before(store: Store) -> None:
    published = PublishedPractices()
    practice_id = store.save("Klub seniora").practice_id

    def title_and_revision() -> tuple[str, int]:
        with store.database.connection() as connection:
            practice = published.by_ids(connection, [practice_id])[practice_id]
        return practice.record.title, practice.revision

    with store.database.write() as session:
        practices.add_revision(
            session, practice_id, PracticeRecord(title="Szkic zmian", library=LIBRARY), NOW
        )
    assert title_and_revision() == ("Klub seniora", 1)
    store.save("Klub seniora i juniora", practice_id=practice_id)
    assert title_and_revision() == ("Klub seniora i juniora", 3)


def test_a_small_memory_forgets_records_and_reads_them_again(store: Store) -> None:
    ids = [store.save(f"Praktyka {number}").practice_id for number in range(5)]
    published = PublishedPractices(remembered=2)
    with store.database.connection() as connection:
        for _ in range(2):
            titles = {number: p.record.title for number, p in published.by_ids(connection, ids).items()}
            assert titles == {practice_id: f"Praktyka {n}" for n, practice_id in enumerate(ids)}


def test_newest_first_and_the_greater_id_first_among_equals(store: Store) -> None:
    early = store.save("Wczesna", now=NOW).practice_id
    late = store.save("Późna", now=NOW + HOUR).practice_id
    same_as_early = store.save("Równie wczesna", now=NOW).practice_id
    # A new revision does not make a practice new.
    store.save("Wczesna, poprawiona", practice_id=early, now=NOW + 5 * HOUR)
    published = PublishedPractices()
    with store.database.connection() as connection:
        order = [practice.id for practice in published.newest(connection, 10, 0)]
        assert order == [late, same_as_early, early]
        assert [practice.id for practice in published.newest(connection, 1, 1)] == [same_as_early]
        assert published.newest(connection, 10, 3) == []


def test_times_come_back_in_utc_whatever_they_were_given_in(store: Store) -> None:
    warsaw = datetime.timezone(datetime.timedelta(hours=1))
    saved = store.save("Klub", now=datetime.datetime(2026, 1, 1, 0, 30, tzinfo=warsaw))
    with store.database.connection() as connection:
        practice = PublishedPractices().by_ids(connection, [saved.practice_id])[saved.practice_id]
        [row] = catalogue_rows(connection)
    assert practice.published_at == datetime.datetime(2025, 12, 31, 23, 30, tzinfo=datetime.UTC)
    assert row.published == practice.published_at.timestamp()


def test_nobody_asks_for_nothing_in_vain(store: Store) -> None:
    store.save("Klub seniora")
    with store.database.connection() as connection:
        assert PublishedPractices().by_ids(connection, []) == {}
        assert list(catalogue_rows(connection, [])) == []


# Addresses


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Łódź czyta: żółta gęś", "lodz-czyta-zolta-ges"),
        ("Гра", "praktyka-1"),
        ("!!!", "praktyka-1"),
    ],
)
def test_a_slug_is_made_of_the_title(store: Store, title: str, slug: str) -> None:
    assert store.save(title).slug == slug
    assert seen_at(store, slug) == title


def test_equal_titles_get_numbers(store: Store) -> None:
    assert [store.save("Klub").slug for _ in range(3)] == ["klub", "klub-2", "klub-3"]
    assert store.save("Klub 2").slug == "klub-2-2"


def test_a_slug_stays_when_the_title_changes(store: Store) -> None:
    first = store.save("Klub seniora")
    assert store.save("Klub juniora", practice_id=first.practice_id).slug == first.slug
    assert seen_at(store, "klub-seniora") == "Klub juniora"
    assert seen_at(store, "klub-juniora") == "not found"


@pytest.fixture
def rename(store: Store) -> Callable[[int, str], str]:
    def rename(practice_id: int, wish: str) -> str:
        with store.database.write() as session:
            return practices.rename_slug(session, practice_id, wish)

    return rename


def test_an_old_address_redirects_and_is_never_given_away(
    store: Store, rename: Callable[[int, str], str]
) -> None:
    practice_id = store.save("Klub").practice_id
    assert rename(practice_id, "Klub w Brzozie") == "klub-w-brzozie"
    assert seen_at(store, "klub") == "moved to klub-w-brzozie"
    assert seen_at(store, "klub-w-brzozie") == "Klub"
    assert store.save("Klub").slug == "klub-2"
    # Renamed again: both old addresses lead straight to the newest.
    assert rename(practice_id, "Trzeci") == "trzeci"
    assert seen_at(store, "klub") == seen_at(store, "klub-w-brzozie") == "moved to trzeci"


def test_an_address_renamed_to_itself_stays(store: Store, rename: Callable[[int, str], str]) -> None:
    practice_id = store.save("Klub").practice_id
    assert rename(practice_id, "KLUB!") == "klub"
    assert seen_at(store, "klub") == "Klub"


def test_a_draft_shows_itself_at_no_address(store: Store, rename: Callable[[int, str], str]) -> None:
    practice_id = draft(store, "Szkic")
    assert seen_at(store, "szkic") == "not found"
    assert rename(practice_id, "Pierwszy") == "pierwszy"
    assert rename(practice_id, "Drugi") == "drugi"
    assert seen_at(store, "pierwszy") == seen_at(store, "drugi") == "not found"


def test_a_withdrawn_practice_says_so_at_its_address_and_may_come_back(
    store: Store, rename: Callable[[int, str], str]
) -> None:
    practice_id = store.save("Klub").practice_id
    rename(practice_id, "Klub w Brzozie")
    store.withdraw(practice_id, NOW + HOUR)
    assert seen_at(store, "klub-w-brzozie") == "withdrawn"
    assert seen_at(store, "klub") == "moved to klub-w-brzozie"
    assert store.save("Klub w Brzozie").slug == "klub-w-brzozie-2"
    assert store.save("Klub", practice_id=practice_id).slug == "klub-w-brzozie"
    assert seen_at(store, "klub-w-brzozie") == "Klub"


# Revisions


def test_a_record_comes_back_as_it_was_kept(store: Store) -> None:
    record = PracticeRecord(
        title="Klub „Pod dębem”",
        summary="Zażółć gęślą jaźń 😀",
        library=Library(name="Biblioteka", place="Łódź", voivodeship="lodzkie"),
        years=Years(first=2020),
        goals=("Cel\npierwszy",),
    )
    with store.database.write() as session:
        practice_id = practices.create(session, "P001", NOW)
        revision_id = practices.add_revision(session, practice_id, record, NOW, author="a", note="b")
        practices.publish(session, practice_id, revision_id, record, (), RECIPE, NOW)
    with store.database.connection() as connection:
        practice = PublishedPractices().by_ids(connection, [practice_id])[practice_id]
    assert practice.record == record
    assert (practice.external_id, practice.revision) == ("P001", 1)


def test_the_head_is_the_newest_revision_published_or_not(store: Store) -> None:
    first = store.save("Klub", external_id="P001")
    record = PracticeRecord(title="Klub, szkic zmian", library=LIBRARY)
    with store.database.write() as session:
        newest = practices.add_revision(session, first.practice_id, record, NOW)
    with store.database.read() as session:
        head = practices.head_of(session, "P001")
        assert head is not None
        assert (head.practice_id, head.revision_id) == (first.practice_id, newest)
        assert head.content_hash == practices.content_of(record)[1]
        assert head.status is WorkflowState.PUBLISHED
        assert head.published_revision_id == first.revision_id
        assert practices.head_of(session, "P002") is None
        assert practices.known_contents(session, first.practice_id) == {
            practices.content_of(PracticeRecord(title=title, library=LIBRARY))[1]
            for title in ("Klub", "Klub, szkic zmian")
        }


def test_equal_records_have_one_hash_and_others_another() -> None:
    assert practices.content_of(PracticeRecord(title="Klub", library=LIBRARY)) == practices.content_of(
        PracticeRecord(title=" Klub ", library=LIBRARY, summary="")
    )
    first, second = (
        practices.content_of(PracticeRecord(title="Klub", library=LIBRARY, goals=goals))[1]
        for goals in (("a", "b"), ("b", "a"))
    )
    assert first != second


# Codes and libraries


def test_codes_are_those_of_the_last_publication(store: Store) -> None:
    def codes() -> list[CatalogueRow]:
        with store.database.connection() as connection:
            return list(catalogue_rows(connection))

    seniors, comics = (Facet.AUDIENCE, "seniorzy"), (Facet.THEME, "komiks")
    practice_id = store.save("Klub", codes=[seniors, comics]).practice_id
    assert [set(row.codes) for row in codes()] == [{seniors, comics}]
    store.save("Klub", practice_id=practice_id, codes=[comics])
    assert [row.codes for row in codes()] == [(comics,)]
    with store.database.write() as session:
        practices.set_recipe(session, practice_id, "recipe-2", [seniors])
    assert [row.codes for row in codes()] == [(seniors,)]
    store.withdraw(practice_id)
    assert codes() == []
    with store.database.connection() as connection:
        assert connection.execute(text("SELECT count(*) FROM practice_code")).scalar() == 0


def test_a_library_is_kept_once_and_has_an_address(store: Store) -> None:
    brzoza = Library(name="Biblioteka w Brzozie", place="Brzoza", voivodeship="mazowieckie")
    first = store.save("Klub", library=brzoza).practice_id
    second = store.save("Gra", library=brzoza, now=NOW + HOUR).practice_id
    store.save("Inna", library=Library(name="BIBLIOTEKA w Brzozie"))
    with store.database.connection() as connection:
        of_library = PublishedPractices().of_library
        practices_here = of_library(connection, "biblioteka-w-brzozie")
        assert [practice.id for practice in practices_here] == [second, first]
        assert {practice.library_slug for practice in practices_here} == {"biblioteka-w-brzozie"}
        assert len(of_library(connection, "biblioteka-w-brzozie-2")) == 1
        stored = libraries.library_by_slug(connection, "biblioteka-w-brzozie")
        assert (stored.name, stored.place) == ("Biblioteka w Brzozie", "Brzoza")
        with pytest.raises(NotFound):
            libraries.library_by_slug(connection, "nigdzie")


def test_what_is_known_of_a_library_is_corrected_and_never_forgotten(store: Store) -> None:
    name = "Biblioteka w Brzozie"
    for place, voivodeship in (("Brzoz", "mazowieckie"), ("Brzoza", None), (None, None)):
        store.save("Klub", library=Library(name=name, place=place, voivodeship=voivodeship))
    with store.database.connection() as connection:
        stored = libraries.library_by_slug(connection, "biblioteka-w-brzozie")
    assert (stored.place, stored.voivodeship) == ("Brzoza", "mazowieckie")


def test_a_record_of_several_libraries_belongs_to_none(store: Store) -> None:
    saved = store.save("Sieć", library=Library(name="Biblioteki powiatu", several=True))
    with store.database.connection() as connection:
        practice = PublishedPractices().by_ids(connection, [saved.practice_id])[saved.practice_id]
        assert practice.library_slug is None
        assert connection.execute(text("SELECT count(*) FROM library")).scalar() == 0
