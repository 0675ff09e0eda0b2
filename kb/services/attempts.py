"""Slowing down those who guess passwords, in all processes together, without locking the owner out."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from kb.domain.accounts import email_key
from kb.errors import KbError
from kb.services.secrets import Signer
from kb.storage import attempts
from kb.storage.engine import Database, Transaction

_PURPOSE = "attempt"


class AttemptsSlowed(KbError):
    """Too many wrong passwords or codes; the right one is taken again after a while."""

    number = "KB-429"

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"Too many attempts; try again in {retry_after} s.")
        self.retry_after = retry_after


@dataclass(slots=True)
class Attempt:
    """`succeeded` is set by whoever finds the proof right: then it has cost nothing."""

    succeeded: bool = False


@dataclass(frozen=True, slots=True)
class Slowness:
    """Attempts at once, and how many a second after them."""

    burst: float
    per_second: float

    def wait(self, full_at: float, now: float) -> float:
        """Seconds until there is one; 0.0 when there is. `full_at` is when all of `burst` are there again."""
        tokens = self.burst - max(0.0, full_at - now) * self.per_second
        # The times are floats: an attempt must not come a millionth of a second late.
        return 0.0 if tokens >= 1.0 - 1e-6 else (1.0 - tokens) / self.per_second

    def after_one(self, full_at: float, now: float) -> float:
        return max(full_at, now) + 1.0 / self.per_second


OF_PAIR = Slowness(5, 1 / 10)
"""One account from one address."""
OF_ACCOUNT = Slowness(20, 1 / 10)
"""One account from addresses that were wrong about it before."""
OF_NEWCOMERS = Slowness(20, 1 / 3)
"""One account from addresses that were not: an owner elsewhere does not stand in line with who guesses."""
OF_ADDRESS = Slowness(30, 1 / 2)
"""One address, whatever the account: a whole workshop may mistype behind it."""

Line = tuple[str, Slowness]
"""A key in the base and how often something may be done under it."""


class Attempts:
    """Counted in the base, under the account's e-mail whether or not there is such an account. The base has
    neither e-mail nor address, only marks that nobody makes without the secret of the installation, and each
    for minutes (docs/decisions/0013). `is_on` False is for load tests."""

    def __init__(
        self,
        database: Database,
        signer: Signer,
        *,
        is_on: bool = True,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._database = database
        self._signer = signer
        self._is_on = is_on
        self._clock = clock

    @contextmanager
    def attempt(self, account: str, address: str) -> Iterator[Attempt]:
        """Within the block the proof is weighed. Raises AttemptsSlowed before it; the storage's errors."""
        attempt = Attempt()
        if not self._is_on:
            yield attempt
            return
        taken = self._take(email_key(account), address)
        yield attempt
        if attempt.succeeded:
            self._give_back(taken)

    def forget_old(self) -> None:
        """What slows nobody any more."""
        now = self._clock()
        with self._database.write() as session:
            attempts.remove_full(session, now)

    def _take(self, who: str, address: str) -> Sequence[Line]:
        # Whoever has to wait costs a reading and no writing: no flood of guesses keeps others from saving.
        with self._database.read() as session:
            self._check(session, self._lines(session, who, address))
        with self._database.write() as session:
            attempts.remove_full(session, self._clock())
            lines = self._lines(session, who, address)
            self._check(session, lines)
            now = self._clock()
            for key, slowness in lines:
                attempts.set_full_at(session, key, slowness.after_one(attempts.full_at(session, key), now))
        return lines

    def _lines(self, session: Transaction, who: str, address: str) -> Sequence[Line]:
        pair = self._key("pair", who, address)
        is_new = attempts.full_at(session, pair) <= self._clock()
        group = (
            (self._key("newcomers", who), OF_NEWCOMERS) if is_new else (self._key("account", who), OF_ACCOUNT)
        )
        return (pair, OF_PAIR), group, (self._key("address", address), OF_ADDRESS)

    def _check(self, session: Transaction, lines: Sequence[Line]) -> None:
        """Raises AttemptsSlowed. Nothing is taken then from any of the lines."""
        now = self._clock()
        wait = max(slowness.wait(attempts.full_at(session, key), now) for key, slowness in lines)
        if wait:
            raise AttemptsSlowed(math.ceil(wait))

    def _give_back(self, lines: Sequence[Line]) -> None:
        with self._database.write() as session:
            for key, slowness in lines:
                at = attempts.full_at(session, key) - 1.0 / slowness.per_second
                attempts.set_full_at(session, key, max(0.0, at))
            attempts.remove_full(session, self._clock())

    def _key(self, kind: str, *parts: str) -> str:
        return self._signer.mark(_PURPOSE, kind, *parts)
