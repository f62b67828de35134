"""Rows of invitations into a programme."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from facilitation.store.base import Base, Id
from facilitation.store.cities import City
from facilitation.store.mails import Mail
from facilitation.store.people import Seat


class Invitation(Base):
    """Somebody is invited to a seat. The link is known by the SHA-256 of its token.

    Open until it is accepted, revoked or past `expires_at`. `seat_id` is the seat that came of it.
    `pressed_with` is by what a second press of whoever was signed in by it is known (`viewers.press_hash`).
    """

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(20))
    policymaker: Mapped[bool] = mapped_column(default=False)
    city_id: Mapped[int | None] = mapped_column(ForeignKey("cities.id"))
    organisation: Mapped[str | None] = mapped_column(String(120))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("mails.id"))
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("seats.id"))
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    pressed_with: Mapped[str | None] = mapped_column(String(64))

    city: Mapped[City | None] = relationship()
    mail: Mapped[Mail | None] = relationship()
    inviter: Mapped[Seat | None] = relationship(foreign_keys=[invited_by])
