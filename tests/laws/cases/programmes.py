"""Cases of the commands of a programme: settings, cities, organisations, challenges, tandems, documents."""

from __future__ import annotations

from typing import Any

from facilitation.domain.documents import Document, to_json
from tests.laws.cases.rights import COORDINATES, LEADS, ORGANISES, PROGRAM, SCRIBES, Case
from tests.world import World


def _city(world: World, seat: int) -> dict[str, Any]:
    named = {"name": f"City {world.operation_id()}", "time_zone": "Europe/Lisbon"}
    return {"city": world.by("coordinator", "city.add", named).result["city"]}


def _organisation(world: World, seat: int) -> dict[str, Any]:
    named = {"name": f"Network {world.operation_id()}", "kind": "network", "cities": ["DUB"]}
    return {"organisation": world.by("coordinator", "organisation.add", named).result["organisation"]}


CASES: dict[str, Case] = {
    "challenge.adopt": lambda w, s: {"cluster": w.cluster(s), "kind": "social"},
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
}

MAY: dict[str, str] = {
    "challenge.adopt": LEADS,
    "round.solve": COORDINATES,
    "round.store": PROGRAM,
    "round.fail": PROGRAM,
    "round.publish": COORDINATES,
    "tandem.schedule": COORDINATES,
    "document.draft": SCRIBES,
    "document.store": PROGRAM,
    "programme.change": ORGANISES,
    "setup.pass": ORGANISES,
    "city.add": COORDINATES,
    "city.change": COORDINATES,
    "city.remove": COORDINATES,
    "cities.import": COORDINATES,
    "organisation.add": COORDINATES,
    "organisation.change": COORDINATES,
    "organisation.remove": COORDINATES,
}
