"""Handlers of the consortium's other members: add, change and remove an organisation."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import select

from facilitation.commands.work import Work
from facilitation.domain.cities import NAME_LENGTH, ORGANISATION_ROLES, fold
from facilitation.domain.errors import N_, Refused
from facilitation.domain.names import clean_name
from facilitation.store.cities import City, Organisation


class AddOrganisation(msgspec.Struct):
    """`roles`: some of domain/cities.ORGANISATION_ROLES; `cities`: the codes of those that it stands by."""

    name: str
    roles: list[str]
    cities: list[str] = []


class ChangeOrganisation(msgspec.Struct):
    organisation: int
    name: str
    roles: list[str]
    cities: list[str] = []


class TheOrganisation(msgspec.Struct):
    organisation: int


def add_organisation(work: Work, target: None, payload: AddOrganisation) -> dict[str, Any]:
    """Put an organisation into the programme."""
    organisation = Organisation(programme_id=work.programme, **_checked(work, payload, None))
    organisation.cities = _cities(work, payload.cities)
    return {"organisation": work.add(organisation)}


def change_organisation(
    work: Work, organisation: Organisation, payload: ChangeOrganisation
) -> dict[str, Any]:
    """Change an organisation and the cities that it stands by."""
    work.change(organisation, **_checked(work, payload, organisation), cities=_cities(work, payload.cities))
    return {}


def remove_organisation(work: Work, organisation: Organisation, payload: TheOrganisation) -> dict[str, Any]:
    """Take an organisation out of the programme; its cities stay."""
    work.orm.delete(organisation)
    return {}


def _checked(
    work: Work, payload: AddOrganisation | ChangeOrganisation, own: Organisation | None
) -> dict[str, Any]:
    name = clean_name(payload.name, "name", NAME_LENGTH)
    roles = sorted(set(payload.roles))
    if not roles or not set(roles) <= set(ORGANISATION_ROLES):
        raise Refused("invalid", N_("Choose at least one role in the programme."), field="roles")
    query = select(Organisation).where(Organisation.programme_id == work.programme)
    if any(fold(other.name) == fold(name) for other in work.orm.scalars(query) if other is not own):
        raise Refused("invalid", N_("%(name)s is here already."), field="name", name=name)
    return {"name": name, "roles": roles}


def _cities(work: Work, codes: list[str]) -> list[City]:
    query = select(City).where(City.programme_id == work.programme, City.code.in_(codes)).order_by(City.name)
    cities = list(work.orm.scalars(query))
    unknown = sorted(set(codes) - {city.code for city in cities})
    if unknown:
        raise Refused(
            "invalid", N_("The city %(badge)s is not in this programme."), field="cities", badge=unknown[0]
        )
    return cities
