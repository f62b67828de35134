"""Rows of consents: what somebody allowed or no longer allows, each answer kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from facilitation.store.base import Base, Id


class Consent(Base):
    """One answer of a seat about a purpose (one of domain/privacy.PURPOSES); the latest one holds.

    `by_seat_id` is who entered it: the seat itself, or an organiser who was told. Nothing is written over:
    the rows are the history.
    """

    __tablename__ = "consents"
    __table_args__ = (Index("ix_consents_seat_id_purpose", "seat_id", "purpose"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"))
    purpose: Mapped[str] = mapped_column(String(20))
    given: Mapped[bool]
    by_seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"))
    simulated: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]


def answers(orm: Session, seats: Iterable[int]) -> dict[int, dict[str, bool]]:
    """By seat its present answer to each purpose that it was asked about."""
    query = select(Consent).where(Consent.seat_id.in_(set(seats))).order_by(Consent.id)
    found: dict[int, dict[str, bool]] = {}
    for row in orm.scalars(query):
        found.setdefault(row.seat_id, {})[row.purpose] = row.given
    return found


def history(orm: Session, seat: int) -> list[Consent]:
    """Every answer of a seat, the latest first."""
    return list(orm.scalars(select(Consent).where(Consent.seat_id == seat).order_by(Consent.id.desc())))
