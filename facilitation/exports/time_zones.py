"""VTIMEZONE components that every reader understands alike.

Each change of the clock from the calendar's first date to its last is written out as its own observance;
the yearly rule of the time zone database follows only after that, and only if the zone really keeps to it.
(RDATE lists are read an hour wrong by some programs, and a zone's yearly rule is often wrong for the past.)
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur, vText

from facilitation.exports.yearly_rules import yearly_rules

# So many years beyond the calendar's last, an appointment moved in the reader's program still reads right.
YEARS_BEYOND = 1
# For so many years the yearly rule must agree with the database before it is written.
YEARS_CHECKED = 10
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Onset:
    """A change of the clock: the instant (UTC) and what holds before and after it."""

    at: datetime
    before: timedelta
    after: timedelta
    name: str
    daylight: bool

    @property
    def wall(self) -> datetime:
        """The wall time of the change, on the clock that was in force before it."""
        return (self.at + self.before).replace(tzinfo=None)


def vtimezone(name: str, first: date, last: date) -> Timezone:
    """The zone `name` (IANA) as a reader needs it for dates from `first` to `last`."""
    component = Timezone()
    component.add("tzid", vText(name))
    onsets, rules = _observances(name, first.year, last.year)
    for onset in onsets:
        component.add_component(_observance(onset, None))
    for onset, rule in rules:
        component.add_component(_observance(onset, rule))
    return component


@lru_cache(maxsize=256)
def _observances(name: str, first: int, last: int) -> tuple[tuple[Onset, ...], tuple[tuple[Onset, str], ...]]:
    """The single changes for the years `first` to `last`, and what starts a yearly rule after them."""
    zone = ZoneInfo(name)
    start = datetime(first - 1, 1, 1, tzinfo=UTC)
    end = datetime(last + YEARS_BEYOND + 1, 1, 1, tzinfo=UTC)
    changes = list(_changes(zone, start, end))
    single = [onset for onset in changes if onset.at.year >= first]
    earlier = [onset for onset in changes if onset.at.year < first]
    single.insert(0, earlier[-1] if earlier else _standing(zone, start))
    return tuple(single), tuple(_tail(name, zone, end))


def _changes(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[Onset]:
    """Every change of offset from `start` to `end` (UTC). No zone changes twice within a day."""
    days = [start + _DAY * count for count in range((end - start).days + 1)]
    for morning, next_morning in pairwise(days):
        before, after = morning.astimezone(zone), next_morning.astimezone(zone)
        if before.utcoffset() != after.utcoffset():
            yield _onset(zone, morning, next_morning)


def _onset(zone: ZoneInfo, low: datetime, high: datetime) -> Onset:
    before = low.astimezone(zone)
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == before.utcoffset():
            low = middle
        else:
            high = middle
    after = high.astimezone(zone)
    # The database has Dublin's winter as "negative daylight time"; readers expect daylight time to be ahead.
    seasonal = bool(before.dst()) or bool(after.dst())
    daylight = seasonal and _ahead(after) > _ahead(before)
    return Onset(high, _ahead(before), _ahead(after), after.tzname() or "", daylight)


def _standing(zone: ZoneInfo, start: datetime) -> Onset:
    """The clock that was in force at `start` already, told as a change to itself."""
    then = start.astimezone(zone)
    return Onset(start, _ahead(then), _ahead(then), then.tzname() or "", False)


def _ahead(moment: datetime) -> timedelta:
    """How far the clock of an aware moment is ahead of UTC."""
    offset = moment.utcoffset()
    assert offset is not None  # only a naive one has none
    return offset


def _tail(name: str, zone: ZoneInfo, end: datetime) -> Iterator[tuple[Onset, str]]:
    """The first change of each yearly rule after `end`, with its RRULE; nothing if the zone strays."""
    rules = yearly_rules(name)
    coming = list(_changes(zone, end, end.replace(year=end.year + YEARS_CHECKED)))
    expected = sorted(rule.falls_on(end.year + year) for rule in rules for year in range(YEARS_CHECKED))
    told = [(rule, rrule) for rule in rules if (rrule := rule.rrule) is not None]
    if not rules or len(told) < len(rules) or [onset.wall for onset in coming] != expected:
        return
    for rule, rrule in told:
        yield next(onset for onset in coming if onset.wall == rule.falls_on(end.year)), rrule


def _observance(onset: Onset, rule: str | None) -> TimezoneDaylight | TimezoneStandard:
    observance = TimezoneDaylight() if onset.daylight else TimezoneStandard()
    observance.add("dtstart", onset.wall)
    observance.add("tzoffsetfrom", onset.before)
    observance.add("tzoffsetto", onset.after)
    observance.add("tzname", vText(onset.name))
    if rule:
        observance.add("rrule", vRecur.from_ical(rule))
    return observance
