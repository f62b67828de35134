"""Handlers of whom a session is for and which cities were there: two facts, each with "not known"."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import select

from facilitation.commands.sessions.schedule import retell
from facilitation.commands.work import Work
from facilitation.domain import sessions
from facilitation.domain.errors import N_, Refused
from facilitation.store.cities import City
from facilitation.store.sessions import Session


class SetForWhom(msgspec.Struct):
    """`for_whom`: "all", "these" (the codes in `cities`) or "unknown"."""

    session: int
    for_whom: str
    cities: list[str] = []


class SetWasThere(msgspec.Struct):
    """`was_there`: "these" (the codes in `cities`) or "unknown"."""

    session: int
    was_there: str
    cities: list[str] = []


def set_for_whom(work: Work, session: Session, payload: SetForWhom) -> dict[str, Any]:
    """Say whom a session is for. Its calendar entry changes with it: it tells each city its local time."""
    cities = cities_named(work, payload.cities)
    for_whom = sessions.require_for_whom(payload.for_whom, len(cities))
    if (for_whom, cities) != (session.for_whom, session.cities):
        work.change(session, for_whom=for_whom)
        session.cities = cities
        retell(work, session)
    return {"session": session.id}


def set_was_there(work: Work, session: Session, payload: SetWasThere) -> dict[str, Any]:
    """Say which cities were there; whoever was in the room stands in its list of people anyway."""
    cities = cities_named(work, payload.cities)
    was_there = sessions.require_was_there(payload.was_there, len(cities))
    if session.status == sessions.PLANNED and cities:
        raise Refused("conflict", N_("This session has not been held yet."))
    work.change(session, was_there=was_there)
    session.cities_there = cities
    return {"session": session.id}


def cities_named(work: Work, codes: Iterable[str]) -> list[City]:
    """The cities of the actor's programme by their codes, in the order of these."""
    wanted = set(codes)
    query = select(City).where(City.programme_id == work.programme, City.code.in_(wanted))
    found = list(work.orm.scalars(query.order_by(City.code)))
    unknown = wanted - {city.code for city in found}
    if unknown:
        raise Refused(
            "invalid",
            N_("The city %(badge)s is not in this programme."),
            field="cities",
            badge=min(unknown),
        )
    return found
