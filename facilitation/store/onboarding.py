"""Rows of onboarding: texts about cities with their versions, calls, reminders, and who has caught up."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from facilitation.store.base import Base, Id
from facilitation.store.cities import City
from facilitation.store.origins import HasOrigin
from facilitation.store.people import Seat
from facilitation.store.sessions import Session


class CityText(HasOrigin, Base):
    """A text about a city: of `kind` "profile" (`key` is the section), "call" (the question's id) or
    "mandate" (its office, by domain/mandates.mandate_key).

    `origin`, `seat` and `role` say where it comes from and who wrote it for the city, as it stands now.
    `revision` counts the savings: whoever saves names the one that they began from, so that nobody writes
    over what they have not seen.
    """

    __tablename__ = "city_texts"
    __table_args__ = (UniqueConstraint("city_id", "kind", "key"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("cities.id"))
    kind: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(5))
    revision: Mapped[int]
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"))
    role: Mapped[str] = mapped_column(String(20))
    simulated: Mapped[bool] = mapped_column(default=False)
    updated_at: Mapped[dt.datetime]

    seat: Mapped[Seat | None] = relationship()


class CityTextVersion(HasOrigin, Base):
    """A text as one hand left it. `restored` is the number of the earlier version that it brought back."""

    __tablename__ = "city_text_versions"
    __table_args__ = (UniqueConstraint("text_id", "number"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("city_texts.id"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(5))
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"))
    role: Mapped[str] = mapped_column(String(20))
    simulated: Mapped[bool] = mapped_column(default=False)
    restored: Mapped[int | None]
    begun_at: Mapped[dt.datetime]
    saved_at: Mapped[dt.datetime]

    seat: Mapped[Seat | None] = relationship()


class OnboardingCall(Base):
    """A city's onboarding call. Its date, time and status are those of its session."""

    __tablename__ = "onboarding_calls"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("cities.id"), unique=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"))

    city: Mapped[City] = relationship()
    session: Mapped[Session] = relationship()
    people: Mapped[list[CallPerson]] = relationship(
        order_by="CallPerson.id", cascade="all, delete-orphan", back_populates="call"
    )


class CallPerson(Base):
    """Somebody who takes part in a call: a seat, or a name of somebody who has none."""

    __tablename__ = "call_people"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("onboarding_calls.id"), index=True)
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"))
    name: Mapped[str] = mapped_column(String(80), default="")

    call: Mapped[OnboardingCall] = relationship(back_populates="people")
    seat: Mapped[Seat | None] = relationship()


class CallQuestion(Base):
    """A question of the programme's onboarding calls, in `language` (None: nobody knows).

    A `removed` one is asked no more; its notes stay.
    """

    __tablename__ = "call_questions"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str | None] = mapped_column(String(5))
    removed: Mapped[bool] = mapped_column(default=False)


class Reminder(Base):
    """Somebody was reminded of a step of their city on a day (UTC); once a day is enough."""

    __tablename__ = "reminders"
    __table_args__ = (UniqueConstraint("seat_id", "step", "day"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("cities.id"))
    step: Mapped[str] = mapped_column(String(20))
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"))
    sent_by: Mapped[int | None] = mapped_column(ForeignKey("seats.id"))
    day: Mapped[dt.date]
    created_at: Mapped[dt.datetime]


class CatchUp(Base):
    """When somebody last said that they have caught up."""

    __tablename__ = "catch_ups"

    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"), primary_key=True)
    at: Mapped[dt.datetime]
