"""Images and files of practices: taken in, and shown to whom they may be shown."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import BinaryIO

import structlog

from kb.domain.accounts import Account
from kb.domain.rights import Action, may
from kb.domain.uploads import MOST_OF_ACCOUNT, UploadFault, UploadRefused
from kb.errors import NotFound
from kb.files.file_store import FileStore
from kb.files.handouts import check_pdf
from kb.files.pictures import WIDTHS, extension_of, is_picture, read_picture
from kb.services.saving import Clock, utc_now
from kb.storage import stored_files, working_copies
from kb.storage.engine import Database, Transaction
from kb.storage.stored_files import StoredFile as StoredFile

log = structlog.get_logger()

UNNAMED_FOR = datetime.timedelta(days=1)
"""Time enough to save a text whose form was left open overnight."""

WEBP, PDF = "image/webp", "application/pdf"


@dataclass(frozen=True, slots=True)
class ServedFile:
    """`is_public` says that anybody may keep it."""

    name: str
    media_type: str
    data: bytes
    is_public: bool


class Filing:
    def __init__(self, database: Database, store: FileStore, clock: Clock = utc_now) -> None:
        self._database = database
        self._store = store
        self._clock = clock

    def unnamed(self) -> BinaryIO:
        """A file for what arrives, gone when it is closed. Raises FilesUnavailable."""
        return self._store.unnamed()

    def take(self, account: Account, practice_id: int | None, file_name: str, data: bytes) -> StoredFile:
        """Keep a file that somebody brought. The account's right to the practice is checked by the caller.

        Raises UploadRefused, FilesUnavailable and the storage's errors. A file that was written but not noted
        belongs to nobody and is served to nobody.
        """
        if is_picture(file_name):
            return self._take_picture(account, practice_id, file_name, data)
        if extension_of(file_name) != ".pdf":
            raise UploadRefused(UploadFault.WRONG_KIND)
        check_pdf(data)
        self._check_room(account, len(data))
        name = self._store.new_name(".pdf")
        self._store.write(name, data)
        return self._note(StoredFile(name, PDF, len(data), account.id, practice_id))

    def _take_picture(
        self, account: Account, practice_id: int | None, file_name: str, data: bytes
    ) -> StoredFile:
        self._check_room(account, 0)
        picture = read_picture(file_name, data)
        size = sum(len(version) for version in picture.versions.values())
        name = self._store.new_name(".webp")
        for width, version in picture.versions.items():
            self._store.write(name if width == picture.width else _version_name(name, width), version)
        return self._note(
            StoredFile(name, WEBP, size, account.id, practice_id, picture.width, picture.height)
        )

    def _check_room(self, account: Account, size: int) -> None:
        with self._database.read() as session:
            if stored_files.total_of(session, account.id) + size > MOST_OF_ACCOUNT:
                raise UploadRefused(UploadFault.FULL)

    def _note(self, file: StoredFile) -> StoredFile:
        with self._database.write() as session:
            stored_files.add(session, file, self._clock())
        log.info("file_taken", name=file.name, size=file.size)
        return file

    def show(self, account: Account | None, name: str, width: int | None = None) -> ServedFile:
        """Raises NotFound, also for what this account may not see."""
        with self._database.read() as session:
            file = stored_files.get(session, name)
            is_public = _is_public(session, file)
            if not is_public and not _may_read(session, account, file):
                raise NotFound("file", name)
        served = name
        if file.media_type == WEBP and width in WIDTHS and file.width is not None and width < file.width:
            served = _version_name(name, width)
        return ServedFile(name, file.media_type, self._store.read(served), is_public)

    def forget_unnamed(self) -> None:
        """Remove what no text has named for a day: brought and never saved, or taken out before it was.

        The row goes before the file, so that no state of the database which a backup reads names a file that
        is gone. What a crash left between the two, and what was written and never noted, is removed as well.
        """
        before = self._clock() - UNNAMED_FOR
        with self._database.read() as session:
            candidates = stored_files.unnamed(session, before)
        if candidates:
            with self._database.write() as session:
                # Asked again: a text may have named one of them meanwhile.
                unnamed = stored_files.unnamed(session, before)
                stored_files.remove(session, unnamed)
            log.info("unnamed_files_forgotten", count=len(unnamed))
        old = self._store.older_than(before)
        with self._database.read() as session:
            known = stored_files.known(session, {_name_of_version(name) for name in old})
        for name in old:
            if _name_of_version(name) not in known:
                self._store.remove(name)


def _name_of_version(name: str) -> str:
    """The name under which a picture is noted, for that of one of its widths."""
    stem, _, extension = name.rpartition(".")
    return f"{stem.partition('-')[0]}.{extension}"


def _version_name(name: str, width: int) -> str:
    stem, _, extension = name.rpartition(".")
    return f"{stem}-{width}.{extension}"


def _is_public(session: Transaction, file: StoredFile) -> bool:
    """Whether readers see it: its practice is published with it."""
    if file.practice_id is None:
        return False
    record = working_copies.published_record(session, file.practice_id)
    if record is None:
        return False
    return any(part.file == file.name for part in record.images) or any(
        part.file == file.name for part in record.files
    )


def _may_read(session: Transaction, account: Account | None, file: StoredFile) -> bool:
    if account is None:
        return False
    if file.practice_id is None:
        return file.account_id == account.id
    head = working_copies.head(session, file.practice_id)
    return may(account, Action.READ, head.standing)
