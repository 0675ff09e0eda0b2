"""Writing one practice: nothing typed is lost, nobody sees or changes what is not theirs."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from kb.domain.accounts import Account, Role
from kb.domain.form_record import FaultKind, form_of
from kb.domain.practice import Library, PracticeRecord, Source
from kb.domain.terminology import CurrentTerminology, Terminology
from kb.domain.typed_form import TypedForm
from kb.domain.workflow import WorkflowState
from kb.errors import NotFound
from kb.services.editing import EditConflict, Editing, EditingClosed
from kb.services.shipped import Shipped
from kb.storage import accounts, practices, working_copies
from kb.storage.engine import Database, DatabaseOptions
from kb.storage.migrate import migrate
from kb.storage.published_practices import PublishedPractices

NOW = datetime.datetime(2026, 3, 1, 12, 0, tzinfo=datetime.UTC)
RECORD = PracticeRecord(
    title="Wieczór bajek",
    summary="Rodziny czytały razem.",
    library=Library(name="Biblioteka w Brzozie"),
    sources=(Source(url="https://example.org"),),
)


@dataclass(frozen=True, slots=True)
class Desk:
    database: Database
    editing: Editing
    sent: list[tuple[int, int]]

    def account(self, name: str, role: Role = Role.EDITOR) -> Account:
        with self.database.write() as session:
            account = accounts.add(session, f"{name}@example.org", name, role, None, NOW)
            assert account is not None
            return account

    def publish(self, record: PracticeRecord, author: Account | None = None) -> int:
        with self.database.write() as session:
            practice_id = practices.create(session, None, NOW, author.id if author else None)
            revision_id = practices.add_revision(session, practice_id, record, NOW, author="ktoś")
            practices.publish(session, practice_id, revision_id, record, (), "", NOW)
            return practice_id

    def newest(self, practice_id: int) -> PracticeRecord:
        with self.database.read() as session:
            head = working_copies.head(session, practice_id)
            return working_copies.record_of(session, head.revision_id)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    database = Database.open(DatabaseOptions(f"sqlite:///{tmp_path / 'base.sqlite'}"))
    migrate(database)
    sent: list[tuple[int, int]] = []
    terminology = CurrentTerminology(Terminology(Shipped.read().vocabularies, ()))
    editing = Editing(database, terminology, lambda _, practice, revision: sent.append((practice, revision)))
    yield Desk(database, editing, sent)
    database.close()


def typed(title: str, **texts: str) -> TypedForm:
    form = form_of(RECORD)
    return replace(form, texts={**form.texts, "title": title, **texts})


def test_what_cannot_be_a_record_is_kept_as_it_is(desk: Desk) -> None:
    anna = desk.account("anna")
    copy = desk.editing.begin(anna)
    form = replace(TypedForm.empty(), texts={"need": "Dzieci się nudzą", "years.first": "wiosną"})
    kept = desk.editing.save(anna, copy.id, copy.version, form)
    assert kept.revision_id is None
    assert {fault.field for fault in kept.checked.faults} == {"title", "library.name", "years.first"}
    assert desk.editing.copy(anna, copy.id).form == form
    assert desk.editing.begin(anna).id != copy.id


def test_an_empty_text_is_begun_once(desk: Desk) -> None:
    anna = desk.account("anna")
    assert desk.editing.begin(anna).id == desk.editing.begin(anna).id


def test_a_whole_text_becomes_a_draft_of_its_author(desk: Desk) -> None:
    anna = desk.account("anna", Role.TRAINER)
    copy = desk.editing.begin(anna)
    first = desk.editing.save(anna, copy.id, copy.version, typed("Wieczór bajek"))
    assert first.copy.practice_id is not None
    again = desk.editing.save(anna, copy.id, first.copy.version, typed("Wieczór bajek"))
    assert again.revision_id == first.revision_id
    second = desk.editing.save(anna, copy.id, again.copy.version, typed("Wieczór legend"))
    assert second.revision_id != first.revision_id
    (line,) = desk.editing.mine(anna)
    assert line.head is not None
    assert (line.head.title, line.head.standing.state) == ("Wieczór legend", WorkflowState.DRAFT)
    assert line.head.standing.author_id == anna.id


def test_a_working_copy_is_nobody_elses(desk: Desk) -> None:
    anna, admin = desk.account("anna"), desk.account("admin", Role.ADMIN)
    copy = desk.editing.begin(anna)
    for action in (
        lambda: desk.editing.copy(admin, copy.id),
        lambda: desk.editing.keep(admin, copy.id, 1, typed("Moje")),
        lambda: desk.editing.save(admin, copy.id, 1, typed("Moje")),
        lambda: desk.editing.discard(admin, copy.id),
        lambda: desk.editing.copy(admin, 2**70),
    ):
        with pytest.raises(NotFound):
            action()


def test_the_draft_of_another_trainer_is_as_if_it_were_not_there(desk: Desk) -> None:
    anna, piotr = desk.account("anna"), desk.account("piotr")
    copy = desk.editing.begin(anna)
    kept = desk.editing.save(anna, copy.id, copy.version, typed("Wieczór bajek"))
    assert kept.copy.practice_id
    with pytest.raises(NotFound):
        desk.editing.open(piotr, kept.copy.practice_id)
    with pytest.raises(NotFound):
        desk.editing.open(piotr, 99)
    assert desk.editing.mine(piotr) == ()


def test_an_editor_writes_on_at_what_is_published_and_readers_see_no_change(desk: Desk) -> None:
    practice_id = desk.publish(RECORD)
    piotr, trener = desk.account("piotr"), desk.account("trener", Role.TRAINER)
    with pytest.raises(NotFound):
        desk.editing.open(trener, practice_id)
    copy = desk.editing.open(piotr, practice_id)
    assert copy.form == form_of(RECORD)
    assert desk.editing.open(piotr, practice_id).id == copy.id
    desk.editing.save(piotr, copy.id, copy.version, typed("Nowy tytuł"))
    with desk.database.connection() as connection:
        published = PublishedPractices().newest(connection, 1, 0)
    assert [practice.record.title for practice in published] == ["Wieczór bajek"]
    assert desk.newest(practice_id).title == "Nowy tytuł"


def test_two_people_at_once_lose_nothing(desk: Desk) -> None:
    practice_id = desk.publish(RECORD)
    anna, piotr = desk.account("anna"), desk.account("piotr")
    hers, his = desk.editing.open(anna, practice_id), desk.editing.open(piotr, practice_id)
    desk.editing.save(anna, hers.id, hers.version, typed("Tytuł Anny", need="Potrzeba Anny"))
    with pytest.raises(EditConflict) as told:
        desk.editing.save(piotr, his.id, his.version, typed("Tytuł Piotra"))
    conflict = told.value
    assert conflict.author == "anna"
    assert conflict.mine.differing(conflict.theirs) == ("title", "need")
    assert conflict.base is not None
    assert conflict.base.text("title") == "Wieczór bajek"
    assert desk.editing.copy(piotr, his.id).form.text("title") == "Tytuł Piotra"
    assert desk.newest(practice_id).title == "Tytuł Anny"
    together = conflict.mine.with_field("need", conflict.theirs)
    kept = desk.editing.save(piotr, his.id, conflict.copy.version, together, conflict.revision_id)
    assert kept.revision_id
    record = desk.newest(practice_id)
    assert (record.title, record.need) == ("Tytuł Piotra", "Potrzeba Anny")


def test_of_twenty_saves_of_one_version_one_wins_and_all_texts_are_told(desk: Desk) -> None:
    anna = desk.account("anna")
    copy = desk.editing.begin(anna)
    together = threading.Barrier(20)
    won: list[str] = []
    told: list[EditConflict] = []

    def save(title: str) -> None:
        together.wait()
        try:
            desk.editing.save(anna, copy.id, copy.version, typed(title))
            won.append(title)
        except EditConflict as conflict:
            told.append(conflict)

    threads = [threading.Thread(target=save, args=(f"Tytuł {number}",)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert len(told) == 19
    assert {conflict.theirs.text("title") for conflict in told} == set(won)
    titles = {conflict.mine.text("title") for conflict in told} | set(won)
    assert titles == {f"Tytuł {number}" for number in range(20)}
    (line,) = desk.editing.mine(anna)
    assert line.form.text("title") == won[0]


def test_the_same_text_saved_twice_is_no_conflict(desk: Desk) -> None:
    anna = desk.account("anna")
    copy = desk.editing.begin(anna)
    desk.editing.keep(anna, copy.id, copy.version, typed("Raz"))
    assert desk.editing.keep(anna, copy.id, copy.version, typed("Raz")).version == copy.version + 1
    with pytest.raises(EditConflict):
        desk.editing.keep(anna, copy.id, copy.version, typed("Dwa"))


def test_what_is_under_review_is_closed_for_its_author(desk: Desk) -> None:
    anna = desk.account("anna")
    copy = desk.editing.begin(anna)
    kept = desk.editing.save(anna, copy.id, copy.version, typed("Wieczór bajek"))
    assert kept.copy.practice_id
    with desk.database.write() as session:
        practices.move(session, kept.copy.practice_id, WorkflowState.IN_REVIEW, NOW)
    with pytest.raises(EditingClosed):
        desk.editing.save(anna, copy.id, kept.copy.version, typed("Za późno"))
    with pytest.raises(EditingClosed):
        desk.editing.open(anna, kept.copy.practice_id)


def test_the_number_of_a_text_is_never_used_again(desk: Desk) -> None:
    anna = desk.account("anna")
    copy = desk.editing.begin(anna)
    desk.editing.discard(anna, copy.id)
    assert desk.editing.begin(anna).id > copy.id


def test_only_what_may_be_reviewed_is_sent(desk: Desk) -> None:
    anna = desk.account("anna")
    copy = desk.editing.begin(anna)
    form = typed("Wieczór bajek", summary="")
    kept = desk.editing.save(anna, copy.id, copy.version, form)
    sent = desk.editing.send(anna, copy.id, kept.copy.version)
    assert [(fault.field, fault.kind) for fault in sent.faults] == [("summary", FaultKind.MISSING)]
    assert desk.sent == []
    kept = desk.editing.save(anna, copy.id, sent.kept.copy.version, typed("Wieczór bajek"))
    sent = desk.editing.send(anna, copy.id, kept.copy.version)
    assert sent.faults == ()
    assert desk.sent == [(kept.copy.practice_id, kept.revision_id)]
    with pytest.raises(NotFound):
        desk.editing.copy(anna, copy.id)


def test_a_discarded_text_leaves_the_practice_alone(desk: Desk) -> None:
    practice_id = desk.publish(RECORD)
    anna = desk.account("anna")
    copy = desk.editing.open(anna, practice_id)
    desk.editing.keep(anna, copy.id, copy.version, typed("Nie tak"))
    desk.editing.discard(anna, copy.id)
    assert desk.newest(practice_id) == RECORD
    assert desk.editing.open(anna, practice_id).form == form_of(RECORD)
