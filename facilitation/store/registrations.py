"""Rows of who comes and who came: a session's registration desk, its registrations and presences."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, and_, false, or_, select, true
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.registrations import ACCESS_KEPT
from facilitation.store.base import Base, Id
from facilitation.store.cities import City
from facilitation.store.people import Seat
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session


class RegistrationDesk(Base):
    """How people register for one session; without a row nobody is asked to.

    `way` is one of domain/registrations.WAYS. `key` is the secret part of the public address, which works
    while the way is "open". After `closes_at` nobody takes a place any more; anybody can still give one back.
    """

    __tablename__ = "registration_desks"

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), primary_key=True)
    way: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(String(40), unique=True)
    capacity: Mapped[int | None]
    closes_at: Mapped[datetime | None]
    asks_mode: Mapped[bool] = mapped_column(default=True, server_default=true())
    asks_interpretation: Mapped[bool] = mapped_column(default=True, server_default=true())
    asks_access: Mapped[bool] = mapped_column(default=True, server_default=true())
    created_at: Mapped[datetime]

    session: Mapped[Session] = relationship()


class Registration(Base):
    """Somebody's answer for one session: a seat of the programme, or a person from outside.

    `answer` is "yes", "no", "perhaps" or "" (asked, not answered). `place` is "in", "waiting" or "" (needs
    none); `turn` orders those who wait. `name` to `policymaker` are of people from outside. What people need
    is written in `language`, and mails to people from outside are. `listed`: they agreed to be named in lists
    and documents. `chosen_at` is when they last answered or got a place; `reminded_for` is the start that the
    last reminder was about. `access_needs` is for those who lead the session alone, and goes soon after it
    (domain/registrations.ACCESS_KEPT). A removed registration can be put back.
    """

    __tablename__ = "registrations"
    __table_args__ = (
        UniqueConstraint("session_id", "seat_id"),
        UniqueConstraint("session_id", "email"),
        Index("ix_registrations_session_id_place", "session_id", "place"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"))
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"), index=True)
    name: Mapped[str] = mapped_column(String(80), default="", server_default="")
    email: Mapped[str | None] = mapped_column(String(254), index=True)
    organisation: Mapped[str] = mapped_column(String(120), default="", server_default="")
    city_id: Mapped[int | None] = mapped_column(ForeignKey("cities.id"))
    from_city: Mapped[str] = mapped_column(String(80), default="", server_default="")
    policymaker: Mapped[bool] = mapped_column(default=False, server_default=false())
    listed: Mapped[bool] = mapped_column(default=False, server_default=false())
    language: Mapped[str | None] = mapped_column(String(5))
    answer: Mapped[str] = mapped_column(String(8), default="", server_default="")
    mode: Mapped[str] = mapped_column(String(8), default="", server_default="")
    interpretation: Mapped[str] = mapped_column(String(5), default="", server_default="")
    access_needs: Mapped[str] = mapped_column(Text, default="", server_default="")
    remind: Mapped[str] = mapped_column(String(8), default="none", server_default="none")
    place: Mapped[str] = mapped_column(String(8), default="", server_default="")
    turn: Mapped[int | None]
    simulated: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime]
    chosen_at: Mapped[datetime]
    reminded_for: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]

    session: Mapped[Session] = relationship()
    seat: Mapped[Seat | None] = relationship()
    city: Mapped[City | None] = relationship()


class RegistrationLink(Base):
    """A link to somebody's own registration, from one mail; known by the SHA-256 of its token."""

    __tablename__ = "registration_links"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    registration: Mapped[Registration] = relationship()


class Presence(Base):
    """Somebody was at a session from `came_at` until `left_at` (None: to the end, or still).

    Either `seat_id` or `registration_id` says who. `through` says how it became known ("code", "list" or
    "hand"). Nothing is written over: a correction is a new row, and the old one has `void_at`; both name who
    entered them (`by_seat_id`; None: the person themselves).
    """

    __tablename__ = "presences"
    __table_args__ = (Index("ix_presences_session_id", "session_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"))
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"), index=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registrations.id"), index=True)
    mode: Mapped[str] = mapped_column(String(8), default="room", server_default="room")
    came_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    through: Mapped[str] = mapped_column(String(8))
    by_seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"))
    created_at: Mapped[datetime]
    void_at: Mapped[datetime | None]
    void_by_seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"))


class ReportedCount(Base):
    """Whether a session's typed total (`participants_reported`) is only approximate, and who typed it."""

    __tablename__ = "reported_counts"

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), primary_key=True)
    approximate: Mapped[bool] = mapped_column(default=False, server_default=false())
    by_seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"))
    at: Mapped[datetime]


def overdue_registrations(
    orm: OrmSession, now: datetime, labels: Iterable[str], most: int | None = None
) -> list[Registration]:
    """Registrations that still hold what is not to be kept any longer.

    Past the programme's retention date that is who it was (`labels` stand for an erased name); what people
    need goes soon after the session, held or not.
    """
    today, since = now.astimezone(UTC).date(), now - ACCESS_KEPT
    over = and_(
        Registration.seat_id.is_(None),
        Programme.retention_until < today,
        or_(
            Registration.name.not_in([*labels, ""]),
            Registration.email.is_not(None),
            Registration.organisation != "",
            Registration.from_city != "",
        ),
    )
    held = or_(Session.ended_at < since, Session.date < since.astimezone(UTC).date())
    needs = or_(Registration.access_needs != "", Registration.interpretation != "")
    query = (
        select(Registration)
        .join(Session, Registration.session_id == Session.id)
        .join(Programme, Session.programme_id == Programme.id)
        .where(or_(over, and_(needs, or_(held, Programme.retention_until < today))))
        .order_by(Registration.id)
    )
    return list(orm.scalars(query.limit(most)))
