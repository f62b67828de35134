"""Rows of the times that are offered for onboarding calls: each an open offer until a city takes it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from facilitation.store.base import Base, Id
from facilitation.store.cities import City
from facilitation.store.people import Seat


class CallSlot(Base):
    """A time that a city can take for its onboarding call: a wall time in `zone`, as a session has one.

    `city_id` is the city that has it, `seat_id` and `role` who took it for the city. A city has one at the
    most. One with `withdrawn_at` is offered no more; `lost_by_id` is the city that had it then.
    """

    __tablename__ = "call_slots"
    __table_args__ = (UniqueConstraint("city_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    date: Mapped[dt.date]
    starts_at: Mapped[str] = mapped_column(String(5))
    fold: Mapped[int] = mapped_column(default=0)
    minutes: Mapped[int]
    zone: Mapped[str] = mapped_column(String(64))
    link: Mapped[str] = mapped_column(String(500), default="")
    offered_by: Mapped[int] = mapped_column(ForeignKey("seats.id"))
    created_at: Mapped[dt.datetime]
    city_id: Mapped[int | None] = mapped_column(ForeignKey("cities.id"))
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"))
    role: Mapped[str | None] = mapped_column(String(20))
    taken_at: Mapped[dt.datetime | None]
    withdrawn_at: Mapped[dt.datetime | None]
    lost_by_id: Mapped[int | None] = mapped_column(ForeignKey("cities.id"))

    city: Mapped[City | None] = relationship(foreign_keys=[city_id])
    lost_by: Mapped[City | None] = relationship(foreign_keys=[lost_by_id])
    seat: Mapped[Seat | None] = relationship(foreign_keys=[seat_id])
