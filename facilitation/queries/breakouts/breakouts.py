"""Small groups as the readers of a session see them: the rounds, who is where, and what is one's own.

Whatever changed of a group, the group is rendered as a whole, from a few queries for all that are asked for.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.breakouts import PREPARED, UNDER_WAY
from facilitation.domain.visibility import FACILITATORS, PROJECTOR
from facilitation.domain.wire import (
    BreakoutRow,
    Drop,
    GroupMember,
    OwnGroup,
    OwnInRoom,
    PointRow,
    RoundRow,
    SessionPut,
)
from facilitation.store.base import Live
from facilitation.store.boards import Note
from facilitation.store.breakouts import Breakout, BreakoutMember, BreakoutPoint, BreakoutRound
from facilitation.store.sessions import Session

MODELS: tuple[type[Live], ...] = (BreakoutRound, Breakout, BreakoutMember, BreakoutPoint)


def rows_since(orm: OrmSession, session: Session, since: int) -> list[Live]:
    """What changed of a session's groups after that revision.

    At -1 it is the rounds alone: `delta` tells each with all that belongs to it.
    """
    found: list[Live] = []
    for model in (BreakoutRound, Breakout, BreakoutMember, BreakoutPoint):
        query = select(model).where(model.session_id == session.id, model.revision > since)
        found += orm.scalars(query.order_by(model.id))
        if since < 0:
            break
    return found


def delta(orm: OrmSession, session: Session, audience: str, rows: Iterable[Live]) -> tuple[SessionPut, Drop]:
    """These rows as states of the room: a round that changed is told with all its groups."""
    changed = [row for row in rows if isinstance(row, MODELS)]
    if not changed:
        return {}, {}
    put: SessionPut = {}
    drop: Drop = {}
    rounds = _rounds(orm, session)
    for row in changed:
        if isinstance(row, BreakoutRound) and row.removed:
            drop.setdefault("rounds", []).append(row.id)
        elif isinstance(row, Breakout) and row.removed:
            drop.setdefault("breakouts", []).append(row.id)
    told = [one for one in rounds if audience == FACILITATORS or one.status != PREPARED]
    changed_rounds = {row.id for row in changed if isinstance(row, BreakoutRound)}
    if shown := [_round(one, audience) for one in told if one.id in changed_rounds]:
        put["rounds"] = shown
    of = {row.breakout_id for row in changed if isinstance(row, BreakoutMember | BreakoutPoint)}
    of |= {row.id for row in changed if isinstance(row, Breakout)}
    groups = _groups(orm, {one.id: one for one in told}, changed_rounds, of)
    if groups:
        put["breakouts"] = [_breakout(group, audience) for group in groups]
    return put, drop


def own(orm: OrmSession, session: Session, seats: Iterable[int]) -> dict[int, OwnInRoom]:
    """For each of these seats the group that they are in now, and the last one that they were in."""
    wanted = set(seats)
    nothing: dict[int, OwnInRoom] = {seat: {"breakout": None, "group": None} for seat in wanted}
    held = {one.id: one for one in _rounds(orm, session) if one.status != PREPARED}
    if not held or not wanted:
        return nothing
    query = select(BreakoutMember.seat_id, BreakoutMember.breakout_id, BreakoutMember.round_id).where(
        BreakoutMember.round_id.in_(held),
        BreakoutMember.seat_id.in_(wanted),
        BreakoutMember.removed.is_(False),
    )
    last: dict[int, tuple[dt.datetime, int, int]] = {}
    for seat, breakout, number in orm.execute(query):
        opened = held[number].opened_at
        assert opened is not None  # what is not prepared any more has begun
        last[seat] = max(last.get(seat, (opened, number, breakout)), (opened, number, breakout))
    groups = {one.row.id: one for one in _groups(orm, held, set(), {one[2] for one in last.values()})}
    rendered = {breakout: _own_group(group) for breakout, group in groups.items()}
    for seat, (_, number, breakout) in last.items():
        nothing[seat] = {
            "breakout": breakout if held[number].status in UNDER_WAY else None,
            "group": rendered.get(breakout),
        }
    return nothing


def own_delta(orm: OrmSession, session: Session, rows: Iterable[Live]) -> dict[int, OwnInRoom]:
    """What these changed rows mean for the people whose groups they are about, by seat."""
    changed = [row for row in rows if isinstance(row, MODELS)]
    if not changed:
        return {}
    seats = {row.seat_id for row in changed if isinstance(row, BreakoutMember)}
    rounds = {row.id for row in changed if isinstance(row, BreakoutRound)}
    of = {row.breakout_id for row in changed if isinstance(row, BreakoutMember | BreakoutPoint)}
    of |= {row.id for row in changed if isinstance(row, Breakout)}
    among = select(BreakoutMember.seat_id).where(
        or_(BreakoutMember.round_id.in_(rounds), BreakoutMember.breakout_id.in_(of)),
        BreakoutMember.removed.is_(False),
    )
    return own(orm, session, seats | set(orm.scalars(among)))


def board_of(orm: OrmSession, own_now: OwnInRoom) -> int | None:
    """The board of the group that somebody is to be in now."""
    breakout = own_now.get("breakout")
    return orm.scalar(select(Breakout.board_id).where(Breakout.id == breakout)) if breakout else None


@dataclass(slots=True)
class _Group:
    """A breakout with what hangs on it."""

    row: Breakout
    round: BreakoutRound
    members: list[GroupMember] = field(default_factory=list)
    points: list[PointRow] = field(default_factory=list)
    rapporteur: GroupMember | None = None


def _rounds(orm: OrmSession, session: Session) -> Sequence[BreakoutRound]:
    query = select(BreakoutRound).where(
        BreakoutRound.session_id == session.id, BreakoutRound.removed.is_(False)
    )
    return orm.scalars(query.order_by(BreakoutRound.id)).all()


def _groups(
    orm: OrmSession, told: dict[int, BreakoutRound], rounds: set[int], breakouts: set[int]
) -> list[_Group]:
    """The groups that stand of these rounds, and these groups, as far as their round is told of."""
    query = (
        select(Breakout)
        .where(
            Breakout.removed.is_(False),
            Breakout.round_id.in_(told),
            or_(Breakout.round_id.in_(rounds), Breakout.id.in_(breakouts)),
        )
        .order_by(Breakout.id)
    )
    found = {row.id: _Group(row, told[row.round_id]) for row in orm.scalars(query)}
    if not found:
        return []
    # As plain rows: hundreds of people would take ten times as long to become objects as to be rendered.
    members = (
        select(BreakoutMember.breakout_id, BreakoutMember.seat_id, BreakoutMember.name, BreakoutMember.city)
        .where(BreakoutMember.breakout_id.in_(found), BreakoutMember.removed.is_(False))
        .order_by(BreakoutMember.id)
    )
    for breakout, seat, name, city in orm.execute(members):
        group = found[breakout]
        member: GroupMember = {"seat": seat, "name": name, "city": city}
        group.members.append(member)
        if group.row.rapporteur_id == seat:
            group.rapporteur = member
    points = (
        select(BreakoutPoint)
        .where(BreakoutPoint.breakout_id.in_(found), BreakoutPoint.removed.is_(False))
        .order_by(BreakoutPoint.position, BreakoutPoint.id)
    )
    for point in orm.scalars(points):
        found[point.breakout_id].points.append(render_point(point))
    return list(found.values())


def render_point(point: BreakoutPoint) -> PointRow:
    rendered: PointRow = {"id": point.id, "text": point.text}
    if point.cluster_id is not None:
        rendered["cluster"] = point.cluster_id
    if point.simulated:
        rendered["simulated"] = True
    return rendered


def _round(row: BreakoutRound, audience: str) -> RoundRow:
    rendered: RoundRow = {
        "id": row.id,
        "block": row.block_id,
        "position": row.position,
        "title": row.title,
        "status": row.status,
        "minutes": row.minutes,
        "ends_at": None if row.ends_at is None else round(row.ends_at.timestamp() * 1000),
        "reported": row.reported,
        "highlight": row.highlight,
    }
    if audience == FACILITATORS:
        rendered |= {"way": row.way, "size": row.size}
    return rendered


def _breakout(group: _Group, audience: str) -> BreakoutRow:
    row = group.row
    leads = audience == FACILITATORS
    rendered: BreakoutRow = {
        "id": row.id,
        "round": row.round_id,
        "position": row.position,
        "title": row.title,
        "place": row.place,
        "board": row.board_id,
        "rapporteur": group.rapporteur,
        "count": len(group.members),
        "cities": dict(sorted(Counter(one["city"] for one in group.members if one["city"]).items())),
        "points": group.points if leads or group.round.reported else [],
    }
    if leads or audience == PROJECTOR:
        rendered["members"] = group.members
    if leads:
        rendered |= {"link": row.link, "message": row.message, "code": row.code}
    return rendered


def _own_group(group: _Group) -> OwnGroup:
    return {
        "id": group.row.id,
        "round": group.row.round_id,
        "link": group.row.link,
        "message": group.row.message,
        "members": group.members,
        "points": group.points,
    }


# -- for documents -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GroupReport:
    """What came of a group: its members' cities, and its points in order."""

    breakout: Breakout
    members: list[tuple[int, str, str | None]]
    points: list[BreakoutPoint]


