"""Rows of small groups: rounds, the breakouts of one, their members, and the points they report.

All are live rows of their session. The board of a breakout is a live subject of its own: see `entry_to`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    and_,
    bindparam,
    false,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.breakouts import PREPARED, takes_writing
from facilitation.domain.errors import not_found
from facilitation.domain.permissions import SYSTEM, Viewer
from facilitation.store.base import Base, Id, Live
from facilitation.store.boards import Board
from facilitation.store.sessions import Session


class BreakoutRound(Live, Base):
    """Breakouts that go on at the same time: for a block's `position`-th step about small groups, from 1 on.

    `status` is one of domain/breakouts.STATUSES, `way` and `size` say how its groups were formed. `minutes`
    is how long it is meant to take, None where that is open; `ends_at` when time is up, while it is under
    way. `reported` once everybody may read the points of its groups; `highlight` is the breakout whose points
    those who lead show large.
    """

    __tablename__ = "breakout_rounds"
    SUBJECT: ClassVar[str] = "session"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), index=True)
    block_id: Mapped[int] = mapped_column(ForeignKey("blocks.id"), index=True)
    position: Mapped[int] = mapped_column(default=1)
    title: Mapped[str] = mapped_column(String(80), default="")
    status: Mapped[str] = mapped_column(String(10), default=PREPARED)
    way: Mapped[str] = mapped_column(String(10))
    size: Mapped[int]
    minutes: Mapped[int | None]
    ends_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    reported: Mapped[bool] = mapped_column(default=False)
    highlight: Mapped[int | None] = mapped_column(BigInteger)
    removed: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    session: Mapped[Session] = relationship()


class Breakout(Live, Base):
    """A small group with its own board. It meets at a `place` ("Table 3") or in a video call (`link`).

    `message` is what those who lead told it last, `rapporteur_id` the seat of who will report. With `code`
    people from outside join this session and this group.
    """

    __tablename__ = "breakouts"
    SUBJECT: ClassVar[str] = "session"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("breakout_rounds.id"), index=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"), unique=True)
    rapporteur_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(80))
    place: Mapped[str] = mapped_column(String(120), default="")
    link: Mapped[str] = mapped_column(String(500), default="")
    message: Mapped[str] = mapped_column(String(300), default="")
    code: Mapped[str | None] = mapped_column(String(20), unique=True)
    removed: Mapped[bool] = mapped_column(default=False)

    session: Mapped[Session] = relationship()
    round: Mapped[BreakoutRound] = relationship()


class BreakoutMember(Live, Base):
    """Somebody in a breakout, by the name and city that they had then. `removed`: they were moved away."""

    __tablename__ = "breakout_members"
    __table_args__ = (UniqueConstraint("breakout_id", "seat_id"),)
    SUBJECT: ClassVar[str] = "session"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("breakout_rounds.id"), index=True)
    breakout_id: Mapped[int] = mapped_column(ForeignKey("breakouts.id"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    city: Mapped[str | None] = mapped_column(String(3))
    removed: Mapped[bool] = mapped_column(default=False)

    session: Mapped[Session] = relationship()


class BreakoutPoint(Live, Base):
    """A point that a group brings back; `cluster_id` is the cluster of its board that it was taken from."""

    __tablename__ = "breakout_points"
    __table_args__ = (Index("ix_breakout_points_breakout_id_position", "breakout_id", "position"),)
    SUBJECT: ClassVar[str] = "session"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), index=True)
    breakout_id: Mapped[int] = mapped_column(ForeignKey("breakouts.id"))
    cluster_id: Mapped[int | None] = mapped_column(ForeignKey("clusters.id"), index=True)
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"), index=True)
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    simulated: Mapped[bool] = mapped_column(default=False, server_default=false())
    removed: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    session: Mapped[Session] = relationship()
    breakout: Mapped[Breakout] = relationship()


@dataclass(frozen=True, slots=True)
class Entry:
    """Who may come to a breakout's board: its members, once its round has begun, and who leads."""

    status: str
    ended_at: datetime | None
    seats: frozenset[int]

    def admits(self, viewer: Viewer) -> bool:
        if viewer.leads or viewer.role == SYSTEM:
            return True
        return self.status != PREPARED and viewer.seat in self.seats

    def takes_writing(self, viewer: Viewer, now: datetime) -> bool:
        """Whether this viewer may write there: members while their time is not up, who leads always."""
        return viewer.leads or viewer.role == SYSTEM or takes_writing(self.status, self.ended_at, now)


#: Nobody but those who lead comes to the board of a group that is gone.
GONE = Entry(PREPARED, None, frozenset())

#: Built once: to put a statement together costs more than to run it.
_ENTRIES = (
    select(Breakout.board_id, BreakoutRound.status, BreakoutRound.ended_at, BreakoutMember.seat_id)
    .join(BreakoutRound, Breakout.round_id == BreakoutRound.id)
    .outerjoin(
        BreakoutMember,
        and_(BreakoutMember.breakout_id == Breakout.id, BreakoutMember.removed.is_(False)),
    )
    .where(Breakout.board_id.in_(bindparam("boards", expanding=True)), Breakout.removed.is_(False))
)


def entries(orm: OrmSession, boards: Iterable[int]) -> dict[int, Entry]:
    """By the id of a breakout's board who may come to it; one query for all of them."""
    wanted = list(boards)
    found: dict[int, Entry] = dict.fromkeys(wanted, GONE)
    if not wanted:
        return found
    seats: dict[int, set[int]] = {board: set() for board in wanted}
    for board, status, ended_at, seat in orm.execute(_ENTRIES, {"boards": wanted}):
        seats[board].add(seat)
        found[board] = Entry(status, ended_at, frozenset())
    return {
        board: Entry(entry.status, entry.ended_at, frozenset(seats[board] - {None}))
        for board, entry in found.items()
    }


def require_entry(orm: OrmSession, viewer: Viewer, board: Board) -> None:
    """Refuse as not found whoever may not come to a board; only those of breakouts keep anybody out.

    What was read once holds for as long as the (reading) session does: hundreds come at the same time.
    """
    if not board.of_breakout or viewer.leads:
        return
    known: dict[int, Entry] = orm.info.setdefault(Entry, {})
    if board.id not in known:
        known |= entries(orm, [board.id])
    if not known[board.id].admits(viewer):
        raise not_found()
