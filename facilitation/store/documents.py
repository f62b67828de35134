"""Rows of documents and their renderings."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from facilitation.store.base import Base, Id


class DocumentRow(Base):
    """A version of a document that the program gave out: its content in the document model's JSON.

    `sessions` lists the ids of those it is about, where it is about several and so has no `session_id`. A
    transfer plan is that of the canvas `canvas_id`, in whose session it stands. `sources` is of approved
    minutes: what their blocks were made from (domain/approved_texts.sources_of). It holds what was corrected
    and is shown to nobody.
    """

    __tablename__ = "documents"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("sessions.id"), index=True)
    sessions: Mapped[list | None]
    canvas_id: Mapped[int | None] = mapped_column(ForeignKey("canvases.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(250))
    language: Mapped[str] = mapped_column(String(5))
    version: Mapped[int] = mapped_column(default=1)
    status: Mapped[str] = mapped_column(String(12), default="draft")
    simulated: Mapped[bool] = mapped_column(default=False)
    content: Mapped[dict]
    sources: Mapped[list | None]
    created_at: Mapped[datetime]

    renderings: Mapped[list[Rendering]] = relationship(order_by="Rendering.format")


class Rendering(Base):
    """A document in one file format."""

    __tablename__ = "renderings"
    __table_args__ = (UniqueConstraint("document_id", "format"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"))
    format: Mapped[str] = mapped_column(String(10))
    media_type: Mapped[str] = mapped_column(String(100))
    file_name: Mapped[str] = mapped_column(String(200))
    remarks: Mapped[list]
    body: Mapped[bytes] = deferred(mapped_column(LargeBinary))
