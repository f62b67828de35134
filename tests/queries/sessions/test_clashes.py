"""What speaks against a session's time: who is in two places, nights, holidays, weekends; else nothing."""

from __future__ import annotations

from typing import Any

import pytest

from facilitation.queries.sessions.clashes import clashes_of
from facilitation.store.fair_times import PainRules
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session
from tests.world import World

WHEN = {"date": "2027-06-16", "starts_at": "15:00", "minutes": 90}


def _session(world: World, cities: list[str], **more: Any) -> int:
    fixed = {"title": "/".join(cities), "type": "challenge", "template": "challenges"}
    payload = fixed | {"cities": cities} | WHEN | more
    return world.by("facilitator", "session.create", payload).result["session"]


def _role(world: World, session: int, seat: str) -> None:
    held = {"session": session, "role": "speaker", "seat": world.here.seats[seat]}
    world.by("facilitator", "session_person.add", held)


def _found(world: World, session: int) -> list[tuple[str, str]]:
    """(kind, the city's code or the name) of each clash."""
    with world.database.reading() as orm:
        programme = orm.get_one(Programme, world.here.programme)
        found = clashes_of(orm, programme, orm.get_one(Session, session))
        return [(one.kind, one.name if one.kind == "person" else one.city.code) for one in found]


def test_a_city_in_two_sessions_at_once(world: World) -> None:
    one, other = _session(world, ["DUB", "TRN"]), _session(world, ["DUB", "SFO"], starts_at="16:00")
    assert _found(world, one) == _found(world, other) == [("city", "DUB")]


@pytest.mark.parametrize("starts_at", ["13:30", "16:30"])
def test_one_after_the_other_is_no_clash(world: World, starts_at: str) -> None:
    one = _session(world, ["DUB"])
    _session(world, ["DUB"], starts_at=starts_at)
    assert _found(world, one) == []


def test_a_person_with_a_role_at_both(world: World) -> None:
    one, other = _session(world, ["TRN"]), _session(world, ["SFO"])
    _role(world, one, "rapporteur")
    assert _found(world, one) == []
    _role(world, other, "rapporteur")
    assert _found(world, one) == _found(world, other) == [("person", "Rapporteur")]


def test_a_person_with_a_role_whose_city_is_asked_to_the_other(world: World) -> None:
    one, other = _session(world, ["TRN"]), _session(world, ["DUB"])
    _role(world, one, "participant")  # of Dublin
    assert _found(world, one) == _found(world, other) == [("person", "Participant")]


def test_what_is_cancelled_over_or_simulated_is_in_nobodys_way(world: World) -> None:
    one, other = _session(world, ["DUB"]), _session(world, ["DUB"])
    for change in ({"cancelled": True}, {"status": "ended"}, {"simulated": True}):
        with world.database.writing() as orm:
            row = orm.get_one(Session, other)
            before = {name: getattr(row, name) for name in change}
            for name, value in change.items():
                setattr(row, name, value)
        assert _found(world, one) == [], change
        with world.database.writing() as orm:
            for name, value in before.items():
                setattr(orm.get_one(Session, other), name, value)
    assert _found(world, one) == [("city", "DUB")]


def test_holidays_and_weekends_by_each_citys_own_date(world: World) -> None:
    with world.database.writing() as orm:
        codes = {"DUB": "IE", "TRN": "IT", "SFO": "US", "WAW": "PL"}
        for city in orm.get_one(Programme, world.here.programme).cities:
            city.country_code = codes[city.code]
    # Italy's Republic Day is a Wednesday in 2027; nobody else has it.
    assert _found(world, _session(world, ["DUB", "TRN"], date="2027-06-02")) == [("holiday", "TRN")]
    # Saturday 01:00 in Dublin is still Friday in San Francisco.
    night = _session(world, ["DUB", "SFO"], date="2027-06-12", starts_at="01:00")
    assert _found(world, night) == [("night", "DUB"), ("weekend", "DUB")]
    # A date without a time is that date everywhere.
    undecided = _session(world, ["DUB", "SFO"], date="2027-06-20", starts_at=None)
    assert _found(world, undecided) == [("weekend", "DUB"), ("weekend", "SFO")]


def test_hours_that_are_night_for_somebody(world: World) -> None:
    """Also where only its end is; noon in Dublin is four in the morning in San Francisco."""
    assert _found(world, _session(world, ["DUB", "SFO"], starts_at="12:00")) == [("night", "SFO")]
    assert _found(world, _session(world, ["TRN"], starts_at="22:00", minutes=60)) == [("night", "TRN")]
    assert _found(world, _session(world, ["DUB", "TRN"], starts_at="11:00", minutes=30)) == []


def test_a_city_with_another_weekend(world: World) -> None:
    prices = {"bands": [{"opens": 0, "closes": 1440, "pain": 0}], "night": 12, "humane": 2}
    prices |= {"weekends": True, "holidays": True, "own_weekends": {"DUB": "fri_sat"}}
    world.by("coordinator", "pain_rules.set", prices)
    assert _found(world, _session(world, ["DUB", "TRN"], date="2027-06-18")) == [("weekend", "DUB")]
    assert _found(world, _session(world, ["DUB", "TRN"], date="2027-06-20")) == [("weekend", "TRN")]
    world.by("coordinator", "pain_rules.reset", {})
    with world.database.reading() as orm:
        assert orm.get(PainRules, world.here.programme) is None
    assert _found(world, _session(world, ["DUB"], date="2027-06-25")) == []


def test_a_clash_forbids_nothing(world: World) -> None:
    one, other = _session(world, ["DUB"]), _session(world, ["DUB"], starts_at="09:00")
    same = {"date": "2027-06-16", "starts_at": "15:00", "zone": "Europe/Dublin", "minutes": 60}
    world.by("facilitator", "session.take_time", {"session": other} | same)
    assert _found(world, one) == [("city", "DUB")]
