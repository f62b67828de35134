"""Time zones as written out, read by programs that trust the file alone and not their own database."""

import io
import json
import subprocess
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar as ICalendar

from facilitation.domain.calendars import Calendar, CalendarEvent, Person, Timed, WholeDay
from facilitation.exports.calendars import calendar_bytes
from facilitation.exports.time_zones import vtimezone
from facilitation.exports.wording import untranslated
from facilitation.exports.yearly_rules import yearly_rules
from tests import programs

READER = Path(__file__).with_name("read_calendar.cjs")
ZONES = (
    "America/Sao_Paulo",
    "Europe/Madrid",
    "Europe/Dublin",
    "America/Mexico_City",
    "America/Toronto",
    "Europe/Amsterdam",
    "America/Los_Angeles",
    "Europe/Rome",
    "Europe/Warsaw",
    "Asia/Seoul",
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/Nuuk",
    "America/Santiago",
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Jerusalem",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Europe/Istanbul",
    "Pacific/Auckland",
    "UTC",
)
TRAPS = (
    ("America/Mexico_City", datetime(2021, 9, 23, 9), -5),
    ("America/Mexico_City", datetime(2021, 11, 16, 9), -6),
    ("America/Mexico_City", datetime(2027, 6, 1, 9), -6),
    ("Europe/Dublin", datetime(2027, 3, 27, 15), 0),
    ("Europe/Dublin", datetime(2027, 3, 29, 15), 1),
    ("Europe/Dublin", datetime(2027, 11, 1, 15), 0),
    ("America/Sao_Paulo", datetime(2018, 12, 4, 9), -2),
    ("America/Sao_Paulo", datetime(2027, 12, 4, 9), -3),
    ("Asia/Seoul", datetime(2027, 7, 1, 9), 9),
    ("America/Los_Angeles", datetime(2027, 3, 13, 9), -8),
    ("America/Los_Angeles", datetime(2027, 3, 15, 9), -7),
    ("America/Los_Angeles", datetime(2027, 11, 6, 9), -7),
    ("America/Los_Angeles", datetime(2027, 11, 8, 9), -8),
)


#: The zones of the nine cities, and the weeks of 2027 in which only some of them have changed their clocks.
NINE = ZONES[:9]
GAP_WEEKS = (
    [date(2027, 3, 13) + timedelta(days=n) for n in range(17)],
    [date(2027, 10, 30) + timedelta(days=n) for n in range(10)],
)
NOT_SKIPPED = (time(0, 30), time(4), time(9), time(15), time(22, 30))


def _event(uid: str, when: Timed | WholeDay) -> CalendarEvent:
    stamp = datetime(2027, 1, 1, tzinfo=UTC)
    return CalendarEvent(uid, 0, stamp, stamp, stamp, "Żółć, é; x", when, Person("", "a@b.org"))


def calendar_with(*starts: tuple[str, datetime]) -> bytes:
    """Meetings of 90 minutes, and a whole day."""
    events = [_event(f"{n}@x", Timed(start, zone, 90)) for n, (zone, start) in enumerate(starts)]
    day = _event("day@x", WholeDay(date(2021, 7, 6)))
    return calendar_bytes(Calendar("Cities", "-//F//C//EN", (*events, day)), untranslated, "en")


def gap_week_starts() -> list[tuple[str, datetime]]:
    """Meetings hosted by each of the nine cities on each day of the gap weeks, both readings of an hour that
    comes twice included."""
    starts = []
    for zone in NINE:
        for day in (day for week in GAP_WEEKS for day in week):
            starts += [(zone, datetime.combine(day, at)) for at in NOT_SKIPPED]
            for hour in range(4):
                twice = datetime.combine(day, time(hour, 30))
                offsets = {twice.replace(tzinfo=ZoneInfo(zone), fold=fold).utcoffset() for fold in (0, 1)}
                if len(offsets) == 2 and Timed(twice, zone, 90).begins.replace(tzinfo=None) == twice:
                    starts += [(zone, twice.replace(fold=fold)) for fold in (0, 1)]
    return starts


def read_by_dateutil(zone: str, first: date, last: date):
    """The zone as dateutil understands the component, from its text alone."""
    content = vtimezone(zone, first, last).to_ical().decode().replace("\r\n ", "")
    return tzical(io.StringIO(content)).get(zone)


@pytest.mark.parametrize("zone", ZONES)
def test_every_hour_of_the_calendars_span_reads_right(zone):
    first, last = date(2021, 6, 1), date(2027, 12, 31)
    reader, truth = read_by_dateutil(zone, first, last), ZoneInfo(zone)
    moment, end = datetime(2021, 6, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)
    while moment < end:
        wall = moment.astimezone(truth)
        # A wall time that occurs twice can't be told apart by a file; one that never occurs is nobody's.
        if wall.replace(fold=0).utcoffset() == wall.replace(fold=1).utcoffset():
            assert reader.utcoffset(wall.replace(tzinfo=None)) == wall.utcoffset(), wall
        moment += timedelta(hours=11)


