"""Hours and zones: the working window cities have in common, and the price (pain) of an hour for each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY = 1440  # minutes of the UTC day, taken as a ring
CLOCK_CHANGE_DAYS = 7  # a change this many days before or after a meeting is marked


@lru_cache(maxsize=1_024)
def known_zone(name: str) -> ZoneInfo:
    """The zone of an IANA name, kept for good. Raises what `ZoneInfo` raises.

    Python itself keeps the last eight and reads others anew from their files, a third of a hand move of 60
    cities. Whatever is kept here, `ZoneInfo(name)` finds at once as well.
    """
    return ZoneInfo(name)


# --- the working window in common ---------------------------------------------------------------------


def working_length(opens: int, closes: int) -> int:
    """Minutes of work between two local times of day in minutes; work that ends before it starts runs
    past midnight."""
    return closes - opens if closes > opens else closes - opens + DAY


@lru_cache(maxsize=20_000)
def start_of_work(zone: str, day: date, opens: int) -> int:
    """The minute of the UTC day, 0 to 1439, at which work starts in a zone on its local `day`.

    The offset is the one in force at that local start of work; of an hour that comes twice the first counts.
    """
    local = datetime.combine(day, time(opens // 60 % 24, opens % 60), ZoneInfo(zone))
    return (opens - utc_offset(local)) % DAY


def utc_offset(moment: datetime) -> int:
    """Minutes east of UTC of an aware moment."""
    offset = moment.utcoffset()
    assert offset is not None, "the moment must know its zone"
    return int(offset.total_seconds() // 60)


@lru_cache(maxsize=4_096)
def working_minutes(start: int, length: int) -> int:
    """The minutes of work as a set of bits: bit m is minute m of the UTC day, round the ring."""
    span = (1 << length) - 1 << start
    return (span | span >> DAY) & (1 << DAY) - 1


def has_stretch(minutes: int, length: int) -> bool:
    """Whether the set of minutes holds an unbroken stretch of `length` minutes on the ring."""
    if length <= 0:
        return True
    runs, covered = minutes | minutes << DAY, 1
    while covered < length and runs:
        step = min(covered, length - covered)
        runs &= runs >> step
        covered += step
    return runs != 0


def longest_stretch(minutes: int) -> tuple[int, int]:
    """(first minute, length) of the longest unbroken stretch on the ring, the earliest of equals."""
    ring = f"{minutes:0{DAY}b}"[::-1] * 2
    length = min(DAY, max(map(len, ring.replace("0", " ").split()), default=0))
    return (ring.find("1" * length), length) if length else (0, 0)


@dataclass(frozen=True, slots=True)
class CommonWindow:
    """The longest stretch of working time several zones share on a date; `starts` and `ends` in UTC.

    `starts` lies on `day` in UTC; `ends` bears the next date when the window crosses midnight UTC. Without
    any minute in common both are None.
    """

    day: date
    minutes: int
    starts: datetime | None
    ends: datetime | None


def common_window(zones: Iterable[str], day: date, opens: int, closes: int) -> CommonWindow:
    """What the working hours `opens` to `closes` (local minutes of the day) of all zones have in common."""
    length = working_length(opens, closes)
    shared = (1 << DAY) - 1
    for zone in zones:
        shared &= working_minutes(start_of_work(zone, day, opens), length)
    first, minutes = longest_stretch(shared)
    if not minutes:
        return CommonWindow(day, 0, None, None)
    starts = datetime.combine(day, time(), UTC) + timedelta(minutes=first)
    return CommonWindow(day, minutes, starts, starts + timedelta(minutes=minutes))


# --- clocks -------------------------------------------------------------------------------------------


def clock_changes(zone: str, starts: datetime, ends: datetime) -> list[tuple[datetime, int, int]]:
    """The changes of a zone's offset between two instants: (UTC instant, minutes before, minutes after)."""
    known = ZoneInfo(zone)

    def offset_at(moment: datetime) -> int:
        return utc_offset(moment.astimezone(known))

    found = []
    low = starts.astimezone(UTC)
    while low < ends:
        high = min(low + timedelta(days=1), ends)
        before, after = offset_at(low), offset_at(high)
        if before != after:
            left, right = low, high
            while right - left > timedelta(minutes=1):
                middle = left + (right - left) / 2
                left, right = (middle, right) if offset_at(middle) == before else (left, middle)
            found.append((right.replace(second=0, microsecond=0), before, after))
        low = high
    return found


@lru_cache(maxsize=20_000)
def clock_change_near(zone: str, day: date) -> date | None:
    """The UTC date of the clock change nearest to `day`, at most seven days before or after it, or None."""
    midnight, noon = datetime.combine(day, time(), UTC), datetime.combine(day, time(12), UTC)
    reach = timedelta(days=CLOCK_CHANGE_DAYS)
    changes = clock_changes(zone, midnight - reach, midnight + reach + timedelta(days=1))
    return min(changes, key=lambda change: abs(change[0] - noon))[0].date() if changes else None


# --- how much a local hour hurts ----------------------------------------------------------------------

Holidays = Callable[[str, date], bool] | Mapping[str, Collection[date]]
"""Whether a city (by id) has a holiday on a local date: a callable, or the dates by city."""


@dataclass(frozen=True, slots=True)
class Band:
    """Local minutes of the day [opens, closes) and what a meeting there costs a city."""

    opens: int
    closes: int
    pain: int


