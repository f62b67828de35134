"""A calendar feed as the bytes that it serves, and by what one knows whether stored ones still hold.

The key covers all that the bytes depend on: how often the programme's calendars have changed (counted in the
transaction of each change), what the feed holds and for whom, its language, the program's own address, and
the version of this program and of its time zones. It is read in the same snapshot as the sessions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from zoneinfo import TZPATH

from sqlalchemy.orm import Session as OrmSession

from facilitation.domain import calendars as domain
from facilitation.domain.calendars import Calendar
from facilitation.domain.programmes import LANGUAGES
from facilitation.exports import calendars, time_zones, yearly_rules
from facilitation.exports.calendars import calendar_bytes
from facilitation.exports.etags import strong_etag
from facilitation.exports.rendering import file_name
from facilitation.queries.sessions import calendars as queries
from facilitation.queries.sessions import for_whom
from facilitation.queries.sessions.calendars import events, sessions_in
from facilitation.store.calendar_feeds import CalendarFeed
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session
from facilitation.store.viewers import viewer_of
from facilitation.translations import FOLDER, say

PRODID = "-//Facilitation//Peer learning between cities//EN"
#: How often a reader's program is asked to look again.
REFRESH = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class FeedFile:
    """A finished feed: its bytes, their strong ETag, a file name, and of which state they are."""

    key: str
    etag: str
    name: str
    body: bytes


def programme_bytes(
    name: str, sessions: Sequence[Session], programme: Programme, base: str, language: str
) -> bytes:
    """These sessions as a published calendar; `base` is the program's own address."""
    translate = partial(say, language=language)
    entries = events(sessions, programme, base, translate)
    return calendar_bytes(Calendar(name, PRODID, entries, REFRESH), translate, language)


def language_of(feed: CalendarFeed, programme: Programme) -> str:
    """What a feed is written in: what was chosen for it, its owner's language, or the programme's."""
    person = feed.seat.person if feed.seat is not None else None
    chosen = feed.language or (person.locale if person is not None else None)
    return chosen if chosen in LANGUAGES else programme.own_language or "en"


def feed_key(feed: CalendarFeed, base: str) -> str:
    """Which state of a feed is the present one."""
    programme = feed.programme
    seat = viewer_of(feed.seat) if feed.seat is not None else None
    whose = ("seat", seat.seat, seat.city, seat.leads) if seat else ("city", feed.city_id)
    count = feed.state.revision if feed.state is not None else 0
    parts = (programme.id, count, *whose, language_of(feed, programme), base, _made_by())
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def render(orm: OrmSession, feed: CalendarFeed, base: str, same: Same) -> FeedFile:
    """What a feed serves now. `same` holds what was made for others in the same snapshot."""
    programme = feed.programme
    language, found = language_of(feed, programme), sessions_in(orm, feed)
    name = programme.title if feed.city is None else f"{programme.title} – {feed.city.name}"
    which = (name, language, tuple(session.id for session in found))
    if which not in same:
        same[which] = programme_bytes(name, found, programme, base, language)
    body = same[which]
    return FeedFile(feed_key(feed, base), strong_etag(body), file_name(name, ending="ics"), body)


#: Finished calendars by name, language and the ids of their sessions: a city's people share one.
Same = dict[tuple[str, str, tuple[int, ...]], bytes]


@cache
def _made_by() -> str:
    """The version of what writes calendars: its code, its translations, its libraries and its time zones."""
    digest = hashlib.sha256()
    modules = (domain, calendars, time_zones, yearly_rules, queries, for_whom)
    files = [Path(module.__file__) for module in modules if module.__file__]
    files += [Path(__file__), *sorted(FOLDER.rglob("*.mo"))]
    files += [Path(folder, name) for folder in TZPATH for name in ("+VERSION", "tzdata.zi")]
    for file in files:
        if file.is_file():
            digest.update(file.read_bytes())
    digest.update(f"{version('icalendar')} {version('tzdata')}".encode())
    return digest.hexdigest()
