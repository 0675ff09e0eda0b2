"""A base brought back from a backup: verified wholly before anything is touched, into an empty place only."""

from __future__ import annotations

import os
from pathlib import Path

import structlog

from kb.services.backup_format import (
    DATABASE,
    FILES,
    BackupDamaged,
    BackupFailed,
    BackupNewer,
    BackupRefused,
    FileEntry,
    Manifest,
)
from kb.services.whole_folders import (
    copy_file,
    entry_of,
    files_in,
    sync_folder,
    sync_folders,
    unfinished,
)
from kb.storage.copies import end_what_passes, facts_of
from kb.storage.errors import DatabaseUnavailable, StorageError
from kb.storage.migrate import is_known

log = structlog.get_logger()

_WHAT = "Odtworzenie bazy"


class Restoring:
    """`database` is the file to be, `files` the folder of uploaded files to be."""

    def __init__(self, database: Path, files: Path) -> None:
        self._database = database.absolute()
        self._files = files.absolute()

    def run(self, backup: Path) -> Manifest:
        """Bring the base back as it was; what is derived and later migrations are the caller's next step.

        The files come first and the database last, so that a base that is there is whole. After a kill the
        same command goes on. Raises BackupRefused, BackupDamaged, BackupNewer, BackupFailed.
        """
        manifest = verified(backup)
        self._must_be_empty(manifest)
        try:
            self._database.parent.mkdir(parents=True, exist_ok=True)
            with (
                unfinished(self._files.with_name(f".{self._files.name}.unfinished")) as files,
                unfinished(self._database.with_name(f".{self._database.name}.unfinished")) as folder,
            ):
                self._stage(backup, manifest, files, folder)
                self._put_in_place(files, folder)
        except OSError as error:
            raise BackupFailed.by_system(_WHAT, error) from error
        except StorageError as error:
            raise BackupFailed(f"{_WHAT} się nie udało: {error}") from error
        log.info("backup_restored", change=manifest.change, practices=manifest.practices)
        return manifest

    def _must_be_empty(self, manifest: Manifest) -> None:
        for beside in ("", "-wal", "-shm", "-journal"):
            path = self._database.with_name(self._database.name + beside)
            if path.exists() or path.is_symlink():
                raise BackupRefused(
                    f"W tym miejscu jest już baza: {path}. Odtwarzać można tylko w pustym miejscu. "
                    "Ustaw KB_DATA_DIR na nowy folder albo przenieś starą bazę."
                )
        entries = {entry.path: entry for entry in manifest.files}
        for path in files_in(self._files):
            name = f"{FILES}/{path.relative_to(self._files).as_posix()}"
            # What is there already, from a restore that was cut off, is no obstacle.
            if name not in entries or entry_of(path, name) != entries[name]:
                raise BackupRefused(
                    f"W tym miejscu są już pliki, na przykład {path}. Odtwarzać można tylko w pustym miejscu."
                )

    def _stage(self, backup: Path, manifest: Manifest, files: Path, folder: Path) -> None:
        for entry in manifest.files:
            target = folder / DATABASE if entry.path == DATABASE else files / entry.path[len(FILES) + 1 :]
            if copy_file(backup / entry.path, target, entry.path) != entry:
                raise BackupDamaged(f"Plik {entry.path} zmienił się w czasie odtwarzania.")
        end_what_passes(folder / DATABASE)
        sync_folders(files)

    def _put_in_place(self, files: Path, folder: Path) -> None:
        for path in files_in(files):
            target = self._files / path.relative_to(files)
            target.parent.mkdir(parents=True, exist_ok=True)
            path.replace(target)
        if self._files.is_dir():
            sync_folders(self._files)
            sync_folder(self._files.parent)
        try:
            # Unlike a rename this never replaces a base that somebody has made meanwhile.
            os.link(folder / DATABASE, self._database)
        except FileExistsError as error:
            raise BackupRefused(f"W tym miejscu powstała właśnie baza: {self._database}.") from error
        sync_folder(self._database.parent)


def verified(backup: Path) -> Manifest:
    """The manifest of a backup that is all that it says. Raises BackupRefused, BackupDamaged, BackupNewer."""
    manifest = Manifest.read(backup)
    if not is_known(manifest.schema_version):
        raise BackupNewer(
            f"Plik {DATABASE} ma układ tabel {manifest.schema_version}, którego to wydanie nie zna. "
            "Zainstaluj nowsze wydanie serwisu i odtwórz bazę w nim."
        )
    for expected in manifest.files:
        _verify(backup, expected)
    try:
        facts = facts_of(backup / DATABASE)
    except DatabaseUnavailable as error:
        raise BackupDamaged(f"Plik {DATABASE} jest uszkodzony: {error.reason}.") from error
    if facts.damage:
        raise BackupDamaged(f"Plik {DATABASE} jest uszkodzony: {facts.damage}.")
    if (facts.schema, facts.change, facts.practices) != (
        manifest.schema_version,
        manifest.change,
        manifest.practices,
    ):
        raise BackupDamaged(f"Plik {DATABASE} nie jest tą bazą, którą opisuje kopia.")
    return manifest


def _verify(backup: Path, expected: FileEntry) -> None:
    path = backup / expected.path
    if path.is_symlink() or not path.is_file():
        raise BackupDamaged(f"W kopii brakuje pliku {expected.path}.")
    size = path.stat().st_size
    if size != expected.size:
        raise BackupDamaged(
            f"Plik {expected.path} jest uszkodzony: ma {size} bajtów, a powinien mieć {expected.size}."
        )
    try:
        found = entry_of(path, expected.path)
    except OSError as error:
        raise BackupDamaged(f"Pliku {expected.path} nie można odczytać: {error.strerror}.") from error
    if found != expected:
        raise BackupDamaged(f"Plik {expected.path} jest uszkodzony: jego suma kontrolna się nie zgadza.")
