"""How often something may be tried from an address or for an account. Everything of that kind counts here.

Counted in Redis where there is one, so that several live processes count together, and otherwise in this
process. While Redis is away each process counts for itself. Only digests of addresses are kept.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable
from typing import TypeVar

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import FixedWindowRateLimiter

from facilitation.domain.errors import Refused

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")
Question = Callable[[FixedWindowRateLimiter, RateLimitItem, str], Answer]


def _bound(name: str, most: int, minutes: int) -> RateLimitItem:
    return RateLimitItemPerMinute(most, minutes, namespace=f"facilitation:{name}")


#: Failures only: sixty people behind one hotel address must get in.
WRONG_CODES_PER_ADDRESS = _bound("wrong-codes-address", 20, 1)
WRONG_CODES_PER_CODE = _bound("wrong-codes-code", 40, 1)
#: A town hall never meets this one.
JOINS_PER_ADDRESS = _bound("joins-address", 1_000, 10)
#: Failures only. An account stays open by link while its password is not asked for.
WRONG_PASSWORDS_PER_ADDRESS = _bound("wrong-passwords-address", 60, 10)
WRONG_PASSWORDS_PER_ACCOUNT = _bound("wrong-passwords-account", 10, 10)
#: Mails with links that anybody may ask for.
MAILS_PER_ADDRESS = _bound("mails-address", 30, 10)
MAILS_PER_ACCOUNT = _bound("mails-account", 3, 10)
#: A hundred people of one congress register behind one address.
REGISTRATIONS_PER_ADDRESS = _bound("registrations-address", 600, 10)
#: Each of these lets the worker play a workshop of a minute.
WATCHES_PER_ADDRESS = _bound("watches-address", 10, 10)

#: Whoever has a poll's link answers without an account; a town hall behind one address never meets this one.
TIME_ANSWERS_PER_ADDRESS = _bound("time-answers-address", 1_000, 10)
WRONG_POLL_LINKS_PER_ADDRESS = _bound("wrong-poll-links-address", 60, 10)

#: Of what, and of whom: an address, a code, an account.
Count = tuple[RateLimitItem, str]
#: How long Redis may take to answer, and how long it is left alone after it did not, in seconds.
PATIENCE, PAUSE = 1.0, 10.0


class Tries:
    """The counts of this process, or those it shares with others through Redis.

    `secret` keys the digests; `limited` False lets everything pass.
    """

    def __init__(self, *, secret: str, limited: bool, redis_url: str | None = None) -> None:
        self._key = hashlib.sha256(secret.encode()).digest()
        self._limited = limited
        self._own = FixedWindowRateLimiter(MemoryStorage())
        self._shared: FixedWindowRateLimiter | None = None
        self._faults: tuple[type[Exception], ...] = ()
        self._alone_until = 0.0
        if redis_url is not None:
            # The types of its options leave out None, which means: once, without trying again.
            retry: dict = {"retry": None}
            storage = RedisStorage(
                redis_url, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE, **retry
            )
            faults = storage.base_exceptions
            self._faults = (*(faults if isinstance(faults, tuple) else (faults,)), OSError)
            self._shared = FixedWindowRateLimiter(storage)

    def require_left(self, text: str, *counts: Count) -> None:
        """Refuse as `busy` with this sentence when one of the counts is full; nothing is counted."""
        if not self._limited:
            return
        for count in counts:
            if not self._ask(FixedWindowRateLimiter.test, count):
                raise Refused("busy", text, retry_after=self._seconds_left(count))

    def spend(self, text: str, *counts: Count) -> None:
        """Count once more, and refuse as `busy` with this sentence when that is too often."""
        if not self.count(*counts):
            raise Refused("busy", text, retry_after=max(map(self._seconds_left, counts)))

    def count(self, *counts: Count) -> bool:
        """Count once more; whether none of the counts has got beyond its bound."""
        if not self._limited:
            return True
        return all([self._ask(FixedWindowRateLimiter.hit, count) for count in counts])

    def _seconds_left(self, count: Count) -> float:
        """How long until this count begins again."""
        stats = self._ask(FixedWindowRateLimiter.get_window_stats, count)
        return max(1.0, stats.reset_time - time.time())

    def _ask(self, question: Question[Answer], count: Count) -> Answer:
        bound, whom = count
        who = self._digest(whom)
        if self._shared is not None and time.monotonic() >= self._alone_until:
            try:
                return question(self._shared, bound, who)
            except self._faults as error:
                self._alone_until = time.monotonic() + PAUSE
                log.warning(
                    "Redis can't be reached (counting tries: %s); counting here", type(error).__name__
                )
        return question(self._own, bound, who)

    def _digest(self, whom: str) -> str:
        text = whom.encode("utf-8", "replace")
        return hashlib.blake2b(text, key=self._key, digest_size=16).hexdigest()
