"""A job whose worker was killed goes on within a minute, and not while its worker is at it."""

from __future__ import annotations

import datetime as dt
import gc
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from facilitation.config import Config
from facilitation.domain.errors import Refused
from facilitation.jobs import rehearsals, worker
from facilitation.jobs.work import Context
from facilitation.jobs.worker import ATTEMPTS, Worker
from facilitation.store.jobs import Job
from tests.servers import ROOT, free_port, until
from tests.world import World

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def here(world: World, tmp_path: Path) -> Worker:
    config = Config.from_environment({}, instance=tmp_path, database_url=str(world.database.url))
    return Worker(config, world.database, world.door, world.clock, threading.Event())


def _job(world: World) -> Job:
    with world.database.reading() as orm:
        return orm.scalars(select(Job).where(Job.kind == "rehearsal.accompany")).one()


def _rehearse(world: World) -> None:
    """A job that takes a while: simulated people wait for a program that isn't there."""
    world.by("facilitator", "rehearsal.open", {"session": world.here.session})
    with world.database.writing() as orm:
        # The world's clock is ahead of that of a worker's process.
        orm.get_one(Job, _job(world).id).run_after = dt.datetime.now(dt.UTC) - MINUTE


def test_a_job_goes_on_when_its_worker_was_killed(
    world: World, here: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rehearsals, "WAITING", 0.2)
    assert dt.timedelta(seconds=worker.LOOK_FOR_LOST) + worker.GRACE < MINUTE
    _rehearse(world)
    command = [sys.executable, "-m", "facilitation", "worker", "--port", str(free_port())]
    command += ["--database", str(world.database.url.database), "--instance", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT) as other:
        try:
            until(lambda: _job(world).status == "running", "a worker at work", 30)
            world.clock.now += MINUTE
            assert not here.work_once(), "its worker is at it"
        finally:
            other.kill()
    until(here.work_once, "the job again", 10)
    assert (_job(world).status, _job(world).attempts) == ("failed", 2)


def test_a_job_that_ends_every_worker_is_given_up(world: World, here: Worker) -> None:
    _rehearse(world)
    with world.database.writing() as orm:
        job = orm.get_one(Job, _job(world).id)
        job.status, job.started_at, job.attempts = "running", world.clock() - MINUTE, ATTEMPTS
    assert here.work_once() and not here.work_once()
    assert _job(world).status == "failed" and "has ended" in _job(world).error


def test_a_job_outlives_the_transaction_that_began_it(
    world: World, here: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others write meanwhile with the same session, and are rolled back: that takes nothing from the job."""

    def meanwhile(context: Context, payload: dict[str, Any], job_id: int) -> None:
        with pytest.raises(Refused), context.database.writing():
            raise Refused("conflict", "Somebody was faster.")
        gc.collect()

    monkeypatch.setitem(worker.JOBS, "rehearsal.accompany", meanwhile)
    _rehearse(world)
    assert here.work_once()
    assert _job(world).status == "done", _job(world).error
