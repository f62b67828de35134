"""Rows of invitations to sessions: what was last mailed to whom, and what they answered."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from facilitation.store.base import Base, Id
from facilitation.store.people import Seat
from facilitation.store.sessions import Session


class SessionInvitation(Base):
    """Somebody is invited to a session: a seat, or (without one) a name with an e-mail address.

    It is open until `uninvited_at`. Of the last mail about it, `told_method` (REQUEST or CANCEL),
    `told_sequence` and `told_at` are kept, and in `told` the facts as it said them
    (domain/invitations.FACTS); `email` is where it went to. `answered` is one of ANSWERS there.
    """

    __tablename__ = "session_invitations"
    __table_args__ = (UniqueConstraint("session_id", "seat_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), index=True)
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"), index=True)
    name: Mapped[str] = mapped_column(String(80), default="", server_default="")
    email: Mapped[str | None] = mapped_column(String(254))
    nonce: Mapped[str] = mapped_column(String(32))
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("seats.id"))
    invited_at: Mapped[dt.datetime]
    uninvited_at: Mapped[dt.datetime | None]
    told: Mapped[dict | None]
    told_method: Mapped[str] = mapped_column(String(10), default="", server_default="")
    told_sequence: Mapped[int | None]
    told_at: Mapped[dt.datetime | None]
    answered: Mapped[str | None] = mapped_column(String(8))
    answered_at: Mapped[dt.datetime | None]

    session: Mapped[Session] = relationship()
    seat: Mapped[Seat | None] = relationship(foreign_keys=[seat_id])

    @property
    def removed(self) -> bool:
        """Whether its session is to be found nowhere any more."""
        return self.session.removed
