"""Rows of rounds of tandem formation and the tandems that came of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from facilitation.store.base import Base, Id
from facilitation.store.cities import City


class Round(Base):
    """One forming of tandems: the question in the pinned file form, and its answer once it is found."""

    __tablename__ = "rounds"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    preset: Mapped[str] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(12), default="solving")
    problem: Mapped[dict]
    answer: Mapped[dict | None]
    simulated: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]

    tandems: Mapped[list[Tandem]] = relationship(order_by="Tandem.position", back_populates="round")


class Tandem(Base):
    """A published group of two or three cities. `position` is its place in the round's answer."""

    __tablename__ = "tandems"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), index=True)
    position: Mapped[int]

    round: Mapped[Round] = relationship(back_populates="tandems")
    cities: Mapped[list[City]] = relationship(secondary="tandem_cities", order_by="City.code")


class TandemCity(Base):
    """A city's seat in a tandem."""

    __tablename__ = "tandem_cities"

    tandem_id: Mapped[int] = mapped_column(ForeignKey("tandems.id"), primary_key=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("cities.id"), primary_key=True)
