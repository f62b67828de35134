"""Rows of what records said before, and who was there to say it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.speakers import Present
from facilitation.store.base import Base, Id
from facilitation.store.cities import City
from facilitation.store.people import Seat
from facilitation.store.registrations import Presence, Registration
from facilitation.store.sessions import Attendance, Record, Session, SessionPerson


class RecordVersion(Base):
    """A step in the history of a record: who did it, when, and what the record said before.

    `step` is one of domain/records.STEPS; what stood before is kept of a change only. `seat_id` is whoever
    did it, None once they are erased.
    """

    __tablename__ = "record_versions"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("records.id"), index=True)
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"), index=True)
    step: Mapped[str] = mapped_column(String(10))
    block_id: Mapped[int | None] = mapped_column(ForeignKey("blocks.id"))
    kind: Mapped[str] = mapped_column(String(10), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str | None] = mapped_column(String(5))
    speaker: Mapped[str] = mapped_column(String(80), default="")
    speaker_seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"))
    city: Mapped[str | None] = mapped_column(String(3))
    at: Mapped[dt.datetime]

    record: Mapped[Record] = relationship()


def those_there(orm: OrmSession, session: Session) -> list[Present]:
    """Those who can have said something at a session, each once.

    That is: in its live room, with a role at it, or ticked on its list.
    """
    found: dict[object, Present] = {}
    for one in (*_in_the_room(orm, session), *_with_a_role(orm, session), *_ticked(orm, session)):
        found.setdefault(one.seat or (one.name, one.city), one)
    return list(found.values())


def _in_the_room(orm: OrmSession, session: Session) -> Iterator[Present]:
    query = (
        select(Attendance.seat_id, Attendance.name, Attendance.city)
        .where(Attendance.session_id == session.id, Attendance.removed.is_(False))
        .order_by(Attendance.id)
    )
    for seat, name, city in orm.execute(query):
        yield Present(name, city, seat)


def _with_a_role(orm: OrmSession, session: Session) -> Iterator[Present]:
    query = (
        select(SessionPerson.name, Seat.id, Seat.name, City.code)
        .outerjoin(Seat, SessionPerson.seat_id == Seat.id)
        .outerjoin(City, Seat.city_id == City.id)
        .where(SessionPerson.session_id == session.id)
        .order_by(SessionPerson.id)
    )
    for entered, seat, name, city in orm.execute(query):
        yield Present(name if seat else entered, city, seat)


def _ticked(orm: OrmSession, session: Session) -> Iterator[Present]:
    """People checked in by themselves or ticked by somebody, from outside or at a seat."""
    query = (
        select(Presence.seat_id, Seat.name, Registration.name, Seat.city_id, Registration.city_id)
        .outerjoin(Seat, Presence.seat_id == Seat.id)
        .outerjoin(Registration, Presence.registration_id == Registration.id)
        .where(Presence.session_id == session.id, Presence.void_at.is_(None))
        .order_by(Presence.id)
    )
    rows = orm.execute(query).all()
    wanted = {own or registered for *_, own, registered in rows} - {None}
    query_cities = select(City.id, City.code).where(City.id.in_(wanted))
    codes: dict[int | None, str] = {key: code for key, code in orm.execute(query_cities)}
    for seat, name, registered_name, own, registered in rows:
        yield Present(name or registered_name or "", codes.get(own or registered), seat)
