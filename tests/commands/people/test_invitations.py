"""Invitations and seats: duplicates named, links that end, roles that bite, and an organiser who remains."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from facilitation.commands.execute import Call
from facilitation.domain.errors import Refused
from facilitation.store.boards import Note
from facilitation.store.invitations import Invitation
from facilitation.store.mails import Mail
from facilitation.store.people import Person, Seat
from facilitation.store.viewers import token_hash
from tests.world import World

INES = {
    "email": "ines@city.example",
    "name": "Ines",
    "role": "participant",
    "city": "DUB",
    "policymaker": True,
}


def _invite(world: World, **change: Any) -> str:
    """Invite Ines; the token of her link."""
    world.by("organiser", "invitation.send", {"people": [INES | change]})
    return _token(world)


def _token(world: World) -> str:
    with world.database.reading() as orm:
        return orm.query(Mail).order_by(Mail.id.desc()).first().link.removeprefix("/invitations/")


def _accept(world: World, token: str, **more: Any) -> dict[str, Any]:
    payload = {"token_hash": token_hash(token), "name": "Ines M."} | more
    return world.door.execute(Call("invitation.accept", world.operation_id(), payload)).result


def _refused(world: World, who: str, name: str, payload: dict) -> Refused:
    with pytest.raises(Refused) as refused:
        world.by(who, name, payload)
    return refused.value


def _dead(world: World, token: str) -> bool:
    with pytest.raises(Refused) as refused:
        _accept(world, token)
    return refused.value.code == "not_found"


def test_an_accepted_invitation_is_a_seat(world: World) -> None:
    done = _accept(world, _invite(world), password_hash="h" * 90)
    with world.database.reading() as orm:
        seat, person = orm.get_one(Seat, done["seat"]), orm.get_one(Person, done["person"])
        assert (seat.name, seat.role, seat.policymaker, seat.city.code) == (
            "Ines M.",
            "participant",
            True,
            "DUB",
        )
        assert (person.email, person.password_hash, seat.person_id) == (INES["email"], "h" * 90, person.id)


def test_a_link_is_known_by_its_hash_and_good_once(world: World) -> None:
    token = _invite(world)
    with world.database.reading() as orm:
        assert orm.query(Invitation).one().token_hash == token_hash(token)
    _accept(world, token)
    assert _dead(world, token)
    with world.database.reading() as orm:
        assert orm.query(Mail).one().link is None, "a spent link is not kept"


def test_a_link_ends_after_thirty_days_or_when_taken_back_or_sent_again(world: World) -> None:
    first = _invite(world)
    with world.database.reading() as orm:
        number = orm.query(Invitation).one().id
    world.by("organiser", "invitation.resend", {"invitation": number})
    second = _token(world)
    assert _dead(world, first) and second != first
    world.clock.now += dt.timedelta(days=30)
    assert _dead(world, second)
    world.by("organiser", "invitation.resend", {"invitation": number})
    third = _token(world)
    world.by("organiser", "invitation.revoke", {"invitation": number})
    assert _dead(world, third)
    with world.database.reading() as orm:
        assert orm.query(Mail).count() == 0, "a mail that was not sent goes with its link"


def test_duplicates_are_named_and_nobody_is_invited(world: World) -> None:
    people = [INES, INES | {"email": "organiser@here.invalid", "name": "Otto"}]
    refused = _refused(world, "organiser", "invitation.send", {"people": people})
    assert refused.code == "conflict" and "Otto" in str(refused) and "has a seat here" in str(refused)
    refused = _refused(world, "organiser", "invitation.send", {"people": [INES, INES]})
    assert "twice" in str(refused)
    _invite(world)
    assert "already" in str(_refused(world, "organiser", "invitation.send", {"people": [INES]}))
    with world.database.reading() as orm:
        assert orm.query(Invitation).count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"role": "support", "policymaker": False, "city": None}, "city"),
        ({"role": "support"}, "policymaker"),
        ({"role": "observer"}, "policymaker"),
        ({"city": None}, "policymaker"),
        ({"role": "guest", "policymaker": False}, "role"),
        ({"role": "system", "policymaker": False}, "role"),
        ({"city": "XXX"}, "city"),
        ({"email": "a@b\nBcc: c@d.example"}, "email"),
        ({"email": "Ines <ines@city.example>"}, "email"),
        ({"name": " "}, "name"),
    ],
)
def test_what_a_seat_cannot_be_is_refused(world: World, change: dict, field: str) -> None:
    refused = _refused(world, "organiser", "invitation.send", {"people": [INES | change]})
    assert (refused.code, refused.field) == ("invalid", field)


def test_the_link_signs_in_nobody_who_is_known(world: World) -> None:
    """Organisers read the links in their outbox: they must not come into other programmes by them."""
    token = _invite(world, email="participant@there.invalid")
    with pytest.raises(Refused) as refused:
        _accept(world, token)
    assert refused.value.code == "not_allowed"
    done = _accept(world, token, person=world.there.people["participant"])
    assert done["person"] == world.there.people["participant"]
    with world.database.reading() as orm:
        assert orm.query(Seat).filter_by(person_id=done["person"]).count() == 2


def test_whoever_was_removed_comes_back_by_a_new_invitation(world: World) -> None:
    seat = _accept(world, _invite(world))["seat"]
    world.by("organiser", "seat.remove", {"seat": seat})
    with world.database.reading() as orm:
        person = orm.get_one(Seat, seat).person_id
    again = _accept(world, _invite(world, role="rapporteur", policymaker=False), person=person)
    assert again["seat"] == seat and world.viewer(seat).role == "rapporteur"


def test_a_change_of_role_bites_at_once(world: World) -> None:
    seat = world.here.seats["facilitator"]
    payload = {"board": world.here.board, "locked": True}
    world.do("board.lock", payload, seat)
    change = {"seat": seat, "role": "observer", "city": "TRN"}
    world.by("organiser", "seat.change", change)
    with pytest.raises(Refused) as refused:
        world.do("board.lock", payload, seat)
    assert refused.value.code == "not_allowed"
    viewer = world.viewer(seat)
    assert (viewer.role, viewer.city) == ("observer", "TRN")


def test_one_organiser_remains(world: World) -> None:
    own = world.here.seats["organiser"]
    for name, payload in (
        ("seat.remove", {"seat": own}),
        ("seat.change", {"seat": own, "role": "coordinator"}),
    ):
        assert _refused(world, "organiser", name, payload).code == "conflict"
    world.by("organiser", "seat.change", {"seat": world.here.seats["coordinator"], "role": "organiser"})
    world.by("coordinator", "seat.remove", {"seat": own})
    refused = _refused(world, "coordinator", "seat.remove", {"seat": world.here.seats["coordinator"]})
    assert refused.code == "conflict"


def test_a_confirmed_guest_keeps_what_they_wrote(world: World) -> None:
    guest = world.here.seats["guest"]
    note = world.note(guest)
    assert _refused(world, "organiser", "seat.confirm", {"seat": guest}).code == "not_found", "not asked for"
    world.by("guest", "seat.claim", {"email": "Gil@city.example"})
    done = world.by("organiser", "seat.confirm", {"seat": guest, "policymaker": True})
    viewer = world.viewer(guest)
    assert (viewer.role, viewer.session, viewer.city, viewer.policymaker) == (
        "participant",
        None,
        "DUB",
        True,
    )
    with world.database.reading() as orm:
        assert orm.get_one(Note, note).seat_id == guest
        assert orm.query(Mail).one().person_id == done.result["person"]
    world.do("note.edit", {"note": note, "text": "Still mine"}, guest)


def test_a_guest_is_nobody_else_by_naming_their_address(world: World) -> None:
    guest = world.here.seats["guest"]
    world.by("guest", "seat.claim", {"email": "organiser@here.invalid"})
    assert _refused(world, "organiser", "seat.confirm", {"seat": guest}).code == "conflict"
    world.by("guest", "seat.claim", {"email": "organiser@there.invalid"})
    world.by("organiser", "seat.confirm", {"seat": guest})
    with world.database.reading() as orm:
        assert orm.get_one(Seat, guest).token_hash is None, "the browser that claimed it is not theirs"
