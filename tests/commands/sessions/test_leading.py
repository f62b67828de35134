"""What those who lead share: who pressed, notes, hands lowered, everybody here, the lead on a phone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from facilitation.commands.execute import Call, run_batch
from facilitation.domain.errors import Refused
from facilitation.domain.visibility import AUDIENCES, FACILITATORS
from facilitation.queries.sessions import sessions
from facilitation.store.people import Seat, SignInLink
from facilitation.store.sessions import Session
from tests.world import World


def _room(world: World, audience: str = FACILITATORS) -> dict[str, Any]:
    with world.database.reading() as orm:
        return sessions.whole(orm, orm.get_one(Session, world.here.session), audience)


@pytest.fixture
def here(world: World) -> dict[str, Any]:
    return {"session": world.here.session}


def test_those_who_lead_see_who_pressed_and_nobody_else_does(world: World, here: dict[str, Any]) -> None:
    place = {"block": _room(world)["session"]["step"], "step": 0}
    world.by("coordinator", "step.next", here | {"from": place})
    assert _room(world)["session"]["turned_by"] == "Coordinator"
    for audience in set(AUDIENCES) - {FACILITATORS}:
        assert not {"turned_by", "notes"} & _room(world, audience)["session"].keys()


def test_notes_of_two_who_write_at_once_are_not_lost(world: World, here: dict[str, Any]) -> None:
    world.by("facilitator", "desk_notes.keep", here | {"text": "Ask Turin first.", "was": ""})
    with pytest.raises(Refused, match="meanwhile"):
        world.by("coordinator", "desk_notes.keep", here | {"text": "Lunch at noon.", "was": ""})
    both = "Ask Turin first.\nLunch at noon."
    world.by("coordinator", "desk_notes.keep", here | {"text": both, "was": "Ask Turin first."})
    world.by("facilitator", "desk_notes.keep", here | {"text": both, "was": ""})  # the same: nothing is lost
    assert _room(world)["session"]["notes"] == both
    world.by("facilitator", "desk_notes.keep", here | {"text": " ", "was": both})
    assert _room(world)["session"]["notes"] == ""


def test_everybody_is_brought_to_a_running_session(world: World, here: dict[str, Any]) -> None:
    assert world.by("facilitator", "session.gather", here).result == {"gathered": 1}
    assert world.by("facilitator", "session.gather", here).result == {"gathered": 2}
    assert _room(world, "participants")["session"]["gathered"] == 2
    made = {"title": "P", "type": "final", "template": "check_in"}
    planned = world.by("facilitator", "session.create", made)
    with pytest.raises(Refused, match="not started"):
        world.by("facilitator", "session.gather", planned.result)


def test_who_leads_lowers_a_hand_and_nobody_lowers_another_s(world: World, here: dict[str, Any]) -> None:
    for role in ("participant", "support"):
        world.by(role, "session.attend", here)
        world.by(role, "hand.raise", here)
    theirs = {"seat": world.here.seats["participant"]}
    with pytest.raises(Refused) as refused:
        world.by("support", "hand.lower", here | theirs)
    assert refused.value.code == "not_allowed"
    world.by("facilitator", "hand.lower", here | theirs)
    assert [hand["name"] for hand in _room(world)["hands"]] == ["Support"]
    world.by("support", "hand.lower", here | {"seat": world.here.seats["support"]})
    assert _room(world)["hands"] == []
    with pytest.raises(Refused):
        world.by("facilitator", "hand.lower", here | {"seat": world.there.seats["participant"]})


# -- the lead on a phone ----------------------------------------------------------------------------------


def _use(world: World, here: dict[str, Any], token_hash: str = "k" * 64) -> dict[str, Any]:
    payload = here | {"token_hash": token_hash}
    return world.do("lead_link.use", payload, programme=world.here.programme).result


def _make(world: World, here: dict[str, Any], token_hash: str = "k" * 64) -> None:
    world.by("facilitator", "lead_link.make", here | {"token_hash": token_hash})


def test_a_link_leads_on_from_a_phone_once(world: World, here: dict[str, Any]) -> None:
    _make(world, here)
    with world.database.reading() as orm:
        person = orm.get_one(Seat, world.here.seats["facilitator"]).person_id
        (link,) = orm.query(SignInLink).filter(SignInLink.bound_to.is_not(None))
        assert link.expires_at == world.clock.now + dt.timedelta(minutes=3)
    assert _use(world, here)["person"] == person
    with pytest.raises(Refused) as refused:
        _use(world, here)
    assert refused.value.code == "not_found"


def test_a_link_is_over_after_three_minutes_and_with_the_next_one(world: World, here: dict[str, Any]) -> None:
    _make(world, here)
    _make(world, here, "l" * 64)
    with pytest.raises(Refused):
        _use(world, here)
    world.clock.now += dt.timedelta(minutes=3)
    with pytest.raises(Refused):
        _use(world, here, "l" * 64)


def test_a_link_opens_nothing_but_its_session(world: World, here: dict[str, Any]) -> None:
    _make(world, here)
    other = world.by("facilitator", "session.create", {"title": "P", "type": "final", "template": "check_in"})
    for name, payload in (
        ("lead_link.use", other.result | {"token_hash": "k" * 64}),
        ("lead_link.use", {"session": world.there.session, "token_hash": "k" * 64}),
        ("link.use", {"token_hash": "k" * 64}),
        ("password.reset", {"token_hash": "k" * 64, "password_hash": "x"}),
    ):
        with pytest.raises(Refused) as refused:
            world.do(name, payload, programme=world.here.programme)
        assert refused.value.code == "not_found", name
    assert _use(world, here)


def test_who_leads_no_longer_is_not_let_in_by_their_link(world: World, here: dict[str, Any]) -> None:
    _make(world, here)
    world.by("organiser", "seat.change", {"seat": world.here.seats["facilitator"], "role": "observer"})
    with pytest.raises(Refused) as refused:
        _use(world, here)
    assert refused.value.code == "not_found"


def test_two_who_press_next_in_the_same_tick_move_one_step(world: World, here: dict[str, Any]) -> None:
    room = _room(world)["session"]
    payload = here | {"from": {"block": room["step"], "step": room["step_index"]}}
    calls = [
        Call("step.next", world.operation_id(), payload, world.here.seats[role])
        for role in ("facilitator", "coordinator")
    ]
    outcomes, _ = run_batch(world.house, calls)
    assert [isinstance(one, Refused) for one in outcomes] == [False, True]
    assert _room(world)["session"]["step_index"] == room["step_index"] + 1
