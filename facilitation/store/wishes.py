"""Rows of how a programme asks its cities for wishes: until when, how many, and longer for single cities."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from facilitation.domain.wishes import MOST, Terms
from facilitation.store.base import Base


class WishRules(Base):
    """How a programme asks for wishes; without a row there is no deadline and domain/wishes.MOST holds.

    `until` is the instant after which cities change nothing, None where there is none. `most` is how many
    wishes a city may state.
    """

    __tablename__ = "wish_rules"

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    until: Mapped[datetime | None]
    most: Mapped[int]


class WishExtension(Base):
    """A city has longer than the others: until this instant."""

    __tablename__ = "wish_extensions"

    city_id: Mapped[int] = mapped_column(ForeignKey("cities.id"), primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    until: Mapped[datetime]


def terms_of(orm: Session, programme: int | None) -> Terms:
    """How a programme asks for wishes."""
    rules = orm.get(WishRules, programme) if programme is not None else None
    longer = select(WishExtension).where(WishExtension.programme_id == programme)
    return Terms(
        rules.until if rules else None,
        rules.most if rules else MOST,
        {row.city_id: row.until for row in orm.scalars(longer)},
    )
