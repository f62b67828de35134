"""Rows of canvases: a practice, the city that would carry it over, and its answers to the prerequisites."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from facilitation.store.base import Base, Id, Live
from facilitation.store.boards import Board
from facilitation.store.challenges import Practice
from facilitation.store.cities import City
from facilitation.store.sessions import Session


class Canvas(Live, Base):
    """A practice that a city looks at in a session, on a board of its own.

    `receiver` and `sharer` are the codes of the receiving and the sharing city, as they were when it was
    opened. `scope` is one of domain/canvases.SCOPES, `scope_text` says which part, or what of the approach.
    `facts` is what the practice told when it was put here (domain/canvases.kept_facts says its form);
    `fields` are the ids of the board's areas by the keys of domain/canvases.FIELDS. `simulated`: its scope
    was said by simulated people. One that is `removed` can be brought back, with its board.
    """

    __tablename__ = "canvases"
    SUBJECT: ClassVar[str] = "board"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"), unique=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), index=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practices.id"), index=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("cities.id"), index=True)
    receiver: Mapped[str] = mapped_column(String(3))
    sharer: Mapped[str] = mapped_column(String(3))
    scope: Mapped[str] = mapped_column(String(10), default="")
    scope_text: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str | None] = mapped_column(String(5))
    facts: Mapped[dict]
    fields: Mapped[dict]
    simulated: Mapped[bool] = mapped_column(default=False, server_default=false())
    removed: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime]

    board: Mapped[Board] = relationship()
    session: Mapped[Session] = relationship()
    practice: Mapped[Practice] = relationship()
    city: Mapped[City] = relationship()


class CanvasPrerequisite(Live, Base):
    """What must be there for the practice to work, and what the receiving city answers to that.

    `origin_id` is the practice's own prerequisite that it was taken from, None where it was added here.
    `kind` is one of domain/replication.PREREQUISITE_KINDS, `answer` one of domain/canvases.ANSWERS. `owner`
    is an office, a role or somebody's name, `due` a day such as "2027-03-31": as a text, since what `undo`
    takes back is kept as JSON. Both are "" where nobody said. Simulated people wrote the text (`simulated`)
    or gave the answer (`answer_simulated`).
    """

    __tablename__ = "canvas_prerequisites"
    __table_args__ = (Index("ix_canvas_prerequisites_board_revision", "board_id", "revision"),)
    SUBJECT: ClassVar[str] = "board"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"))
    canvas_id: Mapped[int] = mapped_column(ForeignKey("canvases.id"), index=True)
    origin_id: Mapped[int | None] = mapped_column(BigInteger)
    position: Mapped[float]
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str | None] = mapped_column(String(5))
    kind: Mapped[str] = mapped_column(String(16), default="")
    answer: Mapped[str] = mapped_column(String(10), default="")
    owner: Mapped[str] = mapped_column(String(80), default="")
    due: Mapped[str] = mapped_column(String(10), default="")
    simulated: Mapped[bool] = mapped_column(default=False, server_default=false())
    answer_simulated: Mapped[bool] = mapped_column(default=False, server_default=false())
    removed: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime]

    board: Mapped[Board] = relationship()
    canvas: Mapped[Canvas] = relationship()
