"""The other members of the consortium: support organisations, networks, academic partners, coordination."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import selectinload

from facilitation.domain.errors import not_found
from facilitation.domain.permissions import Viewer
from facilitation.store.cities import Organisation


def organisations_of(orm: OrmSession, viewer: Viewer) -> list[Organisation]:
    """All of the programme with their cities, by name."""
    if viewer.is_guest:
        raise not_found()
    query = (
        select(Organisation)
        .where(Organisation.programme_id == viewer.programme)
        .options(selectinload(Organisation.cities))
        .order_by(Organisation.name)
    )
    return list(orm.scalars(query))


def organisation_for(orm: OrmSession, viewer: Viewer, organisation_id: int) -> Organisation:
    """One organisation of the programme; `Refused` not_found for any other."""
    organisation = orm.get(Organisation, organisation_id)
    if organisation is None or organisation.programme_id != viewer.programme or viewer.is_guest:
        raise not_found()
    return organisation
