"""The last line of a time zone's file: when its clock changes every year from now on (POSIX TZ, "M" form)."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib import resources
from pathlib import Path
from zoneinfo import TZPATH

_CHANGE = re.compile(r"M(\d{1,2})\.([1-5])\.([0-6])(?:/(-?)(\d{1,3})(?::(\d{2}))?(?::(\d{2}))?)?")
_WEEKDAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
_LAST_WEEK = 5
_TWO_IN_THE_MORNING = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class YearlyRule:
    """A change on the `week`th `weekday` (0 = Sunday; week 5 = last) of `month`, `time` after that midnight.

    `time` is on the clock before the change; it may be negative or more than a day (RFC 8536, section 3.3.1).
    """

    month: int
    week: int
    weekday: int
    time: timedelta

    def falls_on(self, year: int) -> datetime:
        """The wall time of the change in that year."""
        days = [
            day
            for number in range(1, monthrange(year, self.month)[1] + 1)
            if (day := date(year, self.month, number)).isoweekday() % 7 == self.weekday
        ]
        day = days[-1] if self.week == _LAST_WEEK else days[self.week - 1]
        return datetime(day.year, day.month, day.day) + self.time

    @property
    def rrule(self) -> str | None:
        """The rule as an RFC 5545 RRULE; None where the change can slip into another month."""
        shift = self.time // timedelta(days=1)
        if not shift:
            place = -1 if self.week == _LAST_WEEK else self.week
            return f"FREQ=YEARLY;BYMONTH={self.month};BYDAY={place}{_WEEKDAYS[self.weekday]}"
        length = monthrange(2027, self.month)[1]
        first = (length - 6 if self.week == _LAST_WEEK else 7 * self.week - 6) + shift
        if first < 1 or first + 6 > length or (self.month == 2 and self.week == _LAST_WEEK):
            return None
        days = ",".join(str(day) for day in range(first, first + 7))
        weekday = _WEEKDAYS[(self.weekday + shift) % 7]
        return f"FREQ=YEARLY;BYMONTH={self.month};BYMONTHDAY={days};BYDAY={weekday}"


def yearly_rules(zone: str) -> tuple[YearlyRule, ...]:
    """The two yearly changes of the zone with this IANA name; none without daylight time."""
    _, *changes = _last_line(zone).split(",")
    found = [match for change in changes if (match := _CHANGE.fullmatch(change))]
    if len(changes) != 2 or len(found) != 2:
        return ()
    return tuple(_rule(*match.groups()) for match in found)


def _rule(
    month: str, week: str, weekday: str, sign: str, hours: str, minutes: str, seconds: str
) -> YearlyRule:
    time = timedelta(hours=int(hours or 0), minutes=int(minutes or 0), seconds=int(seconds or 0))
    time = _TWO_IN_THE_MORNING if hours is None else -time if sign else time
    return YearlyRule(int(month), int(week), int(weekday), time)


def _last_line(zone: str) -> str:
    """From the same file that zoneinfo reads: the system's first, then the tzdata package's."""
    for folder in TZPATH:
        file = Path(folder, zone)
        if file.is_file():
            return _footer(file.read_bytes())
    return _footer(resources.files("tzdata").joinpath("zoneinfo", *zone.split("/")).read_bytes())


def _footer(content: bytes) -> str:
    # RFC 8536: from version 2 on the file ends with a newline, the rule, a newline.
    return content.rstrip(b"\n").rpartition(b"\n")[2].decode("ascii") if content[4:5] >= b"2" else ""
