"""The rules of a session: types, statuses, its time in its own zone, and what raises its SEQUENCE."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from facilitation.domain.dates import require_day
from facilitation.domain.errors import N_, Refused
from facilitation.domain.scheduling import clock_changes

Time = TypeVar("Time", bound=Hashable)

TYPES = {
    "onboarding": N_("Onboarding call"),
    "all_peer": N_("All-peer event"),
    "challenge": N_("Challenge workshop"),
    "solution": N_("Solution workshop"),
    "experimentation": N_("Experimentation workshop"),
    "field_visit": N_("Field visit"),
    "final": N_("Final event"),
}
PLANNED, RUNNING, ENDED, CANCELLED = "planned", "running", "ended", "cancelled"
STATUSES = {
    PLANNED: N_("Planned"),
    RUNNING: N_("Running"),
    ENDED: N_("Ended"),
    CANCELLED: N_("Cancelled"),
}
RECORD_KINDS = {
    "decision": N_("Decision"),
    "point": N_("Point"),
    "question": N_("Question"),
    "answer": N_("Answer"),
    "quote": N_("Quote"),
}
RECORD_LENGTH = 2_000
#: Notes of those who lead a session, for each other.
DESK_NOTES_LENGTH = 8_000
#: Roles at one session, beside those in the programme. They grant nothing, except those in RECORDING.
PERSON_ROLES = {
    "organiser": N_("Organiser"),
    "moderator": N_("Moderator"),
    "speaker": N_("Speaker"),
    "facilitator": N_("Facilitator"),
    "rapporteur": N_("Rapporteur"),
    "scribe": N_("Scribe"),
    "contributor": N_("Contributor"),
}
#: They may write records and ask for documents at their session.
RECORDING = frozenset({"rapporteur", "scribe"})
PEOPLE_MOST = 100
ALL, THESE, UNKNOWN = "all", "these", "unknown"
#: A session whose length nobody has set is taken to last so many minutes.
UNSET_MINUTES = 60
#: The people that a session is for. Only somebody who plans it says "all": of one that was written down
#: elsewhere, an empty list of cities means that the source doesn't say.
FOR_WHOM = {ALL: N_("All cities"), THESE: N_("These cities"), UNKNOWN: N_("Not known")}
#: Which cities were there, as the record of a session says that was held without this program's room.
WAS_THERE = {THESE: N_("These cities"), UNKNOWN: N_("Not known")}
DEVICE, TABLE, FACILITATOR = "device", "table", "facilitator"
#: How somebody takes part: through a device of their own, one that a table shares, or a facilitator's.
THROUGH = (DEVICE, TABLE, FACILITATOR)
TITLE_LENGTH = 200
TIMER_LIMIT = 4 * 3600
SHORTEST, LONGEST = 5, 24 * 60

#: So many cities have a line of local time each; of more, those whose clocks agree share one.
CITIES_APART = 24

#: RFC 5545, 3.8.7.4: a change of these obliges a new SEQUENCE, since attendees must look again.
CALENDAR_COLUMNS = frozenset({"date", "starts_at", "fold", "minutes", "zone", "cancelled", "place", "link"})


def instant(day: date, wall_time: str, zone: str, fold: int = 0) -> datetime:
    """The UTC instant of a wall time "HH:MM" in a zone on a day; `fold` 1 is the second of two equal ones.

    A time that the clocks skip is moved forward by the gap. `plan` lets none in, but a zone's rules can
    change after a session was planned.
    """
    return _local(day, wall_time, zone, fold).astimezone(UTC)


def readings(day: date, wall_time: str, zone: str) -> tuple[datetime, ...]:
    """The moments that a wall time "HH:MM" can mean, in its zone: none where the clocks skip it, two (the
    earlier first) where it comes twice, otherwise one."""
    first, second = (_local(day, wall_time, zone, fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return (first,)
    return (first, second) if _is_real(first) else ()


def plan(
    *, date: date | None, starts_at: str | None, minutes: int | None, zone: str, fold: int | None
) -> dict[str, Any]:
    """When a session is, checked, as its columns keep it. `fold` says which of two equal hours is meant.

    `Refused` names the field; it is "fold" where the hour comes twice and nobody has said which.
    """
    require_day(date)
    if fold not in (None, 0, 1):
        raise Refused(
            "invalid", N_("An hour that comes twice is the first (0) or the second (1)."), field="fold"
        )
    wall_time = require_wall_time(starts_at)
    if wall_time is not None and date is None:
        raise Refused("invalid", N_("Give the date too."), field="date")
    return {
        "date": date,
        "starts_at": wall_time,
        "minutes": require_minutes(minutes),
        "zone": zone,
        "fold": _require_one(date, wall_time, zone, fold) if date and wall_time else 0,
    }


def local_now(now: datetime, zone: str) -> dict[str, Any]:
    """The columns of a session that begins now by the clocks of a zone."""
    local = now.astimezone(ZoneInfo(zone))
    return {"date": local.date(), "starts_at": f"{local:%H:%M}", "fold": local.fold}


def cities_together(times: Sequence[tuple[str, Time]]) -> list[tuple[str, Time]]:
    """Cities' names with their local times, as lines: one each; of many, those of the same time in one."""
    if len(times) <= CITIES_APART:
        return list(times)
    names: dict[Time, list[str]] = {}
    for name, local in times:
        names.setdefault(local, []).append(name)
    return [(", ".join(these), local) for local, these in names.items()]


