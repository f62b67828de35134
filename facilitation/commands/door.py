"""The door as its callers see it: by itself, or gathering what arrives within a tick."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from facilitation.commands.execute import Call, Done, Outcome, run_batch
from facilitation.commands.house import House
from facilitation.commands.targets import Key
from facilitation.domain.errors import N_, Refused, mishap
from facilitation.store.changes import SubjectChange
from facilitation.store.database import Held

Publish = Callable[[Sequence[SubjectChange]], None]
log = logging.getLogger(__name__)

#: How many calls share a transaction at the most: more only lengthens everybody's wait.
BATCH = 400
#: From so many calls in a tick on, longer ticks are worth their wait.
CROWDED = 8
#: How long a call waits for what another process holds before it is refused as busy, in seconds. A frozen
#: process holds nothing for longer than `FROZEN` (store/database.py).
HELD_PATIENCE = 5.0
#: The pause before such a call is tried again, in seconds.
HELD_PAUSE = 0.02


class Door(Protocol):
    """Carries out a call: its result, or `Refused`. `delay` is how long the oldest one waits, in seconds."""

    def execute(self, call: Call) -> Done: ...

    @property
    def delay(self) -> float: ...


class DirectDoor:
    """One call, one transaction: for the worker, for commands on the command line, and for tests."""

    def __init__(self, house: House, publish: Publish = lambda changes: None) -> None:
        self.house = house
        self._publish = publish

    @property
    def delay(self) -> float:
        """Nobody waits in line here."""
        return 0.0

    def execute(self, call: Call) -> Done:
        deadline = time.monotonic() + HELD_PATIENCE
        while True:
            [outcome], changes = run_batch(self.house, [call])
            if not isinstance(outcome, Held) or time.monotonic() > deadline:
                break
            time.sleep(HELD_PAUSE)
        self._publish(changes)
        return _result(outcome)


@dataclass(slots=True)
class _Waiting:
    """A call in line, and who wants to know what came of it."""

    call: Call
    done: Callable[[Outcome], None]
    since: float


class GatheringDoor:
    """The live process's door: the calls of a tick share one commit, then are acknowledged, then published.

    Ticks begin `calm` seconds apart while each carries only a few calls. After one with CROWDED calls or more
    there is a pause as long as its work, up to `busy`: a loaded server does better with larger batches than
    with more of them. When as many wait again already, there is none.

    Calls about a board or session that another process holds are set aside, and come first in the next ticks:
    they delay none but those who want the same.
    """

    def __init__(self, house: House, publish: Publish, *, calm: float = 0.005, busy: float = 0.05) -> None:
        self.house = house
        self._publish = publish
        self._calm, self._busy = calm, busy
        self._waiting: list[_Waiting] = []
        self._aside: list[_Waiting] = []
        self._held: set[Key] = set()
        self._ticking: float | None = None
        self._wake = threading.Event()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="door", daemon=True)
        self._thread.start()

    def submit(self, call: Call, done: Callable[[Outcome], None]) -> None:
        """Take a call for the next tick; `done` is called with its outcome, after the commit."""
        if self._closing:
            done(Refused("busy", N_("The server is restarting."), retry_after=2))
            return
        self._waiting.append(_Waiting(call, done, time.monotonic()))
        self._wake.set()

    @property
    def delay(self) -> float:
        """What was set aside for another process's sake does not count."""
        waiting, ticking = self._waiting, self._ticking
        since = [one.since for one in waiting[:1]] + ([] if ticking is None else [ticking])
        return time.monotonic() - min(since) if since else 0.0

    def execute(self, call: Call) -> Done:
        """Submit a call and wait for its outcome."""
        ready = threading.Event()
        outcomes: list[Outcome] = []

        def arrived(outcome: Outcome) -> None:
            outcomes.append(outcome)
            ready.set()

        self.submit(call, arrived)
        ready.wait()
        return _result(outcomes[0])

    def close(self) -> None:
        """Take no more calls and finish those taken."""
        self._closing = True
        self._wake.set()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        next_tick = 0.0
        while not (self._closing and not self._waiting and not self._aside):
            self._wake.wait(HELD_PAUSE if self._aside else 1.0)
            self._wake.clear()
            if not self._waiting and not self._aside:
                continue
            # Even after a long calm, yield once: what has arrived already shall share this commit.
            time.sleep(max(0.0, next_tick - time.perf_counter()))
            started = time.perf_counter()
            taken, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
            aside, self._aside = self._aside, []
            self._ticking = time.monotonic()
            self._tick(aside + taken, self._held if aside else None)
            self._ticking = None
            if self._waiting:
                self._wake.set()
            ended = time.perf_counter()
            crowded = len(taken) >= CROWDED and len(self._waiting) < len(taken)
            pause = min((ended - started) / 4, self._busy) if crowded else 0.0
            pause = max(pause, HELD_PAUSE) if self._aside else pause
            next_tick = max(started + self._calm, ended + pause)

    def _tick(self, taken: list[_Waiting], held: set[Key] | None) -> None:
        try:
            outcomes, changes = run_batch(self.house, [one.call for one in taken], held)
        except Exception:  # a fault of ours must not stop everybody's saving
            log.exception("a tick failed")
            outcomes, changes = [mishap()] * len(taken), []
        self._held = set()
        for one, outcome in zip(taken, outcomes, strict=True):
            if isinstance(outcome, Held) and time.monotonic() - one.since < HELD_PATIENCE:
                self._aside.append(one)
                self._held |= {outcome.what} if outcome.what else set()
                continue
            try:
                one.done(outcome)
            except Exception:
                log.exception("an acknowledgement failed")
        try:
            self._publish(changes)
        except Exception:  # readers see the gap and ask again
            log.exception("publishing failed")


def _result(outcome: Outcome) -> Done:
    if isinstance(outcome, Refused):
        raise outcome
    return outcome
