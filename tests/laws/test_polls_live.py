"""Laws over polls: fold for every audience, no leak before showing, no name where none may be."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest

from facilitation.domain.documents import to_json
from facilitation.domain.permissions import ROLES
from facilitation.domain.visibility import AUDIENCES
from facilitation.live.subjects import find
from facilitation.queries.documents.minutes import minutes
from facilitation.store.sessions import Session
from tests.laws.test_fold import ACTORS, Readers
from tests.world import START, World

SECRETS = ("Unspoken-word-91", "Unspoken-city-92", "Unspoken-question-93")
KINDS: dict[str, dict[str, Any]] = {
    "one": {"options": ["Here", "There"]},
    "several": {"options": ["Here", "There", "Elsewhere"], "settings": {"most": 2, "by": "city"}},
    "scale": {"settings": {"low": 0, "high": 10, "by": "names"}},
    "ranking": {"options": ["Here", "There"], "settings": {"by": "names"}},
    "word": {},
    "cities": {},
    "questions": {},
}
ANSWERS: dict[str, dict[str, Any]] = {
    "one": {"options": [1]},
    "several": {"options": [3, 1]},
    "scale": {"value": 7},
    "ranking": {"options": [2, 1]},
    "word": {"text": SECRETS[0]},
    "cities": {"text": SECRETS[1]},
}


def _add(world: World, kind: str, **more: Any) -> dict[str, Any]:
    payload = {"session": world.here.session, "kind": kind, "question": f"About {kind}?", **KINDS[kind]}
    return {"poll": world.by("facilitator", "poll.add", payload | more).result["poll"]}


def test_fold_of_polls(world: World) -> None:
    room = Readers(world, f"session:{world.here.session}")
    for role in ACTORS:
        world.by(role, "session.attend", {"session": world.here.session})
        room.publish()

    def done(role: str, name: str, payload: dict[str, Any]) -> dict[str, Any]:
        result = world.by(role, name, payload).result
        room.publish()
        return result

    for kind in KINDS:
        poll = {
            "poll": done(
                "facilitator",
                "poll.add",
                {"session": world.here.session, "kind": kind} | {"question": f"About {kind}?"} | KINDS[kind],
            )["poll"]
        }
        room.check()
        done("facilitator", "poll.open", poll)
        if kind == "questions":
            asked = done("guest", "question.ask", poll | {"text": "What for?"})
            done("participant", "question.upvote", asked)
            done("facilitator", "question.hide", asked)
            room.check()
            done("facilitator", "question.restore", asked)
            done("facilitator", "question.answer", asked | {"text": "For all."})
            done("participant", "question.withdraw_upvote", asked)
            done("facilitator", "poll.close", poll)
            room.check()
            continue
        for role in ("participant", "guest", "support"):
            done(role, "poll.answer", poll | ANSWERS[kind])
        done("guest", "poll.withdraw", poll)
        room.check()
        done("facilitator", "poll.show", poll)
        if kind == "word":
            done("facilitator", "poll.hide_word", poll | {"word": SECRETS[0]})
            room.check()
            done("facilitator", "poll.show_word", poll | {"word": SECRETS[0]})
        room.check()
        done("facilitator", "poll.open", poll)
        done("facilitator", "poll.close", poll)
        room.check()
    done("guest", "seat.correct", {"session": world.here.session, "name": "Gilda", "city": "TRN"})
    room.check()
    turn = {"session": world.here.session}
    done("facilitator", "turn.begin", turn)
    world.guest(world.here, "Late", "WAW", "late")
    room.publish()
    for name in ("next", "next", "back", "end"):
        done("facilitator", f"turn.{name}", turn)
        room.check()
    done("facilitator", "session.end", turn)
    room.check()


def _everybody(world: World) -> Iterator[tuple[str, int]]:
    for role in ROLES:
        if role != "guest":
            yield role, world.here.seats[role]
    yield "another guest", world.guest(world.here, "Other", "WAW", world.operation_id())


def _sent(world: World, seat: int, audience: str) -> str:
    viewer = world.viewer(seat)
    with world.database.reading() as orm:
        kind, row = find(orm, viewer, f"session:{world.here.session}")
        own = kind.personal(orm, row, [seat])[seat]
        caught = [kind.since(orm, row, audience, revision) for revision in range(row.revision)]
        return json.dumps([kind.whole(orm, row, audience), caught, own])


def _minutes(world: World) -> str:
    with world.database.reading() as orm:
        held = orm.get_one(Session, world.here.session)
        return json.dumps(to_json(minutes(orm, held, START + dt.timedelta(hours=1), str, 1)))


@pytest.mark.parametrize("kind", ["word", "cities", "questions"])
def test_what_is_not_shown_leaks_nowhere(world: World, kind: str) -> None:
    settings = {"settings": {"live": False}} if kind == "questions" else {}
    poll = _add(world, kind, open=True, **settings)
    secret = SECRETS[["word", "cities", "questions"].index(kind)]
    if kind == "questions":
        world.by("guest", "question.ask", poll | {"text": secret})
    else:
        world.by("guest", "poll.answer", poll | {"text": secret})
    for who, seat in _everybody(world):
        if kind == "cities" and world.viewer(seat).city == "DUB":
            continue  # the city's own answer
        for audience in AUDIENCES:
            if kind == "questions" and audience == "facilitators":
                continue  # who leads sees questions first
            assert secret not in _sent(world, seat, audience), f"{who} as {audience}"
    assert secret in _sent(world, world.here.seats["guest"], "participants"), "their own"
    world.by("facilitator", "poll.close", poll)
    told = _minutes(world)
    assert secret not in told and "not shown: 1" in told
    world.by("facilitator", "poll.open", poll)
    world.by("facilitator", "poll.show", poll)
    assert secret in _minutes(world)
    assert secret in _sent(world, world.here.seats["observer"], "projector")


def test_what_is_prepared_is_told_to_those_who_lead_alone(world: World) -> None:
    _add(world, "one")
    assert "About one" not in _sent(world, world.here.seats["guest"], "participants")
    assert "About one" not in _sent(world, world.here.seats["guest"], "projector")
    assert "About one" in _sent(world, world.here.seats["facilitator"], "facilitators")


def test_anonymous_answers_name_nobody(world: World) -> None:
    poll = _add(world, "word", open=True)
    alone = world.guest(world.here, "Walter-94", "WAW")
    world.do("poll.answer", poll | {"text": "Trust"}, alone)
    world.by("facilitator", "poll.show", poll)
    for audience in ("participants", "projector"):
        sent = _sent(world, world.here.seats["observer"], audience)
        assert "Trust" in sent and "Walter-94" not in sent and '"WAW"' not in sent
    assert "Trust — " not in _minutes(world)


def test_a_city_of_one_is_a_name_in_polls_as_well(world: World) -> None:
    """Nor is it told by what is left when the others are subtracted."""
    poll = _add(world, "one", open=True, settings={"by": "city"})
    seats = [world.guest(world.here, f"Tia {n}", "TRN", f"tia{n}") for n in range(3)]
    for seat in seats:
        world.do("poll.answer", poll | {"options": [1]}, seat)
    world.do("poll.answer", poll | {"options": [2]}, world.guest(world.here, "Walt", "WAW"))
    world.by("facilitator", "poll.show", poll)

    def cities() -> dict[str, Any]:
        with world.database.reading() as orm:
            kind, row = find(orm, world.viewer(seats[0]), f"session:{world.here.session}")
            return kind.whole(orm, row, "participants")["polls"][0]["results"]["cities"]

    assert cities() == {}
    for name in ("Wanda", "Wit"):
        world.by("facilitator", "poll.open", poll)
        world.do("poll.answer", poll | {"options": [1]}, world.guest(world.here, name, "WAW"))
        world.by("facilitator", "poll.show", poll)
    assert cities() == {
        "TRN": {"of": 3, "counts": {"1": 3}},
        "WAW": {"of": 3, "counts": {"1": 2, "2": 1}},
    }
