"""A city's profile: its sections as they stand, and the versions that they had."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import joinedload

from facilitation.domain.errors import not_found
from facilitation.domain.onboarding import PROFILE, SECTION, SECTIONS, Section, filled_sections
from facilitation.domain.permissions import ACTS_FOR_CITY, COORDINATE, Viewer
from facilitation.queries.privacy.privacy import named
from facilitation.store.challenges import Practice
from facilitation.store.cities import City
from facilitation.store.onboarding import CityText, CityTextVersion

_FILL_IN = ACTS_FOR_CITY | COORDINATE


@dataclass(frozen=True, slots=True)
class Written:
    """A text, where it comes from and who wrote it; `name` is None for whoever the reader may not be told.

    `role` is None where a document says it, which `source` names.
    """

    text: str
    language: str
    revision: int
    name: str | None
    role: str | None
    simulated: bool
    at: dt.datetime
    origin: str
    source: str = ""


def writers_named(orm: OrmSession, viewer: Viewer, seats: Iterable[int | None]) -> set[int]:
    """Of the seats that wrote something those whose name this viewer is told.

    As in the list of people: who leads is told all, others who agreed to be named, and their own.
    """
    wanted = {seat for seat in seats if seat is not None}
    return wanted if viewer.leads else named(orm, wanted) | (wanted & {viewer.seat})


def with_writers(
    orm: OrmSession, viewer: Viewer, model: Any, of: ColumnElement[bool]
) -> list[tuple[Any, str | None]]:
    """Versions of a kind, the newest first, each with its writer as far as the viewer is told.

    `model` has a `number` and the `seat` of who wrote it; `of` says whose versions they are.
    """
    query = select(model).where(of).options(joinedload(model.seat)).order_by(model.number.desc())
    versions = orm.scalars(query).all()
    told = writers_named(orm, viewer, [one.seat_id for one in versions])
    return [(one, one.seat.name if one.seat and one.seat_id in told else None) for one in versions]


def written(row: CityText, told: Collection[int]) -> Written:
    """What pages are told of a text, given the seats that are named."""
    name = row.seat.name if row.seat is not None and row.seat.id in told else None
    return Written(
        row.text, row.language, row.revision, name, row.role, row.simulated, row.updated_at, row.origin
    )


@dataclass(frozen=True, slots=True)
class SectionShown:
    """A section with its text, if it has one; `known` says that the programme has facts for it anyway."""

    section: Section
    written: Written | None
    known: bool

    @property
    def text(self) -> str:
        return self.written.text if self.written else ""


@dataclass(frozen=True, slots=True)
class Profile:
    """A city's profile as this viewer may see it.

    Those who fill it in see its earlier versions, and `may_write` it while the programme is not archived.
    """

    city: City
    sections: list[SectionShown]
    may_write: bool
    sees_versions: bool

    @property
    def filled(self) -> int:
        return sum(bool(one.text) or one.known for one in self.sections)


def profile_of(orm: OrmSession, viewer: Viewer, city: City) -> Profile:
    """A city's profile. Everybody with a seat in the programme reads it; guests have none."""
    _require_reader(viewer, city)
    query = (
        select(CityText)
        .where(CityText.city_id == city.id, CityText.kind == PROFILE)
        .options(joinedload(CityText.seat))
    )
    rows = orm.scalars(query).all()
    told = writers_named(orm, viewer, [row.seat_id for row in rows])
    texts = {row.key: written(row, told) for row in rows}
    offered = select(func.count()).where(Practice.city_id == city.id, Practice.withdrawn_at.is_(None))
    practices = orm.scalar(offered) or 0
    known = {"offices": bool(city.offices), "practices": practices > 0}
    sections = [SectionShown(one, texts.get(one.key), known.get(one.key, False)) for one in SECTIONS]
    fills_in = _FILL_IN(viewer, city)
    return Profile(city, sections, fills_in and not viewer.archived, fills_in)


def section_of(orm: OrmSession, viewer: Viewer, city: City, key: str) -> Written | None:
    """One section as it stands; None as long as nobody has written anything."""
    _require_reader(viewer, city)
    row = _text(orm, city, key)
    return written(row, writers_named(orm, viewer, [row.seat_id])) if row else None


def versions_of(
    orm: OrmSession, viewer: Viewer, city: City, key: str, kind: str = PROFILE
) -> list[tuple[CityTextVersion, str | None]]:
    """The versions of a section (or of another `kind` of text), the newest first, each with its writer.

    For those who fill it in.

    What a city took back is not for everybody to dig up.
    """
    _require_reader(viewer, city)
    if not _FILL_IN(viewer, city):
        raise not_found()
    row = _text(orm, city, key, kind)
    if row is None:
        return []
    return with_writers(orm, viewer, CityTextVersion, CityTextVersion.text_id == row.id)


def filled_by_city(orm: OrmSession, viewer: Viewer, cities: Collection[City]) -> dict[int, set[str]]:
    """By city id the sections of its profile with something in them."""
    keys: dict[int, set[str]] = defaultdict(set)
    query = select(CityText.city_id, CityText.key).where(
        CityText.programme_id == viewer.programme, CityText.kind == PROFILE, CityText.text != ""
    )
    for city_id, key in orm.execute(query):
        keys[city_id].add(key)
    offered = (Practice.programme_id == viewer.programme, Practice.withdrawn_at.is_(None))
    owners = select(Practice.city_id).where(*offered).distinct()
    practices = set(orm.scalars(owners))
    return {
        city.id: filled_sections(keys[city.id], offices=bool(city.offices), practices=city.id in practices)
        for city in cities
    }


def _text(orm: OrmSession, city: City, key: str, kind: str = PROFILE) -> CityText | None:
    if kind == PROFILE and key not in SECTION:
        raise not_found()
    query = (
        select(CityText)
        .where(CityText.city_id == city.id, CityText.kind == kind, CityText.key == key)
        .options(joinedload(CityText.seat))
    )
    return orm.scalars(query).one_or_none()


def _require_reader(viewer: Viewer, city: City) -> None:
    if viewer.is_guest or viewer.programme != city.programme_id:
        raise not_found()
