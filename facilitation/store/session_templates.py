"""Rows of a programme's own session templates, which sessions are furnished with as with shipped ones."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from facilitation.store.base import Base, Id


class SessionTemplate(Base):
    """A template that was kept from one of the programme's sessions; it names no people.

    `blocks` is as `domain/templates.py` writes it. `type` is the type of session that it is for, "" for any.
    One that was taken away has `removed_at`, and can be brought back.
    """

    __tablename__ = "session_templates"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    type: Mapped[str] = mapped_column(String(20), default="")
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(5))
    blocks: Mapped[list]
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
