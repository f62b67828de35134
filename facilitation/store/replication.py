"""Rows of what a city tells of a practice so that others can carry it over, and of what was learned."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from facilitation.store.base import Base, Id
from facilitation.store.challenges import Practice
from facilitation.store.cities import City
from facilitation.store.origins import HasOrigin
from facilitation.store.people import Seat


class PracticeText(HasOrigin, Base):
    """What a city tells of a practice in one field; `key` is one of domain/replication.FIELDS.

    `seat` and `role` say who wrote it for the city, as it stands now; None where a document said it, which
    `source` names. `revision` counts the savings, as of texts about a city.
    """

    __tablename__ = "practice_texts"
    __table_args__ = (UniqueConstraint("practice_id", "key"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practices.id"))
    key: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(5))
    source: Mapped[str] = mapped_column(Text, default="")
    revision: Mapped[int]
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"))
    role: Mapped[str | None] = mapped_column(String(20))
    simulated: Mapped[bool] = mapped_column(default=False, server_default=false())
    updated_at: Mapped[datetime]

    practice: Mapped[Practice] = relationship()
    seat: Mapped[Seat | None] = relationship()


class PracticeTextVersion(HasOrigin, Base):
    """A text as one hand left it. `restored` is the number of the earlier version that it brought back."""

    __tablename__ = "practice_text_versions"
    __table_args__ = (UniqueConstraint("text_id", "number"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("practice_texts.id"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(5))
    source: Mapped[str] = mapped_column(Text, default="")
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"))
    role: Mapped[str | None] = mapped_column(String(20))
    simulated: Mapped[bool] = mapped_column(default=False, server_default=false())
    restored: Mapped[int | None]
    begun_at: Mapped[datetime]
    saved_at: Mapped[datetime]

    seat: Mapped[Seat | None] = relationship()


class PracticePoint(HasOrigin, Base):
    """A line of a list about a practice: a dated figure, a gain or a prerequisite (`kind`).

    A figure has `text` (of what), `value` and `dated`; a gain `who` and `text`; a prerequisite `text` and
    `need`, one of domain/replication.PREREQUISITE_KINDS. `revision` counts the changes. A removed one stands
    nowhere and can be restored to its place.
    """

    __tablename__ = "practice_points"
    __table_args__ = (Index("ix_practice_points_practice_kind", "practice_id", "kind", "position"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practices.id"))
    kind: Mapped[str] = mapped_column(String(12))
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    who: Mapped[str] = mapped_column(Text, default="")
    value: Mapped[str] = mapped_column(Text, default="")
    dated: Mapped[str] = mapped_column(Text, default="")
    need: Mapped[str] = mapped_column(String(16), default="")
    language: Mapped[str] = mapped_column(String(5))
    source: Mapped[str] = mapped_column(Text, default="")
    role: Mapped[str | None] = mapped_column(String(20))
    simulated: Mapped[bool] = mapped_column(default=False, server_default=false())
    revision: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]

    practice: Mapped[Practice] = relationship()

    @property
    def programme_id(self) -> int:
        """Its practice's programme: by this the door finds whether it is within reach."""
        return self.practice.programme_id

    @property
    def city(self) -> City:
        """The city that offers the practice."""
        return self.practice.city


class PracticePointVersion(Base):
    """A line as one hand left it; `facts` are those of domain/practice_points.FACTS."""

    __tablename__ = "practice_point_versions"
    __table_args__ = (UniqueConstraint("point_id", "number"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("practice_points.id"))
    number: Mapped[int]
    facts: Mapped[dict]
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"))
    role: Mapped[str | None] = mapped_column(String(20))
    simulated: Mapped[bool] = mapped_column(default=False, server_default=false())
    at: Mapped[datetime | None]

    seat: Mapped[Seat | None] = relationship()


class Learning(HasOrigin, Base):
    """What was learned about carrying practices over: by a city, or (`city` None) by all together.

    `role` and `organisation` are those of the seat that said it; whose seat it was is not kept, for it is
    the city that speaks. A removed one stands nowhere and can be restored.
    """

    __tablename__ = "learnings"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    city_id: Mapped[int | None] = mapped_column(ForeignKey("cities.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(5))
    source: Mapped[str] = mapped_column(Text, default="")
    role: Mapped[str | None] = mapped_column(String(20))
    organisation: Mapped[str | None] = mapped_column(String(120))
    simulated: Mapped[bool] = mapped_column(default=False, server_default=false())
    revision: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]

    city: Mapped[City | None] = relationship()
