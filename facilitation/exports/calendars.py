"""Calendars as iCalendar bytes (RFC 5545, 7986) that say the same to every reader and never say "now".

`calendar_bytes` writes feeds, downloads and the calendar part of a mail; an event has one UID in all of them.
What the bytes hold depends on the calendar, the language and the time zone database alone.
"""

from collections.abc import Iterable
from datetime import UTC, date, timedelta
from itertools import chain

from icalendar import Calendar as CalendarComponent
from icalendar import Event, vCalAddress, vDuration, vText, vUri

from facilitation.domain.calendars import (
    CANCELLED,
    PUBLISH,
    REQUEST,
    Calendar,
    CalendarEvent,
    CityClock,
    Person,
    Timed,
    zone_named,
)
from facilitation.domain.errors import N_
from facilitation.domain.sessions import cities_together
from facilitation.exports.time_zones import vtimezone
from facilitation.exports.wording import Translate
from facilitation.translations.dates import clock, full_date, utc_offset

MEDIA_TYPE = "text/calendar; charset=utf-8"


def calendar_bytes(calendar: Calendar, translate: Translate, language: str) -> bytes:
    """`calendar` as UTF-8 with CRLF line ends, folded at 75 octets.

    `language` (BCP 47) is the reader's; dates are written in it and `translate` has its sentences.
    """
    component = CalendarComponent()
    component.add("prodid", vText(calendar.prodid))
    component.add("version", vText("2.0"))
    component.add("calscale", vText("GREGORIAN"))
    component.add("method", vText(calendar.method))
    if calendar.method == PUBLISH:
        _add_feed_properties(component, calendar)
    events = [_event(event, calendar.method, translate, language) for event in calendar.events]
    for zone, first, last in _zones(events):
        component.add_component(vtimezone(zone, first, last))
    for event in events:
        component.add_component(event)
    return component.to_ical()


def _add_feed_properties(component: CalendarComponent, calendar: Calendar) -> None:
    # Given as plain strings, these would go out without their commas and line breaks escaped.
    component.add("name", vText(calendar.name))
    component.add("x-wr-calname", vText(calendar.name))
    refresh = vDuration(calendar.refresh)
    refresh.params["VALUE"] = "DURATION"
    component.add("refresh-interval", refresh)
    component.add("x-published-ttl", vDuration(calendar.refresh))


def _zones(events: Iterable[Event]) -> list[tuple[str, date, date]]:
    """Each zone that a time is written in, in alphabetical order, with its first and its last date."""
    days: dict[str, list[date]] = {}
    for event in events:
        for name in ("dtstart", "dtend"):
            if zone := event[name].params.get("TZID"):
                days.setdefault(zone, []).append(event.decoded(name).date())
    return [(zone, min(found), max(found)) for zone, found in sorted(days.items())]


def _event(event: CalendarEvent, method: str, translate: Translate, language: str) -> Event:
    component = Event()
    component.add("uid", vText(event.uid))
    component.add("dtstamp", event.dtstamp)
    component.add("created", event.created)
    component.add("last-modified", event.last_modified)
    component.add("sequence", event.sequence)
    _add_times(component, event)
    component.add("summary", vText(_summary(event, translate)))
    if not event.uninvites:
        component.add("status", vText(event.status.upper()))
    if description := _description(event, translate, language):
        component.add("description", vText(description))
    if event.place or event.join_link:
        component.add("location", vText(event.place or event.join_link))
    if event.join_link:
        conference = vUri(event.join_link)
        conference.params.update({"VALUE": "URI", "FEATURE": ["AUDIO", "VIDEO"]})
        component.add("conference", conference)
    if event.url:
        component.add("url", vUri(event.url))
    if event.categories:
        component.add("categories", list(event.categories))
    component.add("organizer", _address(event.organiser))
    if method != PUBLISH:
        for person in event.attendees:
            component.add("attendee", _invited(person, method))
    return component


def _add_times(component: Event, event: CalendarEvent) -> None:
    if not isinstance(event.when, Timed):
        component.add("dtstart", event.when.day)
        component.add("dtend", event.when.day + timedelta(days=1))
        component.add("transp", vText("TRANSPARENT"))
        return
    begins, ends = event.when.begins, event.when.ends
    if event.when.is_ambiguous:
        # A wall time with its TZID means the first of two; many programs read it as the second, an hour late.
        begins, ends = begins.astimezone(UTC), ends.astimezone(UTC)
    component.add("dtstart", begins)
    component.add("dtend", ends)
    component.add("transp", vText("TRANSPARENT" if event.status == CANCELLED else "OPAQUE"))


def _summary(event: CalendarEvent, translate: Translate) -> str:
    title = event.title
    if event.simulated:
        title = translate(N_("%(title)s (Simulated)")) % {"title": title}
    if event.status == CANCELLED:
        title = translate(N_("[Cancelled] %(title)s")) % {"title": title}
    return title


def _description(event: CalendarEvent, translate: Translate, language: str) -> str:
    notices = []
    if event.status == CANCELLED:
        notices.append(translate(N_("This session is cancelled.")))
    if event.simulated:
        notices.append(translate(N_("Simulated: this session exists only as an example.")))
    times = []
    if event.cities and isinstance(event.when, Timed):
        lines = _local_times(event.cities, event.when, language)
        times.append("\n".join((translate(N_("Local times:")), *lines)))
    links = []
    if event.join_link:
        links.append(translate(N_("Join: %(link)s")) % {"link": event.join_link})
    if event.url:
        links.append(translate(N_("More about this session: %(link)s")) % {"link": event.url})
    return "\n\n".join(chain(notices, event.description, times, links))


def _local_times(cities: tuple[CityClock, ...], when: Timed, language: str) -> list[str]:
    times = [(city.name, local_time(city.zone, when, language)) for city in cities]
    return [f"{names}: {time}" for names, time in cities_together(times)]


def local_time(name: str, when: Timed, language: str) -> str:
    """Such as `Friday, 19 March 2027, 23:00 – Saturday, 20 March 2027, 00:30 (UTC+9)`.

    Where the clocks change meanwhile, each end has its offset.
    """
    zone = zone_named(name)
    begins, ends = when.begins.astimezone(zone), when.ends.astimezone(zone)
    start, dash, end = f"{full_date(begins.date(), language)}, {clock(begins)}", "–", clock(ends)
    if ends.utcoffset() != begins.utcoffset():
        start, dash = f"{start} ({utc_offset(begins)})", " – "
    if ends.date() != begins.date():
        end, dash = f"{full_date(ends.date(), language)}, {end}", " – "
    return f"{start}{dash}{end} ({utc_offset(ends)})"


def _address(person: Person) -> vCalAddress:
    address = vCalAddress(f"mailto:{person.email}")
    if person.name:
        # A parameter can't hold a double quote, and few readers know the escape for it (RFC 6868).
        address.params["CN"] = person.name.replace('"', "'")
    return address


def _invited(person: Person, method: str) -> vCalAddress:
    address = _address(person)
    address.params["ROLE"] = "REQ-PARTICIPANT"
    if method == REQUEST:
        address.params["PARTSTAT"] = person.answer
        address.params["RSVP"] = "TRUE"
    return address
