"""Cases of the commands of boards: notes, clusters, votes."""

from __future__ import annotations

from typing import Any

from tests.laws.cases.rights import CONTRIBUTORS, LEADS, OWN, OWN_ALWAYS, Case
from tests.world import World


def _vote_stage(world: World, note: int) -> dict[str, Any]:
    world.stage("vote")
    return {"board": world.here.board, "on": f"note:{note}"}


def _merge(world: World, seat: int) -> dict[str, Any]:
    return {"cluster": world.cluster(seat), "into": world.cluster(seat)}


def _take_out(world: World, seat: int) -> dict[str, Any]:
    note = world.note(seat)
    world.do("cluster.make", {"board": world.here.board, "notes": [note], "title": "Lone"}, seat)
    return {"note": note}


def _undo(world: World, seat: int) -> dict[str, Any]:
    world.note(seat)
    return {"board": world.here.board}


def _hidden(world: World, seat: int) -> dict[str, Any]:
    note = world.note(seat)
    world.by("facilitator", "note.hide", {"note": note})
    return {"note": note}


CASES: dict[str, Case] = {
    "note.post": Case(
        CONTRIBUTORS, lambda w, s: {"board": w.here.board, "area": w.here.areas[0], "text": "Hello"}
    ),
    "note.edit": Case(OWN, lambda w, s: {"note": w.note(s), "text": "Changed"}),
    "note.move": Case(CONTRIBUTORS, lambda w, s: {"note": w.note(s), "area": w.here.areas[1]}),
    "note.remove": Case(OWN, lambda w, s: {"note": w.note(s)}),
    "note.hide": Case(LEADS, lambda w, s: {"note": w.note(s)}),
    "note.restore": Case(LEADS, _hidden),
    "cluster.make": Case(
        CONTRIBUTORS, lambda w, s: {"board": w.here.board, "notes": [w.note(s), w.note(s)], "title": "Both"}
    ),
    "cluster.add": Case(CONTRIBUTORS, lambda w, s: {"cluster": w.cluster(s), "notes": [w.note(s)]}),
    "cluster.take_out": Case(CONTRIBUTORS, _take_out),
    "cluster.merge": Case(CONTRIBUTORS, _merge),
    "cluster.rename": Case(CONTRIBUTORS, lambda w, s: {"cluster": w.cluster(s), "title": "Renamed"}),
    "vote.cast": Case(CONTRIBUTORS, lambda w, s: _vote_stage(w, w.note(s))),
    "vote.withdraw": Case(OWN_ALWAYS, lambda w, s: {"vote": w.vote(s)}),
    "undo": Case(OWN_ALWAYS, _undo),
    "board.stage": Case(LEADS, lambda w, s: {"board": w.here.board, "stage": "vote"}),
    "board.lock": Case(LEADS, lambda w, s: {"board": w.here.board, "locked": True}),
    "board.settings": Case(LEADS, lambda w, s: {"board": w.here.board, "votes_per_person": 3}),
    "board.focus": Case(LEADS, lambda w, s: {"board": w.here.board, "on": f"note:{w.note(s)}"}),
}
