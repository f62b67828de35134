"""Rows of fair times: a programme's policy of pain, and polls that ask people for times."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from facilitation.store.base import Base, Id
from facilitation.store.cities import City
from facilitation.store.people import Seat
from facilitation.store.sessions import Session


class PainRules(Base):
    """How a programme prices local hours; without a row it is `domain.pain_policy.DEFAULT_RULES`.

    `bands` are [first minute, end minute, price] of the local day. `own_weekends` are keys of
    `domain.pain_policy.WEEKENDS` by the id of a city (as text).
    """

    __tablename__ = "pain_rules"

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    bands: Mapped[list]
    night: Mapped[int]
    humane: Mapped[int]
    weekends: Mapped[bool] = mapped_column(default=True)
    holidays: Mapped[bool] = mapped_column(default=True)
    own_weekends: Mapped[dict]
    changed_at: Mapped[dt.datetime]


class TimePoll(Base):
    """People are asked when a session could be. Open until it is closed.

    `nonce` is in its link, which is signed: a new one ends the old link, none ends every link. `taken_id` is
    the time that became the session's.
    """

    __tablename__ = "time_polls"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), index=True)
    minutes: Mapped[int]
    zone: Mapped[str] = mapped_column(String(64))
    nonce: Mapped[str | None] = mapped_column(String(32))
    taken_id: Mapped[int | None]
    simulated: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[dt.datetime]
    closed_at: Mapped[dt.datetime | None]

    session: Mapped[Session] = relationship()
    times: Mapped[list[PollTime]] = relationship(
        order_by="PollTime.starts", cascade="all, delete-orphan", back_populates="poll"
    )
    answers: Mapped[list[TimeAnswer]] = relationship(
        order_by="TimeAnswer.id", cascade="all, delete-orphan", back_populates="poll"
    )


class PollTime(Base):
    """A time that people are asked about: an instant."""

    __tablename__ = "poll_times"
    __table_args__ = (UniqueConstraint("poll_id", "starts"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("time_polls.id"), index=True)
    starts: Mapped[dt.datetime]

    poll: Mapped[TimePoll] = relationship(back_populates="times")


class TimeAnswer(Base):
    """What somebody said to the times of a poll: `choices` are [id of the time, choice].

    Whoever has the link answers; the SHA-256 of a token of their own, in the link that they got on answering,
    lets them change it. `seat_id` is whose answer it is where somebody signed in gave it.
    """

    __tablename__ = "time_answers"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("time_polls.id"), index=True)
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"), index=True)
    city_id: Mapped[int | None] = mapped_column(ForeignKey("cities.id"))
    name: Mapped[str] = mapped_column(String(80))
    choices: Mapped[list]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[dt.datetime]
    changed_at: Mapped[dt.datetime]

    poll: Mapped[TimePoll] = relationship(back_populates="answers")
    city: Mapped[City | None] = relationship()
    seat: Mapped[Seat | None] = relationship()

    def said(self) -> dict[int, str]:
        """By the id of a time what is said of it."""
        return {time: choice for time, choice in self.choices}
