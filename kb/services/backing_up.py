"""A backup while people write: one state of the database, every file that it names, a manifest."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import structlog

from kb.services.backup_format import (
    DATABASE,
    FILES,
    FORMAT,
    MANIFEST,
    BackupFailed,
    BackupRefused,
    FileEntry,
    Manifest,
)
from kb.services.saving import Clock, utc_now
from kb.services.whole_folders import (
    copy_file,
    entry_of,
    files_in,
    sync_folder,
    sync_folders,
    unfinished,
)
from kb.storage.copies import copy_database, facts_of
from kb.storage.errors import DatabaseFull, StorageError

log = structlog.get_logger()

_WHAT = "Zrobienie kopii"


class BackingUp:
    """`files` is the folder of uploaded files; it need not be there."""

    def __init__(self, database: Path, files: Path, version: str, clock: Clock = utc_now) -> None:
        self._database = database
        self._files = files
        self._version = version
        self._clock = clock

    def run(self, target: Path) -> Manifest:
        """Make the backup in `target`, which must be absent or empty and appears when all is on the disk.

        Raises BackupRefused or BackupFailed; then nothing was made.
        """
        target = target.absolute()
        self._must_fit(target)
        try:
            with unfinished(target.with_name(f".{target.name}.unfinished")) as folder:
                manifest = self._fill(folder)
                sync_folders(folder)
                folder.rename(target)
                sync_folder(target.parent)
        except DatabaseFull as error:
            raise BackupFailed.by_system(_WHAT, OSError(errno.ENOSPC, "")) from error
        except StorageError as error:
            raise BackupFailed(f"{_WHAT} się nie udało: {error}") from error
        except OSError as error:
            raise BackupFailed.by_system(_WHAT, error) from error
        log.info("backup_made", change=manifest.change, practices=manifest.practices, size=manifest.size)
        return manifest

    def _must_fit(self, target: Path) -> None:
        if not self._database.is_file():
            raise BackupRefused(f"Nie ma bazy {self._database}, więc nie ma czego kopiować.")
        if target.is_symlink() or (target.exists() and not target.is_dir()):
            raise BackupRefused(f"{target} nie jest folderem.")
        if target.is_mount():
            raise BackupRefused(
                f"{target} to cały dysk. Podaj nowy folder na nim, na przykład {target}/kopia."
            )
        if target.is_dir() and any(target.iterdir()):
            raise BackupRefused(f"Folder {target} nie jest pusty. Podaj nowy albo pusty folder.")
        if target.is_relative_to(self._files.absolute()):
            raise BackupRefused(f"Folder {target} leży w folderze plików serwisu. Podaj inny.")

    def _fill(self, folder: Path) -> Manifest:
        # Files are written before the row that names them and removed after it. So what was there before the
        # database was read, together with what came until after, is all that any state of it names.
        files = self._copy_files(folder, {})
        copy_database(self._database, folder / DATABASE)
        files = self._copy_files(folder, files)
        facts = facts_of(folder / DATABASE)
        if facts.damage or facts.schema is None:
            raise BackupFailed(
                f"Baza {self._database} jest uszkodzona ({facts.damage or 'nie ma w niej tabel'}). "
                "Kopia nie powstała. Sprawdź bazę poleceniem kb check."
            )
        manifest = Manifest(
            format=FORMAT,
            made_at=self._clock(),
            version=self._version,
            schema_version=facts.schema,
            change=facts.change,
            practices=facts.practices,
            files=(entry_of(folder / DATABASE, DATABASE), *(files[path] for path in sorted(files))),
        )
        with (folder / MANIFEST).open("x", encoding="utf-8") as out:
            out.write(manifest.text())
            out.flush()
            os.fsync(out.fileno())
        return manifest

    def _copy_files(self, folder: Path, known: dict[str, FileEntry]) -> dict[str, FileEntry]:
        """The known with those that are new, copied now. What is removed meanwhile is passed over."""
        found = dict(known)
        for source in files_in(self._files):
            path = f"{FILES}/{source.relative_to(self._files).as_posix()}"
            if path in found:
                continue
            try:
                found[path] = copy_file(source, folder / path, path)
            except FileNotFoundError:
                continue
        return found
