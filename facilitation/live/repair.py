"""What other processes have committed reaches this one's readers: when told at once, else within a second.

The database is asked; whoever tells of a change (live/carrier.py) only shortens the wait. So readers also
see what the worker stores, and converge while the way between the processes is cut.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import literal, select, union_all
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session as OrmSession

from facilitation.live.audiences import Audiences
from facilitation.live.broadcast import Broadcast
from facilitation.live.subjects import KINDS
from facilitation.store.database import Database

log = logging.getLogger(__name__)
#: How often the revisions of everything that is watched are compared, in seconds.
PERIOD = 1.0
#: The least pause between two rounds, in seconds; a round that took longer is followed by as long a pause.
PAUSE = 0.005


class Repair:
    """Sends the members of `audiences` what is committed and was not sent to them."""

    def __init__(self, database: Database, audiences: Audiences, broadcast: Broadcast) -> None:
        self._database = database
        self._audiences = audiences
        self._broadcast = broadcast
        self._told: dict[str, int] = {}
        self._wake = threading.Event()
        self._failing = False

    def start(self) -> None:
        threading.Thread(target=self._run, name="repair", daemon=True).start()

    def hear(self, subject: str, revision: int) -> None:
        """Somebody says that a subject is at that revision; what nobody watches here is of no interest."""
        if self._audiences.members(subject):
            self._told[subject] = max(revision, self._told.get(subject, 0))
            self._wake.set()

    def _run(self) -> None:
        next_look = time.monotonic() + PERIOD
        while True:
            self._wake.wait(max(0.0, next_look - time.monotonic()))
            self._wake.clear()
            started = time.monotonic()
            told, self._told = self._told, {}
            if started >= next_look:
                next_look = started + PERIOD
                self._try(self._look, told)
            for subject, revision in told.items():
                self._try(self._broadcast.catch_up, subject, revision)
            time.sleep(max(PAUSE, time.monotonic() - started))

    def _look(self, told: dict[str, int]) -> None:
        with self._database.reading() as orm:
            told.update(revisions(orm, self._audiences.subjects()))

    def _try(self, work: Callable[..., None], *about: Any) -> None:
        try:
            work(*about)
        except DBAPIError as error:  # locked, restarting, away: said once; the next look finds the same
            if not self._failing:
                log.warning("what others have committed can't be read now (%s)", type(error).__name__)
            self._failing = True
        except Exception:
            log.exception("catching up failed")
        else:
            self._failing = False


def revisions(orm: OrmSession, subjects: Iterable[str]) -> dict[str, int]:
    """The present revisions of these subjects, in one query."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for subject in subjects:
        name, _, number = subject.partition(":")
        numbers[name].append(int(number))
    queries = [
        select(literal(name), model.id, model.revision).where(model.id.in_(wanted))
        for name, wanted in numbers.items()
        for model in [KINDS[name].model]
    ]
    if not queries:
        return {}
    return {f"{name}:{number}": revision for name, number, revision in orm.execute(union_all(*queries))}
