"""Folders that appear whole or not at all, and copies of files that are on the disk for good."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kb.services.backup_format import BackupRefused, FileEntry

_BLOCK = 1 << 20


@contextmanager
def unfinished(folder: Path) -> Iterator[Path]:
    """A folder for work that may break off: what a killed run left in it is removed first, and it is gone
    when the work fails. One process at a time. Raises BackupRefused when another one is at it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _take(lock, folder)
        for left in folder.iterdir():
            if left.is_dir() and not left.is_symlink():
                shutil.rmtree(left)
            else:
                left.unlink()
        try:
            yield folder
        finally:
            # After a rename there is nothing here any more.
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(lock)


def _take(lock: int, folder: Path) -> None:
    busy = BackupRefused(f"Inne polecenie pracuje właśnie w folderze {folder}. Poczekaj, aż skończy.")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise busy from error
    if not folder.exists() or folder.stat().st_ino != os.fstat(lock).st_ino:
        # The other one has finished in this very moment, and the folder is not what it was.
        raise busy


def copy_file(source: Path, target: Path, path: str) -> FileEntry:
    """The entry of the copy under this path. Never follows a link."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = hashlib.sha256()
    size = 0
    descriptor = os.open(source, os.O_RDONLY | os.O_NOFOLLOW)
    with open(descriptor, "rb") as original, target.open("xb") as copy:  # noqa: PTH123 (a descriptor)
        while block := original.read(_BLOCK):
            digest.update(block)
            size += len(block)
            copy.write(block)
        copy.flush()
        os.fsync(copy.fileno())
    return FileEntry(path=path, size=size, sha256=digest.hexdigest())


def entry_of(source: Path, path: str) -> FileEntry:
    """What the file is now. Raises OSError."""
    digest = hashlib.sha256()
    size = 0
    with source.open("rb") as original:
        while block := original.read(_BLOCK):
            digest.update(block)
            size += len(block)
    return FileEntry(path=path, size=size, sha256=digest.hexdigest())


def files_in(folder: Path) -> Iterator[Path]:
    """Every plain file, in a lasting order; links are none."""
    for root, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(root, name)
            if path.is_file() and not path.is_symlink():
                yield path


def sync_folders(folder: Path) -> None:
    """Have the names in this folder and all below it on the disk."""
    for root, _, _ in os.walk(folder):
        sync_folder(Path(root))


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
