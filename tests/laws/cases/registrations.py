"""Cases of the commands of who comes and who came."""

from __future__ import annotations

from typing import Any

from facilitation.store.mails import Mail
from facilitation.store.viewers import token_hash
from tests.laws.cases.rights import LEADS, MEMBERS, PROGRAM, Case
from tests.world import World


def _open(world: World, way: str = "open", **settings: Any) -> dict[str, Any]:
    payload = {"session": world.here.session}
    world.by("facilitator", "desk.set", payload | {"way": way} | settings)
    return payload


def _registered(world: World, **more: Any) -> dict[str, Any]:
    """Somebody from outside, registered, with the hash of the link that they got."""
    payload = _open(world)
    email = f"{world.operation_id()}@elsewhere.example"
    somebody = {"name": "Ines Pereira", "email": email, "answer": "yes", "from_city": "Porto"}
    world.do("registration.register", payload | somebody | more, programme=world.here.programme)
    with world.database.reading() as orm:
        mail = orm.query(Mail).filter_by(address=email).one()
        assert mail.link is not None
        return payload | {"token_hash": token_hash(mail.link.rpartition("/")[2])}


def _added(world: World, **more: Any) -> dict[str, Any]:
    payload = _open(world)
    somebody = {"name": "Ines Pereira", "email": f"{world.operation_id()}@elsewhere.example", "answer": "yes"}
    done = world.by("facilitator", "registration.add", payload | somebody | more)
    return payload | {"registration": done.result["registration"]}


def _removed(world: World) -> dict[str, Any]:
    payload = _added(world)
    world.by("facilitator", "registration.remove", payload)
    return payload


def _due(world: World) -> dict[str, Any]:
    payload = _open(world)
    seat = world.here.seats["participant"]
    answer = {"answer": "yes", "remind": "day"}
    done = world.do("registration.answer", payload | answer, seat)
    return payload | {"registration": done.result["registration"]}


def _ticked(world: World) -> dict[str, Any]:
    payload = {"session": world.here.session}
    seat = world.here.seats["participant"]
    done = world.by("facilitator", "presence.tick", payload | {"seat": seat})
    return payload | {"presence": done.result["presence"]}


def _here(world: World, seat: int) -> dict[str, Any]:
    """Somebody who was ticked."""
    payload = {"session": world.here.session}
    world.by("facilitator", "presence.tick", payload | {"seat": seat})
    return payload


def _here_by_link(world: World) -> dict[str, Any]:
    payload = _registered(world)
    world.do("presence.here_by_link", payload | {"code": world.here.code}, programme=world.here.programme)
    return payload


CASES: dict[str, Case] = {
    "desk.set": Case(LEADS, lambda w, s: {"session": w.here.session, "way": "open", "capacity": 70}),
    "desk.renew": Case(LEADS, lambda w, s: _open(w)),
    "registration.answer": Case(
        MEMBERS,
        lambda w, s: _open(w) | {"answer": "yes", "mode": "room", "access_needs": "A ramp", "remind": "hour"},
    ),
    "registration.register": Case(
        PROGRAM,
        lambda w, s: (
            _open(w)
            | {"name": "Ines Pereira", "email": "ines@porto.example", "answer": "yes", "from_city": "Porto"}
        ),
    ),
    "registration.by_link": Case(
        PROGRAM, lambda w, s: _registered(w) | {"answer": "perhaps", "name": "Inês Pereira", "listed": True}
    ),
    "registration.forget": Case(PROGRAM, lambda w, s: _registered(w)),
    "registration.remind": Case(PROGRAM, lambda w, s: _due(w)),
    "registration.add": Case(
        LEADS, lambda w, s: _open(w) | {"name": "Somebody New", "email": "new@ghent.example", "city": "TRN"}
    ),
    "registration.change": Case(LEADS, lambda w, s: _added(w) | {"answer": "no", "organisation": "Ghent"}),
    "registration.move": Case(LEADS, lambda w, s: _added(w) | {"to": "waiting"}),
    "registration.invite": Case(LEADS, lambda w, s: _added(w, answer="")),
    "registration.remove": Case(LEADS, lambda w, s: _added(w)),
    "registration.restore": Case(LEADS, lambda w, s: _removed(w)),
    "presence.here": Case(MEMBERS, lambda w, s: {"session": w.here.session, "code": w.here.code}),
    "presence.here_by_link": Case(PROGRAM, lambda w, s: _registered(w) | {"code": w.here.code}),
    "presence.go": Case(MEMBERS, lambda w, s: _here(w, s)),
    "presence.go_by_link": Case(PROGRAM, lambda w, s: _here_by_link(w)),
    "presence.tick": Case(
        LEADS, lambda w, s: {"session": w.here.session, "seat": w.here.seats["participant"]}
    ),
    "presence.leave": Case(LEADS, lambda w, s: _ticked(w)),
    "presence.correct": Case(LEADS, lambda w, s: _ticked(w) | {"came": "13:05", "left": "14:00"}),
    "presence.take_back": Case(LEADS, lambda w, s: _ticked(w)),
    "counts.report": Case(
        LEADS,
        lambda w, s: {
            "session": w.here.session,
            "participants": 60,
            "policymakers": 20,
            "approximate": True,
        },
    ),
}
