"""Cases of the commands of challenges and of the cities that name them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from facilitation.store.boards import Cluster
from facilitation.store.cities import City
from facilitation.store.people import Seat
from tests.laws.cases.rights import COORDINATES, FOR_CITY, LEADS, Case
from tests.world import World


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


def _decision(world: World, seat: int) -> dict[str, Any]:
    """Nobody has decided this one yet."""
    return {
        "session": world.here.session,
        "challenge": _challenge(world, f"Theme {world.operation_id()}"),
        "reason": "Six cities named it.",
        "language": "en",
        "cities": ["DUB", "TRN"],
        "seats": [world.here.seats["participant"]],
    }


def theme(world: World, seat: int) -> dict[str, Any]:
    return {"theme": world.by("coordinator", "theme.decide", _decision(world, seat)).result["theme"]}


def _removed_theme(world: World, seat: int) -> dict[str, Any]:
    payload = theme(world, seat)
    world.by("coordinator", "theme.remove", payload)
    return payload


CASES: dict[str, Case] = {
    "challenge.adopt": Case(
        LEADS,
        lambda w, s: {"cluster": w.cluster(s), "kind": "social"},
        lambda c: {"cluster": c.some(Cluster, c.a), "kind": "social"},
    ),
    "challenge.name": Case(
        FOR_CITY, lambda w, s: {"city": _city_of(w, s), "title": "High rents", "remark": "For the young"}
    ),
    "challenge.unname": Case(FOR_CITY, lambda w, s: {"mention": _naming(w, s)}),
    "challenge.restore": Case(FOR_CITY, _withdrawn),
    "challenge.remark": Case(
        FOR_CITY, lambda w, s: {"mention": _naming(w, s), "remark": "Said better", "origin": "call"}
    ),
    "challenge.change": Case(
        COORDINATES,
        lambda w, s: {
            "challenge": _challenge(w, w.operation_id()),
            "kind": "transversal",
            "titles": {"en": f"Renamed {w.operation_id()}", "es": "Otro título"},
        },
    ),
    "challenge.merge": Case(COORDINATES, _two),
    "challenge.unmerge": Case(COORDINATES, _merged),
    "theme.decide": Case(COORDINATES, lambda w, s: _decision(w, s) | {"invites": True}),
    "theme.change": Case(
        COORDINATES,
        lambda w, s: (
            theme(w, s) | {"number": 1, "reason": "It presses.", "language": "en", "cities": ["WAW"]}
        ),
    ),
    "theme.remove": Case(COORDINATES, theme),
    "theme.restore": Case(COORDINATES, _removed_theme),
}
