"""Rows of sessions, their blocks, codes, attendance and what scribes record."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from facilitation.domain.sessions import CANCELLED, UNKNOWN
from facilitation.store.base import Base, Id, Live, LiveSubject
from facilitation.store.cities import City


class Session(LiveSubject, Base):
    """A scheduled meeting, and the live subject of its room.

    Its time is a wall time in its own zone: a moved clock rule moves the instant, not the appointment.
    `date` alone is an all-day entry; without it the session is in no calendar. `fold` 1 means the second of
    two equal hours, where the clocks go back (PEP 495). Nothing but commands/sessions/schedule.py sets what a
    calendar shows; `started_at` and `ended_at` are the real times beside the plan. `rehearsal_of` is the
    session that this simulated one rehearses; a `removed` session is to be found nowhere any more.

    `number`, `line` and `sub_axis` say its place in the programme's tree; `questions` are what people come to
    learn. `interpretation` lists the languages that are interpreted beside `language`. `dial_in` says how to
    take part by telephone. `cancel_reason` is told with the cancellation.

    `commitments` counts how often the commitments on its table or made in it changed: who shows them then
    fetches them again.

    `timer_left` are the seconds left while the timer is paused; `timer_with_steps` lets each step's own timer
    begin with it. `gathered` counts how often everybody was brought to where the session is; `canvases` are
    the ids of the boards that are canvases (store/canvases.py), so that its room is told. `turned_by` is the
    seat of whoever led it on last, and `desk_notes` what those who lead note for each other.

    Whom it is for and who was there are two facts (read by queries/sessions/for_whom.py). `for_whom` is
    "all", "these" (its `cities`) or "unknown". `was_there` is "these" where the record of a session held
    elsewhere names its `cities_there`, otherwise "unknown"; people in this program's room are in Attendance.
    """

    __tablename__ = "sessions"
    KIND: ClassVar[str] = "session"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    tandem_id: Mapped[int | None] = mapped_column(ForeignKey("tandems.id"))
    type: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(5), default="en")
    status: Mapped[str] = mapped_column(String(10), default="planned")
    simulated: Mapped[bool] = mapped_column(default=False)
    rehearsal_of: Mapped[int | None] = mapped_column(BigInteger)
    removed: Mapped[bool] = mapped_column(default=False, server_default=false())
    source: Mapped[str] = mapped_column(Text, default="")
    for_whom: Mapped[str] = mapped_column(String(8), default=UNKNOWN, server_default=UNKNOWN)
    was_there: Mapped[str] = mapped_column(String(8), default=UNKNOWN, server_default=UNKNOWN)
    number: Mapped[str] = mapped_column(String(20), default="", server_default="")
    line: Mapped[str] = mapped_column(String(200), default="", server_default="")
    sub_axis: Mapped[str] = mapped_column(String(200), default="", server_default="")
    questions: Mapped[list] = mapped_column(default=list, server_default="[]")
    interpretation: Mapped[list] = mapped_column(default=list, server_default="[]")

    date: Mapped[dt.date | None]
    starts_at: Mapped[str | None] = mapped_column(String(5))
    fold: Mapped[int] = mapped_column(default=0, server_default="0")
    minutes: Mapped[int | None]
    zone: Mapped[str] = mapped_column(String(64))
    place: Mapped[str] = mapped_column(String(200), default="")
    link: Mapped[str] = mapped_column(String(500), default="")
    dial_in: Mapped[str] = mapped_column(String(500), default="", server_default="")
    uid: Mapped[str] = mapped_column(String(120), unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[dt.datetime]
    last_modified: Mapped[dt.datetime]
    cancelled: Mapped[bool] = mapped_column(default=False)
    cancel_reason: Mapped[str] = mapped_column(String(500), default="", server_default="")

    started_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]
    block_id: Mapped[int | None] = mapped_column(BigInteger)
    board_id: Mapped[int | None] = mapped_column(BigInteger)
    step_index: Mapped[int] = mapped_column(default=0, server_default="0")
    timer_ends_at: Mapped[dt.datetime | None]
    timer_seconds: Mapped[int | None]
    timer_left: Mapped[int | None]
    timer_with_steps: Mapped[bool] = mapped_column(default=True, server_default=true())
    step_started_at: Mapped[dt.datetime | None]
    gathered: Mapped[int] = mapped_column(default=0, server_default="0")
    canvases: Mapped[list] = mapped_column(default=list, server_default="[]")
    commitments: Mapped[int] = mapped_column(default=0, server_default="0")
    turned_by: Mapped[int | None] = mapped_column(BigInteger)
    desk_notes: Mapped[str] = mapped_column(Text, default="", server_default="")

    policymakers_reported: Mapped[int | None]
    participants_reported: Mapped[int | None]

    blocks: Mapped[list[Block]] = relationship(
        primaryjoin="and_(Block.session_id == Session.id, Block.removed.is_(False))",
        order_by="(Block.position, Block.id)",
        back_populates="session",
    )
    cities: Mapped[list[City]] = relationship(secondary="session_cities", order_by="City.code")
    cities_there: Mapped[list[City]] = relationship(secondary="session_cities_there", order_by="City.code")
    code: Mapped[JoinCode | None] = relationship(back_populates="session")
    people: Mapped[list[SessionPerson]] = relationship(
        order_by="SessionPerson.id", cascade="all, delete-orphan", back_populates="session"
    )

    @property
    def standing(self) -> str:
        """One of domain/sessions.STATUSES: a cancelled session keeps the status that it had."""
        return CANCELLED if self.cancelled else self.status


class SessionCity(Base):
    """A city that a session is for."""

    __tablename__ = "session_cities"

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), primary_key=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("cities.id"), primary_key=True)


class SessionCityThere(Base):
    """A city that was there, as the record of a session says."""

    __tablename__ = "session_cities_there"

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), primary_key=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("cities.id"), primary_key=True)


class SessionPerson(Base):
    """Somebody with a role at one session: a seat, or a name with organisation and e-mail of who has none.

    `role` is one of domain/sessions.PERSON_ROLES. It opens nothing, except that those in RECORDING may record
    at this session (domain/permissions.RECORD). `listed`: somebody without a seat has agreed to be named in
    lists and documents; who has one says so themselves (store/consents.py).
    """

    __tablename__ = "session_people"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), index=True)
    role: Mapped[str] = mapped_column(String(12))
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"), index=True)
    name: Mapped[str] = mapped_column(String(80), default="", server_default="")
    organisation: Mapped[str] = mapped_column(String(120), default="", server_default="")
    email: Mapped[str | None] = mapped_column(String(254))
    listed: Mapped[bool] = mapped_column(default=False, server_default=false())
    simulated: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[dt.datetime]

    session: Mapped[Session] = relationship(back_populates="people")

    @property
    def programme_id(self) -> int:
        """Its session's programme: by this, and by `removed`, the door finds whether it is within reach."""
        return self.session.programme_id

    @property
    def removed(self) -> bool:
        """Whether its session is to be found nowhere any more."""
        return self.session.removed


