"""Rows of minutes that are corrected by several at once: the minutes, their blocks, and amendments."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    exists,
    false,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.minutes import BY_HAND, DRAFT, PROPOSED
from facilitation.store.base import Base, Id, Live, LiveSubject
from facilitation.store.expected import expected_at
from facilitation.store.operations import Operation
from facilitation.store.people import Seat
from facilitation.store.programmes import Programme
from facilitation.store.registrations import Presence, Registration
from facilitation.store.session_invitations import SessionInvitation
from facilitation.store.sessions import Attendance, Session


class Minutes(LiveSubject, Base):
    """The minutes of one session while they are corrected; what was approved are rows of documents.

    `status` is one of domain/minutes.STAGES. `version` is that of the document that was approved last, 0
    before; `document_id` is that document. `frame` is the document around the blocks, as plain data of the
    document model. `compared_at` is when the blocks were last compared with what the data say (None before
    the first draft), `compared` by subject the revisions of then. Until the day `amend_until` those who were
    there may amend. `approved_name` and `approved_words` are what the approver signed. `sent_at` is when the
    approved version was sent last, to `sent_to` people.
    """

    __tablename__ = "minutes"
    KIND: ClassVar[str] = "minutes"
    VISIBILITY: ClassVar[frozenset[str]] = frozenset({"status"})
    UNSEEN: ClassVar[frozenset[str]] = frozenset({"frame", "compared"})

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), unique=True)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"))
    language: Mapped[str] = mapped_column(String(5))
    status: Mapped[str] = mapped_column(String(12), default=DRAFT, server_default=DRAFT)
    version: Mapped[int] = mapped_column(default=0, server_default="0")
    frame: Mapped[dict | None]
    compared: Mapped[dict | None]
    compared_at: Mapped[dt.datetime | None]
    amend_until: Mapped[dt.date | None]
    approved_at: Mapped[dt.datetime | None]
    approved_seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"), index=True)
    approved_name: Mapped[str] = mapped_column(String(80), default="", server_default="")
    approved_words: Mapped[str] = mapped_column(Text, default="", server_default="")
    sent_at: Mapped[dt.datetime | None]
    sent_to: Mapped[int] = mapped_column(default=0, server_default="0")
    removed: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[dt.datetime]

    session: Mapped[Session] = relationship()
    programme: Mapped[Programme] = relationship()


class MinutesBlock(Live, Base):
    """A block of minutes; `content`, `drafted` and `fresh` are blocks in the document model's plain data.

    `key` names what it was made from, or (domain/minutes.BY_HAND) that somebody added it. `drafted` is the
    block as the data gave it when it was last taken over, `fresh` what they say since, if that is something
    else. One that is `offered` is new in the data and not in the minutes yet; one that is `gone` has no data
    any more; what is `left_out` stays here and is in no document, and neither are the `points_left_out`, the
    paths of single points (domain/points).
    """

    __tablename__ = "minutes_blocks"
    __table_args__ = (UniqueConstraint("minutes_id", "key"),)
    SUBJECT: ClassVar[str] = "minutes"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"), index=True)
    key: Mapped[str] = mapped_column(String(120))
    position: Mapped[float]
    content: Mapped[dict]
    drafted: Mapped[dict | None]
    fresh: Mapped[dict | None]
    offered: Mapped[bool] = mapped_column(default=False, server_default=false())
    gone: Mapped[bool] = mapped_column(default=False, server_default=false())
    left_out: Mapped[bool] = mapped_column(default=False, server_default=false())
    removed: Mapped[bool] = mapped_column(default=False, server_default=false())
    points_left_out: Mapped[list | None]

    minutes: Mapped[Minutes] = relationship()

    @property
    def session(self) -> Session:
        """The session whose scribes may correct it."""
        return self.minutes.session

    @property
    def is_by_hand(self) -> bool:
        return self.key.startswith(BY_HAND)

    @property
    def stands(self) -> bool:
        """Whether it is part of the document."""
        return not (self.removed or self.left_out or self.offered)


class Amendment(Live, Base):
    """What somebody who was there asks to be changed, of a block or (None) of the minutes as a whole.

    `status` is one of domain/minutes.ANSWERS, with the `reason` in words. `author` and `city` are the
    proposer's as they were; both leave with them. `version` is that of the document approved before.
    `in_text` says that the minutes have what was accepted.
    """

    __tablename__ = "minutes_amendments"
    __table_args__ = (Index("ix_minutes_amendments_minutes_id", "minutes_id"),)
    SUBJECT: ClassVar[str] = "minutes"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"))
    block_id: Mapped[int | None] = mapped_column(ForeignKey("minutes_blocks.id"))
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"), index=True)
    author: Mapped[str | None] = mapped_column(String(80))
    city: Mapped[str | None] = mapped_column(String(3))
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str | None] = mapped_column(String(5))
    status: Mapped[str] = mapped_column(String(10), default=PROPOSED, server_default=PROPOSED)
    reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    in_text: Mapped[bool] = mapped_column(default=False, server_default=false())
    version: Mapped[int] = mapped_column(default=0, server_default="0")
    simulated: Mapped[bool] = mapped_column(default=False, server_default=false())
    removed: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[dt.datetime]

    minutes: Mapped[Minutes] = relationship()

    @property
    def session(self) -> Session:
        return self.minutes.session


#: So many pauses of one person's writing are looked at.
_MOST_IN_A_STEP = 200
#: So long after one pause in writing a text the next still belongs to the same step.
_SAME_STEP = dt.timedelta(minutes=1)


def last_step(orm: OrmSession, minutes: Minutes, seat: int | None) -> list[Operation]:
    """What a seat's `undo` takes back, the last first: one thing done, or what they wrote in one text."""
    if seat is None:
        return []
    query = (
        select(Operation)
        .where(
            Operation.seat_id == seat,
            Operation.subject == minutes.subject,
            Operation.undo.is_not(None),
            Operation.undone.is_(False),
        )
        .order_by(Operation.revision.desc(), Operation.created_at.desc())
        .limit(_MOST_IN_A_STEP)
    )
    step: list[Operation] = []
    for operation in orm.scalars(query):
        if step and not _belongs(operation, step[-1]):
            break
        step.append(operation)
    return step


