"""Between live processes on one database: whoever has committed tells the others over Redis, at once.

What is told is only which subject is at which revision. Each process then reads the rows itself and makes
the frames of its own members from them, with the same queries as ever. So nothing that is hidden and nobody's
own passes through Redis, nobody there can put words into a frame, and a message that is late, doubled, out of
order or made up costs one look at the database. A lost one is repaired by live/repair.py within a second.

Who is here is not told: presence is each process's own, and so are its counts per city.
"""

from __future__ import annotations

import logging
import random
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence

import msgspec
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from facilitation.store.changes import SubjectChange

log = logging.getLogger(__name__)
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(tuple[str, dict[str, int]]).decode

#: How many subjects may wait to be told of; of more the others learn when they look for themselves.
WAITING = 1_000
#: How long Redis may take to answer, and how long it may be silent before it is asked whether it is there.
PATIENCE, SILENCE = 2.0, 5.0
#: The first and the longest pause before coming back, in seconds.
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0


class Carrier:
    """Tells other processes of commits, and `hear(subject, revision)` of theirs. Never waits, never raises.

    `url` is redis://, rediss:// or unix://; its database number keeps installations on one Redis apart.
    Raises ValueError for one that can't be read.
    """

    def __init__(self, url: str, hear: Callable[[str, int], None]) -> None:
        self._redis = redis.Redis.from_url(
            url,
            protocol=2,
            socket_connect_timeout=PATIENCE,
            socket_timeout=PATIENCE,
            socket_keepalive=True,
            retry=Retry(NoBackoff(), 0),
        )
        self._hear = hear
        self._me = secrets.token_hex(8)
        number = self._redis.connection_pool.connection_kwargs.get("db") or 0
        self._channel = f"facilitation:{number}:revisions"
        self._waiting: dict[str, int] = {}
        self._wake = threading.Event()

    def start(self) -> None:
        for about in (("telling", self._telling), ("hearing", self._hearing)):
            threading.Thread(target=self._keep_up, args=about, daemon=True).start()

    def tell(self, changes: Sequence[SubjectChange]) -> None:
        """Let the others know of a transaction's changes."""
        for change in changes:
            if change.subject in self._waiting or len(self._waiting) < WAITING:
                self._waiting[change.subject] = max(change.to, self._waiting.get(change.subject, 0))
        if self._waiting:
            self._wake.set()

    def _keep_up(self, name: str, talk: Callable[[], Iterator[None]]) -> None:
        """Talk until that fails, and again after a pause; a loss is said once, and that it is over."""
        failures = 0
        while True:
            try:
                for _ in talk():
                    if failures:
                        log.warning("Redis is back (%s)", name)
                    failures = 0
            except (redis.RedisError, OSError) as error:
                if not failures:
                    log.warning("Redis can't be reached (%s: %s); trying again", name, type(error).__name__)
                failures += 1
            except Exception:
                log.exception("%s over Redis failed", name)
                failures += 1
            time.sleep(random.uniform(0.5, 1.5) * min(FIRST_PAUSE * 2 ** min(failures, 10), LONGEST_PAUSE))

    def _telling(self) -> Iterator[None]:
        while True:
            self._wake.wait()
            self._wake.clear()
            waiting, self._waiting = self._waiting, {}
            if waiting:
                self._redis.publish(self._channel, _encode((self._me, waiting)))
                yield

    def _hearing(self) -> Iterator[None]:
        with self._redis.pubsub() as channel:
            channel.subscribe(self._channel)
            asked = False
            while True:
                message = channel.get_message(timeout=SILENCE)
                if message is None and asked:
                    raise redis.TimeoutError("no answer to a ping")
                asked = message is None
                if asked:
                    channel.ping()
                elif message["type"] == "message":
                    self._take(message["data"])
                yield

    def _take(self, data: bytes) -> None:
        try:
            sender, told = _decode(data)
        except msgspec.DecodeError:
            return  # not one of ours
        if sender != self._me:
            for subject, revision in told.items():
                self._hear(subject, revision)
