"""Handlers of partner cities: add, change, remove; what each of their facts may be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from facilitation.commands.cities import places
from facilitation.commands.cities.mandates import carry_over, set_mandates
from facilitation.commands.work import Work
from facilitation.domain import cities
from facilitation.domain.cities import fold
from facilitation.domain.errors import N_, Refused
from facilitation.domain.names import clean_name
from facilitation.domain.onboarding import TEXT_LENGTH
from facilitation.domain.texts import clean_text, is_blank
from facilitation.store.base import Base
from facilitation.store.boards import Note
from facilitation.store.cities import City, CityAlias, Organisation, OrganisationCity
from facilitation.store.polls import PollAnswer, PollQuestion, SpeakingTurn
from facilitation.store.sessions import Attendance, Record
from facilitation.store.tandems import Round


class AddCity(msgspec.Struct):
    """`code` "" asks for a suggestion. `supports` names the support organisations; unknown ones are added.

    Latitude and longitude are in degrees, both or neither.
    """

    name: str
    time_zone: str
    code: str = ""
    country_code: str = ""
    inhabitants: int | None = None
    languages: list[str] = []
    offices: list[str] = []
    aliases: list[str] = []
    supports: list[str] = []
    colour: int | None = None
    latitude: float | None = None
    longitude: float | None = None


class ChangeCity(msgspec.Struct):
    """What is not named stays as it is."""

    city: int
    name: str | UnsetType = UNSET
    time_zone: str | UnsetType = UNSET
    code: str | UnsetType = UNSET
    country_code: str | UnsetType = UNSET
    inhabitants: int | None | UnsetType = UNSET
    languages: list[str] | UnsetType = UNSET
    offices: list[str] | UnsetType = UNSET
    aliases: list[str] | UnsetType = UNSET
    supports: list[str] | UnsetType = UNSET
    colour: int | None | UnsetType = UNSET
    latitude: float | None | UnsetType = UNSET
    longitude: float | None | UnsetType = UNSET


class TheCity(msgspec.Struct):
    city: int


def add_city(work: Work, target: None, payload: AddCity) -> dict[str, Any]:
    """Put a city into the programme."""
    known = known_cities(work)
    values = checked(msgspec.structs.asdict(payload))
    _require_new(values, None, known)
    return {"city": new_city(work, values, known, supports_by_name(work))}


def change_city(work: Work, city: City, payload: ChangeCity) -> dict[str, Any]:
    """Change some facts of a city."""
    named = {key: value for key, value in msgspec.structs.asdict(payload).items() if value is not UNSET}
    del named["city"]
    values = checked(named)
    _require_new(values, city, known_cities(work))
    apply(work, city, values, supports_by_name(work))
    return {}


def remove_city(work: Work, city: City, payload: TheCity) -> dict[str, Any]:
    """Take a city out of the programme, as long as nothing hangs on it."""
    hanging = what_hangs_on(work.orm, city)
    if hanging:
        raise Refused(
            "conflict",
            N_("%(city)s can't be removed: %(count)d entries belong to it (people, sessions, challenges …)."),
            city=city.name,
            count=hanging,
        )
    work.orm.delete(city)
    return {}


def what_hangs_on(orm: Any, city: City) -> int:
    """How many rows name this city: seats, sessions, challenges, practices, wishes, tandems, notes."""
    own = {CityAlias.__table__, OrganisationCity.__table__}
    counts = [
        select(func.count()).select_from(table).where(column == city.id)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if table not in own and any(key.column is City.__table__.c.id for key in column.foreign_keys)
    ]
    counts += [
        select(func.count())
        .select_from(model)
        .where(model.city == city.code, owner.has(programme_id=city.programme_id))
        for model, owner in (
            (Note, Note.board),
            (Record, Record.session),
            (Attendance, Attendance.session),
            (PollAnswer, PollAnswer.session),
            (PollQuestion, PollQuestion.session),
            (SpeakingTurn, SpeakingTurn.session),
        )
    ]
    rounds = orm.scalars(select(Round.problem).where(Round.programme_id == city.programme_id))
    asked = sum(any(one.get("id") == city.code for one in problem.get("cities", ())) for problem in rounds)
    return asked + sum(orm.scalar(count) or 0 for count in counts)


def known_cities(work: Work) -> list[City]:
    """The programme's cities with their names and organisations."""
    query = (
        select(City)
        .where(City.programme_id == work.programme)
        .options(selectinload(City.aliases), selectinload(City.organisations))
        .order_by(City.id)
    )
    return list(work.orm.scalars(query))


