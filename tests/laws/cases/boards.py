"""Cases of the commands of boards: notes, clusters, votes."""

from __future__ import annotations

from typing import Any

from facilitation.domain.boards import AUTHORS, STAGES, VOTE_ON
from facilitation.store.boards import Area, Cluster, Note, Vote
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
        CONTRIBUTORS,
        lambda w, s: {"board": w.here.board, "area": w.here.areas[0], "text": "Hello"},
        lambda c: {
            "board": c.board,
            "area": c.areas[c.a % 2],
            "text": f"Text {c.a}",
            "language": (None, "en", "es", "xx")[c.b % 4],
        },
    ),
    "note.edit": Case(
        OWN,
        lambda w, s: {"note": w.note(s), "text": "Changed"},
        lambda c: {"note": c.some(Note, c.a, own=True), "text": f"Changed {c.b}"},
    ),
    "note.move": Case(
        CONTRIBUTORS,
        lambda w, s: {"note": w.note(s), "area": w.here.areas[1]},
        lambda c: {
            "note": c.some(Note, c.a),
            "area": c.areas[c.b % 2],
            "position": None if c.b % 3 else float(c.a),
        },
    ),
    "note.remove": Case(
        OWN, lambda w, s: {"note": w.note(s)}, lambda c: {"note": c.some(Note, c.a, own=True)}
    ),
    "note.hide": Case(LEADS, lambda w, s: {"note": w.note(s)}, lambda c: {"note": c.some(Note, c.a)}),
    "note.restore": Case(LEADS, _hidden, lambda c: {"note": c.some(Note, c.a)}),
    "cluster.make": Case(
        CONTRIBUTORS,
        lambda w, s: {"board": w.here.board, "notes": [w.note(s), w.note(s)], "title": "Both"},
        lambda c: {
            "board": c.board,
            "notes": [c.some(Note, c.a), c.some(Note, c.b)],
            "title": f"Cluster {c.a}" if c.b % 3 else "",
            "language": (None, "en", "es", "xx")[c.a % 4],
        },
    ),
    "cluster.add": Case(
        CONTRIBUTORS,
        lambda w, s: {"cluster": w.cluster(s), "notes": [w.note(s)]},
        lambda c: {"cluster": c.some(Cluster, c.a), "notes": [c.some(Note, c.b), c.some(Note, c.a)]},
    ),
    "cluster.take_out": Case(CONTRIBUTORS, _take_out, lambda c: {"note": c.some(Note, c.a)}),
    "cluster.merge": Case(
        CONTRIBUTORS, _merge, lambda c: {"cluster": c.some(Cluster, c.a), "into": c.some(Cluster, c.b)}
    ),
    "cluster.rename": Case(
        CONTRIBUTORS,
        lambda w, s: {"cluster": w.cluster(s), "title": "Renamed"},
        lambda c: {
            "cluster": c.some(Cluster, c.a),
            "title": f"Renamed {c.b}",
            "language": (None, "en", "es")[c.b % 3],
        },
    ),
    "vote.cast": Case(
        CONTRIBUTORS,
        lambda w, s: _vote_stage(w, w.note(s)),
        lambda c: {"board": c.board, "on": c.something(c.a, Note, Cluster)},
    ),
    "vote.withdraw": Case(
        OWN_ALWAYS, lambda w, s: {"vote": w.vote(s)}, lambda c: {"vote": c.some(Vote, c.a, own=True)}
    ),
    "undo": Case(OWN_ALWAYS, _undo, lambda c: {"board": c.board}),
    "board.stage": Case(
        LEADS,
        lambda w, s: {"board": w.here.board, "stage": "vote"},
        lambda c: {"board": c.board, "stage": STAGES[c.a % len(STAGES)]},
    ),
    "board.lock": Case(
        LEADS,
        lambda w, s: {"board": w.here.board, "locked": True},
        lambda c: {"board": c.board, "locked": c.a % 3 == 0},
    ),
    "board.settings": Case(
        LEADS,
        lambda w, s: {"board": w.here.board, "votes_per_person": 3},
        lambda c: {
            "board": c.board,
            **[
                {"authors": AUTHORS[c.b % 3]},
                {"votes_hidden": bool(c.b % 2)},
                {"votes_per_person": 1 + c.b % 4},
                {"vote_on": VOTE_ON[c.b % 3]},
            ][c.a % 4],
        },
    ),
    "board.focus": Case(
        LEADS,
        lambda w, s: {"board": w.here.board, "on": f"note:{w.note(s)}"},
        lambda c: {
            "board": c.board,
            "on": c.something(c.a, Note, Cluster, Area) if c.b % 4 else [None, "heat"][c.a % 2],
        },
    ),
}
