"""Rows of a programme edition and its phases."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from facilitation.store.base import Base, Id
from facilitation.store.cities import City


class Programme(Base):
    """One run of a peer learning partnership.

    `language` is the one that its own texts are written in (title, aims, statements, privacy notice); None is
    the first of its `languages`. `number` is the one that the funder knows it by; `contact` is the address
    that calendars name as their organiser and that answers to mails go to. Both may be "".

    Its people's data are kept until `retention_until`. `setup` lists the steps of the guided setup that were
    done or skipped by hand, and is None where there was no guided setup or it has come to its end. `emblem`
    is {"key", "alt", "language", "width", "height"} of the picture it wears (store/emblems.py), if any. A
    `demonstration` is told on each of its pages: what is simulated there was not said by anybody. Its dates
    are so many `shifted_days` later than they were. Minutes are approved by the role `minutes_approver`, or
    by whoever has the seat `minutes_approver_seat`, if any.
    """

    __tablename__ = "programmes"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    number: Mapped[str] = mapped_column(String(60), default="", server_default="")
    language: Mapped[str | None] = mapped_column(String(5))
    contact: Mapped[str] = mapped_column(String(254), default="", server_default="")
    aims: Mapped[str] = mapped_column(Text, default="")
    languages: Mapped[list]
    host_zone: Mapped[str] = mapped_column(String(64))
    funding: Mapped[str] = mapped_column(Text, default="")
    disclaimer: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(Text, default="")
    privacy_notice: Mapped[str] = mapped_column(Text, default="")
    retention_until: Mapped[date | None]
    setup: Mapped[list | None]
    emblem: Mapped[dict | None]
    demonstration: Mapped[bool] = mapped_column(default=False, server_default=false())
    shifted_days: Mapped[int] = mapped_column(default=0, server_default="0")
    minutes_approver: Mapped[str] = mapped_column(
        String(12), default="coordinator", server_default="coordinator"
    )
    minutes_approver_seat: Mapped[int | None] = mapped_column(BigInteger)
    follows_id: Mapped[int | None] = mapped_column(BigInteger)
    archived_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    phases: Mapped[list[Phase]] = relationship(order_by="Phase.position")
    cities: Mapped[list[City]] = relationship(order_by="City.name", viewonly=True)

    @property
    def own_language(self) -> str | None:
        """The language of its own texts."""
        return self.language or next(iter(self.languages), None)

    @property
    def line(self) -> str:
        """How documents name it: its title, with its number if it has one."""
        return " · ".join(filter(None, (self.title, self.number)))


class Phase(Base):
    """A stage of the programme with its dates."""

    __tablename__ = "phases"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]


class FormerSlug(Base):
    """An address that a programme had before; it still leads there."""

    __tablename__ = "former_slugs"

    slug: Mapped[str] = mapped_column(String(60), primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