class JoinCode(Base):
    """The code by which guests join one session."""

    __tablename__ = "join_codes"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), unique=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    expires_at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]

    session: Mapped[Session] = relationship(back_populates="code")


class Block(Live, Base):
    """A timed part of a session: what is asked, how it is done, and the board it uses.

    `steps` is what it goes through, [{"stage", "minutes" (None: open)}]; [] where there is nothing, and where
    nobody has set any (domain/steps.py has those that a board goes through then). `step_left` is the step at
    which the session left it last. `leads` says in words who leads it.
    `starts_at` is the wall time "HH:MM" that it is pinned to, in the session's zone. A `removed` one is not
    among the session's blocks any more.
    """

    __tablename__ = "blocks"
    SUBJECT: ClassVar[str] = "session"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), index=True)
    board_id: Mapped[int | None] = mapped_column(ForeignKey("boards.id"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    method: Mapped[str] = mapped_column(String(40), default="")
    question: Mapped[str] = mapped_column(Text, default="")
    minutes: Mapped[int]
    steps: Mapped[list] = mapped_column(default=list, server_default=text("'[]'"))
    step_left: Mapped[int] = mapped_column(default=0, server_default="0")
    instruction: Mapped[str] = mapped_column(Text, default="", server_default="")
    leads: Mapped[str] = mapped_column(String(120), default="", server_default="")
    starts_at: Mapped[str | None] = mapped_column(String(5))
    removed: Mapped[bool] = mapped_column(default=False, server_default=false())
    started_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]

    session: Mapped[Session] = relationship(back_populates="blocks")


class Attendance(Live, Base):
    """A seat that was in the room, whether it is ready and since when its hand is up.

    `through` says how it takes part: "device" (one's own), "table" (one that several people share) or
    "facilitator" (who enters for somebody without a device). One that is `ejected` was asked to leave. A
    `removed` one was somebody's second: they were there as a guest and at a seat of their own.
    """

    __tablename__ = "attendances"
    __table_args__ = (UniqueConstraint("session_id", "seat_id"),)
    SUBJECT: ClassVar[str] = "session"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), index=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(20))
    city: Mapped[str | None] = mapped_column(String(3))
    organisation: Mapped[str | None] = mapped_column(String(120))
    policymaker: Mapped[bool] = mapped_column(default=False)
    simulated: Mapped[bool] = mapped_column(default=False)
    through: Mapped[str] = mapped_column(String(12), default="device", server_default="device")
    ejected: Mapped[bool] = mapped_column(default=False, server_default=false())
    removed: Mapped[bool] = mapped_column(default=False, server_default=false())
    first_at: Mapped[dt.datetime]
    ready: Mapped[bool] = mapped_column(default=False)
    hand_raised_at: Mapped[dt.datetime | None]

    session: Mapped[Session] = relationship()


class Record(Live, Base):
    """What a scribe writes down of a session: a decision, point, question, answer or quote.

    `language` is the one that it was written down in; None is the session's own. `seat_id` is the scribe's,
    `speaker_seat_id` that of who said it. `known` is false where nobody of the speaker's name was there when
    it was written. A `removed` one was taken back; what an `edited` one said before is in store/records.py.
    """

    __tablename__ = "records"
    __table_args__ = (Index("ix_records_session_revision", "session_id", "revision"),)
    SUBJECT: ClassVar[str] = "session"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), index=True)
    block_id: Mapped[int | None] = mapped_column(ForeignKey("blocks.id"))
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"))
    kind: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str | None] = mapped_column(String(5))
    speaker: Mapped[str] = mapped_column(String(80), default="")
    speaker_seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"))
    city: Mapped[str | None] = mapped_column(String(3))
    known: Mapped[bool] = mapped_column(default=True, server_default=true())
    edited: Mapped[bool] = mapped_column(default=False, server_default=false())
    removed: Mapped[bool] = mapped_column(default=False, server_default=false())
    simulated: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[dt.datetime]

    session: Mapped[Session] = relationship()
