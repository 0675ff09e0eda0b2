"""How often something may be done, counted under a key: a burst at once, then so many a second."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

_REMEMBERED = 10_000


class TokenBuckets:
    """A token bucket for each of the latest keys, in memory. Nothing is logged or kept."""

    def __init__(self, per_second: float, burst: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_second = per_second
        self._burst = burst
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> float:
        """Take a token: 0.0. Where there is none nothing is taken: the seconds until there is one."""
        with self._lock:
            tokens, now = self._tokens(key)
            allowed = tokens >= 1.0
            self._buckets[key] = (tokens - 1.0 if allowed else tokens, now)
            if len(self._buckets) > _REMEMBERED:
                self._buckets.popitem(last=False)
        return 0.0 if allowed else (1.0 - tokens) / self._per_second

    def give_back(self, key: str) -> None:
        with self._lock:
            tokens, now = self._tokens(key)
            self._buckets[key] = (min(self._burst, tokens + 1.0), now)

    def is_untouched(self, key: str) -> bool:
        """Whether nothing was taken under this key that has not come back."""
        with self._lock:
            tokens, now = self._tokens(key)
            self._buckets[key] = (tokens, now)
            return tokens >= self._burst

    def _tokens(self, key: str) -> tuple[float, float]:
        now = self._clock()
        tokens, then = self._buckets.pop(key, (self._burst, now))
        return min(self._burst, tokens + (now - then) * self._per_second), now
