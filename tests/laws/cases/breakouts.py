"""Cases of the commands of small groups: rounds of them, one group, and the points that it brings back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from facilitation.store.boards import Area
from facilitation.store.breakouts import Breakout, BreakoutRound
from tests.laws.cases.rights import LEADS, OWN, OWN_ALWAYS, PROGRAM, Case
from tests.world import World

STEPS = [
    {"stage": "breakouts", "minutes": 10, "grouping": {"by": "random", "size": 2}},
    {"stage": "report_back", "minutes": 5},
]


def block(world: World) -> dict[str, Any]:
    """A part with small groups in the running session, where the actors of `here` have arrived."""
    session = {"session": world.here.session}
    for role in ("participant", "guest", "support", "rapporteur"):
        world.by(role, "session.attend", session)
    form = {"title": "Behind it", "minutes": 15, "steps": STEPS}
    return session | {"block": world.by("facilitator", "block.insert", session | form).result["block"]}


def prepared(world: World, seat: int) -> dict[str, Any]:
    done = world.by("facilitator", "breakouts.prepare", block(world))
    return {"round": done.result["round"]}


def under_way(world: World, seat: int) -> dict[str, Any]:
    payload = prepared(world, seat)
    world.by("facilitator", "breakouts.open", payload)
    return payload


def _called(world: World, seat: int) -> dict[str, Any]:
    payload = under_way(world, seat)
    world.by("facilitator", "breakouts.call", payload | {"minutes": 2})
    with world.database.reading() as orm:
        round = orm.get_one(BreakoutRound, payload["round"])
        assert round.ends_at is not None
        return payload | {"at": int(round.ends_at.timestamp() * 1000)}


def groups(world: World) -> list[int]:
    """The groups that stand of the newest round."""
    with world.database.reading() as orm:
        newest = select(BreakoutRound.id).order_by(BreakoutRound.id.desc()).limit(1).scalar_subquery()
        query = select(Breakout.id).where(Breakout.round_id == newest, Breakout.removed.is_(False))
        return list(orm.scalars(query.order_by(Breakout.position)))


def in_group(world: World, seat: int) -> dict[str, Any]:
    """A group that meets, in which a seat is."""
    payload = under_way(world, seat)
    added = {"breakout": world.by("facilitator", "breakout.add", payload).result["breakout"]}
    world.by("facilitator", "breakout.move", added | {"seat": seat})
    return added


def reporting(world: World, seat: int) -> dict[str, Any]:
    """A group that meets, for which a seat reports."""
    payload = in_group(world, seat)
    world.by("facilitator", "breakout.rapporteur", payload | {"seat": seat})
    return payload


def point(world: World, seat: int) -> dict[str, Any]:
    payload = reporting(world, seat)
    done = world.by("facilitator", "point.add", payload | {"text": "Empty shops help nobody"})
    return {"point": done.result["point"]}


def _removed_point(world: World, seat: int) -> dict[str, Any]:
    payload = point(world, seat)
    world.by("facilitator", "point.remove", payload)
    return payload


def _first(world: World, seat: int) -> dict[str, Any]:
    prepared(world, seat)
    return {"breakout": groups(world)[0]}


def clustered(world: World, seat: int) -> dict[str, Any]:
    """A group for which a seat reports, with a cluster on its board."""
    payload = reporting(world, seat)
    with world.database.reading() as orm:
        board = orm.get_one(Breakout, payload["breakout"]).board_id
        area = orm.scalars(select(Area.id).where(Area.board_id == board)).first()
    lead = world.here.seats["facilitator"]
    note = {"board": board, "area": area, "text": "A vacant shop"}
    made = world.do("note.post", note, lead).result["note"]
    world.do("cluster.make", {"board": board, "notes": [made], "title": "Vacancy"}, lead)
    return payload


CASES: dict[str, Case] = {
    "breakouts.prepare": Case(LEADS, lambda w, s: block(w) | {"by": "language", "size": 3}),
    "breakouts.form": Case(LEADS, lambda w, s: prepared(w, s) | {"by": "city_mix", "size": 4}),
    "breakouts.change": Case(LEADS, lambda w, s: under_way(w, s) | {"title": "First", "minutes": 12}),
    "breakouts.open": Case(LEADS, prepared),
    "breakouts.call": Case(LEADS, lambda w, s: under_way(w, s) | {"minutes": 3}),
    "breakouts.return": Case(PROGRAM, _called),
    "breakouts.end": Case(LEADS, under_way),
    "breakouts.remove": Case(LEADS, prepared),
    "breakouts.report": Case(LEADS, under_way),
    "breakouts.message": Case(LEADS, lambda w, s: under_way(w, s) | {"text": "Five minutes left"}),
    "breakout.add": Case(LEADS, prepared),
    "breakout.change": Case(
        LEADS,
        lambda w, s: (
            _first(w, s) | {"title": "Blue table", "place": "Room 2", "link": "https://meet.example/blue"}
        ),
    ),
    "breakout.remove": Case(LEADS, _first),
    "breakout.move": Case(LEADS, lambda w, s: _first(w, s) | {"seat": w.here.seats["participant"]}),
    "breakout.take_out": Case(LEADS, lambda w, s: in_group(w, s) | {"seat": s}),
    "breakout.message": Case(LEADS, lambda w, s: _first(w, s) | {"text": "Your table is free"}),
    "breakout.rapporteur": Case(LEADS, lambda w, s: in_group(w, s) | {"seat": s}),
    "breakout.volunteer": Case(OWN_ALWAYS, in_group),
    "breakout.stage": Case(OWN, lambda w, s: reporting(w, s) | {"stage": "vote"}),
    "breakout.invite": Case(LEADS, _first),
    "breakout.uninvite": Case(LEADS, _first),
    "breakout.collect": Case(OWN, clustered),
    "point.add": Case(OWN, lambda w, s: reporting(w, s) | {"text": "We need a map of vacant shops"}),
    "point.change": Case(OWN, lambda w, s: point(w, s) | {"text": "Changed"}),
    "point.move": Case(OWN, lambda w, s: point(w, s) | {"to": 1}),
    "point.remove": Case(OWN, point),
    "point.restore": Case(OWN, _removed_point),
}
