"""How fast a seat may act: one token bucket each, whichever door it comes through."""

from __future__ import annotations

import math
import time

#: From so many buckets on the full ones are forgotten: their seats have been quiet.
MANY = 1_000


class Bucket:
    """`burst` at once, `rate` a second in the long run."""

    __slots__ = ("_burst", "_rate", "_tokens", "_at")

    def __init__(self, rate: float, burst: float) -> None:
        self._rate, self._burst = rate, burst
        self._tokens, self._at = burst, time.monotonic()

    def spend(self) -> float:
        """Take one token: 0.0 when there was one, otherwise the seconds until there will be, never less."""
        self._refill()
        if self._tokens >= 1:
            self._tokens -= 1
            return 0.0
        return math.ceil((1 - self._tokens) / self._rate * 100) / 100

    def is_full(self) -> bool:
        self._refill()
        return self._tokens >= self._burst

    def _refill(self) -> None:
        now = time.monotonic()
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now


class SeatRates:
    """The buckets of this process: sockets and HTTP spend from the same one. `rate` None lets all pass."""

    def __init__(self, rate: float | None, burst: float) -> None:
        self._rate, self._burst = rate, burst
        self._buckets: dict[int, Bucket] = {}
        self._room = MANY

    def spend(self, seat: int) -> float:
        """Take one of a seat's tokens: 0.0 when there was one, otherwise the seconds until there will be."""
        if self._rate is None:
            return 0.0
        bucket = self._buckets.get(seat)
        if bucket is None:
            if len(self._buckets) >= self._room:
                self._forget()
            bucket = self._buckets[seat] = Bucket(self._rate, self._burst)
        return bucket.spend()

    def _forget(self) -> None:
        self._buckets = {seat: one for seat, one in self._buckets.items() if not one.is_full()}
        self._room = max(MANY, 2 * len(self._buckets))
