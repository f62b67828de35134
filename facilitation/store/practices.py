"""Rows of what belongs to a practice: its topics, whom to ask, and the versions that it had."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from facilitation.store.base import Base, Id
from facilitation.store.challenges import Practice
from facilitation.store.cities import City
from facilitation.store.people import Seat


class PracticeTopic(Base):
    """A practice is about a topic."""

    __tablename__ = "practice_topics"

    practice_id: Mapped[int] = mapped_column(ForeignKey("practices.id"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id"), primary_key=True, index=True)


class PracticeContact(Base):
    """Whom to ask about a practice, as the city wrote it down.

    `seat` is theirs in the programme, where they are known to have one: then only they say whether others
    see it. `agreed_at` is when they agreed to be shown to everybody in the programme; None: not (yet).
    """

    __tablename__ = "practice_contacts"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practices.id"), unique=True)
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str] = mapped_column(String(40), default="", server_default="")
    agreed_at: Mapped[datetime | None]

    practice: Mapped[Practice] = relationship()
    seat: Mapped[Seat | None] = relationship()

    @property
    def programme_id(self) -> int:
        """Its practice's programme: by this the door finds whether it is within reach."""
        return self.practice.programme_id

    @property
    def city(self) -> City:
        """The city that offers the practice."""
        return self.practice.city


class PracticeVersion(Base):
    """A practice as it was left once, without its contact; `facts` are those of domain/practices.FACTS.

    `at` is None where nobody knows when that was written.
    """

    __tablename__ = "practice_versions"
    __table_args__ = (UniqueConstraint("practice_id", "number"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practices.id"))
    number: Mapped[int]
    facts: Mapped[dict]
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"))
    role: Mapped[str | None] = mapped_column(String(20))
    simulated: Mapped[bool] = mapped_column(default=False, server_default=false())
    at: Mapped[datetime | None]

    seat: Mapped[Seat | None] = relationship()
