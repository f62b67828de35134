"""Rows of how a programme asks its cities for wishes: until when, how many, and longer for single cities."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from facilitation.store.base import Base


class WishRules(Base):
    """How a programme asks for wishes; without a row there is no deadline and domain/wishes.MOST holds.

    `until` is the instant after which cities change nothing, None where there is none; `zone` is the one
    whose clocks it was set by. `most` is how many wishes a city may state.
    """

    __tablename__ = "wish_rules"

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    until: Mapped[datetime | None]
    zone: Mapped[str] = mapped_column(String(64))
    most: Mapped[int]


class WishExtension(Base):
    """A city has longer than the others: until this instant."""

    __tablename__ = "wish_extensions"

    city_id: Mapped[int] = mapped_column(ForeignKey("cities.id"), primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    until: Mapped[datetime]
    zone: Mapped[str] = mapped_column(String(64))
