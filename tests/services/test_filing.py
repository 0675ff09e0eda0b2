"""Uploaded files that no text names are removed after a day; those that one names stay, and backups are whole."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from kb.domain.accounts import Account
from kb.domain.practice import Image, Library, PracticeRecord
from kb.domain.typed_form import TypedForm
from kb.errors import NotFound
from kb.files.file_store import FileStore
from kb.services.backing_up import BackingUp
from kb.services.filing import Filing
from kb.services.own_account import OwnAccount
from kb.storage import practices, stored_files, working_copies
from kb.storage.engine import Database
from tests.files.test_uploads import PDF, photo
from tests.people import Clock, add_account, people_over, small_database


@dataclass
class Shelf:
    database: Database
    folder: Path
    clock: Clock
    filing: Filing
    account: Account

    def brought(self, name: str = "zdjecie.jpg", practice_id: int | None = None) -> str:
        data = PDF if name.endswith(".pdf") else photo((900, 450))
        taken = self.filing.take(self.account, practice_id, name, data)
        self.age()
        return taken.name

    def age(self) -> None:
        """Files have the time of the machine; those of the test are as old as its clock says."""
        for path in self.folder.glob("*/*"):
            os.utime(path, (self.clock.seconds(), self.clock.seconds()))

    def is_there(self, name: str) -> bool:
        """Its row and all its widths, or neither."""
        with self.database.read() as session:
            noted = bool(stored_files.known(session, [name]))
        stem = name.partition(".")[0]
        kept = [path.name for path in self.folder.glob(f"*/{stem}*")]
        assert noted == bool(kept), (noted, kept)
        return noted


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    clock = Clock()
    database = small_database(tmp_path)
    folder = tmp_path / "files"
    filing = Filing(database, FileStore(folder), clock)
    yield Shelf(database, folder, clock, filing, add_account(database))
    database.close()


def naming(name: str, title: str = "Bajki") -> PracticeRecord:
    image = Image(file=name, width=900, height=450, description="Dzieci", consent=True)
    return PracticeRecord(title=title, library=Library(name="Biblioteka"), images=(image,))


def practice(shelf: Shelf, *records: PracticeRecord) -> int:
    with shelf.database.write() as session:
        practice_id = practices.create(session, None, shelf.clock(), shelf.account.id)
        for record in records:
            practices.add_revision(session, practice_id, record, shelf.clock())
            names = [image.file for image in record.images]
            stored_files.give_to_practice(session, shelf.account.id, practice_id, names)
        return practice_id


@pytest.mark.parametrize("name", ["zdjecie.jpg", "scenariusz.pdf"])
def test_what_nobody_names_goes_after_a_day_with_all_its_widths(shelf: Shelf, name: str) -> None:
    file = shelf.brought(name)
    shelf.clock.move(hours=23)
    shelf.filing.forget_unnamed()
    assert shelf.is_there(file)
    shelf.clock.move(hours=2)
    shelf.filing.forget_unnamed()
    assert not shelf.is_there(file)
    assert not list(shelf.folder.glob("*/*"))
    with pytest.raises(NotFound):
        shelf.filing.show(shelf.account, file)


def test_what_any_revision_names_stays_for_the_way_back(shelf: Shelf) -> None:
    named, earlier, other = shelf.brought(), shelf.brought(), shelf.brought()
    bare = PracticeRecord(title="Bez zdjęć", library=Library(name="Biblioteka"))
    practice(shelf, naming(earlier), naming(named), bare)
    shelf.clock.move(days=400)
    shelf.filing.forget_unnamed()
    assert (shelf.is_there(named), shelf.is_there(earlier), shelf.is_there(other)) == (True, True, False)


def test_what_somebody_is_typing_stays(shelf: Shelf) -> None:
    """Also in a copy of somebody else who writes the same practice."""
    own, shared, dropped = shelf.brought(), shelf.brought(), shelf.brought()
    other = add_account(shelf.database, "inna@example.org")
    practice_id = practice(shelf, PracticeRecord(title="Bajki", library=Library(name="Biblioteka")))
    with shelf.database.write() as session:
        stored_files.give_to_practice(session, shelf.account.id, practice_id, [shared])
        for account, file, of in ((shelf.account, own, None), (other, shared, practice_id)):
            form = TypedForm.empty().with_row("images", {"file": file})
            working_copies.create(session, account.id, form, shelf.clock(), of)
    shelf.clock.move(days=3)
    shelf.filing.forget_unnamed()
    assert (shelf.is_there(own), shelf.is_there(shared), shelf.is_there(dropped)) == (True, True, False)


def test_a_file_that_was_never_noted_goes_too(shelf: Shelf) -> None:
    store = FileStore(shelf.folder)
    lost = store.new_name(".pdf")
    store.write(lost, PDF)
    shelf.age()
    shelf.filing.forget_unnamed()
    assert list(shelf.folder.glob(f"*/{lost}"))
    shelf.clock.move(days=2)
    shelf.filing.forget_unnamed()
    assert not list(shelf.folder.glob(f"*/{lost}"))


def test_a_crash_between_row_and_file_is_mended(shelf: Shelf) -> None:
    file = shelf.brought()
    with shelf.database.write() as session:
        stored_files.remove(session, [file])
    shelf.clock.move(days=2)
    shelf.filing.forget_unnamed()
    assert not shelf.is_there(file)


def test_a_backup_taken_before_and_after_has_every_file_that_it_names(shelf: Shelf, tmp_path: Path) -> None:
    kept, dropped = shelf.brought(), shelf.brought()
    practice(shelf, naming(kept))
    file = tmp_path / "people.sqlite"
    backing_up = BackingUp(file, shelf.folder, "1")
    backing_up.run(tmp_path / "before")
    shelf.clock.move(days=2)
    shelf.filing.forget_unnamed()
    backing_up.run(tmp_path / "after")
    stems = {name: name.partition(".")[0] for name in (kept, dropped)}
    assert all(list((tmp_path / "before" / "files").glob(f"*/{stem}*")) for stem in stems.values())
    assert list((tmp_path / "after" / "files").glob(f"*/{stems[kept]}*"))
    assert not list((tmp_path / "after" / "files").glob(f"*/{stems[dropped]}*"))


def test_ones_own_data_name_texts_practices_and_files(shelf: Shelf) -> None:
    file = shelf.brought()
    practice_id = practice(shelf, naming(file, "Moje bajki"))
    with shelf.database.write() as session:
        form = replace(TypedForm.empty(), texts={"title": "Właśnie piszę"})
        working_copies.create(session, shelf.account.id, form, shelf.clock())
    own: OwnAccount = people_over(shelf.database, shelf.clock).own
    data = own.data(shelf.account)
    assert data["practices"] == [{"practice": practice_id, "title": "Moje bajki", "state": "szkic"}]
    [written] = data["being_written"]
    assert written["form"]["texts"]["title"] == "Właśnie piszę"
    [kept] = data["files"]
    assert (kept["name"], kept["practice"]) == (file, practice_id)
