"""Themes of sessions: decided once, changed by who has seen the last decision, and every decision kept."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from facilitation.domain.documents import BulletList, Heading
from facilitation.domain.errors import Refused
from facilitation.queries.challenges.themes import theme_page, themes_of
from facilitation.queries.documents.agendas import agenda
from facilitation.queries.registrations.desks import may_register, registration_list
from facilitation.queries.sessions import calendars
from facilitation.queries.sessions.session_invitations import candidates
from facilitation.queries.sessions.touching import agenda_of
from facilitation.store.calendar_feeds import CalendarState
from facilitation.store.cities import City
from facilitation.store.people import Seat
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session
from facilitation.store.themes import Theme
from tests.world import World


def _challenge(world: World, title: str = "Rents") -> int:
    with world.database.reading() as orm:
        city = orm.scalars(select(City.id).where(City.programme_id == world.here.programme)).first()
    return world.by("coordinator", "challenge.name", {"city": city, "title": title}).result["challenge"]


def _session(world: World, **other: Any) -> int:
    planned = {"title": "Second", "type": "challenge", "template": "challenges", **other}
    return world.by("organiser", "session.create", planned).result["session"]


def _decide(world: World, challenge: int, session: int, **other: Any) -> int:
    decision = {"challenge": challenge, "session": session, "reason": "Six named it.", "language": "en"}
    return world.by("coordinator", "theme.decide", decision | other).result["theme"]


def _change(world: World, theme: int, number: int, **other: Any) -> None:
    decision = {"theme": theme, "number": number, "reason": "It presses.", "language": "en"}
    world.by("coordinator", "theme.change", decision | other)


def _page(world: World, theme: int, role: str = "coordinator"):
    with world.database.reading() as orm:
        return theme_page(orm, world.viewer(world.here.seats[role]), theme, "en")


def test_every_decision_is_kept_with_who_took_it_and_when(world: World) -> None:
    theme = _decide(world, _challenge(world), world.here.session, cities=["DUB"])
    _change(world, theme, 1, cities=["DUB", "WAW"], seats=[world.here.seats["participant"]])
    world.by("organiser", "theme.remove", {"theme": theme})
    world.by("organiser", "theme.restore", {"theme": theme})
    page = _page(world, theme)
    said = [
        (one.number, one.reason, one.cities, one.people, one.removed, name) for one, name in page.decisions
    ]
    assert said == [
        (4, "It presses.", ["DUB", "WAW"], 1, False, "Organiser"),
        (3, "It presses.", ["DUB", "WAW"], 1, True, "Organiser"),
        (2, "It presses.", ["DUB", "WAW"], 1, False, "Coordinator"),
        (1, "Six named it.", ["DUB"], 0, False, "Coordinator"),
    ]
    assert page.shown.people == ["Participant"]
    # Who attends has not agreed to be named, so others read that somebody does.
    assert _page(world, theme, "observer").shown.people == [None]


def test_nobody_decides_over_what_they_have_not_seen(world: World) -> None:
    theme = _decide(world, _challenge(world), world.here.session)
    _change(world, theme, 1)
    with pytest.raises(Refused) as refused:
        _change(world, theme, 1, reason="Later")
    assert refused.value.code == "conflict"


def test_one_challenge_is_a_theme_of_a_session_once(world: World) -> None:
    challenge, other = _challenge(world), _session(world)
    theme = _decide(world, challenge, world.here.session)
    with pytest.raises(Refused) as refused:
        _decide(world, challenge, world.here.session)
    assert refused.value.field == "challenge"
    _change(world, theme, 1, session=other)
    moved = _decide(world, challenge, world.here.session)
    with pytest.raises(Refused) as refused:
        _change(world, theme, 2, session=world.here.session)
    assert refused.value.field == "session"
    world.by("coordinator", "theme.remove", {"theme": moved})
    assert _decide(world, challenge, world.here.session) == moved, "it goes on with its history"


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"reason": "x" * 2_001}, "reason"),
        ({"language": "xx-nowhere"}, "language"),
        ({"cities": ["ZZZ"]}, "cities"),
        ({"seats": [10**6]}, "seats"),
    ],
)
def test_a_refusal_names_the_field_and_decides_nothing(world: World, other: dict, field: str) -> None:
    challenge = _challenge(world)
    with pytest.raises(Refused) as refused:
        _decide(world, challenge, world.here.session, **other)
    assert refused.value.field == field
    with world.database.reading() as orm:
        assert orm.scalars(select(Theme)).first() is None


def test_only_of_workshops_to_come(world: World) -> None:
    challenge = _challenge(world)
    call = _session(world, type="onboarding")
    with pytest.raises(Refused) as refused:
        _decide(world, challenge, call)
    assert refused.value.field == "session"
    theme = _decide(world, challenge, world.here.session)
    world.by("facilitator", "session.end", {"session": world.here.session})
    for name, payload in (("theme.remove", {"theme": theme}), ("theme.restore", {"theme": theme})):
        with pytest.raises(Refused) as refused:
            world.by("coordinator", name, payload)
        assert refused.value.code == "closed"


def test_the_session_is_for_the_cities_of_its_themes(world: World) -> None:
    session = _session(world)
    _decide(world, _challenge(world), session, cities=["DUB"], invites=True)
    _decide(world, _challenge(world, "Jobs"), session, cities=["WAW"], invites=True)
    with world.database.reading() as orm:
        row = orm.get_one(Session, session)
        assert (row.for_whom, [city.code for city in row.cities]) == ("these", ["DUB", "WAW"])


def test_who_attends_for_a_theme_is_expected_at_its_session(world: World) -> None:
    """From a city that the session is not for: ticked for an invitation, missing among those who registered,
    with the session in their own agenda and calendar; all of it until they attend no more."""
    participant = world.here.seats["participant"]
    session = _session(world, date="2027-06-01", starts_at="15:00", cities=["WAW"])
    world.by("facilitator", "desk.set", {"session": session, "way": "invited"})

    def expected() -> list[bool]:
        with world.database.reading() as orm:
            programme, row = orm.get_one(Programme, world.here.programme), orm.get_one(Session, session)
            leader, own = world.viewer(world.here.seats["facilitator"]), world.viewer(participant)
            asked = {one.seat for one in candidates(orm, leader, programme, row) if one.meant}
            silent = {seat.id for seat in registration_list(orm, leader, row).unanswered}
            next_ones = [one.session.id for one in agenda_of(orm, own, world.clock().date())]
            dated = [one.id for one in calendars.agenda_of(orm, orm.get_one(Seat, participant))]
            allowed = may_register(orm, own, row)
            return [
                participant in asked,
                participant in silent,
                session in next_ones,
                session in dated,
                allowed,
            ]

    def counted() -> int:
        with world.database.reading() as orm:
            return orm.get_one(CalendarState, world.here.programme).revision

    assert expected() == [False] * 5
    before = counted()
    theme = _decide(world, _challenge(world), session, cities=["WAW"], seats=[participant])
    assert expected() == [True] * 5 and counted() > before
    before = counted()
    _change(world, theme, 1, cities=["WAW"])
    assert expected() == [False] * 5 and counted() > before
    _change(world, theme, 2, cities=["WAW"], seats=[participant])
    before = counted()
    world.by("organiser", "theme.remove", {"theme": theme})
    assert expected() == [False] * 5 and counted() > before


def test_the_agenda_and_guests_read_why_but_no_names(world: World) -> None:
    _decide(
        world,
        _challenge(world),
        world.here.session,
        cities=["DUB"],
        seats=[world.here.seats["participant"]],
    )
    with world.database.reading() as orm:
        guest = world.viewer(world.here.seats["guest"])
        [shown] = themes_of(orm, guest, "en", world.here.session)
        assert (shown.by, shown.people) == (None, [None])
        assert themes_of(orm, guest, "en") == []
        blocks = agenda(
            orm, orm.get_one(Session, world.here.session), world.clock(), lambda text: text, 1
        ).blocks
    [place] = [at for at, one in enumerate(blocks) if one == Heading(1, "Why these themes")]
    listed = blocks[place + 1]
    assert isinstance(listed, BulletList)
    assert "".join(run.text for run in listed.items[0].content) == "Rents: Six named it. (Dublin)"
