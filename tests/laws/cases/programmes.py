"""Cases of the commands of a programme: settings, cities, organisations, challenges, tandems, documents."""

from __future__ import annotations

import base64
from typing import Any

from sqlalchemy import select

from facilitation.commands.documents.documents import digest
from facilitation.domain.documents import Document, to_json
from facilitation.store.cities import City
from facilitation.store.people import Seat
from tests.laws.cases.rights import COORDINATES, FOR_CITY, LEADS, ORGANISES, PROGRAM, SCRIBES, Case
from tests.world import World


def _city(world: World, seat: int) -> dict[str, Any]:
    named = {"name": f"City {world.operation_id()}", "time_zone": "Europe/Lisbon"}
    return {"city": world.by("coordinator", "city.add", named).result["city"]}


def _organisation(world: World, seat: int) -> dict[str, Any]:
    named = {"name": f"Network {world.operation_id()}", "kind": "network", "cities": ["DUB"]}
    return {"organisation": world.by("coordinator", "organisation.add", named).result["organisation"]}


def _emblem(world: World, seat: int) -> dict[str, Any]:
    """One that waits for the worker."""
    return {"emblem": world.by("organiser", "emblem.offer", _PICTURE).result["emblem"]}


def _made_emblem(world: World, seat: int) -> dict[str, Any]:
    made = _emblem(world, seat)
    world.do("emblem.store", made | _MADE, programme=world.here.programme)
    return made


_PICTURE = {"picture": base64.b64encode(b"\x89PNG\r\n\x1a\n...").decode(), "alt": "A bridge"}
_MADE = {"content": "UE5H", "media_type": "image/png", "width": 64, "height": 64}


def _city_of(world: World, seat: int) -> int:
    """The id of the city that a seat sits for, or another city's."""
    with world.database.reading() as orm:
        row = orm.get_one(Seat, seat)
        other = select(City.id).where(City.programme_id == world.here.programme, City.code == "TRN")
        return row.city_id or orm.scalars(other).one()


def _naming(world: World, seat: int) -> int:
    payload = {"city": _city_of(world, seat), "title": f"Rents {world.operation_id()}"}
    return world.by("coordinator", "challenge.name", payload).result["mention"]


def _challenge(world: World, title: str) -> int:
    payload = {"city": _city_of(world, world.here.seats["coordinator"]), "title": title}
    return world.by("coordinator", "challenge.name", payload).result["challenge"]


def _withdrawn(world: World, seat: int) -> dict[str, Any]:
    payload = {"mention": _naming(world, seat)}
    world.by("coordinator", "challenge.unname", payload)
    return payload


def _two(world: World, seat: int) -> dict[str, Any]:
    return {"challenge": _challenge(world, world.operation_id()), "into": _challenge(world, "Jobs")}


def _merged(world: World, seat: int) -> dict[str, Any]:
    payload = _two(world, seat)
    world.by("coordinator", "challenge.merge", payload)
    return {"challenge": payload["challenge"]}


def _document(world: World, seat: int) -> dict[str, Any]:
    payload = CASES["document.store"](world, seat)
    done = world.do("document.store", payload, programme=world.here.programme)
    return {"document": done.result["document"]}


CASES: dict[str, Case] = {
    "challenge.adopt": lambda w, s: {"cluster": w.cluster(s), "kind": "social"},
    "challenge.name": lambda w, s: {"city": _city_of(w, s), "title": "High rents", "remark": "For the young"},
    "challenge.unname": lambda w, s: {"mention": _naming(w, s)},
    "challenge.restore": _withdrawn,
    "challenge.remark": lambda w, s: {"mention": _naming(w, s), "remark": "Said better", "place": "call"},
    "challenge.change": lambda w, s: {
        "challenge": _challenge(w, w.operation_id()),
        "kind": "transversal",
        "titles": {"en": f"Renamed {w.operation_id()}", "es": "Otro título"},
    },
    "challenge.merge": _two,
    "challenge.unmerge": _merged,
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
    "document.renew": lambda w, s: (
        _document(w, s) | {"digest": digest(CASES["document.store"](w, s)["content"]), "renderings": []}
    ),
    "programme.change": lambda w, s: {
        "title": "Another title",
        "slug": "another-address",
        "phases": [{"kind": "call", "starts_on": "2027-01-11"}],
    },
    "emblem.offer": lambda w, s: _PICTURE,
    "emblem.store": lambda w, s: _emblem(w, s) | _MADE,
    "emblem.refuse": lambda w, s: _emblem(w, s) | {"fault": "unreadable"},
    "emblem.take_off": lambda w, s: {},
    "emblem.put_back": _made_emblem,
    "setup.pass": lambda w, s: {"step": "people"},
    "city.add": lambda w, s: {"name": "Lisbon", "time_zone": "Europe/Lisbon", "supports": ["Ashoka"]},
    "city.change": lambda w, s: _city(w, s) | {"name": "Setubal", "code": "SET", "aliases": ["Setúbal"]},
    "city.remove": _city,
    "cities.import": lambda w, s: {"rows": [{"number": 2, "cells": {"name": "Faro", "country": "PT"}}]},
    "organisation.add": lambda w, s: {"name": "A network", "kind": "network", "cities": ["TRN"]},
    "organisation.change": lambda w, s: _organisation(w, s) | {"name": "Renamed", "kind": "academic"},
    "organisation.remove": _organisation,
}

MAY: dict[str, str] = {
    "challenge.adopt": LEADS,
    "challenge.name": FOR_CITY,
    "challenge.unname": FOR_CITY,
    "challenge.restore": FOR_CITY,
    "challenge.remark": FOR_CITY,
    "challenge.change": COORDINATES,
    "challenge.merge": COORDINATES,
    "challenge.unmerge": COORDINATES,
    "round.solve": COORDINATES,
    "round.store": PROGRAM,
    "round.fail": PROGRAM,
    "round.publish": COORDINATES,
    "tandem.schedule": COORDINATES,
    "document.draft": SCRIBES,
    "document.store": PROGRAM,
    "document.renew": PROGRAM,
    "programme.change": ORGANISES,
    "emblem.offer": ORGANISES,
    "emblem.store": PROGRAM,
    "emblem.refuse": PROGRAM,
    "emblem.take_off": ORGANISES,
    "emblem.put_back": ORGANISES,
    "setup.pass": ORGANISES,
    "city.add": COORDINATES,
    "city.change": COORDINATES,
    "city.remove": COORDINATES,
    "cities.import": COORDINATES,
    "organisation.add": COORDINATES,
    "organisation.change": COORDINATES,
    "organisation.remove": COORDINATES,
}
