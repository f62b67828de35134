"""What a calendar holds before it becomes a file: events with their wall time and zone, and nothing made up.

Whoever builds an event takes `uid`, `sequence` and the three stamps from the stored session; none is "now".
A session without a date is in no calendar: an event always has a `WholeDay` or a `Timed`.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from facilitation.domain.errors import N_, Refused
from facilitation.domain.texts import is_link, one_line, printable

TENTATIVE, CONFIRMED, CANCELLED = "tentative", "confirmed", "cancelled"
STATUSES = (TENTATIVE, CONFIRMED, CANCELLED)
PUBLISH, REQUEST, CANCEL = "PUBLISH", "REQUEST", "CANCEL"
METHODS = (PUBLISH, REQUEST, CANCEL)
#: PARTSTAT of RFC 5545, 3.2.12.
NEEDS_ACTION, ACCEPTED, DECLINED, UNDECIDED = "NEEDS-ACTION", "ACCEPTED", "DECLINED", "TENTATIVE"
#: What a feed can hold: what concerns one seat, a city's sessions, or the programme's.
OWN, CITY, PROGRAMME = "own", "city", "programme"
FEEDS = (OWN, CITY, PROGRAMME)

_EMAIL = re.compile(r"[^\s@<>\",;:\x00-\x20\x7f-\x9f]+@[^\s@<>\",;:\x00-\x20\x7f-\x9f]+")


@dataclass(frozen=True, slots=True)
class WholeDay:
    """A date without a time."""

    day: date


@dataclass(frozen=True, slots=True)
class Timed:
    """The host's wall time (naive), its zone's IANA name and the duration in minutes.

    The wall time is what people agreed on: a changed rule of the zone moves the instant, not the meeting.
    Where it comes twice, its `fold` says which is meant.
    """

    start: datetime
    zone: str
    minutes: int

    def __post_init__(self) -> None:
        if self.start.tzinfo is not None:
            raise Refused("invalid", N_("A session's start is a wall time; its zone stands beside it."))
        if self.minutes < 1:
            raise Refused("invalid", N_("A session lasts at least a minute."))
        zone_named(self.zone)

    @property
    def begins(self) -> datetime:
        """The start in the host's zone. An hour that the clock skips is read as the hour after."""
        zone = zone_named(self.zone)
        return self.start.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)

    @property
    def ends(self) -> datetime:
        """The end in the host's zone, `minutes` of real time later."""
        ended = self.begins.astimezone(UTC) + timedelta(minutes=self.minutes)
        return ended.astimezone(zone_named(self.zone))

    @property
    def is_ambiguous(self) -> bool:
        """Whether the wall clock shows the start or the end twice."""
        return any(
            moment.utcoffset() != moment.replace(fold=1 - moment.fold).utcoffset()
            for moment in (self.begins, self.ends)
        )


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody a calendar names: the organiser or, in a mail, whom it invites and what they have answered."""

    name: str
    email: str
    answer: str = NEEDS_ACTION

    def __post_init__(self) -> None:
        _set(self, name=one_line(self.name))
        if not _EMAIL.fullmatch(self.email):
            raise Refused("invalid", N_("This is no e-mail address: %(address)s"), address=self.email)


@dataclass(frozen=True, slots=True)
class CityClock:
    """A participating city and the IANA name of its zone."""

    name: str
    zone: str

    def __post_init__(self) -> None:
        _set(self, name=one_line(self.name))
        zone_named(self.zone)


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """A session as its calendar entry. The stamps are aware; they are kept in UTC, to the second.

    `uid` never changes, in whatever way the event goes out; `sequence` rises when start, end, status, place
    or link change. `attendees` go with REQUEST and CANCEL only. With `uninvites` a CANCEL takes the attendees
    off a session that takes place without them (RFC 5546, 3.2.5: it then has no STATUS).
    """

    uid: str
    sequence: int
    created: datetime
    last_modified: datetime
    dtstamp: datetime
    title: str
    when: WholeDay | Timed
    organiser: Person
    status: str = CONFIRMED
    place: str = ""
    join_link: str = ""
    description: tuple[str, ...] = ()
    cities: tuple[CityClock, ...] = ()
    attendees: tuple[Person, ...] = ()
    categories: tuple[str, ...] = ()
    url: str = ""
    simulated: bool = False
    uninvites: bool = False

    def __post_init__(self) -> None:
        _set(self, **{name: one_line(getattr(self, name)) for name in ("uid", "title", "place")})
        _set(self, description=tuple(printable(text).strip() for text in self.description if text.strip()))
        _set(self, categories=tuple(filter(None, map(one_line, self.categories))))
        for name in ("created", "last_modified", "dtstamp"):
            _set(self, **{name: _stamp(getattr(self, name))})
        if not self.uid or not self.title:
            raise Refused("invalid", N_("A calendar entry needs an identifier and a title."))
        if self.status not in STATUSES:
            raise Refused("invalid", N_("There is no calendar status %(status)s."), status=self.status)
        if self.sequence < 0:
            raise Refused("invalid", N_("A calendar entry's sequence is a number from 0."))
        if any(link and not is_link(link) for link in (self.join_link, self.url)):
            raise Refused("invalid", N_("A link begins with http://, https:// or mailto: and has no spaces."))


@dataclass(frozen=True, slots=True)
class Calendar:
    """A feed, a download or a mail's part. Feeds and downloads are PUBLISH and name no attendees.

    `refresh` is how often a reader's program is asked to look again; `prodid` names the writing program.
    """

    name: str
    prodid: str
    events: tuple[CalendarEvent, ...]
    refresh: timedelta = timedelta(hours=1)
    method: str = PUBLISH

    def __post_init__(self) -> None:
        _set(self, name=one_line(self.name), prodid=one_line(self.prodid), events=tuple(self.events))
        if self.method not in METHODS:
            raise Refused("invalid", N_("There is no calendar method %(method)s."), method=self.method)
        invites = any(event.attendees for event in self.events)
        if invites and self.method == PUBLISH:
            raise Refused("invalid", N_("A published calendar names nobody who is invited."))
        if len({event.uid for event in self.events}) != len(self.events):
            raise Refused("invalid", N_("Two entries of a calendar have the same identifier."))


@lru_cache(maxsize=1_000)
def zone_named(name: str) -> ZoneInfo:
    """The zone with this IANA name; Refused (invalid) if there is none.

    Kept, since zoneinfo holds on to eight alone: for nine cities each file was read again and again.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as fault:
        raise Refused("invalid", N_("There is no time zone %(zone)s."), zone=name) from fault


def _stamp(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise Refused("invalid", N_("A calendar entry's stamps need their time zone."))
    return moment.astimezone(UTC).replace(microsecond=0)


def _set(owner: object, **values: object) -> None:
    """Put cleaned values into a frozen object while it is being made."""
    for name, value in values.items():
        object.__setattr__(owner, name, value)