@dataclass(frozen=True, slots=True)
class PainPolicy:
    """What a local hour costs a city: bands of the day, everything else is night; policy, not science.

    `free_days` are weekdays (Monday = 0) that count as night all day; `own_free_days` are those of cities (by
    id) whose weekend is another one. With `holidays` a city's holidays count as night, too. A slot whose
    worst city has at most `humane` is called humane.
    """

    bands: tuple[Band, ...] = (
        Band(9 * 60, 17 * 60, 0),
        Band(8 * 60, 9 * 60, 1),
        Band(17 * 60, 18 * 60, 1),
        Band(7 * 60, 8 * 60, 2),
        Band(18 * 60, 20 * 60, 2),
        Band(20 * 60, 22 * 60, 4),
        Band(6 * 60, 7 * 60, 7),
        Band(22 * 60, 23 * 60, 7),
    )
    night: int = 12
    free_days: frozenset[int] = frozenset({5, 6})
    humane: int = 2
    holidays: bool = True
    own_free_days: tuple[tuple[str, frozenset[int]], ...] = ()

    def free_days_of(self, city: str) -> frozenset[int]:
        """The weekdays that count as night in a city."""
        return dict(self.own_free_days).get(city, self.free_days)

    def pain_at(self, minute: int) -> int:
        """The pain at a local minute of a working day."""
        return next((band.pain for band in self.bands if band.opens <= minute < band.closes), self.night)

    def is_night(self, minute: int) -> bool:
        """Whether no band has this local minute."""
        return not any(band.opens <= minute < band.closes for band in self.bands)

    def pain_of_day(self) -> tuple[int, ...]:
        """The pain at each of the 1,440 local minutes."""
        return _pain_of_day(self)


@lru_cache(maxsize=256)
def _pain_of_day(policy: PainPolicy) -> tuple[int, ...]:
    return tuple(policy.pain_at(minute) for minute in range(DAY))


DEFAULT_POLICY = PainPolicy()


@dataclass(frozen=True, slots=True)
class PlacedCity:
    """A city as scheduling sees it."""

    id: str
    zone: str


@dataclass(frozen=True, slots=True)
class LocalSlot:
    """A slot as one city lives it: local start and end (aware), minutes east of UTC, pain, clock change."""

    city: str
    starts: datetime
    ends: datetime
    offset: int
    pain: int
    free_day: bool
    clock_change: date | None


@dataclass(frozen=True, slots=True)
class Slot:
    """A meeting time with what it costs every city; `starts` in UTC.

    `burden` is the heaviest burden any city that pays here would have come to, earlier meetings included.
    """

    starts: datetime
    minutes: int
    cities: tuple[LocalSlot, ...]
    worst: int
    burden: int
    total: int

    @property
    def rank(self) -> tuple[int, int, int, datetime]:
        """What slots are ordered by: the worst-off city, the accumulated burden, the sum, the earlier one."""
        return self.worst, self.burden, self.total, self.starts

    @property
    def pain(self) -> dict[str, int]:
        return {local.city: local.pain for local in self.cities}

    @property
    def pays(self) -> tuple[str, ...]:
        """The ids of the cities that pay anything, the worst-off first."""
        return tuple(
            local.city for local in sorted(self.cities, key=lambda c: (-c.pain, c.city)) if local.pain
        )


def _is_holiday(holidays: Holidays | None, city: str, day: date) -> bool:
    if holidays is None:
        return False
    return holidays(city, day) if callable(holidays) else day in holidays.get(city, ())


class FairTimes:
    """Prices meeting times for a group of cities under one policy.

    `holidays` says which local dates are a city's holidays; `burden` is what each city has paid so far in
    the programme (pain summed over its meetings, see `burden_ledger`). Every city counts once, however
    many people it sends.
    """

    def __init__(
        self,
        cities: Sequence[PlacedCity],
        *,
        policy: PainPolicy = DEFAULT_POLICY,
        holidays: Holidays | None = None,
        burden: Mapping[str, int] | None = None,
    ) -> None:
        self.cities = tuple(cities)
        self.policy = policy
        self.holidays = holidays
        self.burden = dict(burden or {})
        self._pain = policy.pain_of_day()
        self._free = {city.id: policy.free_days_of(city.id) for city in self.cities}

    def is_free(self, city: PlacedCity, day: date) -> bool:
        """Whether a local date counts as night in a city from midnight to midnight."""
        if day.weekday() in self._free[city.id]:
            return True
        return self.policy.holidays and _is_holiday(self.holidays, city.id, day)

    def in_city(self, city: PlacedCity, starts: datetime, minutes: int) -> LocalSlot:
        """The slot as one city lives it: the pain of its worst minute, a free day counting as night."""
        zone = ZoneInfo(city.zone)
        opens = starts.astimezone(zone)
        closes = (starts.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(zone)
        worst, any_free, minute = 0, False, starts.astimezone(UTC)
        last = minute + timedelta(minutes=max(minutes, 1))
        while minute < last:  # quarter hours: every zone's offset and every band starts on one
            local = minute.astimezone(zone)
            free = self.is_free(city, local.date())
            any_free = any_free or free
            worst = max(worst, self.policy.night if free else self._pain[local.hour * 60 + local.minute])
            minute += timedelta(minutes=15 - local.minute % 15)
        return LocalSlot(
            city.id,
            opens,
            closes,
            utc_offset(opens),
            worst,
            any_free,
            clock_change_near(city.zone, opens.date()),
        )

    def slot(self, starts: datetime, minutes: int) -> Slot:
        """A meeting of so many minutes starting at an aware moment, priced for every city."""
        lived = tuple(self.in_city(city, starts, minutes) for city in self.cities)
        return Slot(
            starts=starts.astimezone(UTC),
            minutes=minutes,
            cities=lived,
            worst=max((local.pain for local in lived), default=0),
            burden=max(
                (self.burden.get(local.city, 0) + local.pain for local in lived if local.pain), default=0
            ),
            total=sum(local.pain for local in lived),
        )
