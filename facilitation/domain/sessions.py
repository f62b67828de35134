"""The rules of a session: types, statuses, its time in its own zone, and what raises its SEQUENCE."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from facilitation.domain.errors import N_, Refused

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
#: The people that a session is for. Only somebody who plans it says "all": of one that was written down
#: elsewhere, an empty list of cities means that the source doesn't say.
FOR_WHOM = {ALL: N_("All cities"), THESE: N_("These cities"), UNKNOWN: N_("Not known")}
#: Which cities were there, as the record of a session says that was held without this program's room.
WAS_THERE = {THESE: N_("These cities"), UNKNOWN: N_("Not known")}
DEVICE, TABLE, FACILITATOR = "device", "table", "facilitator"
#: How somebody takes part: through a device of their own, one that a table shares, or a facilitator's.
THROUGH = (DEVICE, TABLE, FACILITATOR)
TIMER_LIMIT = 4 * 3600
SHORTEST, LONGEST = 5, 24 * 60

#: RFC 5545, 3.8.7.4: a change of these obliges a new SEQUENCE, since attendees must look again.
CALENDAR_COLUMNS = frozenset({"date", "starts_at", "minutes", "zone", "cancelled", "place", "link"})


def instant(day: date, wall_time: str, zone: str) -> datetime:
    """The UTC instant of a wall time "HH:MM" in a zone on a day.

    A time that the clocks skip is moved forward by the gap; one that comes twice means the first.
    """
    hour, minute = (int(part) for part in wall_time.split(":"))
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def ends_at(day: date, wall_time: str, zone: str, minutes: int) -> datetime:
    """The UTC instant when a session of so many minutes ends."""
    return instant(day, wall_time, zone) + timedelta(minutes=minutes)


def require_wall_time(text: str | None) -> str | None:
    """A wall time as kept, "HH:MM"; None stays None."""
    if text is None:
        return None
    try:
        return time.fromisoformat(text).strftime("%H:%M")
    except ValueError:
        raise Refused("invalid", N_("Give the time as hours and minutes."), field="starts_at") from None


def require_minutes(minutes: int | None) -> int | None:
    """A session's length in minutes; None stays None."""
    if minutes is not None and not SHORTEST <= minutes <= LONGEST:
        raise Refused("invalid", N_("A session lasts between 5 minutes and 24 hours."), field="minutes")
    return minutes


def require_can_run(status: str) -> None:
    if status == ENDED:
        raise Refused("closed", N_("The session has ended."))
    if status == CANCELLED:
        raise Refused("closed", N_("The session is cancelled."))


def require_running(status: str) -> None:
    require_can_run(status)
    if status != RUNNING:
        raise Refused("conflict", N_("The session has not started yet."))


def require_for_whom(for_whom: str | None, cities: int) -> str:
    """One of FOR_WHOM, given how many cities are named; None means all of them, unless some are named."""
    if for_whom is None:
        return THESE if cities else ALL
    if for_whom not in FOR_WHOM:
        raise Refused("invalid", N_("Say whether it is for all cities or for some."), field="for_whom")
    return _require_cities(for_whom, cities)


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
