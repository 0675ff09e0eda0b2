"""Errors that every part of the application may raise.

Each class says one sentence about what was found and what to do, and carries the values that a
caller needs for a better message. `number` is what a reader can quote to the people who run the site.
"""

from __future__ import annotations


class KbError(Exception):
    """The base of all our errors; `number` is stable and documented in docs/errors.md."""

    number = "KB-000"


class NotFound(KbError):
    """Nothing that this visitor may see has this name."""

    number = "KB-404"

    def __init__(self, kind: str, name: str) -> None:
        super().__init__(f"There is no {kind} “{name}”.")
        self.kind = kind
        self.name = name


class Withdrawn(KbError):
    """The practice was published once and is no longer."""

    number = "KB-410"

    def __init__(self, slug: str) -> None:
        super().__init__(f"The practice “{slug}” has been withdrawn.")
        self.slug = slug


class Moved(KbError):
    """The practice has another address now."""

    number = "KB-301"

    def __init__(self, slug: str) -> None:
        super().__init__(f"The practice is now at “{slug}”.")
        self.slug = slug


class Busy(KbError):
    """Too much is asked for at once; the same request may succeed later."""

    number = "KB-503"

    def __init__(self, what: str, retry_after: int) -> None:
        super().__init__(f"{what} is busy; try again in {retry_after} s.")
        self.what = what
        self.retry_after = retry_after
