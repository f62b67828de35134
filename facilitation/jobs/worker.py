"""Takes jobs one at a time, does them, and stores what came out through commands.

While a job is done its worker holds a claim on it (store/claims.py). A job that runs without one was left
behind by a worker that is gone, and goes on with the next who looks.
"""

from __future__ import annotations

import datetime as dt
import logging
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, select

from facilitation.commands.door import DirectDoor, Door
from facilitation.commands.house import house_of
from facilitation.config import Config
from facilitation.domain.errors import Refused
from facilitation.jobs import reminders, retention
from facilitation.jobs.catalogue import FAILURES, JOBS
from facilitation.jobs.work import Context, GivenUp
from facilitation.store.claims import Claim, claim
from facilitation.store.database import Database
from facilitation.store.jobs import Job

log = logging.getLogger(__name__)

#: One long rehearsal must not keep somebody's minutes waiting.
THREADS = 3
PAUSE = 0.25
ATTEMPTS = 3
#: How often jobs that were left behind are looked for, in seconds.
LOOK_FOR_LOST = 10.0
#: Who has begun so short a time ago is not gone: a restart of PostgreSQL ends claims, but no worker.
GRACE = dt.timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Begun:
    """A job at hand, as its row was when it began.

    Not the row itself: the session that read it is used again for other transactions, and one that is rolled
    back takes from its rows what they hold.
    """

    id: int
    kind: str
    payload: dict[str, Any]
    programme_id: int
    attempts: int


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker on one database. `stop` ends `run` after the job at hand."""

    config: Config
    database: Database
    door: Door
    clock: Callable[[], dt.datetime]
    stop: threading.Event
    looking: threading.Lock = field(default_factory=threading.Lock)
    """Held by the thread that looks for work: the others do theirs, or wait without asking as well."""

    def run(self) -> None:
        """Work until told to stop; in as many threads as one likes."""
        next_look = 0.0
        while not self.stop.is_set():
            try:
                with self.looking:
                    lost = time.monotonic() >= next_look
                    if lost:
                        next_look = time.monotonic() + LOOK_FOR_LOST
                    taken = self._take(lost=lost)
                    if taken is None:
                        self.stop.wait(PAUSE)
                if taken is not None:
                    self._work(*taken)
            except Refused:  # the database is busy or away: what is to do stays written down
                self.stop.wait(PAUSE)
            except Exception:
                log.exception("looking for work failed")
                self.stop.wait(PAUSE)

    def work_once(self, *, lost: bool = True) -> bool:
        """Do the next job, if there is one; whether there was. With `lost` also one that was left behind."""
        taken = self._take(lost=lost)
        if taken is not None:
            self._work(*taken)
        return taken is not None

    def _take(self, *, lost: bool) -> tuple[Begun, Claim] | None:
        """Begin the next job, if there is one. Who gets it releases the claim."""
        for job_id in self._due(lost=lost):
            held = claim(self.database, f"job-{job_id}")
            if held is None:
                continue
            job = None
            try:
                job = self._begin(job_id, lost=lost)
            finally:
                if job is None:
                    held.release()
            if job is not None:
                return job, held
        return None

    def _work(self, job: Begun, held: Claim) -> None:
        try:
            self._do(job)
        finally:
            held.release()

    def _do(self, job: Begun) -> None:
        context = Context(self.config, self.database, self.door, self.clock, job.programme_id)
        try:
            if job.attempts > ATTEMPTS:
                raise GivenUp("every worker that tried has ended over it")
            JOBS[job.kind](context, job.payload, job.id)
        except Exception as error:
            log.exception("job %s (%s) failed", job.id, job.kind)
            reason = f"{type(error).__name__}: {error}"
            given_up = isinstance(error, GivenUp) or job.attempts >= ATTEMPTS
            if given_up and job.kind in FAILURES:
                FAILURES[job.kind](context, job.payload, job.id, reason)
            self._finish(job.id, reason, given_up=given_up)
        else:
            self._finish(job.id, "")

    def _due(self, *, lost: bool) -> list[int]:
        with self.database.reading() as orm:
            return list(orm.scalars(select(Job.id).where(self._is_due(lost)).order_by(Job.id)))

    def _begin(self, job_id: int, *, lost: bool) -> Begun | None:
        """Write down that a job is being done, unless somebody has done it in the meantime."""
        with self.database.writing() as orm:
            query = select(Job).where(Job.id == job_id, self._is_due(lost)).with_for_update()
            job = orm.scalars(query).one_or_none()
            if job is None:
                return None
            job.status, job.started_at, job.attempts = "running", self.clock(), job.attempts + 1
            return Begun(job.id, job.kind, job.payload, job.programme_id, job.attempts)

    def _is_due(self, lost: bool) -> ColumnElement[bool]:
        now = self.clock()
        waiting = (Job.status == "waiting") & (Job.run_after <= now)
        running = (Job.status == "running") & (Job.started_at < now - GRACE)
        return waiting | running if lost else waiting

    def _finish(self, job_id: int, error: str, *, given_up: bool = False) -> None:
        now = self.clock()
        with self.database.writing() as orm:
            job = orm.get(Job, job_id)
            if job is None:
                return
            job.error = error[:2000]
            if not error:
                job.status, job.finished_at = "done", now
            elif not given_up:
                job.status, job.run_after = "waiting", now + dt.timedelta(seconds=5 * job.attempts)
            else:
                job.status, job.finished_at = "failed", now


def main(config: Config) -> int:
    """The worker process: work until told to stop, then finish the jobs at hand."""
    house = house_of(config)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    worker = Worker(config, house.database, DirectDoor(house), house.clock, stop)
    threads = [threading.Thread(target=worker.run, daemon=True) for _ in range(THREADS)]
    daily = (house.database, worker.door, house.clock, stop)
    threads.append(threading.Thread(target=retention.every_day, args=daily, daemon=True))
    threads.append(threading.Thread(target=reminders.every_minute, args=daily, daemon=True))
    for thread in threads:
        thread.start()
    while not stop.is_set():
        stop.wait(1.0)
    for thread in threads:
        thread.join(timeout=10)
    house.database.dispose()
    return 0
