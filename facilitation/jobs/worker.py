"""Takes jobs one at a time, does them, and stores what came out through commands."""

from __future__ import annotations

import datetime as dt
import logging
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select

from facilitation.commands.door import DirectDoor, Door
from facilitation.commands.house import house_of
from facilitation.config import Config
from facilitation.domain.errors import Refused
from facilitation.jobs import retention
from facilitation.jobs.catalogue import FAILURES, JOBS
from facilitation.jobs.work import Context, GivenUp
from facilitation.store.database import Database
from facilitation.store.jobs import Job

log = logging.getLogger(__name__)

#: One long rehearsal must not keep somebody's minutes waiting.
THREADS = 3
PAUSE = 0.25
ATTEMPTS = 3
#: A job that has run so long belongs to a worker that is gone.
LOST_AFTER = dt.timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker on one database. `stop` ends `run` after the job at hand."""

    config: Config
    database: Database
    door: Door
    clock: Callable[[], dt.datetime]
    stop: threading.Event

    def run(self) -> None:
        """Work until told to stop."""
        while not self.stop.is_set():
            try:
                worked = self.work_once()
            except Refused:  # the database is busy or away: what is to do stays written down
                worked = False
            except Exception:
                log.exception("looking for work failed")
                worked = False
            if not worked:
                self.stop.wait(PAUSE)

    def work_once(self) -> bool:
        """Do the next job, if there is one; whether there was."""
        job = self._take()
        if job is None:
            return False
        context = Context(self.config, self.database, self.door, self.clock, job.programme_id)
        try:
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
        return True

    def _take(self) -> Job | None:
        now = self.clock()
        due = (
            select(Job)
            .where(
                ((Job.status == "waiting") & (Job.run_after <= now))
                | ((Job.status == "running") & (Job.started_at < now - LOST_AFTER))
            )
            .order_by(Job.id)
            .limit(1)
        )
        with self.database.reading() as orm:
            if orm.scalars(due).first() is None:
                return None
        with self.database.writing() as orm:
            job = orm.scalars(due.with_for_update(skip_locked=True)).first()
            if job is None:
                return None
            job.status, job.started_at, job.attempts = "running", now, job.attempts + 1
            return job

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
    for thread in threads:
        thread.start()
    while not stop.is_set():
        stop.wait(1.0)
    for thread in threads:
        thread.join(timeout=10)
    house.database.dispose()
    return 0
