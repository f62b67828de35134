"""Rows of challenges, who named them, practices that answer them, and wishes to learn."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from facilitation.store.base import Base, Id
from facilitation.store.cities import City


class Challenge(Base):
    """What cities struggle with: `kind` is "social" or "transversal"; `key` names it in files."""

    __tablename__ = "challenges"
    __table_args__ = (UniqueConstraint("programme_id", "key"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    key: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(200))


class ChallengeMention(Base):
    """A city named a challenge, and where it was said. What boards say is read from their clusters."""

    __tablename__ = "challenge_mentions"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id"), index=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("cities.id"), index=True)
    remark: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(Text, default="")

    challenge: Mapped[Challenge] = relationship()
    city: Mapped[City] = relationship()


class Practice(Base):
    """What a city offers, and the challenges that it answers."""

    __tablename__ = "practices"
    __table_args__ = (UniqueConstraint("programme_id", "key"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("cities.id"), index=True)
    key: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(300))
    stage: Mapped[str] = mapped_column(String(20), default="")
    source: Mapped[str] = mapped_column(Text, default="")

    city: Mapped[City] = relationship()
    challenges: Mapped[list[Challenge]] = relationship(secondary="practice_challenges")


class PracticeChallenge(Base):
    """A practice answers a challenge."""

    __tablename__ = "practice_challenges"

    practice_id: Mapped[int] = mapped_column(ForeignKey("practices.id"), primary_key=True)
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id"), primary_key=True)


class Wish(Base):
    """What a city wants to learn: a practice, a teacher city, or words only."""

    __tablename__ = "wishes"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("cities.id"))
    practice_id: Mapped[int | None] = mapped_column(ForeignKey("practices.id"))
    teacher_id: Mapped[int | None] = mapped_column(ForeignKey("cities.id"))
    priority: Mapped[int] = mapped_column(default=1)
    text: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(Text, default="")

    city: Mapped[City] = relationship(foreign_keys=[city_id])
    teacher: Mapped[City | None] = relationship(foreign_keys=[teacher_id])
    practice: Mapped[Practice | None] = relationship()
