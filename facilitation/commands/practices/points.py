"""Handlers of the lists in which a city tells of a practice: figures, gains, prerequisites, line by line."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import func, select

from facilitation.commands.practices.facts import clean_language
from facilitation.commands.practices.practices import hand, hold, require_offered, require_own_world
from facilitation.commands.work import Work
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.origins import PROFILE
from facilitation.domain.practice_points import FACTS, LINES_MOST, clean_line, require_kind
from facilitation.store.challenges import Practice
from facilitation.store.replication import PracticePoint, PracticePointVersion


class Line(msgspec.Struct, kw_only=True):
    """A line of any list; what its kind doesn't have is left out (domain/practice_points.clean_line)."""

    text: str
    language: str
    who: str = ""
    value: str = ""
    dated: str = ""
    need: str = ""


class AddPoint(Line, kw_only=True):
    """`kind` is one of domain/practice_points.LISTS."""

    practice: int
    kind: str


class ChangePoint(Line, kw_only=True):
    """All of the line as it shall be; `revision` is the one that the writer began from."""

    point: int
    revision: int


class ThePoint(msgspec.Struct):
    point: int


class MovePoint(msgspec.Struct):
    """One place up, or down."""

    point: int
    up: bool


class BringBackPoint(msgspec.Struct):
    """`number` is that of the version."""

    point: int
    number: int


def add_point(work: Work, practice: Practice, payload: AddPoint) -> dict[str, Any]:
    """Add a line at the end of its list."""
    hold(work, practice)
    require_offered(practice)
    kind = require_kind(payload.kind)
    line = _checked(kind, payload)
    lines = _lines(work, practice.id, kind)
    _require_room(lines)
    point = work.add(
        PracticePoint(
            practice_id=practice.id,
            practice=practice,
            kind=kind,
            position=_last(work, practice.id, kind) + 1,
            origin=PROFILE,
            role=hand(work)["role"],
            simulated=work.actor.simulated,
            revision=1,
            changed_at=work.now,
            **line,
        )
    )
    work.orm.flush()
    _keep(work, point, own=True)
    return {"point": point}


def change_point(work: Work, point: PracticePoint, payload: ChangePoint) -> dict[str, Any]:
    """Change a line; `Refused` conflict if somebody else changed it meanwhile."""
    _hold(work, point)
    _require_there(point)
    line = _checked(point.kind, payload)
    if line == _facts(point):
        return {"point": point, "revision": point.revision}
    if point.revision != payload.revision:
        raise Refused(
            "conflict", N_("Somebody else changed this meanwhile. Look at it, then change it."), field="text"
        )
    _write(work, point, line)
    return {"point": point, "revision": point.revision}


def move_point(work: Work, point: PracticePoint, payload: MovePoint) -> dict[str, Any]:
    """Move a line one place within its list; at its end it stays."""
    _hold(work, point)
    _require_there(point)
    lines = _lines(work, point.practice_id, point.kind)
    place = lines.index(point)
    other = place - 1 if payload.up else place + 1
    if 0 <= other < len(lines):
        here, there = point.position, lines[other].position
        work.change(lines[other], position=here)
        work.change(point, position=there)
    return {"point": point}


def remove_point(work: Work, point: PracticePoint, payload: ThePoint) -> dict[str, Any]:
    """Take a line off its list; it can be restored."""
    _hold(work, point)
    if point.removed_at is None:
        work.change(point, removed_at=work.now)
    return {"point": point}


def restore_point(work: Work, point: PracticePoint, payload: ThePoint) -> dict[str, Any]:
    """Bring back a line that was removed, to the place that it had."""
    _hold(work, point)
    if point.removed_at is not None:
        _require_room(_lines(work, point.practice_id, point.kind))
        work.change(point, removed_at=None)
    return {"point": point}


def bring_back_point(work: Work, point: PracticePoint, payload: BringBackPoint) -> dict[str, Any]:
    """Bring an earlier version of a line back; the present one stays among the versions."""
    _hold(work, point)
    _require_there(point)
    query = select(PracticePointVersion).where(
        PracticePointVersion.point_id == point.id, PracticePointVersion.number == payload.number
    )
    version = work.orm.scalars(query).one_or_none()
    if version is None:
        raise not_found()
    line = {name: version.facts[name] for name in FACTS}
    if line != _facts(point):
        _write(work, point, line)
    return {"point": point}


def _write(work: Work, point: PracticePoint, line: dict[str, str]) -> None:
    if not work.orm.scalar(select(func.count()).where(PracticePointVersion.point_id == point.id)):
        _keep(work, point, own=False)
    said: dict[str, Any] = {"simulated": work.actor.simulated, "role": hand(work)["role"]}
    # To say of which kind a prerequisite is changes nothing of the words that a document gave.
    if any(getattr(point, name) != line[name] for name in FACTS if name != "need"):
        said |= {"origin": PROFILE, "source": ""}
    work.change(point, **line, **said, revision=point.revision + 1, changed_at=work.now)
    work.orm.flush()
    _keep(work, point, own=True)


def _checked(kind: str, line: Line) -> dict[str, str]:
    said = clean_line(kind, text=line.text, who=line.who, value=line.value, dated=line.dated, need=line.need)
    return said | {"language": clean_language(line.language)}


def _facts(point: PracticePoint) -> dict[str, str]:
    return {name: getattr(point, name) for name in FACTS}


def _keep(work: Work, point: PracticePoint, *, own: bool) -> None:
    """Keep a version: one of the actor's `own`, or what stood before there were versions."""
    newest = select(func.max(PracticePointVersion.number)).where(PracticePointVersion.point_id == point.id)
    work.add(
        PracticePointVersion(
            point_id=point.id,
            number=(work.orm.scalar(newest) or 0) + 1,
            facts=_facts(point),
            seat_id=work.actor.seat if own else None,
            role=hand(work)["role"] if own else point.role,
            simulated=work.actor.simulated if own else point.simulated,
            at=work.now if own else point.changed_at,
        )
    )
    work.orm.flush()


def _hold(work: Work, point: PracticePoint) -> None:
    """The practice is held as well: what is moved changes places with another line of it."""
    hold(work, point.practice)
    work.orm.refresh(point, with_for_update=True)
    require_offered(point.practice)
    require_own_world(work, point)


def _require_there(point: PracticePoint) -> None:
    if point.removed_at is not None:
        raise Refused("conflict", N_("This line was removed. Restore it first."))


def _require_room(lines: list[PracticePoint]) -> None:
    if len(lines) >= LINES_MOST:
        raise Refused("conflict", N_("At most %(most)d lines fit in this list."), most=LINES_MOST)


def _lines(work: Work, practice: int, kind: str) -> list[PracticePoint]:
    query = (
        select(PracticePoint)
        .where(
            PracticePoint.practice_id == practice,
            PracticePoint.kind == kind,
            PracticePoint.removed_at.is_(None),
        )
        .order_by(PracticePoint.position, PracticePoint.id)
    )
    return list(work.orm.scalars(query))


def _last(work: Work, practice: int, kind: str) -> int:
    """The last place, those of removed lines included: they may come back to it."""
    query = select(func.max(PracticePoint.position)).where(
        PracticePoint.practice_id == practice, PracticePoint.kind == kind
    )
    return work.orm.scalar(query) or 0
