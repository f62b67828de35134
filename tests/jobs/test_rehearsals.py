"""Simulated people come by this machine's own address, and when they can't the page says so."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from facilitation.app import create_app
from facilitation.commands.door import DirectDoor
from facilitation.commands.execute import Call
from facilitation.commands.house import house_of
from facilitation.config import Config
from facilitation.jobs import rehearsals
from facilitation.jobs.worker import Worker
from facilitation.store.jobs import Job
from facilitation.store.people import Seat
from tests.servers import free_port, live_server, until
from tests.world import World

SECRET = "Uu3vXq8nW5rT1yKp7LmZ0cBd4FgHj6Ss9AaEeIoOxYz2"
#: A name that resolves nowhere (RFC 6761).
ELSEWHERE = "http://facilitation.invalid"


@pytest.fixture
def config(world: World) -> Config:
    """The program under a name that this machine does not know, on a port where nobody listens."""
    settings = {"FACILITATION_SECRET_KEY": SECRET, "FACILITATION_EXTERNAL_URL": ELSEWHERE}
    return Config.from_environment(settings, database_url=str(world.database.url), port=free_port())


@pytest.fixture
def app(world: World, config: Config) -> Flask:
    return create_app(config, world.house, world.door)


def test_people_who_can_not_come_in_are_told_of_at_once(
    world: World, config: Config, browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rehearsals, "WAITING", 0.2)
    facilitator = browse()
    assert facilitator.post("/sign-in/link-facilitator-here").status_code == 303
    room = facilitator.post(f"/p/here/sessions/{world.here.session}/rehearsal").headers["Location"]
    told = "The simulated people could not come in."
    assert "on their way" in facilitator.get(room).get_data(as_text=True)
    worker = Worker(config, world.database, world.door, world.clock, threading.Event())
    assert worker.work_once()
    with world.database.reading() as orm:
        job = orm.scalars(select(Job).where(Job.kind == "rehearsal.accompany")).one()
        assert (job.status, job.attempts) == ("failed", 1), "nobody waits for a second try"
        assert config.local_url in job.error and "Traceback" not in job.error
    for path in (room, room.removesuffix("/room")):
        page = facilitator.get(path).get_data(as_text=True)
        assert told in page and "on their way" not in page
    answer = facilitator.get(f"{room.removesuffix('room')}rehearsal").get_json()
    assert answer == {"came": False, "failed": True}


def test_they_come_to_a_program_whose_name_resolves_nowhere(
    world_file: tuple[Path, bytes], tmp_path: Path
) -> None:
    database = tmp_path / "facilitation.sqlite3"
    database.write_bytes(world_file[0].read_bytes())
    with live_server(tmp_path, external_url=ELSEWHERE, secret_key=SECRET):
        config = Config.from_environment({}, instance=tmp_path, database_url=str(database))
        house = house_of(config)
        with house.database.reading() as orm:
            facilitator = orm.scalars(select(Seat.id).where(Seat.role == "facilitator")).first()
        rehearsed = {"session": 1, "people": 3}
        call = Call("rehearsal.open", "rehearse-here", rehearsed, facilitator)
        session = DirectDoor(house).execute(call).result["session"]

        def came() -> bool:
            with house.database.reading() as orm:
                guests = select(func.count()).where(Seat.session_id == session, Seat.simulated.is_(True))
                return orm.scalar(guests) == 3

        until(came, "three arrivals", rehearsals.WAITING)
        removal = Call("rehearsal.remove", "remove-it", {"session": session}, facilitator)
        DirectDoor(house).execute(removal)
        house.database.dispose()
