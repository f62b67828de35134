"""Registrations, attendance, needs and events as tables of data. Needs stand only in their own table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from zoneinfo import ZoneInfo

from facilitation.domain.errors import N_
from facilitation.domain.registrations import ANSWERS_GIVEN, IN, MODES, WAITING
from facilitation.domain.sessions import TYPES
from facilitation.exports.spreadsheets import Sheet
from facilitation.queries.registrations.check_in import Line
from facilitation.queries.registrations.counts import Counts, Event, Events
from facilitation.queries.registrations.desks import Registered
from facilitation.store.sessions import Session

Say = Callable[[str], str]
STATES = {
    IN: N_("Is coming"),
    WAITING: N_("On the waiting list"),
    "perhaps": ANSWERS_GIVEN["perhaps"],
    "no": ANSWERS_GIVEN["no"],
    "asked": ANSWERS_GIVEN[""],
}


def registrations_sheet(title: str, people: Iterable[Registered], zone: str, say: Say) -> Sheet:
    """Who registered, as those who lead see them; not what anybody needs."""
    header = (
        N_("Name"),
        N_("City"),
        N_("Organisation"),
        N_("E-mail"),
        N_("Registration"),
        N_("Number on the waiting list"),
        N_("How"),
        N_("Policymaker"),
        N_("Answered"),
    )
    rows = tuple(
        (
            one.name,
            one.city.name if one.city else "",
            one.place,
            one.email or "",
            say(STATES[one.state]),
            one.number,
            say(MODES[one.row.mode]) if one.row.mode else "",
            say(N_("yes")) if one.policymaker else "",
            one.row.chosen_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None, microsecond=0),
        )
        for one in people
    )
    return Sheet(title, tuple(map(say, header)), rows)


def needs_sheet(title: str, people: Iterable[Registered], language: Callable[[str], str], say: Say) -> Sheet:
    """What people need to take part: for organisers and those who facilitate the session alone."""
    header = (N_("Name"), N_("City"), N_("E-mail"), N_("Interpretation into"), N_("Access needs"))
    rows = tuple(
        (
            one.name,
            one.city.name if one.city else one.place,
            one.email or "",
            language(one.row.interpretation) if one.row.interpretation else "",
            one.row.access_needs,
        )
        for one in people
    )
    return Sheet(title, tuple(map(say, header)), rows)


def attendance_sheet(title: str, lines: Iterable[Line], session: Session, say: Say) -> Sheet:
    """Who was there, one row for each time that somebody came; times are by the session's clocks."""
    header = (
        N_("Name"),
        N_("City"),
        N_("Organisation"),
        N_("Policymaker"),
        N_("How"),
        N_("Came"),
        N_("Left"),
        N_("Registration"),
        N_("Simulated"),
    )
    zone = ZoneInfo(session.zone)
    rows = tuple(
        (
            line.name,
            line.city.name if line.city else "",
            line.place,
            say(N_("yes")) if line.policymaker else "",
            say(MODES[visit.mode]) if visit.mode else "",
            visit.came_at.astimezone(zone).replace(tzinfo=None, microsecond=0),
            visit.left_at.astimezone(zone).replace(tzinfo=None, microsecond=0) if visit.left_at else None,
            say(STATES[line.state]) if line.state else "",
            say(N_("yes")) if line.simulated else "",
        )
        for line in lines
        for visit in line.visits
    )
    return Sheet(title, tuple(map(say, header)), rows)


def events_sheet(title: str, events: Events, say: Say, count: Callable[[Counts], str]) -> Sheet:
    """The list of events and participating policymakers; `count` says a total as people read it."""
    header = (
        N_("Type"),
        N_("Title"),
        N_("Date"),
        N_("Participants"),
        N_("How the participants were counted"),
        N_("Policymakers"),
        N_("Contributors"),
        N_("Cities"),
        N_("Cities there"),
        N_("Cities absent"),
    )
    rows = tuple(_event(event, say, count) for event in (*events.calls, *events.events))
    return Sheet(title, tuple(map(say, header)), rows)


def _event(event: Event, say: Say, count: Callable[[Counts], str]) -> tuple:
    counts = event.counts
    return (
        say(TYPES[event.session.type]),
        event.session.title,
        event.session.date,
        counts.participants,
        count(counts),
        counts.policymakers,
        counts.contributors,
        None if counts.there is None else len(counts.there),
        "; ".join(city.name for city in counts.there or ()),
        "; ".join(city.name for city in counts.absent or ()),
    )