@pytest.mark.parametrize("zone", [zone for zone in ZONES if yearly_rules(zone)])
def test_the_tail_reads_right_where_the_zone_keeps_to_its_rule(zone):
    component = vtimezone(zone, date(2027, 1, 1), date(2027, 12, 31))
    rules = [observance for observance in component.subcomponents if "RRULE" in observance]
    if zone == "Africa/Cairo":
        assert rules == []  # its autumn change can fall into the next month: no rule says that
        return
    assert len(rules) == (0 if zone == "Asia/Gaza" else 2)
    reader, truth = read_by_dateutil(zone, date(2027, 1, 1), date(2027, 12, 31)), ZoneInfo(zone)
    for year in range(2029, 2037) if rules else ():
        for month in range(1, 13):
            wall = datetime(year, month, 15, 12, tzinfo=truth)
            assert reader.utcoffset(wall.replace(tzinfo=None)) == wall.utcoffset()


@pytest.mark.parametrize(("zone", "wall", "hours"), TRAPS)
def test_known_traps(zone, wall, hours):
    reader = read_by_dateutil(zone, wall.date(), wall.date())
    assert reader.utcoffset(wall) == timedelta(hours=hours)


def test_dublins_summer_is_daylight_time_ahead_of_gmt():
    component = vtimezone("Europe/Dublin", date(2027, 1, 1), date(2027, 12, 31))
    seen = {(part.name, str(part["TZNAME"]), part["TZOFFSETTO"].td) for part in component.subcomponents}
    assert seen == {("STANDARD", "GMT", timedelta(0)), ("DAYLIGHT", "IST", timedelta(hours=1))}


@pytest.mark.parametrize("zone", ZONES)
def test_observances_are_single_and_ordered_from_the_first_date_on(zone):
    component = vtimezone(zone, date(2027, 1, 1), date(2027, 12, 31))
    parts = component.subcomponents
    assert not any("RDATE" in part for part in parts)
    onsets = [part["DTSTART"].dt for part in parts]
    assert parts and onsets[0] <= datetime(2027, 1, 1)
    assert len([onset for onset in onsets if onset < datetime(2027, 1, 1)]) == 1


def test_the_last_line_of_a_zone_is_read_as_posix_means_it():
    spring, autumn = yearly_rules("Europe/Warsaw")
    assert (spring.falls_on(2027), autumn.falls_on(2027)) == (
        datetime(2027, 3, 28, 2),
        datetime(2027, 10, 31, 3),
    )
    early, _ = yearly_rules("America/Nuuk")
    assert early.falls_on(2027) == datetime(2027, 3, 27, 23)
    assert early.rrule == "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=24,25,26,27,28,29,30;BYDAY=SA"
    assert yearly_rules("Asia/Seoul") == yearly_rules("America/Mexico_City") == ()


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(ZONES), st.datetimes(datetime(2018, 1, 1), datetime(2031, 1, 1)))
def test_any_meeting_reads_right(zone, wall):
    when = Timed(wall.replace(second=0, microsecond=0), zone, 60)
    reader = read_by_dateutil(zone, when.begins.date(), when.ends.date())
    if when.begins.replace(fold=1).utcoffset() == when.begins.utcoffset():
        assert reader.utcoffset(when.begins.replace(tzinfo=None)) == when.begins.utcoffset()


def test_dateutil_reads_the_gap_weeks_of_the_nine_cities_right():
    starts = gap_week_starts()
    assert len([wall for _, wall in starts if wall.fold]) == 7, "all but two change their clocks"
    content = calendar_with(*starts)
    zones = tzical(io.StringIO(content.decode().replace("\r\n ", "")))
    *timed, _ = ICalendar.from_ical(content).walk("VEVENT")
    for (zone, wall), found in zip(starts, timed, strict=True):
        begins = wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        for name, instant in (("DTSTART", begins), ("DTEND", begins + timedelta(minutes=90))):
            written = found[name].dt.replace(tzinfo=None)
            tzid = found[name].params.get("TZID")
            assert written - (zones.get(tzid).utcoffset(written) if tzid else timedelta()) == instant.replace(
                tzinfo=None
            ), (zone, wall, name)


@pytest.mark.ical_js
@pytest.mark.parametrize("starts", [[(zone, wall) for zone, wall, _ in TRAPS], gap_week_starts()], ids=len)
def test_ical_js_reads_the_same_instants(starts):
    done = subprocess.run(
        [programs.node(), READER], input=calendar_with(*starts), capture_output=True, check=True, timeout=60
    )
    understood = json.loads(done.stdout)
    assert understood["name"] == "Cities"
    *timed, day = understood["events"]
    for (zone, wall), found in zip(starts, timed, strict=True):
        begins = wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        assert found["begins"] == begins.strftime("%Y-%m-%dT%H:%M:%S.000Z"), (zone, wall)
        assert found["ends"] == (begins + timedelta(minutes=90)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        assert found["summary"] == "Żółć, é; x"
    assert (day["wholeDay"], day["begins"], day["ends"]) == (True, "2021-07-06", "2021-07-07")


@pytest.mark.ical_js
def test_ical_js_reads_a_calendar_without_events():
    nothing = calendar_bytes(Calendar("Cities", "-//F//C//EN", ()), untranslated, "en")
    done = subprocess.run(
        [programs.node(), READER], input=nothing, capture_output=True, check=True, timeout=60
    )
    assert json.loads(done.stdout) == {"name": "Cities", "events": []}
