"""Cases of the commands of polls, of questions and answers, and of rounds."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from facilitation.store.polls import SpeakingTurn
from tests.laws.cases.rights import CONTRIBUTORS, LEADS, OWN, SCRIBES, Case
from tests.world import World

_ONE = {"kind": "one", "question": "Which one?", "options": ["This one", "The other"]}


def _poll(world: World, **more: Any) -> dict[str, Any]:
    payload = {"session": world.here.session, **_ONE, **more}
    return {"poll": world.by("facilitator", "poll.add", payload).result["poll"]}


def _open(world: World, **more: Any) -> dict[str, Any]:
    return _poll(world, open=True, **more)


def _words(world: World, *, hidden: bool = False) -> dict[str, Any]:
    payload = _open(world, kind="word", options=[])
    world.by("guest", "poll.answer", payload | {"text": "Trust"})
    payload |= {"word": "trust"}
    if hidden:
        world.by("facilitator", "poll.hide_word", payload)
    return payload


def _answered(world: World, seat: int) -> dict[str, Any]:
    payload = _open(world)
    role = world.viewer(seat).role
    if role != "observer":
        world.do("poll.answer", payload | {"options": [1]}, seat)
    return payload


def _asked(world: World, seat: int, *, hidden: bool = False) -> dict[str, Any]:
    payload = _open(world, kind="questions", options=[])
    question = world.do("question.ask", payload | {"text": "What does it cost?"}, seat).result
    if hidden:
        world.by("facilitator", "question.hide", question)
    return question


def _supported(world: World, seat: int) -> dict[str, Any]:
    question = _asked(world, world.here.seats["guest"])
    if world.viewer(seat).role != "observer":
        world.do("question.upvote", question, seat)
    return question


def _round(world: World) -> dict[str, Any]:
    """A round of several people."""
    for role in ("participant", "support", "rapporteur", "guest"):
        world.by(role, "session.attend", {"session": world.here.session})
    payload = {"session": world.here.session}
    world.by("facilitator", "turn.begin", payload)
    return payload


def _turn(world: World, seat: int) -> dict[str, Any]:
    """Somebody's turn, or another's if they have none."""
    _round(world)
    world.guest(world.here, "Late", "WAW", world.operation_id())
    query = select(SpeakingTurn).where(SpeakingTurn.removed.is_(False)).order_by(SpeakingTurn.id.desc())
    with world.database.reading() as orm:
        turns = orm.scalars(query).all()
        return {"turn": next((one.id for one in turns if one.seat_id == seat), turns[0].id)}


def _spoken(world: World, seat: int) -> dict[str, Any]:
    payload = _round(world)
    world.by("facilitator", "turn.next", payload)
    return payload


CASES: dict[str, Case] = {
    "poll.add": Case(
        LEADS,
        lambda w, s: {
            "session": w.here.session,
            **_ONE,
            "settings": {"by": "city", "low_words": "Not at all"},
            "open": True,
        },
    ),
    "poll.change": Case(
        LEADS,
        lambda w, s: (
            _poll(w) | {"kind": "ranking", "question": "In which order?", "options": ["One", "Two", "Three"]}
        ),
    ),
    "poll.move": Case(LEADS, lambda w, s: _poll(w) | _poll(w) | {"to": 1}),
    "poll.remove": Case(LEADS, lambda w, s: _poll(w)),
    "poll.open": Case(LEADS, lambda w, s: _poll(w)),
    "poll.show": Case(LEADS, lambda w, s: _answered(w, w.here.seats["guest"])),
    "poll.close": Case(LEADS, lambda w, s: _open(w)),
    "poll.hide_word": Case(LEADS, lambda w, s: _words(w)),
    "poll.show_word": Case(LEADS, lambda w, s: _words(w, hidden=True)),
    "poll.answer": Case(CONTRIBUTORS, lambda w, s: _open(w) | {"options": [2]}),
    "poll.withdraw": Case(CONTRIBUTORS, _answered),
    "question.ask": Case(
        CONTRIBUTORS, lambda w, s: _open(w, kind="questions", options=[]) | {"text": "Who pays for it?"}
    ),
    "question.withdraw": Case(OWN, _asked),
    "question.upvote": Case(CONTRIBUTORS, lambda w, s: _asked(w, w.here.seats["guest"])),
    "question.withdraw_upvote": Case(CONTRIBUTORS, _supported),
    "question.answer": Case(
        SCRIBES, lambda w, s: _asked(w, w.here.seats["guest"]) | {"text": "The city does."}
    ),
    "question.hide": Case(LEADS, lambda w, s: _asked(w, w.here.seats["guest"])),
    "question.restore": Case(LEADS, lambda w, s: _asked(w, w.here.seats["guest"], hidden=True)),
    "turn.begin": Case(
        LEADS,
        lambda w, s: (
            w.by("guest", "session.attend", {"session": w.here.session}) and {"session": w.here.session}
        ),
    ),
    "turn.next": Case(LEADS, lambda w, s: _round(w)),
    "turn.back": Case(LEADS, _spoken),
    "turn.pass": Case(OWN, _turn),
    "turn.end": Case(LEADS, lambda w, s: _round(w)),
}
