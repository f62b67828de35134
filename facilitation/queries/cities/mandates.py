"""The mandates of cities' offices, as everybody with a seat in the programme reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import joinedload

from facilitation.domain.errors import not_found
from facilitation.domain.mandates import mandate_key
from facilitation.domain.onboarding import MANDATE
from facilitation.domain.permissions import Viewer
from facilitation.queries.cities.profiles import Written, writers_named, written
from facilitation.store.cities import City
from facilitation.store.onboarding import CityText


@dataclass(frozen=True, slots=True)
class Mandate:
    """An office with its mandate; `written` is None as long as nobody has written one."""

    office: str
    key: str
    written: Written | None

    @property
    def text(self) -> str:
        return self.written.text if self.written else ""


def mandates_by_city(orm: OrmSession, viewer: Viewer, cities: Sequence[City]) -> dict[int, list[Mandate]]:
    """By city id its offices in their order, each with its mandate; nothing for guests."""
    if viewer.is_guest:
        return {}
    query = (
        select(CityText)
        .where(
            CityText.programme_id == viewer.programme,
            CityText.kind == MANDATE,
            CityText.city_id.in_([city.id for city in cities]),
        )
        .options(joinedload(CityText.seat))
    )
    rows = orm.scalars(query).all()
    told = writers_named(orm, viewer, [row.seat_id for row in rows])
    texts = {(row.city_id, row.key): written(row, told) for row in rows}
    return {
        city.id: [
            Mandate(office, key, texts.get((city.id, key)))
            for office in city.offices
            for key in [mandate_key(office)]
        ]
        for city in cities
    }


def mandate_of(orm: OrmSession, viewer: Viewer, city: City, key: str) -> Mandate:
    """One office's mandate by its key; `Refused` not_found for an office that the city does not have."""
    found = mandates_by_city(orm, viewer, [city]).get(city.id, [])
    wanted = next((one for one in found if one.key == key), None)
    if wanted is None or city.programme_id != viewer.programme:
        raise not_found()
    return wanted
