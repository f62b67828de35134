"""Rows of partner cities and the names they go by."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from facilitation.store.base import Base, Id


class City(Base):
    """A city administration taking part. `code` is its three-letter badge; `colour` one of 1-12."""

    __tablename__ = "cities"
    __table_args__ = (UniqueConstraint("programme_id", "code"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    code: Mapped[str] = mapped_column(String(3))
    name: Mapped[str] = mapped_column(String(120))
    country: Mapped[str] = mapped_column(String(80), default="")
    country_code: Mapped[str] = mapped_column(String(2), default="")
    inhabitants: Mapped[int | None]
    time_zone: Mapped[str] = mapped_column(String(64))
    languages: Mapped[list]
    offices: Mapped[list]
    support_organisation: Mapped[str] = mapped_column(Text, default="")
    colour: Mapped[int]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]

    aliases: Mapped[list[CityAlias]] = relationship(order_by="CityAlias.name")


class CityAlias(Base):
    """Another name of a city: Torino for Turin."""

    __tablename__ = "city_aliases"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("cities.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
