"""Rows of what is attached to a session: files, and links to what lies elsewhere."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from facilitation.store.base import Base, Id
from facilitation.store.sessions import Session


class SessionFile(Base):
    """A file that somebody attached to a session, or a `link`, with its title; in the order of `position`.

    A file is known by its `digest` (SHA-256, in hexadecimal) and given out under `media_type`, which was
    found from its content (domain/session_files.py). What has `removed_at` can be brought back for some days.
    """

    __tablename__ = "session_files"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    link: Mapped[str] = mapped_column(String(500), default="", server_default="")
    file_name: Mapped[str] = mapped_column(String(100), default="", server_default="")
    media_type: Mapped[str] = mapped_column(String(100), default="", server_default="")
    size: Mapped[int] = mapped_column(default=0, server_default="0")
    digest: Mapped[str] = mapped_column(String(64), default="", server_default="")
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    session: Mapped[Session] = relationship()

    @property
    def programme_id(self) -> int:
        """Its session's programme: by this, and by `removed`, the door finds whether it is within reach."""
        return self.session.programme_id

    @property
    def removed(self) -> bool:
        """Whether its session is to be found nowhere any more."""
        return self.session.removed
