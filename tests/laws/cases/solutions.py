"""Cases of canvases and transfer plans for the laws."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from facilitation.domain.boards import CANVAS
from facilitation.domain.canvases import ANSWERS, SCOPES, kept_facts
from facilitation.domain.documents import Document, to_json
from facilitation.domain.replication import PREREQUISITE_KINDS, ReplicationFacts
from facilitation.store.boards import Board
from facilitation.store.canvases import Canvas, CanvasPrerequisite
from facilitation.store.challenges import Practice
from facilitation.store.cities import City
from tests.laws.cases.practices import practice
from tests.laws.cases.rights import CONTRIBUTORS, PROGRAM, Case
from tests.laws.chance import Chance
from tests.world import World

#: Those who lead, and those who act for one of the two cities.
FOR_ITS_CITIES = "yes yes yes no yes yes no no"


def opened(world: World, **more: Any) -> dict[str, Any]:
    """A canvas for Dublin and a practice of Turin: {"canvas", "board"}."""
    asked = {"session": world.here.session, "city": "DUB", **practice(world, 0, **more)}
    return dict(world.by("facilitator", "canvas.open", asked).result)


def prerequisite(world: World, text: str = "A legal frame", **more: Any) -> dict[str, Any]:
    """A prerequisite on a new canvas: {"prerequisite"}."""
    canvas = {"canvas": opened(world)["canvas"]}
    return dict(world.by("facilitator", "prerequisite.add", canvas | {"text": text} | more).result)


def canvas_on(world: World, board: int) -> int:
    """Make a board that stands a canvas with two prerequisites; gives the canvas's id."""
    number = practice(world, 0)["practice"]
    with world.database.writing() as orm:
        found = orm.get_one(Practice, number)
        dublin = select(City).where(City.programme_id == world.here.programme, City.code == "DUB")
        canvas = Canvas(
            board=orm.get_one(Board, board),
            session_id=world.here.session,
            practice_id=number,
            city_id=orm.scalars(dublin).one().id,
            receiver="DUB",
            sharer="TRN",
            facts=kept_facts(found, ReplicationFacts()),
            fields={"reasons": world.here.areas[0]},
            created_at=world.clock(),
        )
        canvas.board.layout = CANVAS
        orm.add(canvas)
        orm.flush()
        for place, kind in enumerate(("non_negotiable", ""), start=1):
            orm.add(
                CanvasPrerequisite(
                    board=canvas.board,
                    canvas=canvas,
                    origin_id=place,
                    position=float(place),
                    text=f"Prerequisite {place}",
                    kind=kind,
                    created_at=world.clock(),
                )
            )
        return canvas.id


def _of_session(world: World, seat: int) -> dict[str, Any]:
    return {"session": world.here.session, "canvas": opened(world)["canvas"]}


def _removed(world: World, seat: int) -> dict[str, Any]:
    payload = _of_session(world, seat)
    world.by("facilitator", "canvas.remove", payload)
    return payload


def _taken_off(world: World, seat: int) -> dict[str, Any]:
    payload = prerequisite(world)
    world.by("facilitator", "prerequisite.remove", payload)
    return payload


def _two(world: World, seat: int) -> dict[str, Any]:
    canvas = {"canvas": opened(world)["canvas"]}
    first, second = (
        world.by("facilitator", "prerequisite.add", canvas | {"text": text}).result["prerequisite"]
        for text in ("First", "Second")
    )
    return {"prerequisite": second, "before": first}


def _canvas(chance: Chance, number: int) -> int:
    return chance.some(Canvas, number)


def _one(chance: Chance, number: int) -> int:
    return chance.some(CanvasPrerequisite, number)


CASES: dict[str, Case] = {
    "canvas.open": Case(
        FOR_ITS_CITIES, lambda w, s: {"session": w.here.session, "city": "DUB", **practice(w, 0)}
    ),
    "canvas.remove": Case(FOR_ITS_CITIES, _of_session),
    "canvas.restore": Case(FOR_ITS_CITIES, _removed),
    "canvas.scope": Case(
        CONTRIBUTORS,
        lambda w, s: {"canvas": opened(w)["canvas"], "scope": "part", "text": "The homes, not the shops"},
        lambda c: {
            "canvas": _canvas(c, c.a),
            "scope": [*SCOPES, "none"][c.b % 5],
            "text": f"Part {c.a}" if c.b % 2 else "",
            "language": (None, "en", "es", "xx")[c.a % 4],
        },
    ),
    "canvas.refresh": Case(
        CONTRIBUTORS,
        lambda w, s: {"canvas": opened(w)["canvas"]},
        lambda c: {"canvas": _canvas(c, c.a)},
    ),
    "prerequisite.answer": Case(
        CONTRIBUTORS,
        lambda w, s: prerequisite(w) | {"answer": "have", "owner": "Housing office", "due": "2027-09-01"},
        lambda c: {
            "prerequisite": _one(c, c.a),
            **[
                {"answer": [*ANSWERS, "none"][c.b % 5]},
                {"owner": f"Office {c.b}" if c.b % 3 else ""},
                {"due": "2027-09-01" if c.b % 3 else None},
            ][c.a % 3],
        },
    ),
    "prerequisite.add": Case(
        CONTRIBUTORS,
        lambda w, s: {"canvas": opened(w)["canvas"], "text": "A partner on site", "kind": "to_adapt"},
        lambda c: {
            "canvas": _canvas(c, c.a),
            "text": f"Added {c.a}",
            "kind": [*PREREQUISITE_KINDS][c.b % 3],
            "language": (None, "es")[c.a % 2],
        },
    ),
    "prerequisite.change": Case(
        CONTRIBUTORS,
        lambda w, s: prerequisite(w) | {"text": "A legal frame for temporary use", "kind": "non_negotiable"},
        lambda c: {
            "prerequisite": _one(c, c.a),
            **({"text": f"Reworded {c.b}"} if c.b % 2 else {"kind": [*PREREQUISITE_KINDS][c.a % 3]}),
        },
    ),
    "prerequisite.move": Case(
        CONTRIBUTORS,
        _two,
        lambda c: {"prerequisite": _one(c, c.a), "before": _one(c, c.b) if c.b % 3 else None},
    ),
    "prerequisite.remove": Case(
        CONTRIBUTORS, lambda w, s: prerequisite(w), lambda c: {"prerequisite": _one(c, c.a)}
    ),
    "prerequisite.restore": Case(CONTRIBUTORS, _taken_off, lambda c: {"prerequisite": _one(c, c.a)}),
    "canvas.plan": Case(
        CONTRIBUTORS,
        lambda w, s: {"canvas": opened(w)["canvas"]},
        lambda c: {"canvas": _canvas(c, c.a), "language": (None, "es", "xx")[c.b % 3]},
    ),
    "plan.store": Case(
        PROGRAM,
        lambda w, s: {
            "canvas": opened(w)["canvas"],
            "title": "Transfer plan",
            "language": "en",
            "status": "draft",
            "simulated": False,
            "content": to_json(Document(language="en", title="Transfer plan")),
            "renderings": [],
        },
        lambda c: {"canvas": _canvas(c, c.a)},
    ),
}
