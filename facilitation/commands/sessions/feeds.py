"""Handlers of calendar feeds: make a secret address, replace or revoke it, keep what it serves."""

from __future__ import annotations

import base64
import datetime as dt
import secrets
from typing import Any

import msgspec
from sqlalchemy import delete, select

from facilitation.commands.calendar_jobs import RENDER
from facilitation.commands.cities.named import city_by_code
from facilitation.commands.work import Work
from facilitation.domain.calendars import CITY, OWN, PROGRAMME
from facilitation.domain.dates import require_day
from facilitation.domain.errors import N_, Refused
from facilitation.domain.permissions import ACTS_FOR_CITY
from facilitation.domain.programmes import LANGUAGES
from facilitation.store.calendar_feeds import CalendarFeed, CalendarFile

#: Such feeds a programme has at most, beside those of single people.
SHARED_MOST = 100


class RenewFeed(msgspec.Struct):
    pass


class MakeFeed(msgspec.Struct):
    """Of one `city` (its code), or without one of the programme; `language` is what it is written in."""

    city: str | None = None
    language: str | None = None


class TheFeed(msgspec.Struct):
    feed: int


class StoreFeed(msgspec.Struct):
    """`body` is base64; `key` says of which state of the feed it is (exports/feeds.py)."""

    feed: int
    key: str
    etag: str
    name: str
    body: str


class FetchedFeed(msgspec.Struct):
    feed: int
    day: dt.date


def renew_feed(work: Work, target: None, payload: RenewFeed) -> dict[str, Any]:
    """Make the actor's own feed, or give it a new address, which ends the old one."""
    seat = work.seat()
    feed = work.orm.scalars(select(CalendarFeed).where(CalendarFeed.seat_id == seat.id)).one_or_none()
    if feed is not None:
        _rotate(work, feed)
    else:
        feed = _made(work, OWN, seat_id=seat.id)
    return {"feed": feed}


def make_feed(work: Work, target: None, payload: MakeFeed) -> dict[str, Any]:
    """Make a feed of a city's sessions or of the whole programme's, to be handed on."""
    city = city_by_code(work, payload.city)
    if not work.actor.leads and not (city is not None and ACTS_FOR_CITY(work.actor, city)):
        raise Refused("not_allowed", N_("Your role does not allow this here."))
    if payload.language is not None and payload.language not in LANGUAGES:
        raise Refused("invalid", N_("Choose a language."), field="language")
    shared = select(CalendarFeed.id).where(
        CalendarFeed.programme_id == work.programme, CalendarFeed.seat_id.is_(None)
    )
    if len(work.orm.scalars(shared).all()) >= SHARED_MOST:
        raise Refused("too_large", N_("At most %(most)d fit here."), field="city", most=SHARED_MOST)
    holds = PROGRAMME if city is None else CITY
    feed = _made(work, holds, city_id=city.id if city else None, language=payload.language)
    return {"feed": feed}


def rotate_feed(work: Work, feed: CalendarFeed, payload: TheFeed) -> dict[str, Any]:
    """Give a feed a new address; the old one is gone at once."""
    _rotate(work, feed)
    return {"feed": feed}


def revoke_feed(work: Work, feed: CalendarFeed, payload: TheFeed) -> dict[str, Any]:
    """End a feed: its address is gone at once."""
    forget_feeds(work, [feed.id])
    return {}


def store_feed(work: Work, feed: CalendarFeed, payload: StoreFeed) -> dict[str, Any]:
    """Keep what a feed serves. An older state can do no harm: whoever asks compares its key."""
    file = work.orm.get(CalendarFile, feed.id)
    columns = {"key": payload.key, "etag": payload.etag, "name": payload.name}
    if file is None:
        work.add(CalendarFile(feed_id=feed.id, body=base64.b64decode(payload.body), **columns))
    elif file.key != payload.key:
        work.change(file, body=base64.b64decode(payload.body), **columns)
    return {}


def note_fetched(work: Work, feed: CalendarFeed, payload: FetchedFeed) -> dict[str, Any]:
    """Keep the last day on which a feed was asked for."""
    day = require_day(payload.day, "day")
    assert day is not None  # the payload has one
    work.change(feed, fetched_on=max(day, feed.fetched_on or day))
    return {}


def forget_feeds(work: Work, ids: list[int]) -> None:
    """Delete feeds with what they serve."""
    work.orm.flush()
    work.orm.execute(delete(CalendarFile).where(CalendarFile.feed_id.in_(ids)))
    work.orm.execute(delete(CalendarFeed).where(CalendarFeed.id.in_(ids)))


def _made(work: Work, holds: str, **columns: Any) -> CalendarFeed:
    feed = CalendarFeed(
        programme_id=work.programme,
        holds=holds,
        nonce=secrets.token_hex(16),
        made_by=work.actor.seat,
        created_at=work.now,
        **columns,
    )
    work.add(feed)
    work.job(RENDER, {})
    return feed


def _rotate(work: Work, feed: CalendarFeed) -> None:
    work.change(feed, nonce=secrets.token_hex(16), fetched_on=None)
