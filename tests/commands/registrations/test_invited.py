"""The answer by an invitation's link takes or frees a place where people register for the session."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from facilitation.domain.errors import Refused
from facilitation.store.registrations import Registration
from facilitation.store.session_invitations import SessionInvitation
from tests.commands.registrations.test_places import planned
from tests.world import World


def _invitations(world: World, session: int) -> dict[int | None, int]:
    """Invitation by seat: two seats and, under None, somebody from outside."""
    outside = {"session": session, "role": "speaker", "name": "Sally", "email": "sally@elsewhere.example"}
    person = world.by("facilitator", "session_person.add", outside).result["person"]
    seats = [world.here.seats["participant"], world.here.seats["support"]]
    world.by("facilitator", "session.invite", {"session": session, "seats": seats, "people": [person]})
    with world.database.reading() as orm:
        rows = orm.scalars(select(SessionInvitation).where(SessionInvitation.session_id == session))
        return {row.seat_id: row.id for row in rows}


def _answer(world: World, invitation: int, answer: str) -> dict[str, Any]:
    payload = {"invitation": invitation, "answer": answer}
    return world.do("session.answer", payload, programme=world.here.programme).result


def test_the_one_place_goes_to_whoever_answers_first_and_moves_up(world: World) -> None:
    session = planned(world, "invited", capacity=1)
    invitations = _invitations(world, session)
    first, second = world.here.seats["participant"], world.here.seats["support"]
    assert _answer(world, invitations[first], "yes")["place"] == "in"
    assert _answer(world, invitations[None], "yes")["place"] == "waiting"
    assert _answer(world, invitations[second], "perhaps")["place"] == ""
    assert _answer(world, invitations[first], "no")["place"] == ""
    with world.database.reading() as orm:
        rows = {row.seat_id: row for row in orm.scalars(select(Registration))}
    assert (rows[None].place, rows[None].name, rows[None].email) == ("in", "Sally", "sally@elsewhere.example")
    assert {seat: row.answer for seat, row in rows.items()} == {first: "no", second: "perhaps", None: "yes"}


def test_without_registration_the_answer_is_kept_with_the_invitation_alone(world: World) -> None:
    session = planned(world, "closed")
    invitation = _invitations(world, session)[None]
    assert _answer(world, invitation, "yes") == {"answer": "yes", "place": ""}
    with world.database.reading() as orm:
        assert orm.scalars(select(Registration)).all() == []
        assert orm.get_one(SessionInvitation, invitation).answered == "yes"


def test_after_registration_has_closed_nothing_is_kept(world: World) -> None:
    session = planned(world, "invited", closes_on="2027-03-09", closes_time="12:00")
    invitation = _invitations(world, session)[None]
    with pytest.raises(Refused, match="closed"):
        _answer(world, invitation, "yes")
    with world.database.reading() as orm:
        assert orm.get_one(SessionInvitation, invitation).answered is None
