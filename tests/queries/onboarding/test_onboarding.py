"""The board of progress, call notes, catching up: each sees what they may, and no hidden text."""

from __future__ import annotations

import datetime as dt

import pytest

from facilitation.domain.errors import Refused
from facilitation.queries.cities.cities import cities_listed, city_for
from facilitation.queries.cities.profiles import section_of
from facilitation.queries.onboarding.calls import call_of, note_of
from facilitation.queries.onboarding.catch_up import count_missed
from facilitation.queries.onboarding.onboarding import CityProgress, own_steps, progress
from facilitation.store.people import Seat
from facilitation.store.sessions import Session
from tests.laws.cases.onboarding import city_of, planned
from tests.world import World


def _board(world: World, role: str) -> dict[str, CityProgress]:
    with world.database.reading() as orm:
        viewer = world.viewer(world.here.seats[role])
        cities = cities_listed(orm, world.viewer(world.here.seats["organiser"])).cities
        return {one.city.code: one for one in progress(orm, viewer, cities)}


def _states(one: CityProgress) -> dict[str, str]:
    return {step: standing.state for step, standing in one.steps.items()} | {"assessment": "-"}


def test_how_far_each_city_is(world: World) -> None:
    dublin = city_of(world, world.here.seats["participant"])
    before = _board(world, "coordinator")
    assert _states(before["DUB"]) == {
        "people": "done",
        "profile": "open",
        "call": "open",
        "assessment": "-",
        "workshop": "done",
        "tandem": "later",
    }, "a guest with Dublin's badge was in the workshop"
    assert before["TRN"].steps["workshop"].state == "later", "one runs that Turin is down for"
    assert (before["TRN"].steps["people"].state, before["TRN"].here) == ("open", 0)
    invited = {"name": "Ines", "email": "ines@turin.example", "role": "participant", "city": "TRN"}
    world.by("organiser", "invitation.send", {"people": [invited]})
    text = {"city": dublin, "section": "about", "text": "Here we are", "language": "en"}
    world.by("participant", "profile.write", text)
    world.by("coordinator", "call.plan", {"city": dublin})
    world.do("session.attend", {"session": world.here.session}, world.here.seats["participant"])
    world.by("facilitator", "session.end", {"session": world.here.session})
    world.tandem()
    after = _board(world, "rapporteur")
    assert _states(after["DUB"])["profile"] == "part" and after["DUB"].steps["profile"].done == 1
    assert _states(after["DUB"])["call"] == "part"
    assert (_states(after["DUB"])["workshop"], _states(after["TRN"])["workshop"]) == ("done", "open")
    assert {_states(one)["tandem"] for one in after.values()} <= {"done", "open"}
    assert (after["TRN"].steps["people"].state, after["TRN"].steps["people"].of) == ("part", 1)
    world.by("coordinator", "call.hold", {"city": dublin, "held": True})
    assert _states(_board(world, "organiser")["DUB"])["call"] == "done"


def test_a_citys_people_see_their_own_steps_only(world: World) -> None:
    for role in ("participant", "support"):
        assert list(_board(world, role)) == ["DUB"]
    for role in ("observer", "guest"):
        assert _board(world, role) == {}
    with world.database.reading() as orm:
        cities = cities_listed(orm, world.viewer(world.here.seats["organiser"])).cities
        assert own_steps(orm, world.viewer(world.here.seats["organiser"]), cities) is None
        assert own_steps(orm, world.viewer(world.here.seats["support"]), cities).city.code == "DUB"


def test_reminders_are_known_to_those_who_send_them(world: World) -> None:
    dublin = city_of(world, world.here.seats["participant"])
    world.by("coordinator", "reminder.send", {"city": dublin, "step": "profile"})
    told = _board(world, "organiser")["DUB"].reminded["profile"]
    assert (told.by, told.people, told.at) == ("Coordinator", 2, world.clock())
    assert _board(world, "facilitator")["DUB"].reminded == {}


def test_the_notes_of_a_call_are_a_draft_until_it_was_held(world: World) -> None:
    first = planned(world, 0)
    world.by("rapporteur", "call.note", first | {"text": "Frank words", "language": "en"})

    def said(role: str) -> list[str]:
        with world.database.reading() as orm:
            viewer = world.viewer(world.here.seats[role])
            city = city_for(orm, world.viewer(world.here.seats["organiser"]), "DUB")
            return [asked.note.text for asked in call_of(orm, viewer, city).asked if asked.note]

    for role in ("organiser", "coordinator", "facilitator", "rapporteur"):
        assert said(role) == ["Frank words"], role
    for role in ("participant", "support"):
        assert said(role) == [], role
    with world.database.reading() as orm:
        city = city_for(orm, world.viewer(world.here.seats["organiser"]), "DUB")
        with pytest.raises(Refused):
            note_of(orm, world.viewer(world.here.seats["participant"]), city, first["question"])
    world.by("coordinator", "call.hold", {"city": first["city"], "held": True})
    assert said("participant") == said("support") == ["Frank words"]
    for role in ("observer", "guest"):
        with pytest.raises(Refused):
            said(role)
    with world.database.writing() as orm:  # somebody of another city
        orm.get_one(Seat, world.here.seats["support"]).city_id = city_of(world, 0)
    with pytest.raises(Refused):
        said("support")


def test_whoever_was_there_or_has_caught_up_missed_nothing(world: World) -> None:
    world.do("session.attend", {"session": world.here.session}, world.here.seats["support"])
    world.clock.now += dt.timedelta(hours=1)
    world.by("facilitator", "session.end", {"session": world.here.session})

    def missed(role: str) -> int:
        with world.database.reading() as orm:
            return count_missed(orm, world.viewer(world.here.seats[role]))

    assert (missed("support"), missed("participant"), missed("guest")) == (0, 1, 0)
    other = {"title": "Of others", "type": "solution", "template": "solution", "cities": ["WAW", "SFO"]}
    elsewhere = world.by("facilitator", "session.create", other).result["session"]
    world.by("facilitator", "session.start", {"session": elsewhere})
    world.by("facilitator", "session.end", {"session": elsewhere})
    assert (missed("participant"), missed("observer")) == (1, 2), "what was for other cities alone"
    world.clock.now += dt.timedelta(minutes=1)
    world.by("participant", "catch_up.done", {})
    assert missed("participant") == 0
    with world.database.writing() as orm:  # asked to leave: what was said there is not for them
        orm.get_one(Seat, world.here.seats["observer"]).ejected_from = [world.here.session]
        orm.get_one(Session, world.here.session).ended_at = world.clock() + dt.timedelta(days=1)
    assert (missed("observer"), missed("participant")) == (1, 1)


def test_a_writer_is_named_to_others_only_by_consent(world: World) -> None:
    dublin = city_of(world, world.here.seats["support"])
    text = {"city": dublin, "section": "about", "text": "Here we are", "language": "en"}
    world.by("support", "profile.write", text)

    def name(role: str) -> str | None:
        with world.database.reading() as orm:
            viewer = world.viewer(world.here.seats[role])
            return section_of(orm, viewer, city_for(orm, viewer, "DUB"), "about").name

    assert (name("participant"), name("observer")) == (None, None)
    assert (name("support"), name("facilitator")) == ("Support", "Support")
    world.by("support", "consent.give", {"purpose": "listed"})
    assert name("participant") == "Support"
