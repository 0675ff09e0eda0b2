"""What a backup is on the disk: the database, the files that it names, and a manifest written last.

    baza.sqlite      one consistent state of the database
    files/...        uploaded files, as in the data folder
    manifest.json    size and SHA-256 of each of these, and what the database holds

Sentences of these errors are read by those who run the site, so they are Polish.
"""

from __future__ import annotations

import datetime
import errno
import hashlib
import json
from pathlib import Path, PurePosixPath
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kb.errors import KbError

FORMAT = 1
DATABASE = "baza.sqlite"
FILES = "files"
MANIFEST = "manifest.json"


class BackupRefused(KbError):
    """The place does not fit: something is there that must not be overwritten, or nothing that is needed."""

    number = "KB-350"


class BackupDamaged(KbError):
    """The backup is not what its manifest says, or has none."""

    number = "KB-351"


class BackupNewer(KbError):
    """A later release made the backup."""

    number = "KB-352"


class BackupFailed(KbError):
    """The disk or the system refused; nothing was left half done."""

    number = "KB-353"

    @classmethod
    def by_system(cls, what: str, error: OSError) -> BackupFailed:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        reason = "na dysku zabrakło miejsca" if full else str(error.strerror or error)
        return cls(f"{what} się nie udało: {reason}. Nic nie zostało zapisane w połowie.")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FileEntry(_Part):
    """`path` has slashes on every system and lies inside the backup."""

    path: str
    size: Annotated[int, Field(ge=0)]
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Manifest(_Part):
    """`change` and `practices` are those of the database; the rest of the base is in its files."""

    format: int
    made_at: datetime.datetime
    version: str
    schema_version: str
    change: int
    practices: int
    files: tuple[FileEntry, ...]

    @property
    def size(self) -> int:
        return sum(entry.size for entry in self.files)

    def text(self) -> str:
        """JSON with a checksum of its own, so that a damaged number in it is noticed too."""
        document = self.model_dump(mode="json")
        return json.dumps({**document, "sha256": _checksum(document)}, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Raises BackupRefused, BackupDamaged or BackupNewer."""
        path = folder / MANIFEST
        if not folder.is_dir():
            raise BackupRefused(f"Nie ma folderu {folder}.")
        if not path.is_file():
            raise BackupDamaged(f"W folderze {folder} nie ma pliku {MANIFEST}, więc nie jest to cała kopia.")
        damaged = BackupDamaged(f"Plik {MANIFEST} jest uszkodzony. Z tej kopii nie można odtworzyć bazy.")
        try:
            document: Any = json.loads(path.read_bytes())
        except (ValueError, RecursionError) as error:
            raise damaged from error
        if not isinstance(document, dict) or not isinstance(document.get("format"), int):
            raise damaged
        if document["format"] > FORMAT:
            raise BackupNewer(
                f"Plik {MANIFEST}: kopię w formacie {document['format']} zrobiło nowsze wydanie serwisu. "
                "Zainstaluj je i odtwórz bazę w nim."
            )
        checksum = document.pop("sha256", None)
        if checksum != _checksum(document):
            raise damaged
        try:
            manifest = cls.model_validate_json(json.dumps(document))
        except ValidationError as error:
            raise damaged from error
        for entry in manifest.files:
            if not _is_inside(entry.path):
                raise damaged
        if DATABASE not in {entry.path for entry in manifest.files}:
            raise damaged
        return manifest


def _checksum(document: Any) -> str:
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()


def _is_inside(path: str) -> bool:
    parts = PurePosixPath(path).parts
    plain = "\\" not in path and "\0" not in path and ".." not in parts and not path.startswith("/")
    return plain and (path == DATABASE or (len(parts) > 1 and parts[0] == FILES))
