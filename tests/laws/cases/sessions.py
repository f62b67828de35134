"""Cases of the commands of sessions: planning, leading, taking part, rehearsing."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from facilitation.store.sessions import Session
from tests.laws.cases.rights import ALL, CONTRIBUTORS, GUESTS, LEADS, MEMBERS, PROGRAM, SCRIBES, Case
from tests.world import World


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


def _place(world: World) -> dict[str, Any]:
    """Where the newest session is."""
    with world.database.reading() as orm:
        session = orm.scalars(select(Session).order_by(Session.id.desc())).first()
        assert session is not None
        return {"block": session.block_id, "step": session.step_index}


def _ended(world: World, seat: int) -> dict[str, Any]:
    payload = _two_blocks(world, seat)
    world.by("facilitator", "session.end", payload)
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


def _entered(world: World) -> dict[str, Any]:
    somebody = {"session": world.here.session, "role": "moderator", "name": "Moritz"}
    return {"person": world.by("facilitator", "session_person.add", somebody).result["person"]}


CASES: dict[str, Case] = {
    "session.create": Case(
        LEADS, lambda w, s: {"title": "New", "type": "challenge", "template": "challenges"}
    ),
    "session.for_whom": Case(
        LEADS, lambda w, s: {"session": w.here.session, "for_whom": "these", "cities": ["TRN", "WAW"]}
    ),
    "session.was_there": Case(
        LEADS, lambda w, s: {"session": w.here.session, "was_there": "these", "cities": ["SFO"]}
    ),
    "session_person.add": Case(
        LEADS,
        lambda w, s: {
            "session": w.here.session,
            "role": "speaker",
            "name": "Sally Speaker",
            "organisation": "Elsewhere",
            "email": "sally@elsewhere.example",
            "listed": True,
        },
    ),
    "session_person.change": Case(LEADS, lambda w, s: _entered(w) | {"role": "contributor", "name": "Sal"}),
    "session_person.remove": Case(LEADS, lambda w, s: _entered(w)),
    "block.add": Case(
        LEADS,
        lambda w, s: {"session": w.here.session, "template": "check_in"},
        lambda c: {"session": c.world.here.session, "template": "replication_canvas"},
    ),
    "session.start": Case(LEADS, _planned),
    "session.step": Case(LEADS, _two_blocks),
    "session.back": Case(LEADS, _second_block),
    "step.next": Case(LEADS, lambda w, s: _two_blocks(w, s) | {"from": _place(w)}),
    "step.back": Case(LEADS, lambda w, s: _second_block(w, s) | {"from": _place(w)}),
    "session.end": Case(
        LEADS, lambda w, s: {"session": w.here.session}, lambda c: {"session": c.world.here.session}
    ),
    "session.reopen": Case(LEADS, _ended),
    "session.attend": Case(ALL, lambda w, s: {"session": w.here.session}),
    "timer.start": Case(LEADS, lambda w, s: {"session": w.here.session, "seconds": 60}),
    "timer.stop": Case(LEADS, lambda w, s: {"session": w.here.session}),
    "timer.extend": Case(LEADS, lambda w, s: {"session": w.here.session, "seconds": 60}),
    "record.add": Case(
        SCRIBES, lambda w, s: {"session": w.here.session, "kind": "decision", "text": "We meet again."}
    ),
    "ready.set": Case(CONTRIBUTORS, _ready),
    "hand.raise": Case(CONTRIBUTORS, _hand),
    "hand.lower": Case(CONTRIBUTORS, _hand),
    "seat.take": Case(
        PROGRAM,
        lambda w, s: {
            "session": w.here.session,
            "name": "New",
            "city": "TRN",
            "token_hash": "n" * 64,
        },
    ),
    "seat.correct": Case(GUESTS, lambda w, s: {"session": w.here.session, "name": "Gil C.", "city": "TRN"}),
    "seat.eject": Case(LEADS, _somebody),
    "seat.readmit": Case(LEADS, _ejected),
    "rehearsal.open": Case(LEADS, lambda w, s: {"session": w.here.session}),
    "rehearsal.remove": Case(LEADS, _rehearsal),
    "rehearsal.watch": Case(PROGRAM, lambda w, s: {"name": "Vera", "city": "DUB", "token_hash": "r" * 64}),
    "rehearsal.lead": Case(PROGRAM, _simulated),
    "feed.renew": Case(MEMBERS, lambda w, s: {}),
}
