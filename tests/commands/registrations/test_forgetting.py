"""How people leave registration lists: what they need after two weeks, places at once, the rest with them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select

from facilitation.domain.registrations import ACCESS_KEPT
from facilitation.jobs.retention import purge
from facilitation.queries.privacy.personal_data import data_of_person
from facilitation.store.programmes import Programme
from facilitation.store.registrations import Presence, Registration, RegistrationLink
from tests.commands.people.test_merging import _accept, _ask
from tests.commands.registrations.test_places import lists, planned
from tests.world import World


def _rows(world: World, model: type = Registration) -> list[Any]:
    with world.database.reading() as orm:
        return list(orm.scalars(select(model).order_by(model.id)))


def test_what_people_need_goes_two_weeks_after_the_session(world: World) -> None:
    session = planned(world)
    needs = {"session": session, "answer": "yes", "access_needs": "A ramp", "interpretation": "es"}
    world.by("participant", "registration.answer", needs)
    starts = dt.datetime(2027, 9, 23, 14, 0, tzinfo=dt.UTC)
    world.clock.now = starts + ACCESS_KEPT
    purge(world.database, world.door, world.clock())
    assert _rows(world)[0].access_needs == "A ramp", "to the last day"
    world.clock.now = starts + ACCESS_KEPT + dt.timedelta(days=1)
    done = purge(world.database, world.door, world.clock())
    [row] = _rows(world)
    assert (row.access_needs, row.interpretation, row.answer) == ("", "", "yes")
    assert done.deleted["registrations"] == 1
    assert purge(world.database, world.door, world.clock()).sentences() == []


def test_people_from_outside_go_with_the_retention_date(world: World) -> None:
    session = planned(world)
    ines = {"session": session, "name": "Ines Pereira", "email": "ines@porto.example", "answer": "yes"}
    world.do("registration.register", ines | {"from_city": "Porto"}, programme=world.here.programme)
    with world.database.writing() as orm:
        programme = orm.get_one(Programme, world.here.programme)
        programme.retention_until = world.clock().date() - dt.timedelta(days=1)
    purge(world.database, world.door, world.clock())
    [row] = [row for row in _rows(world) if row.seat_id is None]
    assert (row.name, row.email, row.from_city, row.answer) == ("removed person", None, "", "yes")
    assert _rows(world, RegistrationLink) == [], "the links open nothing any more"


def test_the_place_of_somebody_erased_goes_to_the_next(world: World) -> None:
    session = planned(world, capacity=1)
    for role in ("participant", "observer"):
        world.by(role, "registration.answer", {"session": session, "answer": "yes"})
    world.by("organiser", "seat.erase", {"seat": world.here.seats["participant"]})
    there, waiting = lists(world, session)
    assert ([row.seat_id for row in there], waiting) == ([world.here.seats["observer"]], [])


def test_ones_own_data_hold_ones_registrations_and_nobody_elses_name(world: World) -> None:
    here = {"session": world.here.session}
    world.by("facilitator", "desk.set", here | {"way": "open"})
    world.by("facilitator", "registration.answer", here | {"answer": "yes", "access_needs": "Captions"})
    world.by("facilitator", "registration.add", here | {"name": "Inês Pereira", "here": True})
    with world.database.reading() as orm:
        mine = data_of_person(orm, world.here.people["facilitator"], world.clock())
    [seat] = mine["seats"]
    [registered] = seat["elsewhere"]["registrations_for_sessions"]
    assert (registered["session"], registered["access_needs"]) == ("Workshop here", "Captions")
    assert len(seat["elsewhere"]["check_ins_own_or_entered"]) == 1
    assert "Pereira" not in str(mine)


def test_a_guest_who_turns_out_to_be_a_member_brings_along_when_they_were_there(world: World) -> None:
    guest, member = world.here.seats["guest"], world.here.seats["participant"]
    here = {"session": world.here.session}
    world.by("facilitator", "presence.tick", here | {"seat": guest})
    world.by("facilitator", "registration.add", here | {"seat": guest, "answer": "yes"})
    _accept(world, _ask(world, guest))
    assert [row.seat_id for row in _rows(world, Presence)] == [member]
    assert [row.seat_id for row in _rows(world)] == [member]
