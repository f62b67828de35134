"""Handlers of what a small group brings back: points, written down or taken from its board."""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec
from sqlalchemy import func, select

from facilitation.commands.work import Work
from facilitation.domain import breakouts
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.texts import clean_text
from facilitation.store.boards import Cluster, Note, Vote
from facilitation.store.breakouts import Breakout, BreakoutPoint


class AddPoint(msgspec.Struct):
    """`cluster`: the one of the group's board that it comes from; without a text it gets that one's title."""

    breakout: int
    text: str = ""
    cluster: int | None = None


class ChangePoint(msgspec.Struct):
    point: int
    text: str


class MovePoint(msgspec.Struct):
    """`to`: the place among the group's points, from 1 on."""

    point: int
    to: int


class ThePoint(msgspec.Struct):
    point: int


class Collect(msgspec.Struct):
    breakout: int


def add_point(work: Work, breakout: Breakout, payload: AddPoint) -> dict[str, Any]:
    """Write down a point, or take one from a cluster of the group's board."""
    _require_held(breakout)
    text = payload.text
    if payload.cluster is not None:
        cluster = work.orm.get(Cluster, payload.cluster)
        if cluster is None or cluster.removed or cluster.board_id != breakout.board_id:
            raise Refused("invalid", N_("This cluster is not on the board of the group."), field="cluster")
        text = text or cluster.title
    present = _points(work, breakout)
    _require_room(len(present) + 1)
    return {"point": _add(work, breakout, _clean(text), _next(present), payload.cluster)}


def collect(work: Work, breakout: Breakout, payload: Collect) -> dict[str, Any]:
    """Take the group's clusters as points, those with most votes first, as far as they aren't points yet.

    One that was taken away comes back as it was worded: restored later, it would be there twice.
    """
    _require_held(breakout)
    present = _points(work, breakout)
    taken = {point.cluster_id for point in present}
    clusters = [one for one in _by_votes(work, breakout.board_id) if one.id not in taken]
    if not clusters and not present:
        raise Refused("conflict", N_("The board of the group has no clusters yet."), field="breakout")
    _require_room(len(present) + len(clusters))
    gone = {point.cluster_id: point for point in _ever(work, breakout) if point.removed}
    for position, cluster in enumerate(clusters, start=_next(present)):
        if cluster.id in gone:
            work.change(gone[cluster.id], removed=False, position=position)
        else:
            _add(work, breakout, cluster.title, position, cluster.id)
    return {"added": len(clusters)}


def change_point(work: Work, point: BreakoutPoint, payload: ChangePoint) -> dict[str, Any]:
    """Word a point otherwise."""
    _require_there(point)
    work.change(point, text=_clean(payload.text))
    return {"point": point}


def move_point(work: Work, point: BreakoutPoint, payload: MovePoint) -> dict[str, Any]:
    """Give a point another place in the order."""
    _require_there(point)
    present = {one.id: one for one in _points(work, point.breakout)}
    for position, one in enumerate(breakouts.moved(list(present), point.id, payload.to), start=1):
        work.change(present[one], position=position)
    return {"point": point}


def remove_point(work: Work, point: BreakoutPoint, payload: ThePoint) -> dict[str, Any]:
    """Take a point away; `point.restore` brings it back."""
    _require_there(point)
    work.change(point, removed=True)
    return {"point": point}


def restore_point(work: Work, point: BreakoutPoint, payload: ThePoint) -> dict[str, Any]:
    """Bring back a point that was taken away."""
    _require_held(point.breakout)
    if point.removed:
        _require_room(len(_points(work, point.breakout)) + 1)
        work.change(point, removed=False)
    return {"point": point}


def _require_held(breakout: Breakout) -> None:
    if breakout.removed:
        raise not_found()
    breakouts.require_status(
        breakout.round.status,
        (*breakouts.UNDER_WAY, breakouts.ENDED),
        N_("This group has not met yet."),
    )


def _require_there(point: BreakoutPoint) -> None:
    _require_held(point.breakout)
    if point.removed:
        raise not_found()


def _require_room(count: int) -> None:
    if count > breakouts.POINTS_MOST:
        raise Refused(
            "too_large",
            N_("A group brings back at most %(most)s points."),
            field="breakout",
            most=breakouts.POINTS_MOST,
        )


def _points(work: Work, breakout: Breakout) -> list[BreakoutPoint]:
    return [point for point in _ever(work, breakout) if not point.removed]


def _ever(work: Work, breakout: Breakout) -> list[BreakoutPoint]:
    """All points of a group, those that were taken away included."""
    query = (
        select(BreakoutPoint)
        .where(BreakoutPoint.breakout_id == breakout.id)
        .order_by(BreakoutPoint.position, BreakoutPoint.id)
    )
    return list(work.orm.scalars(query))


def _next(present: list[BreakoutPoint]) -> int:
    return max((point.position for point in present), default=0) + 1


def _add(work: Work, breakout: Breakout, text: str, position: int, cluster: int | None) -> BreakoutPoint:
    return work.add(
        BreakoutPoint(
            session=breakout.session,
            breakout=breakout,
            cluster_id=cluster,
            seat_id=work.actor.seat,
            position=position,
            text=text,
            simulated=work.actor.simulated,
            removed=False,
            created_at=work.now,
        )
    )


def _clean(text: str) -> str:
    return clean_text(text, field="text", limit=breakouts.POINT_LENGTH)


def _by_votes(work: Work, board: int) -> list[Cluster]:
    """The clusters of a board, those with most votes (on them and on their notes) first."""
    standing = select(Cluster).where(Cluster.board_id == board, Cluster.removed.is_(False))
    votes: Counter[int | None] = Counter()
    cast = (
        select(func.coalesce(Vote.cluster_id, Note.cluster_id), func.count())
        .outerjoin(Note, Vote.note_id == Note.id)
        .where(Vote.board_id == board, Vote.counts)
        .group_by(func.coalesce(Vote.cluster_id, Note.cluster_id))
    )
    for cluster, count in work.orm.execute(cast):
        votes[cluster] += count
    return sorted(work.orm.scalars(standing), key=lambda one: (-votes[one.id], one.position, one.id))
