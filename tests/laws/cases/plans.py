"""Cases of the commands of planning a session's blocks, and of the programme's own templates."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from facilitation.store.boards import Area
from facilitation.store.sessions import Block, Session
from tests.laws.cases.rights import LEADS, Case
from tests.laws.chance import Chance
from tests.world import World


def _here(world: World) -> dict[str, Any]:
    return {"session": world.here.session}


def _added(world: World) -> dict[str, Any]:
    """A block with a board that is still to come in the session that runs."""
    coming = _here(world) | {
        "title": "Still to come",
        "minutes": 10,
        "method": "breakout",
        "question": "What then?",
        "instruction": "Slowly.",
        "leads": "Robin",
        "areas": [{"title": "First", "hint": "One each"}, {"title": "Second", "hint": "Also"}],
        "steps": [{"stage": "write", "minutes": 5}, {"stage": "discuss", "minutes": 5}],
    }
    return _here(world) | {"block": world.by("facilitator", "block.insert", coming).result["block"]}


def _area(world: World) -> dict[str, Any]:
    block = _added(world)["block"]
    with world.database.reading() as orm:
        board = orm.get_one(Block, block).board_id
        return _here(world) | {"area": orm.scalars(select(Area.id).where(Area.board_id == board)).first()}


def _changed_by(world: World, seat: int) -> dict[str, Any]:
    title = {"block": _present(world), "title": "Named anew"}
    world.do("block.change", _here(world) | title, _leading(world, seat))
    return _here(world)


def _undone_by(world: World, seat: int) -> dict[str, Any]:
    _changed_by(world, seat)
    world.do("plan.undo", _here(world), _leading(world, seat))
    return _here(world)


def _leading(world: World, seat: int) -> int:
    """That seat if it leads: others could not have changed anything."""
    leading = (world.here.seats[role] for role in ("organiser", "coordinator", "facilitator"))
    return seat if seat in leading else world.here.seats["facilitator"]


def _present(world: World) -> int:
    with world.database.reading() as orm:
        return orm.get_one(Session, world.here.session).block_id or 0


def _template(world: World) -> dict[str, Any]:
    kept = _here(world) | {"title": "Our own", "description": "As we do it"}
    return {"template": world.by("facilitator", "template.keep", kept).result["template"]}


def _some_area(chance: Chance) -> int:
    return chance.some(Area, chance.a)


CASES: dict[str, Case] = {
    "block.insert": Case(
        LEADS,
        lambda w, s: (
            _here(w)
            | {
                "title": "New",
                "minutes": 15,
                "method": "fishbowl",
                "question": "What for?",
                "instruction": "Four chairs.",
                "leads": "Robin",
                "areas": [{"title": "Notes", "hint": "One each"}],
                "steps": [{"stage": "write_openly", "minutes": 5}],
            }
        ),
    ),
    "block.change": Case(
        LEADS,
        lambda w, s: (
            _added(w)
            | {
                "title": "Other",
                "question": "And now?",
                "instruction": "Fast.",
                "leads": "Ana",
                "method": "talk",
            }
        ),
        lambda c: (
            _here(c.world)
            | {"block": _present(c.world)}
            | ({"title": f"Block {c.a}"} if c.b % 2 else {"question": f"Question {c.a}?"})
        ),
    ),
    "block.move": Case(LEADS, lambda w, s: _added(w) | _added(w) | {"to": 2}),
    "block.duplicate": Case(LEADS, lambda w, s: _added(w)),
    "block.remove": Case(LEADS, lambda w, s: _added(w)),
    "area.add": Case(
        LEADS,
        lambda w, s: _added(w) | {"title": "Third", "hint": "What else"},
        lambda c: _here(c.world) | {"block": _present(c.world), "title": f"Area {c.a}"},
    ),
    "area.rename": Case(
        LEADS,
        lambda w, s: _area(w) | {"title": "Renamed", "hint": "Otherwise"},
        lambda c: _here(c.world) | {"area": _some_area(c), "title": f"Renamed {c.b}"},
    ),
    "area.move": Case(
        LEADS,
        lambda w, s: _area(w) | {"to": 2},
        lambda c: _here(c.world) | {"area": _some_area(c), "to": 1 + c.b % 2},
    ),
    "area.remove": Case(LEADS, lambda w, s: _area(w), lambda c: _here(c.world) | {"area": _some_area(c)}),
    "plan.undo": Case(LEADS, _changed_by, lambda c: _here(c.world)),
    "plan.redo": Case(LEADS, _undone_by, lambda c: _here(c.world)),
    "template.keep": Case(
        LEADS, lambda w, s: _here(w) | {"title": "Our way", "description": "Twice a year", "type": ""}
    ),
    "template.change": Case(
        LEADS, lambda w, s: _template(w) | {"title": "Better", "description": "Even so", "type": "solution"}
    ),
    "template.remove": Case(LEADS, lambda w, s: _template(w)),
    "template.restore": Case(LEADS, lambda w, s: _template(w)),
}
