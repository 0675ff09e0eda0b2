"""The files in the data folder, under random names of our own: written whole or not at all."""

from __future__ import annotations

import datetime
import os
import re
import secrets
import tempfile
from pathlib import Path
from typing import BinaryIO, cast

from kb.errors import KbError, NotFound

SMALL = 256 * 1024
"""Bytes: a form without a file."""
_NAME = re.compile(r"[0-9a-f]{32}(?:-\d{2,4})?\.(?:webp|pdf)")


class FilesUnavailable(KbError):
    """The folder cannot be written or read: full, read-only, away."""

    number = "KB-344"

    def __init__(self, reason: str) -> None:
        super().__init__(f"The folder of files does not work: {reason}")


class FileStore:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @staticmethod
    def new_name(extension: str) -> str:
        return f"{secrets.token_hex(16)}{extension}"

    def unnamed(self) -> BinaryIO:
        """For what arrives: small in memory, then on the disk beside the others; gone when it is closed."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FilesUnavailable(error.strerror or "unknown") from error
        # Whoever asked for it closes it.
        file = tempfile.SpooledTemporaryFile(SMALL, dir=str(self._folder))  # noqa: SIM115
        return cast("BinaryIO", file)

    def write(self, name: str, data: bytes) -> None:
        """To a temporary name, to the disk, then to its own name. Raises FilesUnavailable."""
        path = self._path(name)
        unfinished = path.with_suffix(".unfinished")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with unfinished.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)
            folder = os.open(path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError as error:
            unfinished.unlink(missing_ok=True)
            raise FilesUnavailable(error.strerror or "unknown") from error

    def read(self, name: str) -> bytes:
        """Raises NotFound, also for what is no name of ours, and FilesUnavailable."""
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError:
            raise NotFound("file", name) from None
        except OSError as error:
            raise FilesUnavailable(error.strerror or "unknown") from error

    def remove(self, name: str) -> None:
        """Nothing where it is gone already. Raises FilesUnavailable."""
        try:
            self._path(name).unlink(missing_ok=True)
        except OSError as error:
            raise FilesUnavailable(error.strerror or "unknown") from error

    def older_than(self, moment: datetime.datetime) -> list[str]:
        """The names of all files that were written before this moment. Raises FilesUnavailable."""
        try:
            return sorted(
                path.name
                for path in self._folder.glob("*/*")
                if _NAME.fullmatch(path.name) and path.stat().st_mtime < moment.timestamp()
            )
        except OSError as error:
            raise FilesUnavailable(error.strerror or "unknown") from error

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise NotFound("file", name[:80])
        return self._folder / name[:2] / name
