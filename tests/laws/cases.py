"""For every command of the catalogue a payload that must succeed, and what every role may do with it.

A command without a case here fails the laws: whoever adds one states who may use it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from facilitation.commands.links import fingerprint
from facilitation.domain.documents import Document, to_json
from facilitation.store.invitations import Invitation
from facilitation.store.people import Person, SignInLink
from facilitation.store.viewers import token_hash
from tests.world import World

#: (world, seat that owns what the command is about) -> payload
Case = Callable[[World, int], dict[str, Any]]


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


def _mail(world: World, seat: int) -> dict[str, Any]:
    number = _invitation(world, seat)["invitation"]
    with world.database.reading() as orm:
        return {"mail": orm.get_one(Invitation, number).mail_id}


def _reset(world: World, seat: int) -> dict[str, Any]:
    world.do("password.forget", {"email": "participant@here.invalid"}, programme=world.here.programme)
    with world.database.reading() as orm:
        link = orm.query(SignInLink).filter(SignInLink.bound_to.is_not(None)).all()[-1]
        return {"token_hash": link.token_hash, "password_hash": "r" * 90}


def _password(world: World, seat: int) -> dict[str, Any]:
    person = world.here.people["participant"]
    with world.database.reading() as orm:
        present = fingerprint(orm.get_one(Person, person).password_hash)
    return {"person": person, "password_hash": "p" * 90, "instead_of": present}


def _city(world: World, seat: int) -> dict[str, Any]:
    named = {"name": f"City {world.operation_id()}", "time_zone": "Europe/Lisbon"}
    return {"city": world.by("coordinator", "city.add", named).result["city"]}


def _organisation(world: World, seat: int) -> dict[str, Any]:
    named = {"name": f"Network {world.operation_id()}", "kind": "network", "cities": ["DUB"]}
    return {"organisation": world.by("coordinator", "organisation.add", named).result["organisation"]}


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
    "challenge.adopt": lambda w, s: {"cluster": w.cluster(s), "kind": "social"},
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
    "round.solve": lambda w, s: {"problem": {"cities": []}, "preset": "best"},
    "round.store": lambda w, s: {
        "round": w.round(solved=False),
        "answer": {"status": "optimal", "tandems": []},
    },
    "round.fail": lambda w, s: {"round": w.round(solved=False), "reason": "Out of memory"},
    "round.publish": lambda w, s: {"round": w.round()},
    "tandem.schedule": lambda w, s: {
        "tandem": w.tandem(),
        "date": "2027-05-11",
        "starts_at": "10:00",
        "minutes": 90,
        "zone": "Europe/Dublin",
    },
    "document.draft": lambda w, s: {"session": w.here.session, "kind": "minutes"},
    "document.store": lambda w, s: {
        "session": w.here.session,
        "kind": "minutes",
        "title": "Minutes",
        "language": "en",
        "simulated": False,
        "content": to_json(Document(language="en", title="Minutes")),
        "renderings": [],
    },
    "programme.change": lambda w, s: {
        "title": "Another title",
        "slug": "another-address",
        "phases": [{"kind": "call", "starts_on": "2027-01-11"}],
    },
    "setup.pass": lambda w, s: {"step": "people"},
    "city.add": lambda w, s: {"name": "Lisbon", "time_zone": "Europe/Lisbon", "supports": ["Ashoka"]},
    "city.change": lambda w, s: _city(w, s) | {"name": "Setubal", "code": "SET", "aliases": ["Setúbal"]},
    "city.remove": _city,
    "cities.import": lambda w, s: {"rows": [{"number": 2, "cells": {"name": "Faro", "country": "PT"}}]},
    "organisation.add": lambda w, s: {"name": "A network", "kind": "network", "cities": ["TRN"]},
    "organisation.change": lambda w, s: _organisation(w, s) | {"name": "Renamed", "kind": "academic"},
    "organisation.remove": _organisation,
    "feed.renew": lambda w, s: {},
    "link.use": lambda w, s: {"token_hash": _link_hash()},
    "sign_out.everywhere": lambda w, s: {},
    "link.ask": lambda w, s: {"email": "participant@here.invalid"},
    "password.forget": lambda w, s: {"email": "participant@here.invalid"},
    "password.reset": _reset,
    "password.set": _password,
    "account.change": lambda w, s: {"name": "Renamed", "locale": "es"},
    "invitation.send": lambda w, s: {
        "people": [{"email": f"{w.operation_id()}@city.example", "name": "Ines", "role": "observer"}]
    },
    "invitation.resend": _invitation,
    "invitation.revoke": _invitation,
    "invitation.accept": _accepted,
    "seat.change": lambda w, s: _member(w, s) | {"role": "rapporteur", "city": "TRN"},
    "seat.remove": _member,
    "seat.restore": _removed_member,
    "seat.claim": lambda w, s: {"email": "gil@city.example"},
    "seat.confirm": _claiming_guest,
    "mail.tell": lambda w, s: _mail(w, s) | {"error": "The mail server does not answer."},
    "mail.again": _mail,
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


def _link_hash() -> str:
    return token_hash("link-participant-here")


ROLES = (
    "organiser",
    "coordinator",
    "facilitator",
    "rapporteur",
    "participant",
    "support",
    "observer",
    "guest",
)
_ALL = "yes yes yes yes yes yes yes yes"
_MEMBERS = "yes yes yes yes yes yes yes no"
_CONTRIBUTORS = "yes yes yes yes yes yes no yes"
_OWN = "yes yes yes own own own no own"
_OWN_ALWAYS = "own own own own own own no own"
_LEADS = "yes yes yes no no no no no"
_SCRIBES = "yes yes yes yes no no no no"
_COORDINATES = "yes yes no no no no no no"
_ORGANISES = "yes no no no no no no no"
_GUESTS = "no no no no no no no yes"
_PROGRAM = "no no no no no no no no"

#: In the order of ROLES. "own": only about what is one's own.
MAY: dict[str, str] = {
    "note.post": _CONTRIBUTORS,
    "note.edit": _OWN,
    "note.move": _CONTRIBUTORS,
    "note.remove": _OWN,
    "note.hide": _LEADS,
    "note.restore": _LEADS,
    "cluster.make": _CONTRIBUTORS,
    "cluster.add": _CONTRIBUTORS,
    "cluster.take_out": _CONTRIBUTORS,
    "cluster.merge": _CONTRIBUTORS,
    "cluster.rename": _CONTRIBUTORS,
    "vote.cast": _CONTRIBUTORS,
    "vote.withdraw": _OWN_ALWAYS,
    "undo": _OWN_ALWAYS,
    "board.stage": _LEADS,
    "board.lock": _LEADS,
    "board.settings": _LEADS,
    "board.focus": _LEADS,
    "challenge.adopt": _LEADS,
    "session.create": _LEADS,
    "block.add": _LEADS,
    "session.start": _LEADS,
    "session.step": _LEADS,
    "session.back": _LEADS,
    "session.end": _LEADS,
    "session.attend": _ALL,
    "timer.start": _LEADS,
    "timer.stop": _LEADS,
    "timer.extend": _LEADS,
    "record.add": _SCRIBES,
    "ready.set": _CONTRIBUTORS,
    "hand.raise": _CONTRIBUTORS,
    "hand.lower": _CONTRIBUTORS,
    "round.solve": _COORDINATES,
    "round.store": _PROGRAM,
    "round.fail": _PROGRAM,
    "round.publish": _COORDINATES,
    "tandem.schedule": _COORDINATES,
    "document.draft": _SCRIBES,
    "document.store": _PROGRAM,
    "programme.change": _ORGANISES,
    "setup.pass": _ORGANISES,
    "city.add": _COORDINATES,
    "city.change": _COORDINATES,
    "city.remove": _COORDINATES,
    "cities.import": _COORDINATES,
    "organisation.add": _COORDINATES,
    "organisation.change": _COORDINATES,
    "organisation.remove": _COORDINATES,
    "feed.renew": _MEMBERS,
    "link.use": _PROGRAM,
    "sign_out.everywhere": _MEMBERS,
    "link.ask": _PROGRAM,
    "password.forget": _PROGRAM,
    "password.reset": _PROGRAM,
    "password.set": _PROGRAM,
    "account.change": _MEMBERS,
    "invitation.send": _ORGANISES,
    "invitation.resend": _ORGANISES,
    "invitation.revoke": _ORGANISES,
    "invitation.accept": _PROGRAM,
    "seat.change": _ORGANISES,
    "seat.remove": _ORGANISES,
    "seat.restore": _ORGANISES,
    "seat.claim": _GUESTS,
    "seat.confirm": _ORGANISES,
    "mail.tell": _PROGRAM,
    "mail.again": _ORGANISES,
    "seat.take": _PROGRAM,
    "seat.eject": _LEADS,
    "seat.readmit": _LEADS,
    "rehearsal.open": _LEADS,
    "rehearsal.remove": _LEADS,
    "rehearsal.watch": _PROGRAM,
    "rehearsal.lead": _PROGRAM,
}
#: Commands whose subject is the actor's own by nature: nobody else can own it for them.
ABOUT_ONESELF = frozenset({"undo", "ready.set", "hand.raise", "hand.lower"})
