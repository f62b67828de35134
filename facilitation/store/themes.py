"""Rows of themes: which challenge goes to which session, why, for whom, and what was decided before."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from facilitation.store.base import Base, Id
from facilitation.store.challenges import Challenge
from facilitation.store.cities import City
from facilitation.store.people import Seat
from facilitation.store.sessions import Session


class Theme(Base):
    """A challenge is a theme of a session, as it was decided last: `number` counts the decisions.

    `language` is that of the `reason`. `seat_id` and `role` say who decided. One with `removed_at` is a theme
    no more; decided anew, it goes on with its history.
    """

    __tablename__ = "themes"
    __table_args__ = (UniqueConstraint("session_id", "challenge_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"))
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(5))
    number: Mapped[int]
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"))
    role: Mapped[str] = mapped_column(String(20))
    decided_at: Mapped[dt.datetime]
    removed_at: Mapped[dt.datetime | None]

    session: Mapped[Session] = relationship()
    challenge: Mapped[Challenge] = relationship()
    seat: Mapped[Seat] = relationship()
    cities: Mapped[list[City]] = relationship(secondary="theme_cities", order_by="City.name")
    people: Mapped[list[ThemePerson]] = relationship(
        order_by="ThemePerson.id", cascade="all, delete-orphan", back_populates="theme"
    )
    versions: Mapped[list[ThemeVersion]] = relationship(
        order_by="ThemeVersion.number.desc()", back_populates="theme"
    )


class ThemeCity(Base):
    """A city that attends for a theme."""

    __tablename__ = "theme_cities"

    theme_id: Mapped[int] = mapped_column(ForeignKey("themes.id"), primary_key=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("cities.id"), primary_key=True, index=True)


class ThemePerson(Base):
    """Somebody who attends for a theme."""

    __tablename__ = "theme_people"
    __table_args__ = (UniqueConstraint("theme_id", "seat_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("themes.id"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"), index=True)

    theme: Mapped[Theme] = relationship(back_populates="people")
    seat: Mapped[Seat] = relationship()


class ThemeVersion(Base):
    """What was decided once, by whom and when. `removed`: that it is a theme no more.

    `cities` are codes; of people only how many, so that nobody is named after they have gone.
    """

    __tablename__ = "theme_versions"
    __table_args__ = (UniqueConstraint("theme_id", "number"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("themes.id"))
    number: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(5))
    cities: Mapped[list]
    people: Mapped[int]
    removed: Mapped[bool] = mapped_column(default=False)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"))
    role: Mapped[str] = mapped_column(String(20))
    at: Mapped[dt.datetime]

    theme: Mapped[Theme] = relationship(back_populates="versions")
    seat: Mapped[Seat] = relationship()
