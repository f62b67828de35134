"""Rows of mails: written by commands, sent by the worker, waiting where no mail server is set."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from facilitation.store.base import Base, Id


class Mail(Base):
    """A mail of a programme: plain text, and of an invitation also HTML and a calendar.

    `link` is the path of the secret address that stands at LINK in the text; it is forgotten once the mail is
    sent or no longer of use. `person_id` is set where the link signs that person in, and where nothing else
    would tell any more whose address it was. `method` is the calendar's (REQUEST or CANCEL), "" without one;
    `html` (with LINK, as the text) and `calendar` are forgotten once the mail is sent.
    """

    __tablename__ = "mails"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    address: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    link: Mapped[str | None] = mapped_column(String(200))
    html: Mapped[str] = mapped_column(Text, default="", server_default="")
    calendar: Mapped[bytes | None] = mapped_column(LargeBinary)
    method: Mapped[str] = mapped_column(String(10), default="", server_default="")
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(Text, default="")
