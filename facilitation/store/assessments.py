"""Rows of self-assessments: areas of statements, cities' ratings with what they replaced, and rounds."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from facilitation.store.base import Base, Id
from facilitation.store.cities import City
from facilitation.store.people import Seat


class AssessmentArea(Base):
    """A subject of a programme's self-assessment. `language` is the one that its title is written in."""

    __tablename__ = "assessment_areas"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(5))
    removed_at: Mapped[datetime | None]

    statements: Mapped[list[Statement]] = relationship(
        order_by="Statement.position, Statement.id", back_populates="area"
    )


class Statement(Base):
    """Something that a city says how far it holds for it, from 0 to 10."""

    __tablename__ = "assessment_statements"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("assessment_areas.id"), index=True)
    position: Mapped[int]
    text: Mapped[str] = mapped_column(String(300))
    language: Mapped[str] = mapped_column(String(5))
    removed_at: Mapped[datetime | None]

    area: Mapped[AssessmentArea] = relationship(back_populates="statements")


class AssessmentRound(Base):
    """A further self-assessment of the same programme. The first has number 1 and no row."""

    __tablename__ = "assessment_rounds"
    __table_args__ = (UniqueConstraint("programme_id", "number"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    number: Mapped[int]
    started_at: Mapped[datetime]


class Rating(Base):
    """What a city answers to a statement in one round: 0-10, or None for "no answer"; and who wrote it.

    `role` is the one that the seat had then. `version` counts the answers from 1; FormerRating keeps those
    that were replaced. `simulated` is set when a simulated seat wrote it. `language` is that of the comment,
    None without one or where nobody knows.
    """

    __tablename__ = "assessment_ratings"
    __table_args__ = (UniqueConstraint("statement_id", "city_id", "round"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("assessment_statements.id"))
    city_id: Mapped[int] = mapped_column(ForeignKey("cities.id"), index=True)
    round: Mapped[int]
    rating: Mapped[int | None]
    comment: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str | None] = mapped_column(String(5))
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"))
    role: Mapped[str] = mapped_column(String(20))
    simulated: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    at: Mapped[datetime]

    seat: Mapped[Seat] = relationship()
    former: Mapped[list[FormerRating]] = relationship(order_by="FormerRating.version.desc()")


class FormerRating(Base):
    """An answer that a later one replaced."""

    __tablename__ = "former_ratings"
    __table_args__ = (UniqueConstraint("rating_id", "version"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    rating_id: Mapped[int] = mapped_column(ForeignKey("assessment_ratings.id"), index=True)
    rating: Mapped[int | None]
    comment: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str | None] = mapped_column(String(5))
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"))
    role: Mapped[str] = mapped_column(String(20))
    simulated: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int]
    at: Mapped[datetime]

    seat: Mapped[Seat] = relationship()


class Submission(Base):
    """A city says that its answers of a round are complete; reopened, `submitted_at` is None again."""

    __tablename__ = "assessment_submissions"
    __table_args__ = (UniqueConstraint("city_id", "round"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("cities.id"))
    round: Mapped[int]
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"))
    role: Mapped[str] = mapped_column(String(20))
    simulated: Mapped[bool] = mapped_column(default=False)
    submitted_at: Mapped[datetime | None]

    city: Mapped[City] = relationship()
    seat: Mapped[Seat] = relationship()
