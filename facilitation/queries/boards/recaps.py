"""What happened so far in a session, for somebody who comes late: only what every participant may see."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain import sessions, visibility
from facilitation.domain.permissions import Viewer
from facilitation.store.boards import Board, Cluster, Note, Vote
from facilitation.store.sessions import Attendance, Block, Record, Session

#: Whoever comes later than this after the beginning has missed something.
LATE_AFTER = dt.timedelta(minutes=2)
#: So many clusters of a board are told, those with most votes first.
CLUSTERS_TOLD = 3


@dataclass(frozen=True, slots=True)
class ClusterTold:
    """A cluster with its notes; `votes` on it and on its notes, None while votes are not shown.

    `language` is that of the title.
    """

    title: str
    language: str
    notes: int
    votes: int | None


@dataclass(frozen=True, slots=True)
class StepTold:
    """A step that was done, or is being done.

    `notes` is None without a board. Of a board before its reveal only that number is told; a step that is
    done stays revealed if its board went back to private writing afterwards, as it does in the minutes.
    """

    title: str
    question: str
    notes: int | None
    revealed: bool
    clusters: list[ClusterTold]
    more_clusters: int


@dataclass(frozen=True, slots=True)
class Recap:
    """Steps done in their order, decisions as recorded, and the step that the session is at (or None).

    `language` is the session's own, in which steps are worded; decisions are (text, language).
    """

    language: str
    done: list[StepTold]
    decisions: list[tuple[str, str]]
    now: StepTold | None
    stage: str | None


def recap(orm: OrmSession, session: Session) -> Recap:
    """What happened so far."""
    decisions = select(Record.text, Record.language).where(
        Record.session_id == session.id, Record.kind == "decision", Record.removed.is_(False)
    )
    done = [block for block in session.blocks if block.ended_at is not None and block.id != session.block_id]
    now = next((block for block in session.blocks if block.id == session.block_id), None)
    board = orm.get(Board, now.board_id) if now and now.board_id else None
    return Recap(
        session.language,
        [_told(orm, block, done=True) for block in done],
        [
            (text, language or session.language)
            for text, language in orm.execute(decisions.order_by(Record.id))
        ],
        _told(orm, now, done=False) if now else None,
        board.stage if board else None,
    )


def comes_late(orm: OrmSession, session: Session, viewer: Viewer, now: dt.datetime) -> bool:
    """Whether this person came, or comes now, when something had happened already."""
    if session.status != sessions.RUNNING or session.started_at is None:
        return False
    query = select(Attendance.first_at, Attendance.through).where(
        Attendance.session_id == session.id, Attendance.seat_id == viewer.seat
    )
    came, through = orm.execute(query).first() or (now, sessions.DEVICE)
    if through != sessions.DEVICE:
        return False  # whoever shares a device has sat in the room
    first_ended = min((block.ended_at for block in session.blocks if block.ended_at), default=None)
    return came > session.started_at + LATE_AFTER or (first_ended is not None and came > first_ended)


def _told(orm: OrmSession, block: Block, *, done: bool) -> StepTold:
    board = orm.get(Board, block.board_id) if block.board_id is not None else None
    if board is None:
        return StepTold(block.title, block.question, None, True, [], 0)
    seen = (Note.board_id == board.id, Note.removed.is_(False), Note.hidden.is_(False))
    notes = orm.scalar(select(func.count()).where(*seen)) or 0
    question = board.question or block.question
    was_shown = done and orm.scalar(select(exists().where(*seen, Note.shown_text.is_not(None))))
    if visibility.text_is_hidden(board) and not was_shown:
        return StepTold(block.title, question, notes, False, [], 0)
    clusters = _clusters(orm, board, seen)
    return StepTold(
        block.title,
        question,
        notes,
        True,
        clusters[:CLUSTERS_TOLD],
        max(0, len(clusters) - CLUSTERS_TOLD),
    )


def _clusters(orm: OrmSession, board: Board, seen: tuple) -> list[ClusterTold]:
    inside = select(Note.cluster_id, func.count()).where(*seen).group_by(Note.cluster_id)
    sizes = {cluster: count for cluster, count in orm.execute(inside)}
    shown = visibility.counts_are_shown(board)
    votes = _votes(orm, board) if shown else Counter()
    titles = (
        select(Cluster.id, Cluster.title, func.coalesce(Cluster.language, Session.language))
        .join(Session, Session.id == board.session_id)
        .where(Cluster.board_id == board.id, Cluster.removed.is_(False))
    )
    told = [
        ClusterTold(title, language, sizes.get(cluster, 0), votes[cluster] if shown else None)
        for cluster, title, language in orm.execute(titles.order_by(Cluster.id))
    ]
    return sorted(told, key=lambda cluster: (-(cluster.votes or 0), -cluster.notes))


def _votes(orm: OrmSession, board: Board) -> Counter[int | None]:
    """By cluster: the votes on it and on the notes in it."""
    counts: Counter[int | None] = Counter()
    cast = (
        select(func.coalesce(Vote.cluster_id, Note.cluster_id), func.count())
        .outerjoin(Note, Vote.note_id == Note.id)
        .where(Vote.board_id == board.id, Vote.counts)
        .group_by(func.coalesce(Vote.cluster_id, Note.cluster_id))
    )
    for cluster, count in orm.execute(cast):
        counts[cluster] += count
    return counts