def _local(day: date, wall_time: str, zone: str, fold: int) -> datetime:
    return datetime.combine(day, time.fromisoformat(wall_time), ZoneInfo(zone)).replace(fold=fold)


def _is_real(moment: datetime) -> bool:
    """Whether a clock in the moment's zone ever shows it."""
    shown = moment.astimezone(UTC).astimezone(moment.tzinfo)
    return shown.replace(tzinfo=None) == moment.replace(tzinfo=None)


def _require_one(day: date, wall_time: str, zone: str, fold: int | None) -> int:
    """Which of the wall time's readings is meant; 0 where there is but one."""
    found = readings(day, wall_time, zone)
    if not found:
        begins, ends = _gap(day, wall_time, zone)
        raise Refused(
            "invalid",
            N_(
                "There is no %(time)s on this day (%(zone)s): the clocks go forward from %(begins)s to "
                "%(ends)s. Choose another time."
            ),
            field="starts_at",
            time=wall_time,
            zone=zone,
            begins=f"{begins:%H:%M}",
            ends=f"{ends:%H:%M}",
        )
    if len(found) == 1:
        return 0
    if fold is None:
        raise Refused(
            "invalid",
            N_(
                "The clocks go back on this day (%(zone)s), so %(time)s comes twice. "
                "Choose which one you mean."
            ),
            field="fold",
            time=wall_time,
            zone=zone,
        )
    return fold


def _gap(day: date, wall_time: str, zone: str) -> tuple[datetime, datetime]:
    """From when to when the clocks go forward over a wall time, both on the wall (naive)."""
    moment = instant(day, wall_time, zone)
    reach = timedelta(days=1)
    changes = clock_changes(zone, moment - reach, moment + reach)
    at, before, after = min(changes, key=lambda change: abs(change[0] - moment))
    wall = at.replace(tzinfo=None)
    return wall + timedelta(minutes=before), wall + timedelta(minutes=after)


def require_wall_time(text: str | None) -> str | None:
    """A wall time as kept, "HH:MM"; None stays None."""
    if text is None:
        return None
    try:
        typed = time.fromisoformat(text)
    except ValueError:
        typed = None
    if typed is None or typed.tzinfo is not None or typed.second or typed.microsecond:
        raise Refused("invalid", N_("Give the time as hours and minutes."), field="starts_at")
    return typed.strftime("%H:%M")


def require_minutes(minutes: int | None) -> int | None:
    """A session's length in minutes; None stays None."""
    if minutes is not None and not SHORTEST <= minutes <= LONGEST:
        raise Refused("invalid", N_("A session lasts between 5 minutes and 24 hours."), field="minutes")
    return minutes


def require_not_over(status: str) -> None:
    """Refuse what comes after the end."""
    if status == ENDED:
        raise Refused("closed", N_("The session has ended."))


def require_can_run(status: str) -> None:
    require_not_over(status)
    if status == CANCELLED:
        raise Refused("closed", N_("The session is cancelled."))


def require_running(status: str) -> None:
    require_can_run(status)
    if status != RUNNING:
        raise Refused("conflict", N_("The session has not started yet."))


def require_reopenable(status: str, started_at: datetime | None) -> None:
    """Only an end that came here can be taken back: not that of a session that was merely recorded."""
    if status != ENDED:
        raise Refused("conflict", N_("This session has not ended."))
    if started_at is None:
        raise Refused("conflict", N_("This session was not held in this program, so it can't be reopened."))


def timer_is_spent(ends_at: datetime | None, now: datetime) -> bool:
    """Whether a timer runs that has nothing left."""
    return ends_at is not None and ends_at <= now


def seconds_left(ends_at: datetime | None, now: datetime) -> int:
    """The seconds that a timer has left, a begun one counted whole; 0 for none and for a spent one."""
    return max(0, ceil((ends_at - now).total_seconds())) if ends_at is not None else 0


def require_for_whom(for_whom: str | None, cities: int) -> str:
    """One of FOR_WHOM, given how many cities are named; None means all of them, unless some are named."""
    if for_whom is None:
        return THESE if cities else ALL
    if for_whom not in FOR_WHOM:
        raise Refused("invalid", N_("Say whether it is for all cities or for some."), field="for_whom")
    return _require_cities(for_whom, cities)


def require_can_be_held(standing: str) -> None:
    """Whether a session can be said to have been held elsewhere: it is planned, or has been held already."""
    if standing == CANCELLED:
        raise Refused("conflict", N_("This session is cancelled. Take the cancellation back first."))
    if standing == RUNNING:
        raise Refused("conflict", N_("This session is running here. End it first."))


def require_was_there(was_there: str, cities: int) -> str:
    """Whether it is known which cities were there, given how many are named."""
    if was_there not in WAS_THERE:
        raise Refused(
            "invalid", N_("Say which cities were there, or that it isn’t known."), field="was_there"
        )
    return _require_cities(was_there, cities)


def _require_cities(which: str, cities: int) -> str:
    if which == THESE and not cities:
        raise Refused("invalid", N_("Choose at least one city."), field="cities")
    if which != THESE and cities:
        raise Refused("invalid", N_("Choose “These cities” if you name some."), field="cities")
    return which


def require_timer(seconds: int) -> int:
    if not 1 <= seconds <= TIMER_LIMIT:
        raise Refused("invalid", N_("A timer runs between one second and four hours."), field="seconds")
    return seconds
