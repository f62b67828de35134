"""Times for onboarding calls: one a city, swapped and given back until the call has begun."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from sqlalchemy import select

from facilitation.commands.door import Door, GatheringDoor
from facilitation.commands.execute import Call, Done
from facilitation.domain.errors import Refused
from facilitation.queries.onboarding.call_slots import times_of
from facilitation.queries.onboarding.onboarding import progress
from facilitation.store.call_slots import CallSlot
from facilitation.store.cities import City
from facilitation.store.onboarding import OnboardingCall
from tests.world import CITIES, World

TIMES = [("2027-04-06", "09:00"), ("2027-04-06", "15:00"), ("2027-04-07", "10:30")]


def offer(world: World, times: list[tuple[str, str]] = TIMES, **other: object) -> list[int]:
    offered = [{"date": date, "starts_at": at} for date, at in times]
    world.by("coordinator", "call_slots.offer", {"times": offered, "minutes": 45, **other})
    with world.database.reading() as orm:
        return list(orm.scalars(select(CallSlot.id).order_by(CallSlot.id)))[-len(times) :]


def _city(world: World, code: str) -> int:
    with world.database.reading() as orm:
        return orm.scalars(
            select(City.id).where(City.programme_id == world.here.programme, City.code == code)
        ).one()


def _take(world: World, slot: int, code: str = "DUB", role: str = "participant") -> Done:
    return world.by(role, "call_slot.take", {"slot": slot, "city": _city(world, code)})


def _holders(world: World) -> dict[int, str | None]:
    with world.database.reading() as orm:
        return {slot.id: slot.city.code if slot.city else None for slot in orm.scalars(select(CallSlot))}


def _call(world: World, code: str = "DUB") -> tuple[dt.date | None, str | None, int | None, str, int]:
    with world.database.reading() as orm:
        call = orm.scalars(select(OnboardingCall).where(OnboardingCall.city_id == _city(world, code))).one()
        session = call.session
        return session.date, session.starts_at, session.minutes, session.zone, session.sequence


def test_taking_plans_the_call_and_a_swap_moves_it(world: World) -> None:
    first, second, _ = offer(world, zone="Europe/Rome", link="https://meet.example/room")
    session = _take(world, first).result["session"]
    assert _call(world)[:4] == (dt.date(2027, 4, 6), "09:00", 45, "Europe/Rome")
    assert _take(world, second, role="support").result["session"] == session
    assert _holders(world)[first] is None and _holders(world)[second] == "DUB"
    assert _call(world)[1] == "15:00" and _call(world)[4] > 0
    with world.database.reading() as orm:
        call = orm.scalars(select(OnboardingCall)).one()
        assert call.session.type == "onboarding" and call.session.link == "https://meet.example/room"
        assert {person.seat_id for person in call.people} == {
            world.here.seats["participant"],
            world.here.seats["support"],
        }
        reader = world.viewer(world.here.seats["coordinator"])
        cities = list(orm.scalars(select(City).where(City.programme_id == world.here.programme)))
        board = {one.city.code: one.steps["call"].state for one in progress(orm, reader, cities)}
        assert board["DUB"] == "part" and board["TRN"] == "open"


def test_given_back_it_is_free_and_the_call_without_a_date(world: World) -> None:
    first, *_ = offer(world)
    _take(world, first)
    world.by("support", "call_slot.give_back", {"slot": first})
    assert _holders(world)[first] is None and _call(world)[0] is None
    _take(world, first, "TRN", "coordinator")
    assert _holders(world)[first] == "TRN"


def test_a_call_that_was_moved_by_hand_keeps_its_time(world: World) -> None:
    first, *_ = offer(world)
    _take(world, first)
    by_hand = {"city": _city(world, "DUB"), "date": "2027-04-20", "starts_at": "11:00", "minutes": 30}
    world.by("coordinator", "call.plan", by_hand)
    world.by("coordinator", "call_slot.give_back", {"slot": first})
    assert _call(world)[:2] == (dt.date(2027, 4, 20), "11:00")


def test_once_the_call_has_begun_nothing_moves(world: World) -> None:
    first, second, _ = offer(world)
    _take(world, first)
    world.clock.now = dt.datetime(2027, 4, 6, 8, 1, tzinfo=dt.UTC)  # 09:01 in Dublin
    for name, payload in (
        ("call_slot.take", {"slot": second, "city": _city(world, "DUB")}),
        ("call_slot.give_back", {"slot": first}),
        ("call_slot.withdraw", {"slot": first}),
    ):
        with pytest.raises(Refused) as refused:
            world.by("coordinator", name, payload)
        assert (refused.value.code, "Dublin" in str(refused.value)) == ("conflict", True), name
    with pytest.raises(Refused) as refused:
        _take(world, first, "TRN", "coordinator")
    assert refused.value.code == "conflict"


def test_a_time_that_was_withdrawn_is_told_to_its_city(world: World) -> None:
    first, second, _ = offer(world)
    _take(world, first)
    world.by("coordinator", "call_slot.withdraw", {"slot": first})
    assert _call(world)[0] is None

    def lost() -> bool:
        with world.database.reading() as orm:
            cities = list(orm.scalars(select(City).where(City.programme_id == world.here.programme)))
            reader = world.viewer(world.here.seats["participant"])
            times = times_of(orm, reader, cities, world.clock())
            assert first not in [one.slot.id for one in times.slots]
            return times.lost is not None

    assert lost()
    with pytest.raises(Refused):
        _take(world, first)
    _take(world, second)
    assert not lost()


def test_nobody_is_shown_whose_time_it_is_but_who_sees_the_board(world: World) -> None:
    first, *_ = offer(world)
    _take(world, first, "TRN", "coordinator")
    with world.database.reading() as orm:
        cities = list(orm.scalars(select(City).where(City.programme_id == world.here.programme)))
        for role, told in (
            ("facilitator", {"TRN"}),
            ("rapporteur", {"TRN"}),
            ("participant", set()),
            ("observer", set()),
        ):
            found = times_of(orm, world.viewer(world.here.seats[role]), cities, world.clock())
            assert {one.city.code for one in found.slots if one.city} == told, role


@pytest.mark.parametrize(
    ("times", "other", "field"),
    [
        ([], {}, "times"),
        ([("2027-04-06", "09:00"), ("2027-03-08", "09:00")], {}, "date_2"),
        ([("2027-04-06", "09:00"), ("2027-04-06", "25:00")], {}, "starts_at_2"),
        ([("2027-04-06", "09:00"), ("2027-04-06", "09:00")], {}, "starts_at_2"),
        ([("2027-03-28", "01:30")], {}, "starts_at_1"),  # Dublin's clocks leap over it
        ([("2027-10-31", "01:30")], {}, "fold_1"),
        (TIMES, {"minutes": 0}, "minutes"),
        (TIMES, {"zone": "Mars/Base"}, "zone"),
        (TIMES, {"link": "meet me"}, "link"),
        (
            [
                ("2027-04-06", f"{hour:02}:{minute:02}")
                for hour in range(6, 21)
                for minute in (0, 10, 20, 30, 40)
            ],
            {},
            "times",
        ),
    ],
)
def test_a_fault_names_its_time_and_nothing_is_offered(
    world: World, times: list, other: dict, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        offer(world, times, **other)
    assert refused.value.field == field
    assert not _holders(world)


def press_at_once(world: World, doors: list[Door], slot: int) -> None:
    """Every city presses at the same moment: one gets it, the others are told in words."""
    outcomes: dict[str, str] = {}
    together = threading.Barrier(len(CITIES))

    def press(code: str, city: int, door: Door) -> None:
        call = Call("call_slot.take", f"press-{code}-{slot}", {"slot": slot, "city": city}, seat)
        together.wait(10)
        try:
            door.execute(call)
            outcomes[code] = "taken"
        except Refused as refused:
            outcomes[code] = f"{refused.code}: {refused}"

    seat = world.here.seats["coordinator"]
    pressing = [
        threading.Thread(target=press, args=(code, _city(world, code), doors[at % len(doors)]))
        for at, (code, *_) in enumerate(CITIES)
    ]
    for thread in pressing:
        thread.start()
    for thread in pressing:
        thread.join(30)
    assert len(outcomes) == len(CITIES)
    said = sorted(outcomes.values())
    assert said == ["conflict: Another city has just taken this time. Choose another one."] * 3 + ["taken"]
    [winner] = [code for code, outcome in outcomes.items() if outcome == "taken"]
    assert _holders(world)[slot] == winner
    with world.database.reading() as orm:
        assert len(orm.scalars(select(OnboardingCall)).all()) == 1


def test_of_cities_thatpress_at_once_one_gets_it(world: World) -> None:
    [slot] = offer(world, TIMES[:1])
    door = GatheringDoor(world.house, lambda changes: None)
    try:
        press_at_once(world, [door], slot)
    finally:
        door.close()
