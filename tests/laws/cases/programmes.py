"""Cases of the commands of a programme: its settings, emblem and first setup."""

from __future__ import annotations

import base64
from typing import Any

from sqlalchemy import select

from facilitation.domain.programmes import PARTS
from facilitation.store.people import Seat
from facilitation.store.sessions import Session
from tests.laws.cases.rights import ORGANISES, PROGRAM, Case
from tests.world import World


def _emblem(world: World, seat: int) -> dict[str, Any]:
    """One that waits for the worker."""
    return {"emblem": world.by("organiser", "emblem.offer", _PICTURE).result["emblem"]}


def _made_emblem(world: World, seat: int) -> dict[str, Any]:
    made = _emblem(world, seat)
    world.do("emblem.store", made | _MADE, programme=world.here.programme)
    return made


def _none_running(world: World, seat: int) -> dict[str, Any]:
    with world.database.reading() as orm:
        query = select(Session.id).where(
            Session.programme_id == world.here.programme,
            Session.status == "running",
            Session.removed.is_(False),
        )
        running = orm.scalars(query).all()
    for session in running:
        world.by("facilitator", "session.end", {"session": session})
    return {}


def _empty(world: World, seat: int) -> dict[str, Any]:
    """A programme that its organiser has just started, by mistake."""
    start = {"title": f"Mistake {world.operation_id()}"}
    made = world.by("organiser", "programme.start", start).result["programme"]
    with world.database.reading() as orm:
        person = orm.get_one(Seat, world.here.seats["organiser"]).person
        return {"programme": made, "person": person.id, "epoch": person.epoch}


_PICTURE = {"picture": base64.b64encode(b"\x89PNG\r\n\x1a\n...").decode(), "alt": "A bridge"}


_MADE = {"content": "UE5H", "media_type": "image/png", "width": 64, "height": 64}


CASES: dict[str, Case] = {
    "programme.change": Case(
        ORGANISES,
        lambda w, s: {
            "title": "Another title",
            "slug": "another-address",
            "phases": [{"kind": "call", "starts_on": "2027-01-11"}],
        },
    ),
    "programme.start": Case(
        ORGANISES, lambda w, s: {"title": f"Edition {w.operation_id()}", "parts": sorted(PARTS)}
    ),
    "programme.archive": Case(ORGANISES, _none_running),
    "programme.unarchive": Case(ORGANISES, lambda w, s: {}),
    "programme.remove": Case(PROGRAM, _empty),
    "emblem.offer": Case(ORGANISES, lambda w, s: _PICTURE),
    "emblem.store": Case(PROGRAM, lambda w, s: _emblem(w, s) | _MADE),
    "emblem.refuse": Case(PROGRAM, lambda w, s: _emblem(w, s) | {"fault": "unreadable"}),
    "emblem.take_off": Case(ORGANISES, lambda w, s: {}),
    "emblem.put_back": Case(ORGANISES, _made_emblem),
    "setup.pass": Case(ORGANISES, lambda w, s: {"step": "people"}),
}
