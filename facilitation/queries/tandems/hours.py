"""The hours that a tandem's cities have in common, as strips of a day by each city's clocks.

Pure functions of a round's `problem` and a tandem of its answer in the pinned form.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from facilitation.domain.scheduling import DAY, clock_change_near, start_of_work, working_length

Form = Mapping[str, Any]

_DEFAULT_HOURS = ("08:30", "18:30")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Minutes on a strip of 1,440: where it begins and how long it is."""

    x: int
    width: int


@dataclass(frozen=True, slots=True)
class CityHours:
    """One city's day on a strip: its working hours, its midnight, and the common window by its clocks.

    `clock_change` is the day on which its clocks change, at most seven days from the date.
    """

    city: str
    work: tuple[Stretch, ...]
    midnight: int
    starts: dt.datetime | None
    ends: dt.datetime | None
    clock_change: dt.date | None


@dataclass(frozen=True, slots=True)
class CommonHours:
    """A tandem's common window on one or several dates that look the same; `starts` and `ends` in UTC.

    The strips begin at minute `first` of the UTC day, so that the window lies in their middle.
    """

    dates: tuple[dt.date, ...]
    minutes: int
    starts: dt.datetime | None
    ends: dt.datetime | None
    first: int
    window: Stretch | None
    cities: tuple[CityHours, ...]


def common_hours(problem: Form, tandem: Form) -> tuple[CommonHours, ...]:
    """The strips of a tandem, dates that look the same as one; empty where no dates were asked."""
    zones = {city["id"]: city["time_zone"] for city in problem["cities"]}
    rules = problem.get("rules") or {}
    opens, closes = (_minute(text) for text in rules.get("working_hours") or _DEFAULT_HOURS)
    found: dict[object, list[CommonHours]] = {}
    for window in tandem["common_hours"]:
        hours = _hours_on(window, {city: zones[city] for city in tandem["cities"]}, opens, closes)
        found.setdefault(_look(hours), []).append(hours)
    return tuple(
        CommonHours(
            dates=tuple(hours.dates[0] for hours in alike),
            minutes=alike[0].minutes,
            starts=alike[0].starts,
            ends=alike[0].ends,
            first=alike[0].first,
            window=alike[0].window,
            cities=alike[0].cities,
        )
        for alike in found.values()
    )


def _hours_on(window: Form, zones: Mapping[str, str], opens: int, closes: int) -> CommonHours:
    day = dt.date.fromisoformat(window["date"])
    starts, ends = (_moment(window.get(name)) for name in ("from", "to"))
    minutes = round(float(window["hours"]) * 60)
    begins = starts.hour * 60 + starts.minute if starts else 0
    first = (begins + minutes // 2 - DAY // 2) // 60 * 60 % DAY if starts else 0
    length = working_length(opens, closes)
    cities = []
    for code, zone in zones.items():
        start = start_of_work(zone, day, opens)
        cities.append(
            CityHours(
                city=code,
                work=_stretches((start - first) % DAY, length),
                midnight=(start - opens - first) % DAY,
                starts=starts and starts.astimezone(ZoneInfo(zone)),
                ends=ends and ends.astimezone(ZoneInfo(zone)),
                clock_change=clock_change_near(zone, day),
            )
        )
    shown = Stretch((begins - first) % DAY, minutes) if starts else None
    return CommonHours((day,), minutes, starts, ends, first, shown, tuple(cities))


def _look(hours: CommonHours) -> object:
    """What two dates must have in common to be drawn as one. Where it is another day in a city, its date is
    told, so each date is drawn by itself."""
    day = hours.dates[0]
    ends = [(one.starts, one.ends) for one in hours.cities if one.starts and one.ends]
    return (
        day if any({starts.date(), ends.date()} != {day} for starts, ends in ends) else None,
        hours.minutes,
        hours.first,
        hours.window,
        tuple(
            (
                one.city,
                one.work,
                one.midnight,
                one.clock_change,
                one.starts and one.starts.time(),
            )
            for one in hours.cities
        ),
    )


def _stretches(first: int, length: int) -> tuple[Stretch, ...]:
    """A stretch of the ring as it lies on the strip: in two pieces where it runs past the end."""
    if first + length <= DAY:
        return (Stretch(first, length),)
    return Stretch(0, first + length - DAY), Stretch(first, DAY - first)


def _minute(text: str) -> int:
    hour, _, minute = text.partition(":")
    return int(hour) * 60 + int(minute)


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None
