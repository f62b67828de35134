"""Rows of a board: its areas, notes, clusters and votes."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import ColumnElement, ForeignKey, Index, String, Text, and_, false
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from facilitation.store.base import Base, Id, Live, LiveSubject


class Board(LiveSubject, Base):
    """A live writing surface of one session.

    `hides_text` from private writing until the reveal, also when the board is closed in between. `crowded`
    lists the cities with people enough to be named where authors are shown by city only. `layout` is
    "columns", "canvas" (areas at the places that they name) or "gallery" (areas are posters). `focus` is what
    the facilitator shows to everybody, such as "note:9". A `removed` board, like its session, is to be found
    nowhere any more. One `of_breakout` is open to its small group and to who leads (store/breakouts.py).
    """

    __tablename__ = "boards"
    KIND: ClassVar[str] = "board"
    VISIBILITY: ClassVar[frozenset[str]] = frozenset({"stage", "hides_text", "settings", "crowded"})

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    question: Mapped[str] = mapped_column(Text, default="")
    stage: Mapped[str] = mapped_column(String(20), default="write", server_default="write")
    hides_text: Mapped[bool] = mapped_column(default=True)
    locked: Mapped[bool] = mapped_column(default=False)
    settings: Mapped[dict]
    crowded: Mapped[list]
    notes_made: Mapped[int] = mapped_column(default=0)
    layout: Mapped[str] = mapped_column(String(10), default="columns", server_default="columns")
    focus: Mapped[str | None] = mapped_column(String(40))
    removed: Mapped[bool] = mapped_column(default=False, server_default=false())
    of_breakout: Mapped[bool] = mapped_column(default=False, server_default=false())

    areas: Mapped[list[Area]] = relationship(
        primaryjoin="and_(Area.board_id == Board.id, Area.removed.is_(False))",
        order_by="(Area.position, Area.id)",
        back_populates="board",
    )


class Area(Live, Base):
    """A column of a board, or a field of a canvas: `place` is [column, row, columns, rows], from 1 on.

    A `removed` one is not among the board's areas any more; nobody had written in it.
    """

    __tablename__ = "areas"
    SUBJECT: ClassVar[str] = "board"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    hint: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int]
    place: Mapped[list | None]
    removed: Mapped[bool] = mapped_column(default=False, server_default=false())

    board: Mapped[Board] = relationship(back_populates="areas")


class Note(Live, Base):
    """What somebody wrote, with the author's name and city as they were when it was written.

    The board's settings decide which of those anybody may see. `shown_text` is the text as everybody was
    last shown it, None before: what is changed after the board went back to private writing is not in it.
    `language` None is the session's own.
    """

    __tablename__ = "notes"
    __table_args__ = (Index("ix_notes_board_revision", "board_id", "revision"),)
    SUBJECT: ClassVar[str] = "board"
    UNSEEN: ClassVar[frozenset[str]] = frozenset({"shown_text"})

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"))
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    cluster_id: Mapped[int | None] = mapped_column(ForeignKey("clusters.id"), index=True)
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"))
    position: Mapped[float]
    text: Mapped[str] = mapped_column(Text)
    shown_text: Mapped[str | None] = mapped_column(Text)
    author: Mapped[str | None] = mapped_column(String(80))
    city: Mapped[str | None] = mapped_column(String(3))
    language: Mapped[str | None] = mapped_column(String(5))
    hidden: Mapped[bool] = mapped_column(default=False)
    removed: Mapped[bool] = mapped_column(default=False)
    simulated: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    board: Mapped[Board] = relationship()


class Cluster(Live, Base):
    """Notes that belong together, under a title; `challenge_id` once it stands for a challenge.

    `language` is that of the title; None is the session's own. `answers` says by the codes of cities whether
    they confirmed (true) or declined (false) that they struggle with that challenge: the room's copy of what
    their namings (store/challenges.py) hold.
    """

    __tablename__ = "clusters"
    __table_args__ = (Index("ix_clusters_board_revision", "board_id", "revision"),)
    SUBJECT: ClassVar[str] = "board"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"))
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    challenge_id: Mapped[int | None] = mapped_column(ForeignKey("challenges.id"))
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"))
    title: Mapped[str] = mapped_column(String(120))
    language: Mapped[str | None] = mapped_column(String(5))
    position: Mapped[float]
    answers: Mapped[dict] = mapped_column(default=dict, server_default="{}")
    removed: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    board: Mapped[Board] = relationship()


class Vote(Live, Base):
    """One dot of one seat, on a note or on a cluster.

    `given_back` while what it lies on is gone: then it counts nowhere and its seat may spend it elsewhere.
    """

    __tablename__ = "votes"
    __table_args__ = (Index("ix_votes_board_seat", "board_id", "seat_id"),)
    SUBJECT: ClassVar[str] = "board"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"))
    note_id: Mapped[int | None] = mapped_column(ForeignKey("notes.id"))
    cluster_id: Mapped[int | None] = mapped_column(ForeignKey("clusters.id"))
    removed: Mapped[bool] = mapped_column(default=False)
    given_back: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime]

    board: Mapped[Board] = relationship()

    @hybrid_property
    def counts(self) -> bool:
        """Whether it lies on the board: neither withdrawn nor given back."""
        return not self.removed and not self.given_back

    @counts.inplace.expression
    @classmethod
    def _counts(cls) -> ColumnElement[bool]:
        return and_(cls.removed.is_(False), cls.given_back.is_(False))
