"""The rules of coming to a session: answers, places, reminders, presences and counts.

The order of the waiting list, and how it moves up, is commands/registrations/places.py.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime, timedelta

from facilitation.domain.errors import N_, Refused
from facilitation.domain.sessions import ALL, THESE, instant, readings, require_wall_time

CLOSED, INVITED, OPEN = "closed", "invited", "open"
WAYS = {
    CLOSED: N_("Closed: nobody can register"),
    INVITED: N_("By invitation: its cities, people with a role and people you invite"),
    OPEN: N_("Open: everybody who has the address"),
}
YES, NO, PERHAPS, ASKED = "yes", "no", "perhaps", ""
ANSWERS = {YES: N_("Yes, I’ll come"), PERHAPS: N_("Perhaps"), NO: N_("No, I can’t come")}
#: The same, of others, on lists.
ANSWERS_GIVEN = {
    YES: N_("Is coming"),
    PERHAPS: N_("Perhaps"),
    NO: N_("Not coming"),
    ASKED: N_("Not answered yet"),
}
ROOM, REMOTE = "room", "remote"
MODES = {ROOM: N_("In the room"), REMOTE: N_("Remote")}
IN, WAITING, NEITHER = "in", "waiting", ""
#: Where somebody can be moved by hand: "first" is the head of the waiting list.
MOVES = ("in", "first", "waiting")
NEVER, DAY, HOUR = "none", "day", "hour"
REMINDERS = {NEVER: N_("No reminder"), DAY: N_("A day before"), HOUR: N_("An hour before")}
LEADS = {DAY: timedelta(days=1), HOUR: timedelta(hours=1)}
CODE, LIST, HAND, LIVE = "code", "list", "hand", "live"
#: How it became known that somebody was there.
THROUGH = {
    CODE: N_("with the code"),
    LIST: N_("ticked on the list"),
    HAND: N_("corrected by hand"),
    LIVE: N_("in the live room"),
}

CAPACITY_MOST = 10_000
PEOPLE_MOST = 5_000
COUNT_MOST = 100_000
ACCESS_LENGTH = 1_000
#: How long what people need is kept after the session, and how long the links in mails open.
ACCESS_KEPT = timedelta(days=14)
LINK_LIFE = timedelta(days=400)

_LANGUAGE = re.compile(r"[a-z]{2,3}")

REGISTRATION_CLOSED = N_("Registration for this session is closed.")
NOT_INVITED = N_("Registration for this session is by invitation. Ask an organiser to invite you.")


def require_way(way: str) -> str:
    if way not in WAYS:
        raise Refused("invalid", N_("Choose how people can register."), field="way")
    return way


def require_capacity(capacity: int | None, taken: int) -> int | None:
    """How many places there are; None means as many as want to come. `taken` are in already."""
    if capacity is None:
        return None
    if not 1 <= capacity <= CAPACITY_MOST:
        raise Refused(
            "invalid",
            N_("Give the number of places as a number between 1 and %(most)s."),
            field="capacity",
            most=CAPACITY_MOST,
        )
    if capacity < taken:
        raise Refused(
            "conflict",
            N_(
                "%(taken)s people have a place already, so there can't be only %(capacity)s. Move some of "
                "them to the waiting list first, or give at least %(taken)s."
            ),
            field="capacity",
            taken=taken,
            capacity=capacity,
        )
    return capacity


def closing_time(day: date | None, wall_time: str | None, zone: str) -> datetime | None:
    """When registration closes, in UTC, from a day and a wall time in the session's zone; None is never.

    Of an hour that comes twice the first is meant; a day without a time ends with it.
    """
    if day is None:
        if wall_time:
            raise Refused("invalid", N_("Give the date too."), field="closes_on")
        return None
    try:
        typed = require_wall_time(wall_time or None)
    except Refused:
        raise Refused("invalid", N_("Give the time as hours and minutes."), field="closes_time") from None
    if typed is None:
        typed = "23:59"
    if not readings(day, typed, zone):
        raise Refused(
            "invalid",
            N_("There is no %(time)s on this day (%(zone)s): the clocks go forward. Choose another time."),
            field="closes_time",
            time=typed,
            zone=zone,
        )
    return instant(day, typed, zone)


def require_answer(answer: str) -> str:
    if answer not in ANSWERS:
        raise Refused("invalid", N_("Say whether you’ll come: yes, perhaps or no."), field="answer")
    return answer


def require_mode(mode: str, *, asked: bool, field: str = "mode") -> str:
    """In the room or remote; "" where it isn't asked, or not known."""
    if mode not in ("", *MODES):
        raise Refused("invalid", N_("Choose: in the room or remote."), field=field)
    return mode if asked else ""


def require_reminder(remind: str) -> str:
    if remind not in REMINDERS:
        raise Refused("invalid", N_("Choose when we shall remind you."), field="remind")
    return remind


def require_interpretation(code: str) -> str:
    """The code of a language that somebody needs interpretation into; "" for none."""
    if code and not _LANGUAGE.fullmatch(code):
        raise Refused("invalid", N_("Choose a language."), field="interpretation")
    return code


def has_place_free(capacity: int | None, taken: int) -> bool:
    return capacity is None or taken < capacity


def reminder_due(starts: datetime | None, remind: str) -> datetime | None:
    """When a reminder is due; None for those who want none, or while nobody knows when the session is."""
    return starts - LEADS[remind] if starts is not None and remind in LEADS else None


def is_to_be_reminded(
    now: datetime, starts: datetime | None, remind: str, chosen_at: datetime, reminded_for: datetime | None
) -> bool:
    """Whether somebody is to be reminded now.

    Once for each time that the session has: moved by less than the reminder's lead, it is the same one. Who
    answered after it was due knows anyway.
    """
    due = reminder_due(starts, remind)
    if due is None or starts is None or not due <= now < starts or chosen_at > due:
        return False
    return reminded_for is None or abs(starts - reminded_for) >= LEADS[remind]


def require_counts(participants: int | None, policymakers: int | None, *, approximate: bool) -> None:
    """Refuse totals that can't be: below nothing, or more policymakers than participants."""
    for field, number in (("participants", participants), ("policymakers", policymakers)):
        if number is not None and not 0 <= number <= COUNT_MOST:
            raise Refused(
                "invalid",
                N_("Give a number between 0 and %(most)s, or nothing."),
                field=field,
                most=COUNT_MOST,
            )
    if participants is not None and policymakers is not None and policymakers > participants:
        raise Refused(
            "invalid",
            N_(
                "There can't be %(policymakers)s policymakers among %(participants)s participants: "
                "policymakers are counted as participants too."
            ),
            field="policymakers",
            policymakers=policymakers,
            participants=participants,
        )
    if approximate and participants is None:
        raise Refused("invalid", N_("Give the approximate number of people."), field="participants")


def is_for(for_whom: str, city: str | None, cities: Collection[str]) -> bool:
    """Whether a session is for somebody who sits for this city; `cities` are those that it names."""
    return city is not None and (for_whom == ALL or (for_whom == THESE and city in cities))


def is_over(starts: datetime | None, minutes: int | None, day: date | None, now: datetime) -> bool:
    """Whether a session that was only planned is over, as far as its plan tells."""
    if starts is not None:
        return now >= starts + timedelta(minutes=minutes or 24 * 60)
    return day is not None and now.date() > day + timedelta(days=1)
