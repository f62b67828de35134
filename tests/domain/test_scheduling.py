"""Working windows and fair meeting times against answers worked out by hand."""

import gc
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from facilitation.domain.scheduling import (
    DAY,
    DEFAULT_POLICY,
    Band,
    FairTimes,
    PainPolicy,
    PlacedCity,
    clock_change_near,
    clock_changes,
    common_window,
    has_stretch,
    known_zone,
    longest_stretch,
)

OPENS, CLOSES = 8 * 60 + 30, 18 * 60 + 30
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
EUROPE_AND_SEOUL = [c for c in NINE if c.zone.startswith("Europe")] + [PlacedCity("SEL", "Asia/Seoul")]
TEN = [*NINE, PlacedCity("SEL", "Asia/Seoul")]


@pytest.mark.parametrize(
    ("zones", "day", "hours"),
    [
        (["Asia/Singapore", "Africa/Abidjan"], "2027-01-15", 2),
        (["Africa/Abidjan", "Pacific/Pitcairn"], "2027-01-15", 2),
        (["Pacific/Pitcairn", "Asia/Singapore"], "2027-01-15", 2),
        (["Asia/Singapore", "Africa/Abidjan", "Pacific/Pitcairn"], "2027-01-15", 0),
        (["America/Los_Angeles", "Pacific/Auckland"], "2026-07-15", 5),
        (["Europe/Madrid", "America/Toronto"], "2026-01-15", 4),
        (["Europe/Madrid", "America/Toronto"], "2026-03-17", 5),
        (["Asia/Kolkata", "Europe/Rome"], "2026-01-15", 5.5),
        (["America/Los_Angeles", "Europe/Amsterdam"], "2021-09-28", 1),
        (["America/Mexico_City", "Europe/Dublin"], "2021-09-23", 4),  # Mexico still changed clocks then
    ],
)
def test_known_windows(zones, day, hours):
    assert common_window(zones, date.fromisoformat(day), OPENS, CLOSES).minutes == hours * 60


def test_a_window_across_midnight_ends_on_the_next_date():
    window = common_window(["America/Los_Angeles", "Pacific/Auckland"], date(2026, 7, 15), OPENS, CLOSES)
    assert window.starts == datetime(2026, 7, 15, 20, 30, tzinfo=UTC)
    assert window.ends == datetime(2026, 7, 16, 1, 30, tzinfo=UTC)


def test_no_window_has_no_ends():
    zones = ["Asia/Singapore", "Africa/Abidjan", "Pacific/Pitcairn"]
    window = common_window(zones, date(2027, 1, 15), OPENS, CLOSES)
    assert (window.minutes, window.starts, window.ends) == (0, None, None)


def test_hours_that_end_before_they_start_run_past_midnight():
    window = common_window(["Europe/London", "Asia/Tokyo"], date(2027, 1, 15), 22 * 60, 8 * 60)
    # London 22-08 UTC; Tokyo 13-23 UTC
    assert (window.minutes, window.starts) == (60, datetime(2027, 1, 15, 22, tzinfo=UTC))


def test_the_longest_of_two_stretches_counts_and_not_their_sum():
    # 18 hours of work each, twelve hours apart: two stretches of 6 hours
    window = common_window(["Etc/GMT", "Etc/GMT-12"], date(2027, 1, 15), 0, 18 * 60)
    assert (window.minutes, window.starts) == (360, datetime(2027, 1, 15, 0, tzinfo=UTC))


def test_the_offset_is_that_of_the_local_start_of_work():
    # Toronto's clocks change at 02:00 on 14 March 2027: work from 01:00 still starts in winter time
    early = common_window(["America/Toronto"], date(2027, 3, 14), 60, 5 * 60)
    later = common_window(["America/Toronto"], date(2027, 3, 14), 3 * 60, 5 * 60)
    assert early.starts == datetime(2027, 3, 14, 6, tzinfo=UTC)
    assert later.starts == datetime(2027, 3, 14, 7, tzinfo=UTC)


