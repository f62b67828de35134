"""Cases of the commands of boards, sessions and rehearsals."""

from __future__ import annotations

from typing import Any

from tests.laws.cases.rights import ALL, CONTRIBUTORS, LEADS, OWN, OWN_ALWAYS, PROGRAM, SCRIBES, Case
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


def _two_blocks(world: World, seat: int) -> dict[str, Any]:
    created = world.by(
        "facilitator",
        "session.create",
        {"title": "Two blocks", "type": "challenge", "template": "challenges_private"},
    )
    payload = {"session": created.result["session"]}
    world.by("facilitator", "session.start", payload)
    return payload


def _second_block(world: World, seat: int) -> dict[str, Any]:
    payload = _two_blocks(world, seat)
    world.by("facilitator", "session.step", payload)
    return payload


def _planned(world: World, seat: int) -> dict[str, Any]:
    created = world.by(
        "facilitator", "session.create", {"title": "Planned", "type": "solution", "template": "solution"}
    )
    return {"session": created.result["session"]}


def _simulated(world: World, seat: int) -> dict[str, Any]:
    done = world.do(
        "rehearsal.watch",
        {"name": "Vera", "city": "DUB", "token_hash": "v" * 64},
        programme=world.here.programme,
    )
    return {"session": done.result["session"], "token_hash": "w" * 64}


def _rehearsal(world: World, seat: int) -> dict[str, Any]:
    done = world.by("facilitator", "rehearsal.open", {"session": world.here.session})
    return {"session": done.result["session"]}


def _somebody(world: World, seat: int) -> dict[str, Any]:
    guest = world.guest(world.here, "Rude", "SFO", world.operation_id())
    return {"session": world.here.session, "seat": guest}


def _ejected(world: World, seat: int) -> dict[str, Any]:
    payload = _somebody(world, seat)
    world.by("facilitator", "seat.eject", payload)
    return payload


def _attending(world: World, seat: int) -> None:
    world.do("session.attend", {"session": world.here.session}, seat)


def _ready(world: World, seat: int) -> dict[str, Any]:
    _attending(world, seat)
    return {"session": world.here.session, "ready": True}


def _hand(world: World, seat: int) -> dict[str, Any]:
    _attending(world, seat)
    return {"session": world.here.session}


CASES: dict[str, Case] = {
    "note.post": lambda w, s: {"board": w.here.board, "area": w.here.areas[0], "text": "Hello"},
    "note.edit": lambda w, s: {"note": w.note(s), "text": "Changed"},
    "note.move": lambda w, s: {"note": w.note(s), "area": w.here.areas[1]},
    "note.remove": lambda w, s: {"note": w.note(s)},
    "note.hide": lambda w, s: {"note": w.note(s)},
    "note.restore": _hidden,
    "cluster.make": lambda w, s: {"board": w.here.board, "notes": [w.note(s), w.note(s)], "title": "Both"},
    "cluster.add": lambda w, s: {"cluster": w.cluster(s), "notes": [w.note(s)]},
    "cluster.take_out": _take_out,
    "cluster.merge": _merge,
    "cluster.rename": lambda w, s: {"cluster": w.cluster(s), "title": "Renamed"},
    "vote.cast": lambda w, s: _vote_stage(w, w.note(s)),
    "vote.withdraw": lambda w, s: {"vote": w.vote(s)},
    "undo": _undo,
    "board.stage": lambda w, s: {"board": w.here.board, "stage": "vote"},
    "board.lock": lambda w, s: {"board": w.here.board, "locked": True},
    "board.settings": lambda w, s: {"board": w.here.board, "votes_per_person": 3},
    "board.focus": lambda w, s: {"board": w.here.board, "on": f"note:{w.note(s)}"},
    "session.create": lambda w, s: {"title": "New", "type": "challenge", "template": "challenges"},
    "block.add": lambda w, s: {"session": w.here.session, "template": "check_in"},
    "session.start": _planned,
    "session.step": _two_blocks,
    "session.back": _second_block,
    "session.end": lambda w, s: {"session": w.here.session},
    "session.attend": lambda w, s: {"session": w.here.session},
    "timer.start": lambda w, s: {"session": w.here.session, "seconds": 60},
    "timer.stop": lambda w, s: {"session": w.here.session},
    "timer.extend": lambda w, s: {"session": w.here.session, "seconds": 60},
    "record.add": lambda w, s: {"session": w.here.session, "kind": "decision", "text": "We meet again."},
    "ready.set": _ready,
    "hand.raise": _hand,
    "hand.lower": _hand,
    "seat.take": lambda w, s: {
        "session": w.here.session,
        "name": "New",
        "city": "TRN",
        "token_hash": "n" * 64,
    },
    "seat.eject": _somebody,
    "seat.readmit": _ejected,
    "rehearsal.open": lambda w, s: {"session": w.here.session},
    "rehearsal.remove": _rehearsal,
    "rehearsal.watch": lambda w, s: {"name": "Vera", "city": "DUB", "token_hash": "r" * 64},
    "rehearsal.lead": _simulated,
}

MAY: dict[str, str] = {
    "note.post": CONTRIBUTORS,
    "note.edit": OWN,
    "note.move": CONTRIBUTORS,
    "note.remove": OWN,
    "note.hide": LEADS,
    "note.restore": LEADS,
    "cluster.make": CONTRIBUTORS,
    "cluster.add": CONTRIBUTORS,
    "cluster.take_out": CONTRIBUTORS,
    "cluster.merge": CONTRIBUTORS,
    "cluster.rename": CONTRIBUTORS,
    "vote.cast": CONTRIBUTORS,
    "vote.withdraw": OWN_ALWAYS,
    "undo": OWN_ALWAYS,
    "board.stage": LEADS,
    "board.lock": LEADS,
    "board.settings": LEADS,
    "board.focus": LEADS,
    "session.create": LEADS,
    "block.add": LEADS,
    "session.start": LEADS,
    "session.step": LEADS,
    "session.back": LEADS,
    "session.end": LEADS,
    "session.attend": ALL,
    "timer.start": LEADS,
    "timer.stop": LEADS,
    "timer.extend": LEADS,
    "record.add": SCRIBES,
    "ready.set": CONTRIBUTORS,
    "hand.raise": CONTRIBUTORS,
    "hand.lower": CONTRIBUTORS,
    "seat.take": PROGRAM,
    "seat.eject": LEADS,
    "seat.readmit": LEADS,
    "rehearsal.open": LEADS,
    "rehearsal.remove": LEADS,
    "rehearsal.watch": PROGRAM,
    "rehearsal.lead": PROGRAM,
}
