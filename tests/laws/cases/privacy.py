"""Cases of the commands of consent, erasure and retention."""

from __future__ import annotations

import datetime as dt
from typing import Any

from facilitation.store.people import Person, Seat
from facilitation.store.programmes import Programme
from tests.laws.cases.people import CASES as PEOPLE
from tests.laws.cases.rights import ALL, ORGANISES, PROGRAM, Case
from tests.world import World


def _member(world: World, seat: int) -> dict[str, Any]:
    """Somebody seated by an invitation."""
    return {"seat": PEOPLE["seat.remove"].payload(world, seat)["seat"]}


def _somebody_else(world: World, seat: int) -> dict[str, Any]:
    number = _member(world, seat)["seat"]
    with world.database.reading() as orm:
        person = orm.get_one(Person, orm.get_one(Seat, number).person_id)
        return {"person": person.id, "epoch": person.epoch}


def _guest(world: World, seat: int) -> dict[str, Any]:
    return {"seat": world.guest(world.here, "Fleeting", "SFO", world.operation_id())}


def _after_retention(world: World, seat: int) -> dict[str, Any]:
    payload = _member(world, seat)
    with world.database.writing() as orm:
        programme = orm.get_one(Programme, world.here.programme)
        programme.retention_until = world.clock().date() - dt.timedelta(days=1)
    return payload


CASES: dict[str, Case] = {
    "consent.give": Case(ALL, lambda w, s: {"purpose": "listed"}),
    "consent.withdraw": Case(ALL, lambda w, s: {"purpose": "photographed"}),
    "consent.record": Case(ORGANISES, lambda w, s: _member(w, s) | {"purpose": "quoted", "given": True}),
    "account.erase": Case(PROGRAM, _somebody_else),
    "guest.erase": Case(PROGRAM, _guest),
    "seat.erase": Case(ORGANISES, _member),
    "retention.erase": Case(PROGRAM, _after_retention),
    "retention.clean": Case(PROGRAM, lambda w, s: {}),
}
