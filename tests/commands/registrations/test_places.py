"""Places and the waiting list: in order, nobody twice, moving up by itself, also when 200 press at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from facilitation.commands.door import DirectDoor, Door, GatheringDoor
from facilitation.commands.execute import Call
from facilitation.commands.house import House
from facilitation.domain.errors import Refused
from facilitation.store.mails import Mail
from facilitation.store.people import Person, Seat
from facilitation.store.registrations import Registration
from facilitation.store.sessions import Session
from facilitation.translations import say
from tests.store.conftest import cluster, on_postgresql, template
from tests.world import World

__all__ = ["cluster", "on_postgresql", "template"]
PEOPLE, PLACES = 200, 70


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def somewhere(request: pytest.FixtureRequest) -> Iterator[World]:
    yield request.getfixturevalue("world" if request.param == "sqlite" else "on_postgresql")


def planned(world: World, way: str = "open", **settings: Any) -> int:
    """A session on 23 September 2027 at 15:00 in Dublin, to which people can register."""
    facts = {"title": "Autumn meeting", "type": "all_peer", "template": "check_in", "date": "2027-09-23"}
    created = world.by("facilitator", "session.create", facts | {"starts_at": "15:00", "minutes": 90})
    session = created.result["session"]
    world.by("facilitator", "desk.set", {"session": session, "way": way} | settings)
    return session


def _seats(world: World, number: int) -> list[int]:
    with world.database.writing() as orm:
        seats = []
        for place in range(number):
            email = f"person{place}@here.invalid"
            person = Person(email=email, name=f"Person {place}", created_at=world.clock())
            seat = Seat(programme_id=world.here.programme, name=f"Person {place}", role="participant")
            seat.person, seat.created_at = person, world.clock()
            orm.add(seat)
            seats.append(seat)
        orm.flush()
        return [seat.id for seat in seats]


def lists(world: World, session: int) -> tuple[list[Registration], list[Registration]]:
    """Who is in, and who waits in the order of their turns."""
    with world.database.reading() as orm:
        query = select(Registration).where(
            Registration.session_id == session, Registration.removed_at.is_(None)
        )
        rows = orm.scalars(query.order_by(Registration.turn, Registration.id)).all()
    return [row for row in rows if row.place == "in"], [row for row in rows if row.place == "waiting"]


def _all_at_once(calls: list[Callable[[], object]]) -> None:
    barrier = threading.Barrier(len(calls))

    def press(call: Callable[[], object]) -> None:
        barrier.wait(30)
        call()

    threads = [threading.Thread(target=press, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)


def _patient(door: Door, call: Call) -> None:
    """As a browser does: what is busy is asked again, under the same id."""
    for _ in range(200):
        try:
            door.execute(call)
            return
        except Refused as refused:
            assert refused.code == "busy", refused
            threading.Event().wait(0.05)
    raise AssertionError("busy for too long")


def test_two_hundred_press_at_once_for_seventy_places(somewhere: World) -> None:
    """Each presses twice; where several processes can serve, half of them come by another one."""
    world = somewhere
    session = planned(world, capacity=PLACES)
    seats = _seats(world, PEOPLE)
    house = House(world.database, world.clock, say)
    doors = [GatheringDoor(house, lambda changes: None)]
    if not world.database.is_sqlite:
        doors.append(GatheringDoor(House(world.database, world.clock, say), lambda changes: None))
    calls = []
    for place, seat in enumerate(seats):
        for press in range(2):
            payload = {"session": session, "answer": "yes"}
            call = Call("registration.answer", f"press-{press}-of-{seat}", payload, seat)
            calls.append(partial(_patient, doors[place % len(doors)], call))
    _all_at_once(calls)
    for door in doors:
        door.close()
    there, waiting = lists(world, session)
    assert (len(there), len(waiting)) == (PLACES, PEOPLE - PLACES)
    assert sorted(row.turn for row in waiting) == list(range(1, PEOPLE - PLACES + 1)), "each has a turn"
    assert len({row.seat_id for row in [*there, *waiting]}) == PEOPLE, "nobody is there twice"
    # One gives a place back: the first of those who wait has it, and is told.
    world.do("registration.answer", {"session": session, "answer": "no"}, there[0].seat_id)
    now_there, still_waiting = lists(world, session)
    assert [row.id for row in still_waiting] == [row.id for row in waiting[1:]]
    assert {row.id for row in now_there} == {row.id for row in there[1:]} | {waiting[0].id}
    with world.database.reading() as orm:
        [mail] = orm.scalars(select(Mail).where(Mail.subject.contains("Autumn meeting")))
        assert mail.address == orm.get_one(Seat, waiting[0].seat_id).person.email
    assert mail.subject == "A place has become free for you: “Autumn meeting”"


def _three_for_one(world: World) -> tuple[int, list[int]]:
    session = planned(world, capacity=1)
    roles = ("participant", "observer", "rapporteur")
    for role in roles:
        world.by(role, "registration.answer", {"session": session, "answer": "yes"})
    there, waiting = lists(world, session)
    return session, [row.id for row in [*there, *waiting]]


def _mails(world: World) -> list[tuple[str, str]]:
    with world.database.reading() as orm:
        query = select(Mail).where(Mail.link.contains("/registrations/")).order_by(Mail.id)
        return [
            (mail.address.partition("@")[0], mail.subject.partition(":")[0]) for mail in orm.scalars(query)
        ]


def test_more_places_let_several_move_up(world: World) -> None:
    session, people = _three_for_one(world)
    world.by("facilitator", "desk.set", {"session": session, "way": "open", "capacity": 3})
    there, waiting = lists(world, session)
    assert [row.id for row in there] == people and waiting == []
    free = "A place has become free for you"
    assert _mails(world) == [("observer", free), ("rapporteur", free)], "in the order that they waited"


def test_fewer_places_than_people_have_is_refused_with_the_number(world: World) -> None:
    session, _ = _three_for_one(world)
    world.by("facilitator", "desk.set", {"session": session, "way": "open", "capacity": 3})
    with pytest.raises(Refused) as refused:
        world.by("facilitator", "desk.set", {"session": session, "way": "invited", "capacity": 2})
    assert (refused.value.code, refused.value.field) == ("conflict", "capacity")
    assert "3 people have a place already" in str(refused.value)
    assert len(lists(world, session)[0]) == 3


def test_perhaps_takes_no_place(world: World) -> None:
    session = planned(world, capacity=1)
    world.by("participant", "registration.answer", {"session": session, "answer": "perhaps"})
    world.by("observer", "registration.answer", {"session": session, "answer": "yes"})
    there, waiting = lists(world, session)
    assert [row.seat_id for row in there] == [world.here.seats["observer"]] and waiting == []
    # Whoever is in and now says perhaps gives the place back.
    world.by("participant", "registration.answer", {"session": session, "answer": "yes"})
    world.by("observer", "registration.answer", {"session": session, "answer": "perhaps"})
    there, waiting = lists(world, session)
    assert [row.seat_id for row in there] == [world.here.seats["participant"]] and waiting == []


def test_people_are_moved_by_hand_and_back(world: World) -> None:
    session, (first, second, third) = _three_for_one(world)

    def move(registration: int, to: str) -> None:
        payload = {"session": session, "registration": registration, "to": to}
        world.by("facilitator", "registration.move", payload)

    with pytest.raises(Refused, match="All 1 places are taken"):
        move(third, "in")
    move(third, "first")
    assert [row.id for row in lists(world, session)[1]] == [third, second]
    move(first, "waiting")
    there, waiting = lists(world, session)
    assert ([row.id for row in there], [row.id for row in waiting]) == ([third], [second, first])
    # Taken off the list and put back: the place is somebody else's by then.
    who = {"session": session, "registration": third}
    world.by("facilitator", "registration.remove", who)
    assert [row.id for row in lists(world, session)[0]] == [second]
    world.by("facilitator", "registration.restore", who)
    there, waiting = lists(world, session)
    assert ([row.id for row in there], [row.id for row in waiting]) == ([second], [third, first])


def test_nobody_new_overtakes_those_who_wait(world: World) -> None:
    """A facilitator keeps a place free: who comes next stands behind whom they moved."""
    session = planned(world, capacity=1)
    world.by("participant", "registration.answer", {"session": session, "answer": "yes"})
    [first] = lists(world, session)[0]
    moved = {"session": session, "registration": first.id, "to": "waiting"}
    world.by("facilitator", "registration.move", moved)
    world.by("observer", "registration.answer", {"session": session, "answer": "yes"})
    there, waiting = lists(world, session)
    assert there == []
    assert [row.seat_id for row in waiting] == [world.here.seats[one] for one in ("participant", "observer")]


def _refused(world: World, role: str, session: int, answer: str = "yes") -> str:
    with pytest.raises(Refused) as refused:
        world.by(role, "registration.answer", {"session": session, "answer": answer})
    return str(refused.value)


def test_closed_means_closed_but_a_place_can_be_given_back(world: World) -> None:
    session = planned(world, capacity=5)
    world.by("participant", "registration.answer", {"session": session, "answer": "yes"})
    world.by("facilitator", "desk.set", {"session": session, "way": "closed"})
    assert _refused(world, "observer", session) == "Registration for this session is closed."
    world.by("participant", "registration.answer", {"session": session, "answer": "no"})
    assert lists(world, session) == ([], [])
    settings = {"session": session, "way": "open", "closes_on": "2027-03-10", "closes_time": "12:00"}
    world.by("facilitator", "desk.set", settings)
    world.by("observer", "registration.answer", {"session": session, "answer": "yes"})
    world.clock.now = world.clock.now.replace(day=10, hour=12, minute=0)
    assert _refused(world, "support", session) == "Registration for this session is closed."


def test_after_the_session_nobody_registers(world: World) -> None:
    session = planned(world)
    world.clock.now = world.clock.now.replace(month=9, day=23, hour=15, minute=31)
    assert _refused(world, "participant", session) == (
        "This session is over, so nobody can register any more."
    )
    with world.database.writing() as orm:
        orm.get_one(Session, session).cancelled = True
    assert _refused(world, "participant", session) == "The session is cancelled."


def test_by_invitation_are_its_cities_those_with_a_role_and_who_was_asked(world: World) -> None:
    session = planned(world, way="invited")
    world.by("facilitator", "session.for_whom", {"session": session, "for_whom": "these", "cities": ["TRN"]})
    by_invitation = "Registration for this session is by invitation. Ask an organiser to invite you."
    assert _refused(world, "participant", session) == by_invitation
    both = {"session": session, "for_whom": "these", "cities": ["TRN", "DUB"]}
    world.by("facilitator", "session.for_whom", both)
    world.by("participant", "registration.answer", {"session": session, "answer": "yes"})
    assert _refused(world, "observer", session) == by_invitation
    role = {"session": session, "role": "speaker", "seat": world.here.seats["observer"]}
    world.by("facilitator", "session_person.add", role)
    world.by("observer", "registration.answer", {"session": session, "answer": "yes"})
    assert _refused(world, "rapporteur", session) == by_invitation
    asked = {"session": session, "seat": world.here.seats["rapporteur"]}
    world.by("facilitator", "registration.add", asked)
    world.by("rapporteur", "registration.answer", {"session": session, "answer": "perhaps"})
    world.by("organiser", "registration.answer", {"session": session, "answer": "yes"})


def test_one_call_through_the_door_is_as_good(world: World) -> None:
    """A withdrawal twice moves one up, not two."""
    session, (first, second, third) = _three_for_one(world)
    door = DirectDoor(world.house)
    payload = {"session": session, "answer": "no"}
    call = Call("registration.answer", "withdraw-once", payload, world.here.seats["participant"])
    assert door.execute(call) == door.execute(call)
    there, waiting = lists(world, session)
    assert ([row.id for row in there], [row.id for row in waiting]) == ([second], [third]) and first
