"""Simulated people of the demo's cities: seats that show what a programme's people look like."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.cities import SUPPORT as SUPPORT_ORGANISATION
from facilitation.domain.permissions import OBSERVER, PARTICIPANT, SUPPORT
from facilitation.store.cities import City
from facilitation.store.people import Person, Seat
from facilitation.store.programmes import Programme


def seat_simulated_people(orm: OrmSession, programme: Programme, now: datetime) -> None:
    """A policymaker of each city, a support organisation where the city has one, and an observer."""

    def seat(key: str, name: str, role: str, city: City | None = None, policymaker: bool = False) -> None:
        person = Person(email=f"{key}@demo.invalid", name=name, created_at=now)
        orm.add(
            Seat(
                programme_id=programme.id,
                person=person,
                name=name,
                role=role,
                city=city,
                policymaker=policymaker,
                simulated=True,
                created_at=now,
            )
        )

    query = select(City).where(City.programme_id == programme.id).order_by(City.name)
    for city in orm.scalars(query).all():
        key = city.code.lower()
        seat(f"policymaker.{key}", f"Demo policymaker of {city.name}", PARTICIPANT, city, True)
        if any(SUPPORT_ORGANISATION in one.roles for one in city.organisations):
            seat(f"support.{key}", f"Demo support for {city.name}", SUPPORT, city)
    seat("observer", "Demo observer", OBSERVER)
    orm.flush()
