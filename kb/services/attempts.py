"""Slowing down those who guess passwords, without locking the owner out."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from kb.domain.accounts import email_key
from kb.errors import KbError
from kb.services.token_buckets import TokenBuckets


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


OF_PAIR = Slowness(5, 1 / 10)
"""One account from one address."""
OF_ACCOUNT = Slowness(20, 1 / 10)
"""One account from addresses that were wrong about it before."""
OF_NEWCOMERS = Slowness(20, 1 / 3)
"""One account from addresses that were not: an owner elsewhere does not stand in line with who guesses."""
OF_ADDRESS = Slowness(30, 1 / 2)
"""One address, whatever the account: a whole workshop may mistype behind it."""


@dataclass(slots=True)
class Attempts:
    """Counted in the memory of a process, under the account's e-mail whether or not there is such an account.
    `is_on` False is for load tests."""

    is_on: bool = True
    clock: Callable[[], float] = time.monotonic
    _pairs: TokenBuckets = field(init=False)
    _accounts: TokenBuckets = field(init=False)
    _newcomers: TokenBuckets = field(init=False)
    _addresses: TokenBuckets = field(init=False)

    def __post_init__(self) -> None:
        self._pairs = self._buckets(OF_PAIR)
        self._accounts = self._buckets(OF_ACCOUNT)
        self._newcomers = self._buckets(OF_NEWCOMERS)
        self._addresses = self._buckets(OF_ADDRESS)

    @contextmanager
    def attempt(self, account: str, address: str) -> Iterator[Attempt]:
        """Within the block the proof is weighed. Raises AttemptsSlowed before it."""
        attempt = Attempt()
        if not self.is_on:
            yield attempt
            return
        who = email_key(account)
        pair = f"{who} {address}"
        group = self._newcomers if self._pairs.is_untouched(pair) else self._accounts
        taken: list[tuple[TokenBuckets, str]] = []
        for buckets, key in ((self._pairs, pair), (group, who), (self._addresses, address)):
            wait = buckets.take(key)
            if wait:
                _give_back(taken)
                raise AttemptsSlowed(math.ceil(wait))
            taken.append((buckets, key))
        yield attempt
        if attempt.succeeded:
            _give_back(taken)

    def _buckets(self, slowness: Slowness) -> TokenBuckets:
        return TokenBuckets(slowness.per_second, slowness.burst, self.clock)


def _give_back(taken: list[tuple[TokenBuckets, str]]) -> None:
    for buckets, key in taken:
        buckets.give_back(key)
