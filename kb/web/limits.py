"""How often one address may ask for something: enough for people, too little to tie the site up."""

from __future__ import annotations

import ipaddress
import math
import time
from collections.abc import Callable, Iterable, Sequence

from kb.errors import KbError
from kb.services.token_buckets import TokenBuckets

PER_SECOND = 20.0
BURST = 1000.0
WISHES_PER_SECOND = 1 / 30
WISHES_AT_ONCE = 20.0
PROPOSALS_PER_SECOND = 1 / 120
PROPOSALS_AT_ONCE = 10.0
"""A training in which ten people behind one address propose at once."""
WRITES_PER_SECOND = 2.0
WRITES_AT_ONCE = 300.0
"""What a program writes in the name of one account: the practices of a year at once, then two a second."""
SUGGESTIONS_PER_SECOND = 100.0
SUGGESTIONS_BURST = 5000.0
"""A workshop that types behind one address."""


class TooOften(KbError):
    number = "KB-429"

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"Too many requests from one address; try again in {retry_after} s.")
        self.retry_after = retry_after


class AddressLimit:
    """A token bucket for each of the latest addresses."""

    def __init__(self, per_second: float, burst: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._buckets = TokenBuckets(per_second, burst, clock)

    def take(self, address: str) -> None:
        """Raises TooOften."""
        wait = self._buckets.take(address)
        if wait:
            raise TooOften(math.ceil(wait))


class SearchLimit(AddressLimit):
    def __init__(
        self,
        per_second: float = PER_SECOND,
        burst: float = BURST,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(per_second, burst, clock)


def client_address(peer: str | None, forwarded: Sequence[str], trusted: Iterable[str]) -> str:
    """The address that asks. X-Forwarded-For is believed from configured proxies only, its last foreign
    entry being the one that they saw."""
    networks = [ipaddress.ip_network(entry, strict=False) for entry in trusted]

    def is_trusted(text: str) -> bool:
        try:
            address = ipaddress.ip_address(text)
        except ValueError:
            return False
        return any(address in network for network in networks)

    address = peer or "unknown"
    hops = [hop.strip() for line in forwarded for hop in line.split(",") if hop.strip()]
    while hops and is_trusted(address):
        address = hops.pop()
    return address
