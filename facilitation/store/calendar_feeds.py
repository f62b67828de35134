"""Rows of calendar feeds: secret addresses, what they serve, and how often a programme's changed."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from facilitation.store.base import Base, Id
from facilitation.store.cities import City
from facilitation.store.people import Seat
from facilitation.store.programmes import Programme


class CalendarFeed(Base):
    """A calendar under a secret address, which is signed and holds the nonce.

    `holds` is one of domain/calendars.FEEDS: "own" (what concerns the seat), "city" or "programme". The
    nonce of an address that was replaced or revoked is in no row any more. `fetched_on` is the last day on
    which somebody's program asked for it.
    """

    __tablename__ = "calendar_feeds"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    holds: Mapped[str] = mapped_column(String(10))
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"), unique=True)
    city_id: Mapped[int | None] = mapped_column(ForeignKey("cities.id"))
    language: Mapped[str | None] = mapped_column(String(5))
    nonce: Mapped[str] = mapped_column(String(32), unique=True)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("seats.id"))
    created_at: Mapped[dt.datetime]
    fetched_on: Mapped[dt.date | None]

    seat: Mapped[Seat | None] = relationship(foreign_keys=[seat_id])
    city: Mapped[City | None] = relationship()
    programme: Mapped[Programme] = relationship()
    file: Mapped[CalendarFile | None] = relationship(viewonly=True, uselist=False)
    state: Mapped[CalendarState | None] = relationship(
        primaryjoin="foreign(CalendarFeed.programme_id) == CalendarState.programme_id", viewonly=True
    )


class CalendarFile(Base):
    """What a feed serves. Good while `key` is that of the feed's present state (exports/feeds.py)."""

    __tablename__ = "calendar_files"

    feed_id: Mapped[int] = mapped_column(ForeignKey("calendar_feeds.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    etag: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(120))
    body: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class CalendarState(Base):
    """How often anything has changed that a calendar of the programme shows (store/calendar_changes.py).

    It rises in the transaction of the change itself. Without a row it is 0.
    """

    __tablename__ = "calendar_states"

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(BigInteger)