Supports = dict[str, Organisation]


def supports_by_name(work: Work) -> Supports:
    """The programme's organisations by their folded names."""
    query = select(Organisation).where(Organisation.programme_id == work.programme)
    return {fold(one.name): one for one in work.orm.scalars(query)}


def new_city(work: Work, values: dict[str, Any], known: list[City], supports: Supports) -> City:
    """A city of checked values, with a free badge and the colour that the fewest have, added to `known`.

    Of its support organisations those that `supports` does not have are added to it.
    """
    code = values.get("code") or cities.suggest_code(values["name"], {city.code for city in known})
    if not code:
        raise Refused("conflict", N_("There is no free three-letter code left."), field="code")
    used = Counter(city.colour for city in known)
    city = City(
        programme_id=work.programme,
        code=code,
        name=values["name"],
        time_zone=values["time_zone"],
        languages=[],
        offices=[],
        colour=values.get("colour") or min(cities.COLOURS, key=lambda colour: (used[colour], colour)),
    )
    apply(work, city, values, supports)
    known.append(city)
    return work.add(city)


def apply(work: Work, city: City, values: dict[str, Any], supports: Supports) -> bool:
    """Give a city checked values; whether anything was changed."""
    plain = {key: value for key, value in values.items() if key not in ("aliases", "supports", "mandates")}
    if not plain.get("code"):
        plain.pop("code", None)
    if plain.get("colour") is None:
        plain.pop("colour", None)
    if "country_code" in plain:
        plain["country"] = places.country_name(plain["country_code"], "en")
    before = {key: getattr(city, key) for key in plain}
    if plain.get("code", city.code) != city.code and what_hangs_on(work.orm, city):
        raise Refused(
            "conflict",
            N_("The code %(badge)s is already in use and has to stay."),
            field="code",
            badge=city.code,
        )
    work.change(city, **plain)
    if city.id is not None and "offices" in plain:
        carry_over(work, city, before["offices"], plain["offices"])
    changed = before != plain
    if "aliases" in values and values["aliases"] != [alias.name for alias in city.aliases]:
        kept = {alias.name: alias for alias in city.aliases}
        city.aliases = [kept.get(name) or CityAlias(name=name) for name in values["aliases"]]
        changed = True
    if "supports" in values:
        changed |= _support(work, city, values["supports"], supports)
    if values.get("mandates"):
        work.add(city)
        work.orm.flush()
        changed |= set_mandates(work, city, values["mandates"])
    return changed


def _support(work: Work, city: City, names: list[str], known: Supports) -> bool:
    standing = [one for one in city.organisations if cities.SUPPORT in one.roles]
    if {fold(name) for name in names} == {fold(one.name) for one in standing}:
        return False
    wanted = []
    for name in names:
        one = known.get(fold(name))
        if one is None:
            one = work.add(Organisation(programme_id=work.programme, name=name))
        if cities.SUPPORT not in one.roles:
            one.roles.append(cities.SUPPORT)
        known[fold(name)] = one
        if one not in wanted:
            wanted.append(one)
    city.organisations = [
        one for one in city.organisations if cities.SUPPORT not in one.roles and one not in wanted
    ]
    city.organisations += wanted
    return True


