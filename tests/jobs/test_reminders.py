"""Reminders: once, in their reader's language and zone, along with a session that moves, or not at all."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from facilitation.commands.door import DirectDoor
from facilitation.commands.sessions.schedule import reschedule
from facilitation.commands.work import Work
from facilitation.domain.permissions import system
from facilitation.jobs.reminders import remind
from facilitation.store.mails import Mail
from facilitation.store.people import Person
from facilitation.store.sessions import Session
from facilitation.translations import say
from tests.commands.registrations.test_places import planned
from tests.world import World

STARTS = dt.datetime(2027, 9, 23, 14, 0, tzinfo=dt.UTC)


def _remind(world: World, at: dt.datetime) -> list[Mail]:
    world.clock.now = at
    remind(world.database, DirectDoor(world.house), at)
    with world.database.reading() as orm:
        return list(
            orm.scalars(select(Mail).where(Mail.subject.contains("Autumn meeting")).order_by(Mail.id))
        )


def _come(world: World, role: str, session: int, when: str) -> None:
    payload = {"session": session, "answer": "yes", "remind": when}
    world.by(role, "registration.answer", payload)


def _move(world: World, session: int, **changes: object) -> None:
    """As a facilitator's change of the time does it."""
    with world.database.writing() as orm:
        work = Work(orm, system(world.here.programme), world.clock(), say)
        reschedule(work, orm.get_one(Session, session), **changes)


def test_each_is_reminded_once_when_they_wish(world: World) -> None:
    session = planned(world)
    for role, when in (("participant", "day"), ("observer", "hour"), ("support", "none")):
        _come(world, role, session, when)
    assert _remind(world, STARTS - dt.timedelta(days=1, minutes=1)) == []
    [first] = _remind(world, STARTS - dt.timedelta(days=1))
    assert first.address == "participant@here.invalid"
    assert len(_remind(world, STARTS - dt.timedelta(hours=2))) == 1
    _, second = _remind(world, STARTS - dt.timedelta(minutes=59))
    assert second.address == "observer@here.invalid"
    assert len(_remind(world, STARTS - dt.timedelta(minutes=1))) == 2
    assert len(_remind(world, STARTS + dt.timedelta(hours=3))) == 2


def test_an_archived_programme_reminds_nobody(world: World, caplog: pytest.LogCaptureFixture) -> None:
    session = planned(world)
    _come(world, "participant", session, "day")
    world.by("facilitator", "session.end", {"session": world.here.session})
    world.by("organiser", "programme.archive", {})
    assert _remind(world, STARTS - dt.timedelta(hours=2)) == []
    assert not caplog.records, "the worker looks every minute"


def test_in_their_language_and_zone_with_a_link(world: World) -> None:
    session = planned(world)
    with world.database.writing() as orm:
        person = orm.get_one(Person, world.here.people["participant"])
        person.locale, person.time_zone = "es", "America/Mexico_City"
    _come(world, "participant", session, "day")
    [mail] = _remind(world, STARTS - dt.timedelta(hours=20))
    assert "jueves, 23 de septiembre de 2027, 08:00–09:30" in mail.text
    assert "15:00–16:30" in mail.text, "the host's time stands beside it"
    assert "{link}" in mail.text and (mail.link or "").startswith("/registrations/")


def test_who_answers_after_it_was_due_is_not_reminded(world: World) -> None:
    session = planned(world)
    world.clock.now = STARTS - dt.timedelta(hours=5)
    _come(world, "participant", session, "day")
    assert _remind(world, STARTS - dt.timedelta(hours=4)) == []


def test_a_session_that_moves_takes_its_reminders_along(world: World) -> None:
    session = planned(world)
    _come(world, "participant", session, "day")
    _move(world, session, date=dt.date(2027, 9, 30))
    assert _remind(world, STARTS - dt.timedelta(hours=20)) == []
    assert len(_remind(world, STARTS + dt.timedelta(days=6, hours=1))) == 1
    # Reminded, and moved again by a week: that is another day to be reminded of. By an hour it isn't.
    _move(world, session, starts_at="16:00")
    assert len(_remind(world, STARTS + dt.timedelta(days=6, hours=2))) == 1
    _move(world, session, date=dt.date(2027, 10, 7))
    assert len(_remind(world, STARTS + dt.timedelta(days=13, hours=3))) == 2


@pytest.mark.parametrize("why", ["cancelled", "withdrawn", "waiting", "taken off"])
def test_nobody_is_reminded_of_what_is_not_theirs(world: World, why: str) -> None:
    session = planned(world, capacity=1)
    if why == "waiting":
        world.by("organiser", "registration.answer", {"session": session, "answer": "yes"})
    _come(world, "participant", session, "day")
    if why == "cancelled":
        _move(world, session, cancelled=True)
    elif why == "withdrawn":
        world.by("participant", "registration.answer", {"session": session, "answer": "no", "remind": "day"})
    elif why == "taken off":
        with world.database.reading() as orm:
            number = orm.connection().exec_driver_sql("SELECT max(id) FROM registrations").scalar_one()
        who = {"session": session, "registration": number}
        world.by("facilitator", "registration.remove", who)
    assert _remind(world, STARTS - dt.timedelta(hours=20)) == []
