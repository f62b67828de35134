"""Rows of what was done: operations known by their id, and the audit log."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from facilitation.store.base import Base, Id


class Operation(Base):
    """A success, kept so that sending it again does nothing twice. `undo` is what takes it back."""

    __tablename__ = "operations"
    __table_args__ = (
        Index("ix_operations_seat_subject", "seat_id", "subject"),
        Index("ix_operations_created_at", "created_at"),
    )

    operation_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programmes.id"))
    seat_id: Mapped[int | None] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(40))
    digest: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str | None] = mapped_column(String(40))
    revision: Mapped[int | None] = mapped_column(BigInteger)
    result: Mapped[dict]
    undo: Mapped[list | None]
    undone: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class AuditEntry(Base):
    """Who did what and when in which programme. Only ever added to; never note texts or tokens.

    The database itself refuses to change or delete a line (triggers of migration 0008). Lines hold ids only:
    once somebody is erased, theirs name nobody.
    """

    __tablename__ = "audit_log"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programmes.id"), index=True)
    seat_id: Mapped[int | None] = mapped_column(BigInteger)
    role: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str | None] = mapped_column(String(60))
    at: Mapped[datetime]
