"""Files that people bring: what is taken, and why something is not."""

from __future__ import annotations

from enum import StrEnum

from kb.errors import KbError

LARGEST_FILE = 10 * 1024 * 1024
"""Bytes."""
MOST_PIXELS = 24_000_000
MOST_OF_ACCOUNT = 500 * 1024 * 1024
"""Bytes of all files that one account has brought."""


class UploadFault(StrEnum):
    NONE = "none"
    TOO_LARGE = "too-large"
    TOO_MANY_PIXELS = "too-many-pixels"
    WRONG_KIND = "wrong-kind"
    NOT_WHAT_IT_SAYS = "not-what-it-says"
    BROKEN = "broken"
    FULL = "full"
    BUSY = "busy"


class UploadRefused(KbError):
    number = "KB-343"

    def __init__(self, fault: UploadFault) -> None:
        super().__init__(f"This file is not taken: {fault.value}.")
        self.fault = fault