def _require_new(values: dict[str, Any], city: City | None, known: Iterable[City]) -> None:
    """Refuse a code or a name that another city of the programme bears already."""
    for other in known:
        if other is city:
            continue
        if values.get("code") == other.code:
            raise Refused(
                "invalid",
                N_("The code %(badge)s belongs to %(city)s. Choose another one."),
                field="code",
                badge=other.code,
                city=other.name,
            )
        country = values.get("country_code", city.country_code if city else "")
        if "name" in values and fold(values["name"]) == fold(other.name) and country == other.country_code:
            raise Refused("invalid", N_("%(city)s is here already."), field="name", city=other.name)


def checked(values: dict[str, Any]) -> dict[str, Any]:
    """The facts as they are kept; `Refused` names the field that can't be."""
    kept = checked_one_by_one(values)
    require_both_degrees(kept)
    return kept


def checked_one_by_one(values: dict[str, Any]) -> dict[str, Any]:
    """`checked` without a look at which of them go together."""
    return {key: CHECKS[key](value) for key, value in values.items()}


def require_both_degrees(values: dict[str, Any]) -> None:
    """Refuse a latitude without a longitude, and the other way round."""
    if (values.get("latitude") is None) != (values.get("longitude") is None):
        missing = "latitude" if values.get("latitude") is None else "longitude"
        raise Refused("invalid", N_("Give both, latitude and longitude, or neither."), field=missing)


def _name(text: str) -> str:
    return clean_name(text, "name", cities.NAME_LENGTH)


def _code(text: str) -> str:
    code = text.strip().upper()
    if code and not cities.is_code(code):
        raise Refused("invalid", N_("A code has three letters from A to Z, such as DUB."), field="code")
    return code


def _country(code: str) -> str:
    if code and not places.country_name(code, "en"):
        raise Refused("invalid", N_("Choose a country."), field="country_code")
    return code


def _inhabitants(count: int | None) -> int | None:
    if count is not None and not 0 < count <= cities.MOST_INHABITANTS:
        raise Refused("invalid", N_("Give the number of inhabitants, such as 544000."), field="inhabitants")
    return count


def _zone(text: str) -> str:
    zone = places.zone_of(text)
    if zone is None:
        raise Refused(
            "invalid", N_("Name a time zone of the world, such as Europe/Dublin."), field="time_zone"
        )
    return zone


def _colour(number: int | None) -> int | None:
    if number is not None and number not in cities.COLOURS:
        raise Refused("invalid", N_("Choose a colour."), field="colour")
    return number


def _degrees(field: str, most: int) -> Callable[[float | None], float | None]:
    def check(degrees: float | None) -> float | None:
        if degrees is not None and not -most <= degrees <= most:
            raise Refused("invalid", N_("Give degrees, such as 53.35 or -6.26."), field=field)
        return degrees

    return check


def _languages(texts: list[str]) -> list[str]:
    codes = (places.require_language(text, "languages") for text in _some(texts, "languages"))
    return list(dict.fromkeys(codes))


def _texts(field: str, limit: int) -> Callable[[list[str]], list[str]]:
    def check(texts: list[str]) -> list[str]:
        cleaned = [clean_name(text, field, limit) for text in _some(texts, field)]
        return list(dict.fromkeys(cleaned))

    return check


def _some(texts: list[str], field: str) -> list[str]:
    some = [text for text in texts if not is_blank(text)]
    if len(some) > cities.LIST_LENGTH:
        raise Refused("invalid", N_("At most %(most)d fit here."), field=field, most=cities.LIST_LENGTH)
    return some


CHECKS: dict[str, Callable[[Any], Any]] = {
    "name": _name,
    "time_zone": _zone,
    "code": _code,
    "country_code": _country,
    "inhabitants": _inhabitants,
    "languages": _languages,
    "offices": _texts("offices", cities.OFFICE_LENGTH),
    "mandates": lambda text: clean_text(text, field="mandates", limit=TEXT_LENGTH),
    "aliases": _texts("aliases", cities.NAME_LENGTH),
    "supports": _texts("supports", cities.NAME_LENGTH),
    "colour": _colour,
    "latitude": _degrees("latitude", 90),
    "longitude": _degrees("longitude", 180),
}
