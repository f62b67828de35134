"""When a session is: what each door refuses, what a start writes down, and when SEQUENCE rises."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from facilitation.commands.sessions.schedule import reschedule
from facilitation.commands.work import Work
from facilitation.domain.errors import Refused
from facilitation.store.cities import City
from facilitation.store.sessions import Session
from tests.world import World

SKIPPED = {"date": "2027-03-28", "starts_at": "01:30", "minutes": 60}
TWICE = {"date": "2027-10-31", "starts_at": "01:30", "minutes": 60}
AT_TEN = {"date": "2027-05-11", "starts_at": "10:00", "minutes": 90}


def _create(world: World, when: dict[str, Any]) -> int:
    payload = {"title": "A session", "type": "solution", "template": "solution"} | when
    return world.by("organiser", "session.create", payload).result["session"]


def _dublin(world: World) -> int:
    with world.database.reading() as orm:
        query = select(City.id).where(City.programme_id == world.here.programme, City.code == "DUB")
        return orm.scalars(query).one()


def _plan_call(world: World, when: dict[str, Any]) -> int:
    return world.by("coordinator", "call.plan", {"city": _dublin(world)} | when).result["session"]


def _schedule(world: World, when: dict[str, Any]) -> int:
    payload = {"tandem": world.tandem(), "zone": "Europe/Dublin"} | when
    return world.by("coordinator", "tandem.schedule", payload).result["session"]


def _session(world: World, number: int) -> Session:
    with world.database.reading() as orm:
        return orm.get_one(Session, number)


def _change(world: World, number: int, **changes: Any) -> Session:
    """Reschedule as a handler would, an hour later."""
    world.clock.now += dt.timedelta(hours=1)
    with world.database.writing() as orm:
        work = Work(orm, world.viewer(world.here.seats["organiser"]), world.clock.now, world.house.translate)
        reschedule(work, orm.get_one(Session, number), **changes)
    return _session(world, number)


@pytest.mark.parametrize("door", [_create, _plan_call, _schedule])
def test_every_door_refuses_an_hour_that_the_clocks_skip(world: World, door: Callable) -> None:
    with pytest.raises(Refused, match="There is no 01:30 on this day") as refused:
        door(world, SKIPPED)
    assert (refused.value.code, refused.value.field) == ("invalid", "starts_at")


@pytest.mark.parametrize("door", [_create, _plan_call, _schedule])
def test_every_door_asks_which_of_two_equal_hours_is_meant(world: World, door: Callable) -> None:
    with pytest.raises(Refused, match="comes twice") as refused:
        door(world, TWICE)
    assert (refused.value.code, refused.value.field) == ("invalid", "fold")
    assert _session(world, door(world, TWICE | {"fold": 1})).fold == 1


@pytest.mark.parametrize("door", [_create, _plan_call])
def test_every_door_refuses_a_time_without_a_date(world: World, door: Callable) -> None:
    with pytest.raises(Refused) as refused:
        door(world, {"starts_at": "10:00"})
    assert refused.value.field == "date"


def test_the_other_of_two_equal_hours_is_another_time(world: World) -> None:
    call = _plan_call(world, TWICE | {"fold": 0})
    assert (_session(world, call).fold, _session(world, call).sequence) == (0, 0)
    _plan_call(world, TWICE | {"link": "https://meet.example/room"})
    assert (_session(world, call).fold, _session(world, call).sequence) == (0, 1), "the choice stays"
    _plan_call(world, TWICE | {"fold": 1, "link": "https://meet.example/room"})
    assert (_session(world, call).fold, _session(world, call).sequence) == (1, 2)


@pytest.mark.parametrize(
    ("changes", "raises"),
    [
        ({"date": dt.date(2027, 5, 12)}, True),
        ({"starts_at": "11:00"}, True),
        ({"starts_at": None}, True),
        ({"minutes": 60}, True),
        ({"zone": "Europe/Rome"}, True),
        ({"cancelled": True}, True),
        ({"place": "Town hall"}, True),
        ({"link": "https://meet.example/room"}, True),
        ({"status": "ended"}, False),
        ({"date": dt.date(2027, 5, 11), "starts_at": "10:00", "minutes": 90, "fold": None}, False),
        ({"starts_at": "10:00:00", "fold": 0, "place": ""}, False),
    ],
)
def test_sequence_and_stamps_rise_with_what_calendars_show(world: World, changes: dict, raises: bool) -> None:
    number = _create(world, AT_TEN)
    before = _session(world, number)
    after = _change(world, number, **changes)
    assert after.sequence == before.sequence + raises
    assert after.last_modified == (world.clock.now if raises else before.last_modified)
    assert (after.uid, after.created_at) == (before.uid, before.created_at)
    again = _change(world, number, **changes)
    assert (again.sequence, again.last_modified) == (after.sequence, after.last_modified), "nothing changed"


def test_a_session_without_a_date_stands_in_no_calendar_yet(world: World) -> None:
    number = _create(world, {})
    assert _change(world, number, minutes=60).sequence == 0
    assert _change(world, number, date=dt.date(2027, 5, 11)).sequence == 0
    assert _change(world, number, date=None).sequence == 1, "it goes"
    assert _change(world, number, date=dt.date(2027, 5, 12)).sequence == 2, "newer than what took it off"


#: (host zone, when it is started, what is written down: date, time, fold)
STARTS = (
    ("Europe/Dublin", "2027-03-09T13:00", dt.date(2027, 3, 9), "13:00", 0),
    ("America/Los_Angeles", "2027-03-10T03:00", dt.date(2027, 3, 9), "19:00", 0),
    ("Asia/Seoul", "2027-03-09T23:30", dt.date(2027, 3, 10), "08:30", 0),
    ("Europe/Dublin", "2027-10-31T00:30", dt.date(2027, 10, 31), "01:30", 0),
    ("Europe/Dublin", "2027-10-31T01:30", dt.date(2027, 10, 31), "01:30", 1),
)


@pytest.mark.parametrize(("zone", "now", "day", "time", "fold"), STARTS)
def test_a_start_writes_down_when_it_is(world: World, zone, now, day, time, fold) -> None:
    number = _create(world, {})
    _change(world, number, zone=zone)
    world.clock.now = dt.datetime.fromisoformat(now).replace(tzinfo=dt.UTC)
    world.by("facilitator", "session.start", {"session": number})
    held = _session(world, number)
    assert (held.date, held.starts_at, held.fold) == (day, time, fold)
    assert (held.started_at, held.status, held.sequence) == (world.clock.now, "running", 0)


@pytest.mark.parametrize(
    ("when", "stays"),
    [
        (AT_TEN, (dt.date(2027, 5, 11), "10:00")),
        ({"date": "2027-05-11"}, (dt.date(2027, 5, 11), None)),
        ({"date": "2027-03-09"}, (dt.date(2027, 3, 9), "13:00")),
        ({"date": "2027-03-09", "starts_at": "12:45"}, (dt.date(2027, 3, 9), "12:45")),
    ],
)
def test_a_plan_stays_and_the_real_times_stand_beside_it(world: World, when: dict, stays: tuple) -> None:
    number = _create(world, when)
    world.by("facilitator", "session.start", {"session": number})
    began = world.clock.now
    world.clock.now += dt.timedelta(minutes=80)
    world.by("facilitator", "session.end", {"session": number})
    held = _session(world, number)
    assert (held.date, held.starts_at) == stays
    assert (held.started_at, held.ended_at) == (began, world.clock.now)
    assert held.sequence == (stays == (dt.date(2027, 3, 9), "13:00")), "a day became an hour"


def test_a_tandems_workshop_is_called_after_its_cities_or_its_number(world: World) -> None:
    assert _session(world, _schedule(world, AT_TEN)).title.startswith("Solution workshop: ")
    with world.database.writing() as orm:
        for city in orm.scalars(select(City).where(City.programme_id == world.here.programme)):
            city.name = f"{city.name}, whose name goes on and on".ljust(120, "x")
        for session in orm.scalars(select(Session).where(Session.tandem_id.is_not(None))):
            session.cancelled = True  # a tandem has one workshop at a time
    assert _session(world, _schedule(world, AT_TEN)).title == "Solution workshop: tandem 1"
