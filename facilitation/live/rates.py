"""How fast one socket may speak: a token bucket."""

from __future__ import annotations

import math
import time


class Bucket:
    """`burst` at once, `rate` a second in the long run. `rate` None lets everything pass."""

    __slots__ = ("_burst", "_rate", "_tokens", "_at")

    def __init__(self, rate: float | None, burst: float) -> None:
        self._rate, self._burst = rate, burst
        self._tokens, self._at = burst, time.monotonic()

    def spend(self) -> float:
        """Take one token: 0.0 when there was one, otherwise the seconds until there will be, never less."""
        if self._rate is None:
            return 0.0
        now = time.monotonic()
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now
        if self._tokens >= 1:
            self._tokens -= 1
            return 0.0
        return math.ceil((1 - self._tokens) / self._rate * 100) / 100