def _belongs(operation: Operation, later: Operation) -> bool:
    """Whether two operations wrote in the same text, one right after the other."""
    texts = [[entry[:3] for entry in one.undo or []] for one in (operation, later)]
    return (
        operation.name == later.name == "minutes.write"
        and texts[0] == texts[1]
        and later.created_at - operation.created_at <= _SAME_STEP
    )


def was_there(orm: OrmSession, session: int, seat: int | None) -> bool:
    """Whether a seat was at a session: in its room and not asked to leave it, or ticked on its list."""
    return (
        seat is not None and orm.scalar(select(Seat.id).where(Seat.id == seat, _there(session))) is not None
    )


def seats_there(orm: OrmSession, session: int) -> list[Seat]:
    """The seats that were at a session and are still open."""
    query = select(Seat).where(_there(session), Seat.removed_at.is_(None)).order_by(Seat.id)
    return list(orm.scalars(query))


def seats_missing(orm: OrmSession, session: int) -> list[Seat]:
    """The open seats that were invited, registered or expected in person, and weren't there."""
    invited = select(SessionInvitation.seat_id).where(
        SessionInvitation.session_id == session, SessionInvitation.uninvited_at.is_(None)
    )
    registered = select(Registration.seat_id).where(
        Registration.session_id == session, Registration.removed_at.is_(None)
    )
    query = select(Seat).where(
        or_(Seat.id.in_(invited), Seat.id.in_(registered), Seat.id.in_(expected_at(session))),
        Seat.removed_at.is_(None),
        ~_there(session),
    )
    return list(orm.scalars(query.order_by(Seat.id)))


def _there(session: int) -> ColumnElement[bool]:
    in_the_room = exists().where(
        Attendance.session_id == session,
        Attendance.seat_id == Seat.id,
        Attendance.removed.is_(False),
        Attendance.ejected.is_(False),
    )
    ticked = exists().where(
        Presence.session_id == session, Presence.seat_id == Seat.id, Presence.void_at.is_(None)
    )
    return or_(in_the_room, ticked)
