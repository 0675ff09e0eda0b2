"""Passwords are kept as Argon2id hashes; making one takes time and memory on purpose."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from kb.domain.passwords import PasswordFault, password_fault, prepared
from kb.errors import Busy, KbError

MEMORY_KIB = 19_456
PASSES = 2
AT_ONCE = 1
"""Half of two cores: signing in never takes the site from its readers."""
IN_LINE = 20
"""Each takes about 40 ms."""
PATIENCE = 5.0
"""Seconds."""


class PasswordRefused(KbError):
    number = "KB-423"

    def __init__(self, fault: PasswordFault) -> None:
        super().__init__(f"This password is not taken: {fault.value}.")
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Verdict:
    """`renewed` is the hash to keep in the place of the old one, when today's is a stronger kind."""

    is_right: bool
    renewed: str | None = None


class Passwords:
    def __init__(self, memory_kib: int = MEMORY_KIB, passes: int = PASSES) -> None:
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=1, type=Type.ID)
        self._running = threading.Semaphore(AT_ONCE)
        self._line = threading.Semaphore(IN_LINE)
        # What is compared where there is nothing to compare with, so that this takes as long.
        self._nobodys = self._hasher.hash(secrets.token_urlsafe())

    def hash(self, password: str, *about: str) -> str:
        """`about` is what the password may not be made of: the e-mail address and the name.

        Raises PasswordRefused, and Busy.
        """
        fault = password_fault(password, *about)
        if fault is not None:
            raise PasswordRefused(fault)
        with self._turn():
            return self._hasher.hash(prepared(password))

    def verify(self, kept: str | None, password: str) -> Verdict:
        """It takes the same time when there is nothing kept. Raises Busy."""
        with self._turn():
            try:
                self._hasher.verify(kept or self._nobodys, prepared(password))
            except (VerificationError, InvalidHashError):
                return Verdict(False)
            if kept is None:
                return Verdict(False)
            needs_renewal = self._hasher.check_needs_rehash(kept)
            return Verdict(True, self._hasher.hash(prepared(password)) if needs_renewal else None)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._line.acquire(blocking=False):
            raise Busy("signing in", 3)
        try:
            if not self._running.acquire(timeout=PATIENCE):
                raise Busy("signing in", 3)
            try:
                yield
            finally:
                self._running.release()
        finally:
            self._line.release()
