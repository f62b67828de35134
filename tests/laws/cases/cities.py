"""Cases of the commands of cities and organisations: facts, profiles, sheets."""

from __future__ import annotations

from typing import Any

from tests.laws.cases.onboarding import city_of
from tests.laws.cases.rights import COORDINATES, Case
from tests.world import World


def _city(world: World, seat: int) -> dict[str, Any]:
    named = {"name": f"City {world.operation_id()}", "time_zone": "Europe/Lisbon"}
    return {"city": world.by("coordinator", "city.add", named).result["city"]}


def _organisation(world: World, seat: int) -> dict[str, Any]:
    named = {"name": f"Network {world.operation_id()}", "roles": ["network"], "cities": ["DUB"]}
    return {"organisation": world.by("coordinator", "organisation.add", named).result["organisation"]}


def section(world: World, seat: int) -> dict[str, Any]:
    return {"city": city_of(world, seat), "section": "about", "text": "We are the city.", "language": "en"}


def _written(world: World, seat: int) -> dict[str, Any]:
    payload = section(world, seat)
    writer = world.here.seats["organiser"]
    first = world.do("profile.write", payload, writer).result["revision"]
    world.do("profile.write", payload | {"text": "We are more.", "revision": first}, writer)
    return {"city": payload["city"], "section": "about", "version": 1}


def office(world: World, seat: int) -> dict[str, Any]:
    """A new office of the seat's city: put in another's place, it would have that one's mandate."""
    city, name = city_of(world, seat), f"Office {world.operation_id()}"
    for offices in ([], [name]):
        world.by("coordinator", "city.change", {"city": city, "offices": offices})
    return {"city": city, "office": name}


def _mandated(world: World, seat: int) -> dict[str, Any]:
    payload = office(world, seat)
    writer = world.here.seats["organiser"]
    said = payload | {"text": "May try it out.", "language": "en"}
    first = world.do("mandate.write", said, writer).result["revision"]
    world.do("mandate.write", said | {"text": "May decide.", "revision": first}, writer)
    return payload | {"version": 1}


_FILL_IN = "yes yes no no own own no no"


CASES: dict[str, Case] = {
    "city.add": Case(
        COORDINATES, lambda w, s: {"name": "Lisbon", "time_zone": "Europe/Lisbon", "supports": ["Ashoka"]}
    ),
    "city.change": Case(
        COORDINATES, lambda w, s: _city(w, s) | {"name": "Setubal", "code": "SET", "aliases": ["Setúbal"]}
    ),
    "city.remove": Case(COORDINATES, _city),
    "cities.import": Case(
        COORDINATES, lambda w, s: {"rows": [{"number": 2, "cells": {"name": "Faro", "country": "PT"}}]}
    ),
    "organisation.add": Case(
        COORDINATES, lambda w, s: {"name": "A network", "roles": ["network"], "cities": ["TRN"]}
    ),
    "organisation.change": Case(
        COORDINATES, lambda w, s: _organisation(w, s) | {"name": "Renamed", "roles": ["academic", "support"]}
    ),
    "organisation.remove": Case(COORDINATES, _organisation),
    "profile.write": Case(_FILL_IN, lambda w, s: section(w, s) | {"section": "policies"}),
    "profile.restore": Case(_FILL_IN, _written),
    "mandate.write": Case(_FILL_IN, lambda w, s: office(w, s) | {"text": "May sign.", "language": "en"}),
    "mandate.restore": Case(_FILL_IN, _mandated),
}
