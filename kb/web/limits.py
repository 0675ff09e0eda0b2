"""How often one address may ask for something: enough for people, too little to tie the site up."""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence

from kb.errors import KbError

PER_SECOND = 20.0
BURST = 1000.0
WISHES_PER_SECOND = 1 / 30
WISHES_AT_ONCE = 20.0
SUGGESTIONS_PER_SECOND = 100.0
SUGGESTIONS_BURST = 5000.0
"""A workshop that types behind one address."""
_REMEMBERED = 10_000


class TooOften(KbError):
    number = "KB-429"

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"Too many requests from one address; try again in {retry_after} s.")
        self.retry_after = retry_after


class AddressLimit:
    """A token bucket for each of the latest addresses, in memory. Nothing is logged or kept."""

    def __init__(self, per_second: float, burst: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_second = per_second
        self._burst = burst
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, address: str) -> None:
        """Raises TooOften."""
        now = self._clock()
        with self._lock:
            tokens, then = self._buckets.pop(address, (self._burst, now))
            tokens = min(self._burst, tokens + (now - then) * self._per_second)
            allowed = tokens >= 1.0
            self._buckets[address] = (tokens - 1.0 if allowed else tokens, now)
            if len(self._buckets) > _REMEMBERED:
                self._buckets.popitem(last=False)
        if not allowed:
            raise TooOften(math.ceil((1.0 - tokens) / self._per_second))


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
