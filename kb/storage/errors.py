"""What a database can refuse, as the application says it."""

from __future__ import annotations

from kb.errors import KbError


class StorageError(KbError):
    """The base of this package's errors; nothing was written."""

    number = "KB-200"


class UnsupportedDatabase(StorageError):
    number = "KB-201"

    def __init__(self, found: str) -> None:
        super().__init__(f"KB_DATABASE_URL begins with “{found}”; only sqlite:///path is supported for now.")
        self.found = found


class DatabaseBusy(StorageError):
    """Somebody else held the lock for too long."""

    number = "KB-202"

    def __init__(self, retry_after: int = 5) -> None:
        super().__init__(f"The database is locked by somebody else; try again in {retry_after} s.")
        self.retry_after = retry_after


class DatabaseReadOnly(StorageError):
    number = "KB-203"

    def __init__(self) -> None:
        super().__init__("The database cannot be written: its file or folder is read-only.")


class DatabaseFull(StorageError):
    number = "KB-204"

    def __init__(self) -> None:
        super().__init__("The database cannot be written: the disk is full.")


class DatabaseUnavailable(StorageError):
    number = "KB-205"

    def __init__(self, reason: str) -> None:
        super().__init__(f"The database does not answer: {reason}")
        self.reason = reason
