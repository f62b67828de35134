"""Cases of the commands of people: accounts, invitations, seats, mails."""

from __future__ import annotations

from typing import Any

from facilitation.commands.people.links import fingerprint
from facilitation.store.invitations import Invitation
from facilitation.store.people import Merge, Person, SignInLink
from facilitation.store.viewers import token_hash
from tests.laws.cases.rights import ALL, GUESTS, MEMBERS, ORGANISES, PROGRAM, Case
from tests.world import World


def _invitation(world: World, seat: int) -> dict[str, Any]:
    email = f"{world.operation_id()}@city.example"
    invitee = {"email": email, "name": "Ines", "role": "participant", "city": "DUB", "policymaker": True}
    world.by("organiser", "invitation.send", {"people": [invitee]})
    with world.database.reading() as orm:
        found = orm.query(Invitation).filter_by(email=email).one()
        return {"invitation": found.id}


def _accepted(world: World, seat: int) -> dict[str, Any]:
    number = _invitation(world, seat)["invitation"]
    with world.database.reading() as orm:
        return {"token_hash": orm.get_one(Invitation, number).token_hash, "name": "Ines"}


def _member(world: World, seat: int) -> dict[str, Any]:
    """Somebody seated by an invitation."""
    done = world.do("invitation.accept", _accepted(world, seat), programme=world.here.programme)
    return {"seat": done.result["seat"]}


def _removed_member(world: World, seat: int) -> dict[str, Any]:
    payload = _member(world, seat)
    world.by("organiser", "seat.remove", payload)
    return payload


def _claiming_guest(world: World, seat: int) -> dict[str, Any]:
    token = world.operation_id()
    guest = world.guest(world.here, "Keen", "SFO", token)
    world.do("seat.claim", {"email": f"{token}@city.example"}, guest)
    return {"seat": guest}


def _merging(world: World, seat: int) -> dict[str, Any]:
    guest = world.guest(world.here, "Known", "SFO", world.operation_id())
    return {"seat": guest, "into": world.here.seats["rapporteur"]}


def _asked_to_merge(world: World, seat: int) -> dict[str, Any]:
    asked = _merging(world, seat)
    world.by("organiser", "merge.ask", asked)
    return {"seat": asked["seat"]}


def _merge(world: World, seat: int) -> dict[str, Any]:
    guest = _asked_to_merge(world, seat)["seat"]
    with world.database.reading() as orm:
        return {"token_hash": orm.query(Merge).filter_by(guest_id=guest).one().token_hash}


def _mail(world: World, seat: int) -> dict[str, Any]:
    number = _invitation(world, seat)["invitation"]
    with world.database.reading() as orm:
        return {"mail": orm.get_one(Invitation, number).mail_id}


def _reset(world: World, seat: int) -> dict[str, Any]:
    world.do("password.forget", {"email": "participant@here.invalid"}, programme=world.here.programme)
    with world.database.reading() as orm:
        resets = orm.query(SignInLink).filter(SignInLink.bound_to.is_not(None), SignInLink.email.is_(None))
        link = resets.order_by(SignInLink.id.desc()).first()
        return {"token_hash": link.token_hash, "password_hash": "r" * 90}


def _password(world: World, seat: int) -> dict[str, Any]:
    person = world.here.people["participant"]
    with world.database.reading() as orm:
        present = fingerprint(orm.get_one(Person, person).password_hash)
    return {"person": person, "password_hash": "p" * 90, "instead_of": present}


def _address(world: World, seat: int) -> dict[str, Any]:
    world.by("observer", "address.ask", {"email": f"{world.operation_id()}@city.example"})
    with world.database.reading() as orm:
        links = orm.query(SignInLink).filter(SignInLink.email.is_not(None))
        return {"token_hash": links.order_by(SignInLink.id.desc()).first().token_hash}


def _link(world: World, seat: int) -> dict[str, Any]:
    world.do("link.ask", {"email": "participant@here.invalid"}, programme=world.here.programme)
    with world.database.reading() as orm:
        links = orm.query(SignInLink).filter(SignInLink.bound_to.is_(None), SignInLink.reusable.is_(False))
        return {"token_hash": links.order_by(SignInLink.id.desc()).first().token_hash}


CASES: dict[str, Case] = {
    "link.use": Case(PROGRAM, _link),
    "link.give": Case(
        PROGRAM, lambda w, s: {"seat": w.here.seats["observer"], "token_hash": token_hash(w.operation_id())}
    ),
    "sign_out.everywhere": Case(ALL, lambda w, s: {}),
    "link.ask": Case(PROGRAM, lambda w, s: {"email": "participant@here.invalid"}),
    "password.forget": Case(PROGRAM, lambda w, s: {"email": "participant@here.invalid"}),
    "password.reset": Case(PROGRAM, _reset),
    "password.set": Case(PROGRAM, _password),
    "account.change": Case(MEMBERS, lambda w, s: {"name": "Renamed", "locale": "es"}),
    "address.ask": Case(MEMBERS, lambda w, s: {"email": "new@city.example"}),
    "address.prove": Case(PROGRAM, _address),
    "invitation.send": Case(
        ORGANISES,
        lambda w, s: {
            "people": [{"email": f"{w.operation_id()}@city.example", "name": "Ines", "role": "observer"}]
        },
    ),
    "invitation.resend": Case(ORGANISES, _invitation),
    "invitation.revoke": Case(ORGANISES, _invitation),
    "invitation.accept": Case(PROGRAM, _accepted),
    "seat.change": Case(ORGANISES, lambda w, s: _member(w, s) | {"role": "rapporteur", "city": "TRN"}),
    "seat.remove": Case(ORGANISES, _member),
    "seat.restore": Case(ORGANISES, _removed_member),
    "seat.claim": Case(GUESTS, lambda w, s: {"email": "gil@city.example"}),
    "seat.confirm": Case(ORGANISES, _claiming_guest),
    "merge.ask": Case(ORGANISES, _merging),
    "merge.take_back": Case(ORGANISES, _asked_to_merge),
    "merge.accept": Case(PROGRAM, _merge),
    "mail.tell": Case(PROGRAM, lambda w, s: _mail(w, s) | {"error": "The mail server does not answer."}),
    "mail.again": Case(ORGANISES, _mail),
}
