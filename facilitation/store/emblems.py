"""Rows of the pictures that a programme wears, or wore."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from facilitation.store.base import Base, Id

WAITING = "waiting"
READY = "ready"
FAULTY = "faulty"


class Emblem(Base):
    """A picture with its text, in `language`, for whoever can't see it.

    While WAITING, `content` is the file as it was sent, which nobody is ever served; READY, it is the picture
    made anew from it. One that is FAULTY has lost its content, and `fault` says why. `key` is the secret part
    of its address.
    """

    __tablename__ = "emblems"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    alt: Mapped[str] = mapped_column(String(200))
    language: Mapped[str | None] = mapped_column(String(5))
    status: Mapped[str] = mapped_column(String(10))
    fault: Mapped[str] = mapped_column(String(20), default="", server_default="")
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    media_type: Mapped[str | None] = mapped_column(String(20))
    width: Mapped[int | None]
    height: Mapped[int | None]
    created_at: Mapped[datetime]
