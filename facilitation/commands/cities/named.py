"""The cities of the actor's programme, by what a form or call names them."""

from __future__ import annotations

from sqlalchemy import select

from facilitation.commands.work import Work
from facilitation.domain.errors import N_, Refused
from facilitation.store.cities import City


def city_by_code(work: Work, code: str | None) -> City | None:
    """A city of the actor's programme by its code; None for none, `Refused` for an unknown one."""
    if not code:
        return None
    query = select(City).where(City.programme_id == work.programme, City.code == code.strip().upper())
    city = work.orm.scalars(query).one_or_none()
    if city is None:
        raise Refused("invalid", N_("Choose a city of this programme."), field="city")
    return city