@pytest.mark.parametrize("length", [1, 2, 3, 59, 60, 61, 600, 1439, 1440])
def test_has_stretch_agrees_with_longest_stretch(length):
    for first in (0, 700, 1300):
        minutes = sum(1 << (first + at) % DAY for at in range(length)) | 1 << (first + 1000) % DAY
        longest = longest_stretch(minutes)[1]
        assert has_stretch(minutes, longest)
        assert not has_stretch(minutes, longest + 1) or longest == DAY


def test_clock_changes_of_2027():
    year = datetime(2027, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
    assert clock_changes("America/Toronto", *year) == [
        (datetime(2027, 3, 14, 7, tzinfo=UTC), -300, -240),
        (datetime(2027, 11, 7, 6, tzinfo=UTC), -240, -300),
    ]
    assert [change[0].date() for change in clock_changes("Europe/Warsaw", *year)] == [
        date(2027, 3, 28),
        date(2027, 10, 31),
    ]
    for zone in ("America/Sao_Paulo", "America/Mexico_City", "Asia/Seoul"):
        assert clock_changes(zone, *year) == []


def test_clock_changes_are_marked_within_seven_days():
    marked = [day for day in range(1, 32) if clock_change_near("Europe/Rome", date(2027, 3, day))]
    assert marked == list(range(21, 32))
    assert clock_change_near("Europe/Rome", date(2027, 4, 4)) == date(2027, 3, 28)
    assert clock_change_near("Europe/Rome", date(2027, 4, 5)) is None


@pytest.mark.parametrize(
    ("hour", "pain"),
    [(0, 12), (5, 12), (6, 7), (7, 2), (8, 1), (9, 0), (16, 0), (17, 1), (18, 2), (19, 2), (20, 4), (21, 4)]
    + [(22, 7), (23, 12)],
)
def test_default_pains(hour, pain):
    assert DEFAULT_POLICY.pain_at(hour * 60) == DEFAULT_POLICY.pain_at(hour * 60 + 59) == pain


def test_a_meeting_hurts_as_much_as_its_worst_minute():
    times = FairTimes([PlacedCity("WAW", "Europe/Warsaw")])
    evening = datetime(2027, 6, 16, 19, 30, tzinfo=ZoneInfo("Europe/Warsaw"))
    assert times.slot(evening, 30).worst == 2
    assert times.slot(evening, 31).worst == 4
    assert times.slot(evening, 240).worst == 12


def test_weekends_and_holidays_count_as_night():
    warsaw = [PlacedCity("WAW", "Europe/Warsaw")]
    noon = datetime(2027, 6, 16, 10, tzinfo=UTC)
    assert FairTimes(warsaw).slot(noon, 60).worst == 0
    assert FairTimes(warsaw).slot(noon + timedelta(days=3), 60).worst == 12
    assert FairTimes(warsaw, holidays={"WAW": [date(2027, 6, 16)]}).slot(noon, 60).worst == 12
    assert FairTimes(warsaw, holidays=lambda city, day: city == "WAW").slot(noon, 60).cities[0].free_day
    assert FairTimes(warsaw, holidays={"RTM": [date(2027, 6, 16)]}).slot(noon, 60).worst == 0


def test_a_local_date_of_its_own_decides_over_weekends():
    auckland = FairTimes([PlacedCity("AKL", "Pacific/Auckland")])
    slot = auckland.slot(datetime(2027, 6, 18, 22, tzinfo=UTC), 60)  # Friday in UTC, Saturday 10:00 there
    assert (slot.worst, slot.cities[0].starts.date()) == (12, date(2027, 6, 19))


def test_the_policy_can_be_edited():
    policy = PainPolicy(bands=(Band(0, DAY, 3),), free_days=frozenset({4}), humane=3)
    thursday = datetime(2027, 6, 17, 3, tzinfo=UTC)
    times = FairTimes([PlacedCity("A", "Etc/GMT")], policy=policy)
    assert (times.slot(thursday, 60).worst, times.slot(thursday + timedelta(days=1), 60).worst) == (3, 12)


def test_a_zone_is_read_once() -> None:
    """Python alone keeps the last eight: a round of sixty cities read most of theirs anew with each move."""
    names = [f"Etc/GMT+{hours}" for hours in range(1, 13)]
    first = [id(known_zone(name)) for name in names]
    gc.collect()
    assert [id(ZoneInfo(name)) for name in names] == first