@dataclass(frozen=True, slots=True)
class RoundReport:
    """A round that was held, with its groups in order."""

    round: BreakoutRound
    groups: list[GroupReport]


def rounds_held(orm: OrmSession, session: Session) -> dict[int, list[RoundReport]]:
    """By block the rounds that were held in it, in their order."""
    reports: dict[int, list[RoundReport]] = defaultdict(list)
    held = [one for one in _rounds(orm, session) if one.opened_at is not None]
    for one in sorted(held, key=lambda row: (row.position, row.id)):
        standing = select(Breakout).where(Breakout.round_id == one.id, Breakout.removed.is_(False))
        groups = []
        for breakout in orm.scalars(standing.order_by(Breakout.position, Breakout.id)).all():
            members = orm.execute(
                select(BreakoutMember.seat_id, BreakoutMember.name, BreakoutMember.city)
                .where(BreakoutMember.breakout_id == breakout.id, BreakoutMember.removed.is_(False))
                .order_by(BreakoutMember.id)
            )
            points = orm.scalars(
                select(BreakoutPoint)
                .where(BreakoutPoint.breakout_id == breakout.id, BreakoutPoint.removed.is_(False))
                .order_by(BreakoutPoint.position, BreakoutPoint.id)
            )
            groups.append(
                GroupReport(breakout, [(seat, name, city) for seat, name, city in members], list(points))
            )
        reports[one.block_id].append(RoundReport(one, groups))
    return dict(reports)


def group_by_code(orm: OrmSession, code: str) -> Breakout | None:
    """The group that a (normalised) code opens now, or None."""
    query = (
        select(Breakout)
        .join(Session, Breakout.session_id == Session.id)
        .where(Breakout.code == code, Breakout.removed.is_(False), Session.removed.is_(False))
    )
    return orm.scalars(query).one_or_none()


def written_by_group(orm: OrmSession, session: Session) -> dict[int, dict[str, int | None]]:
    """By group that has met: how many notes lie on its board, and when the last one came (ms since 1970)."""
    query = (
        select(Breakout.id, func.count(Note.id), func.max(Note.created_at))
        .join(BreakoutRound, Breakout.round_id == BreakoutRound.id)
        .outerjoin(Note, and_(Note.board_id == Breakout.board_id, Note.removed.is_(False)))
        .where(
            Breakout.session_id == session.id,
            Breakout.removed.is_(False),
            BreakoutRound.opened_at.is_not(None),
        )
        .group_by(Breakout.id)
    )
    return {
        breakout: {"notes": count, "last": None if last is None else round(last.timestamp() * 1000)}
        for breakout, count, last in orm.execute(query)
    }
