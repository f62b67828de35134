"""Questions that arrive together are asked together: two hundred who come at once make a few queries."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Mapping
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class _Batch(Generic[Key, Value]):
    def __init__(self) -> None:
        self.keys: dict[Key, None] = {}
        self.found: Mapping[Key, Value] = {}
        self.error: Exception | None = None
        self.answered = threading.Event()


class Gathered(Generic[Key, Value]):
    """`load(keys)` answers many keys with one query; `get` asks for one, in the company of others.

    Whoever asks first lets all others run once who are ready to run, then loads for all of them.
    """

    def __init__(self, load: Callable[[list[Key]], Mapping[Key, Value]]) -> None:
        self._load = load
        self._open: _Batch[Key, Value] | None = None

    def get(self, key: Key) -> Value | None:
        """The value of a key, or None when there is none. Raises what `load` raises."""
        batch = self._open
        if batch is not None:
            batch.keys[key] = None
            batch.answered.wait()
        else:
            batch = self._open = _Batch()
            batch.keys[key] = None
            self._ask(batch)
        if batch.error is not None:
            raise batch.error
        return batch.found.get(key)

    def _ask(self, batch: _Batch[Key, Value]) -> None:
        try:
            time.sleep(0)
            self._open = None
            batch.found = self._load(list(batch.keys))
        except Exception as error:
            batch.error = error
        finally:
            self._open = None if self._open is batch else self._open
            batch.answered.set()
