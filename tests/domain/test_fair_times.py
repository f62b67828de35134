"""Fair times: the known answers of the nine cities, and every offer against brute force."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from facilitation.domain import fair_times as fair
from facilitation.domain.errors import Refused
from facilitation.domain.scheduling import Band, FairTimes, PainPolicy, PlacedCity, Slot

NINE = [
    PlacedCity("BHZ", "America/Sao_Paulo"),
    PlacedCity("BIO", "Europe/Madrid"),
    PlacedCity("DUB", "Europe/Dublin"),
    PlacedCity("GDL", "America/Mexico_City"),
    PlacedCity("MTL", "America/Toronto"),
    PlacedCity("RTM", "Europe/Amsterdam"),
    PlacedCity("SFO", "America/Los_Angeles"),
    PlacedCity("TRN", "Europe/Rome"),
    PlacedCity("WAW", "Europe/Warsaw"),
]
SEOUL = PlacedCity("SEL", "Asia/Seoul")
TEN = [*NINE, SEOUL]
EUROPE = {"BIO", "DUB", "RTM", "TRN", "WAW"}
AMERICAS = {"BHZ", "GDL", "MTL", "SFO"}
JUNE = date(2027, 6, 14), date(2027, 6, 27)
ZONES = (
    "Europe/Dublin",
    "Europe/Brussels",
    "America/Bogota",
    "America/Los_Angeles",
    "Asia/Seoul",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
)


def _grid(
    cities: list[PlacedCity], first: date, last: date, minutes: int, zone: str = "UTC", **more
) -> fair.Grid:
    return fair.grid_of_days(FairTimes(cities, **more), zone, first, last, minutes)


# -- known answers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        ("2027-01-20", "15:00", "17:30"),
        ("2027-12-01", "15:00", "17:30"),
        ("2027-06-16", "14:00", "16:30"),
        ("2027-03-17", "14:00", "17:30"),
        ("2027-03-25", "14:00", "17:30"),
        ("2027-11-03", "14:00", "17:30"),
    ],
)
def test_the_nine_cities_in_2027(day: str, first: str, last: str) -> None:
    on = date.fromisoformat(day)
    starts = [start.starts for start in _grid(NINE, on, on, 90).fitting()]
    assert (f"{starts[0]:%H:%M}", f"{starts[-1]:%H:%M}") == (first, last)
    assert starts == [starts[0] + timedelta(minutes=30 * at) for at in range(len(starts))]


@pytest.mark.parametrize("zone", ["America/Sao_Paulo", "America/Mexico_City", "Asia/Seoul"])
def test_no_daylight_time(zone: str) -> None:
    offsets = {datetime(2027, month, 1, 12, tzinfo=ZoneInfo(zone)).utcoffset() for month in range(1, 13)}
    assert len(offsets) == 1


def test_with_seoul_nothing_is_fair_but_two_sessions_are() -> None:
    grid = _grid(TEN, *JUNE, 60)
    assert grid.fitting() == []
    two = fair.propose_two(grid, "UTC")
    assert two is not None and two.bridge == "SEL"
    assert set(two.first.pain) == EUROPE | {"SEL"} and set(two.second.pain) == AMERICAS | {"SEL"}
    assert (two.first.starts.hour, two.worst) == (8, 2)
    # 23:00 UTC is 20:00 in Belo Horizonte, an hour that costs more than 22:00.
    known = fair.propose_two(_grid(TEN, date(2027, 6, 16), date(2027, 6, 16), 60), "UTC")
    assert known is not None and known.second.starts.hour in (22, 23)
    late = FairTimes([city for city in TEN if city.id in AMERICAS | {"SEL"}])
    at_23 = late.slot(datetime(2027, 6, 16, 23, tzinfo=UTC), 60)
    assert at_23.worst == 4 and at_23.pays[0] == "BHZ"


def test_the_worst_off_city_comes_first_then_the_burden_then_the_sum() -> None:
    cities = [PlacedCity("A", "Etc/GMT"), PlacedCity("B", "Etc/GMT+8"), PlacedCity("C", "Etc/GMT")]
    day = date(2027, 6, 16)
    [fresh] = fair.offers(_grid(cities, day, day, 60), "UTC", 1)
    # 16:00 UTC is 08:00 for B (1) and free for A and C; 17:00 UTC costs A and C 1 each
    assert (fresh.starts.hour, fresh.pains) == (16, (0, 1, 0))
    [tired] = fair.offers(_grid(cities, day, day, 60, burden={"B": 9, "A": 2, "C": 2}), "UTC", 1)
    assert (tired.starts.hour, tired.pains) == (17, (1, 0, 1))


def test_a_slot_tells_all_about_every_city() -> None:
    grid = _grid(NINE, date(2027, 3, 15), date(2027, 3, 21), 90)
    slot = grid.slot(fair.offers(grid, "UTC")[0])
    lived = {local.city: local for local in slot.cities}
    # America has changed its clocks and Europe hasn't.
    assert (lived["SFO"].offset, lived["WAW"].offset, lived["BHZ"].offset) == (-420, 60, -180)
    assert lived["SFO"].clock_change == date(2027, 3, 14) and lived["BHZ"].clock_change is None
    assert lived["SFO"].ends - lived["SFO"].starts == timedelta(minutes=90)


# -- against brute force -------------------------------------------------------------------------------


def _by_hand(times: FairTimes, zone: str, first: date, last: date, minutes: int) -> list[Slot]:
    """Every half hour of these days, each priced minute by minute."""
    begins = datetime.combine(first, datetime.min.time(), ZoneInfo(zone)).astimezone(UTC)
    ends = datetime.combine(last + timedelta(days=1), datetime.min.time(), ZoneInfo(zone)).astimezone(UTC)
    count = (ends - begins) // timedelta(minutes=30)
    return [times.slot(begins + timedelta(minutes=30 * at), minutes) for at in range(count)]


def _priced_by_the_minute(times: FairTimes, city: PlacedCity, starts: datetime, minutes: int) -> int:
    """What a slot costs a city, from the definition: the price of its worst minute."""
    worst = 0
    for past in range(minutes):
        local = (starts + timedelta(minutes=past)).astimezone(ZoneInfo(city.zone))
        free = times.is_free(city, local.date())
        worst = max(
            worst, times.policy.night if free else times.policy.pain_at(local.hour * 60 + local.minute)
        )
    return worst


@pytest.mark.parametrize("seed", range(60))
def test_offers_against_brute_force(seed: int) -> None:
    chance = random.Random(seed)
    cities = [
        PlacedCity(f"C{at}", zone) for at, zone in enumerate(chance.choices(ZONES, k=chance.randint(1, 4)))
    ]
    # Around the changes of clocks, whose days have 23, 23½, 24½ or 25 hours.
    first = chance.choice([date(2027, 3, 12), date(2027, 3, 27), date(2027, 4, 3), date(2027, 10, 30)])
    last = first + timedelta(days=chance.randint(0, 3))
    minutes, zone = chance.choice([15, 50, 60, 90, 240]), chance.choice(ZONES)
    burden = {city.id: chance.randint(0, 9) for city in cities}
    policy = PainPolicy(own_free_days=(("C0", frozenset({4, 5})),), holidays=chance.random() < 0.5)
    holidays = {"C1": [first + timedelta(days=1)]}
    times = FairTimes(cities, policy=policy, burden=burden, holidays=holidays)
    grid = fair.grid_of_days(times, zone, first, last, minutes)
    by_hand = _by_hand(times, zone, first, last, minutes)
    assert [(one.starts, one.price, list(one.pains)) for one in grid.starts] == [
        (slot.starts, slot.rank[:3], [local.pain for local in slot.cities]) for slot in by_hand
    ]
    for slot in chance.sample(by_hand, 5):
        for city, local in zip(cities, slot.cities, strict=True):
            assert local.pain == _priced_by_the_minute(times, city, slot.starts, minutes)
    _check_offers(grid, zone)


def _check_offers(grid: fair.Grid, zone: str) -> None:
    known, chosen = ZoneInfo(zone), fair.offers(grid, zone)
    assert chosen[0].price == min(start.price for start in grid.starts)
    for at, one in enumerate(chosen):
        before = chosen[:at]
        assert all(fair.truly_differ(one, other, known) for other in before)
        left = [s for s in grid.starts if all(fair.truly_differ(s, other, known) for other in before)]
        assert one.price == min(start.price for start in left)
        assert not before or one.worst < grid.times.policy.night
    left = [s for s in grid.starts if all(fair.truly_differ(s, other, known) for other in chosen)]
    assert len(chosen) == 3 or not [s for s in left if s.worst < grid.times.policy.night]


@pytest.mark.parametrize("seed", range(12))
def test_two_sessions_against_brute_force(seed: int) -> None:
    chance = random.Random(seed)
    cities = [PlacedCity(f"C{at}", zone) for at, zone in enumerate(chance.sample(ZONES, 4))]
    day = date(2027, 6, 16)
    grid = fair.grid_of_days(FairTimes(cities), "UTC", day, day, 60)
    hours = [start for start in grid.starts if not start.starts.minute]
    alone = {
        hard[0]
        for start in grid.starts
        if len(hard := [at for at, pain in enumerate(start.pains) if pain > 2]) == 1
    }
    best = None
    for bridge in alone or range(4):
        others = [at for at in range(4) if at != bridge]
        for early in hours:
            for late in hours:
                if late.starts <= early.starts:
                    continue
                goes = [early.pains[at] <= late.pains[at] for at in others]
                pains = [min(early.pains[at], late.pains[at]) for at in others]
                worst = max(early.pains[bridge], late.pains[bridge], *pains)
                if any(goes) and not all(goes) and (best is None or worst < best):
                    best = worst
    found = fair.propose_two(grid, "UTC")
    single = min(start.worst for start in grid.starts)
    assert (found.worst if found else None) == (best if best is not None and best < single else None)
    if found is not None:
        assert set(found.first.pain) | set(found.second.pain) == {city.id for city in cities}
        assert set(found.first.pain) & set(found.second.pain) == {found.bridge}
        assert max(found.first.worst, found.second.worst) == found.worst


# -- a choice ------------------------------------------------------------------------------------------


def test_three_offers_are_a_choice_and_not_one_hour_three_days_running() -> None:
    zone = ZoneInfo("Europe/Dublin")
    three = fair.offers(_grid(NINE, *JUNE, 90, "Europe/Dublin"), "Europe/Dublin")
    assert len(three) == 3
    clocks = [start.starts.astimezone(zone).time() for start in three]
    assert len(set(clocks)) == 3
    payers = [{NINE[at].id for at in fair.hardest(start)} for start in three]
    hours = [clock.hour * 60 + clock.minute for clock in clocks]
    for one in range(3):
        for other in range(one):
            assert abs(hours[one] - hours[other]) >= 120 or not payers[one] & payers[other]


def test_in_one_zone_the_three_are_on_other_days_and_hours() -> None:
    ghent = [PlacedCity("GNT", "Europe/Brussels"), PlacedCity("BIO", "Europe/Madrid")]
    three = fair.offers(_grid(ghent, *JUNE, 90, "Europe/Brussels"), "Europe/Brussels")
    assert [start.worst for start in three] == [0, 0, 0]
    assert len({start.starts.date() for start in three}) == 3


def test_nobodys_night_is_offered_where_there_is_something_else() -> None:
    cities = [PlacedCity("SFO", "America/Los_Angeles"), PlacedCity("KTM", "Asia/Kathmandu")]
    found = fair.offers(_grid(cities, *JUNE, 60), "UTC")
    assert found and all(start.worst < 12 for start in found)


# -- relaxing ------------------------------------------------------------------------------------------


def _relaxing(cities: list[PlacedCity], minutes: int, **more) -> dict[str, fair.Relaxing]:
    grid = _grid(cities, *JUNE, minutes, **more)
    return {one.kind: one for one in fair.relaxations(grid, "UTC", JUNE[1])}


def test_nothing_is_relaxed_where_something_fits() -> None:
    assert _relaxing(NINE, 90) == {}


def test_a_citys_hours_are_relaxed_by_as_little_as_possible() -> None:
    cities = [PlacedCity("GNT", "Europe/Brussels"), PlacedCity("SEL", "Asia/Seoul")]
    # 08:00-13:00 UTC is Ghent's 10:00 on and Seoul's 17:00-22:00; Seoul is humane until 20:00 (11:00 UTC).
    found = _relaxing(cities, 7 * 60)
    assert found[fair.SHORTER].slot.minutes == 6 * 60 and found[fair.SHORTER].by == 60
    relaxed = found[fair.UNTIL] if fair.UNTIL in found else found[fair.FROM]
    assert relaxed.by == 60
    assert relaxed.slot.worst > 2 and sum(pain > 2 for pain in relaxed.slot.pain.values()) == 1


def test_seoul_is_the_one_to_relax_or_to_leave_out() -> None:
    found = _relaxing(TEN, 90)
    [seoul] = [local for local in found[fair.UNTIL].slot.cities if local.city == "SEL"]
    assert found[fair.UNTIL].city == "SEL" and seoul.starts.hour >= 20, "nobody rises in the night for it"
    assert found[fair.WITHOUT].city == "SEL" and "SEL" not in found[fair.WITHOUT].slot.pain
    assert found[fair.WITHOUT].slot.worst <= 2
    assert fair.LATER not in found, "with Seoul no week is better"


def test_a_day_off_is_asked_for_at_a_decent_hour() -> None:
    off = {"DUB": [JUNE[0] + timedelta(days=day) for day in range(14)]}
    cities = [PlacedCity("DUB", "Europe/Dublin"), PlacedCity("GNT", "Europe/Brussels")]
    relaxed = _relaxing(cities, 60, holidays=off)[fair.DAY_OFF]
    [dublin] = [local for local in relaxed.slot.cities if local.city == "DUB"]
    assert 7 <= dublin.starts.hour <= 19 and relaxed.slot.pain["GNT"] <= 2
    assert fair.DAY_OFF not in _relaxing(TEN, 90), "what costs Seoul its night is not better on a Sunday"


def test_a_later_week_without_the_holidays() -> None:
    off = {"DUB": [JUNE[0] + timedelta(days=day) for day in range(14)]}
    found = _relaxing([PlacedCity("DUB", "Europe/Dublin")], 60, holidays=off)
    assert found[fair.LATER].slot.starts.date() == date(2027, 6, 28)
    assert found[fair.DAY_OFF].city == "DUB"


@pytest.mark.parametrize("seed", range(20))
def test_the_longest_shorter_session_against_brute_force(seed: int) -> None:
    chance = random.Random(seed)
    cities = [PlacedCity(f"C{at}", zone) for at, zone in enumerate(chance.sample(ZONES, 3))]
    minutes, day = chance.choice([120, 240, 300]), date(2027, 6, 16)
    times = FairTimes(cities)
    grid = fair.grid_of_days(times, "UTC", day, day, minutes)
    fits = [
        length
        for length in range(30, minutes, 15)
        if any(slot.worst <= 2 for slot in _by_hand(times, "UTC", day, day, length))
    ]
    found = {one.kind: one for one in fair.relaxations(grid, "UTC", day)}
    if grid.fitting():
        assert found == {}
    else:
        assert (found[fair.SHORTER].slot.minutes if fair.SHORTER in found else None) == max(
            fits, default=None
        )


# -- rotating ------------------------------------------------------------------------------------------


def test_rotating_relieves_whoever_has_carried_most() -> None:
    cities = [PlacedCity("A", "Etc/GMT"), PlacedCity("B", "Etc/GMT+8"), PlacedCity("C", "Etc/GMT-9")]
    times = FairTimes(cities, burden={"B": 30})
    turns = fair.rotate(times, "UTC", JUNE[0], 60)
    assert len(turns) == 3
    assert turns[0].carried["B"] == 30 + turns[0].slot.pain["B"]
    cheapest = min(
        slot.pain["B"]
        for slot in _by_hand(times, "UTC", JUNE[0], JUNE[0] + timedelta(days=6), 60)
        if slot.worst <= max(2, min(start.worst for start in _grid(cities, JUNE[0], JUNE[0], 60).starts))
    )
    assert turns[0].slot.pain["B"] == cheapest
    assert [turn.slot.starts.isocalendar().week for turn in turns] == [24, 25, 26]


def test_rotating_hurts_no_more_cities_than_it_must() -> None:
    times = FairTimes(TEN, burden={"SEL": 24})
    first = fair.rotate(times, "UTC", JUNE[0], 90)[0]
    week = _by_hand(times, "UTC", JUNE[0], JUNE[0] + timedelta(days=6), 90)
    most = max(first.carried.values())
    assert most == min(
        max(times.burden.get(city, 0) + pain for city, pain in slot.pain.items()) for slot in week
    )
    alike = [slot for slot in week if max(times.burden.get(c, 0) + p for c, p in slot.pain.items()) == most]
    assert first.slot.total == min(slot.total for slot in alike)


def test_even_cities_take_turns() -> None:
    cities = [PlacedCity("A", "Etc/GMT"), PlacedCity("B", "Etc/GMT-10")]
    turns = fair.rotate(FairTimes(cities, policy=PainPolicy(humane=4)), "UTC", JUNE[0], 60, turns=4)
    assert max(turns[-1].carried.values()) - min(turns[-1].carried.values()) <= 4


# -- bad input -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (None, date(2027, 6, 1), "from"),
        (date(2027, 6, 1), None, "to"),
        (date(2027, 6, 2), date(2027, 6, 1), "to"),
        (date(2027, 6, 1), date(2027, 8, 2), "to"),
    ],
)
def test_days_that_cant_be_looked_at_are_named(first: date | None, last: date | None, field: str) -> None:
    with pytest.raises(Refused) as refused:
        fair.require_range(first, last)
    assert (refused.value.code, refused.value.field) == ("invalid", field)


def test_bands_need_not_begin_on_quarters() -> None:
    policy = PainPolicy(bands=(Band(0, 605, 0), Band(605, 1440, 3)))
    times = FairTimes([PlacedCity("A", "Etc/GMT")], policy=policy)
    grid = fair.grid_of_days(times, "UTC", date(2027, 6, 16), date(2027, 6, 16), 15)
    assert [start.worst for start in grid.starts[19:22]] == [0, 3, 3]
