"""Cities by command: badges, colours, organisations, and what keeps a city from being removed."""

from __future__ import annotations

import pytest

from facilitation.commands.cities.places import country_of, language_of, zone_for
from facilitation.domain.errors import Refused
from facilitation.queries.cities.cities import cities_listed, city_for
from facilitation.store.cities import Organisation
from tests.world import World


def _city(world: World, code: str):
    with world.database.reading() as orm:
        return city_for(orm, world.viewer(world.here.seats["organiser"]), code)


def _add(world: World, **named: object) -> int:
    return world.by("coordinator", "city.add", {"time_zone": "europe/dublin"} | named).result["city"]


def test_a_city_with_everything(world: World) -> None:
    _add(
        world,
        name="Cork",
        country_code="IE",
        inhabitants=210_000,
        languages=["English", "ga", "en"],
        offices=["Economic development"],
        aliases=["Corcaigh"],
        supports=["A network", "a  network"],
    )
    cork = _city(world, "COR")
    assert (cork.country, cork.time_zone, cork.languages) == ("Ireland", "Europe/Dublin", ["en", "ga"])
    assert [one.name for one in cork.organisations] == ["A network"]
    assert cork.colour == 5, "the first that no other city has"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("name", "x" * 121),
        ("name", "DÚBLIN"),
        ("code", "D1B"),
        ("code", "dub"),
        ("time_zone", "Mars/Base"),
        ("country_code", "XX"),
        ("inhabitants", 0),
        ("languages", ["Klingonish"]),
        ("colour", 13),
        ("latitude", 91.0),
    ],
)
def test_a_refusal_names_the_field(world: World, field: str, value: object) -> None:
    with pytest.raises(Refused) as refused:
        _add(world, **({"name": "Cork", "country_code": "IE"} | {field: value}))
    assert (refused.value.code, refused.value.field) == ("invalid", field)


def test_only_what_is_named_changes(world: World) -> None:
    city = _add(world, name="Cork", inhabitants=210_000, aliases=["Corcaigh"], supports=["A network"])
    world.by("coordinator", "city.change", {"city": city, "name": "Cork City", "supports": []})
    cork = _city(world, "COR")
    assert (cork.name, cork.inhabitants, cork.organisations) == ("Cork City", 210_000, [])
    assert [alias.name for alias in cork.aliases] == ["Corcaigh"]


def test_a_city_goes_only_while_nothing_hangs_on_it(world: World) -> None:
    for code in ("DUB", "TRN"):
        with pytest.raises(Refused, match="belong to it"):
            world.by("coordinator", "city.remove", {"city": _city(world, code).id})
    with pytest.raises(Refused, match="has to stay"):
        world.by("coordinator", "city.change", {"city": _city(world, "DUB").id, "code": "DBL"})
    cork = _add(world, name="Cork", aliases=["Corcaigh"], supports=["A network"])
    world.by("coordinator", "city.change", {"city": cork, "code": "CRK"})
    world.by("coordinator", "city.remove", {"city": cork})
    with pytest.raises(Refused):
        _city(world, "CRK")


def test_a_note_keeps_its_city(world: World) -> None:
    cork = _add(world, name="Cork")
    guest = world.guest(world.here, "Gus", "COR", "guest-of-cork")
    world.note(guest)
    with pytest.raises(Refused, match="belong to it"):
        world.by("coordinator", "city.remove", {"city": cork})


def test_found_by_any_name(world: World) -> None:
    turin = _city(world, "TRN").id
    named = {"city": turin, "aliases": ["Torino"], "supports": ["Città metropolitana"]}
    world.by("coordinator", "city.change", named)
    with world.database.reading() as orm:
        viewer = world.viewer(world.here.seats["observer"])
        for wanted in ("torino", "TURIN", "trn", "citta metro"):
            assert [city.code for city in cities_listed(orm, viewer, wanted).cities] == ["TRN"], wanted
        assert cities_listed(orm, viewer, "nowhere").cities == []
        with pytest.raises(Refused):
            cities_listed(orm, world.viewer(world.here.seats["guest"]))


def test_places_of_the_world() -> None:
    assert (country_of("Italie"), country_of("España"), country_of("usa"), country_of("?")) == (
        "IT",
        "ES",
        "US",
        None,
    )
    assert (language_of("Gaeilge"), language_of("catalán"), language_of("zz-top")) == ("ga", "ca", None)
    assert zone_for("IE", ["Cork"]) == "Europe/Dublin"
    assert zone_for("ES", ["Bilbao"]) == "Europe/Madrid"
    assert zone_for("US", ["San Francisco"]) is None and zone_for("US", ["Chicago"]) == "America/Chicago"


def test_one_organisation_coordinates_and_supports(world: World) -> None:
    both = {"name": "UpSocial", "roles": ["support", "coordination"], "cities": ["TRN"]}
    number = world.by("coordinator", "organisation.add", both).result["organisation"]
    academic = {"name": "A university", "roles": ["academic"]}
    world.by("coordinator", "organisation.add", academic)
    cork = _add(world, name="Cork", supports=["upsocial", "A University"])

    def standing() -> dict[str, tuple[list[str], list[str]]]:
        with world.database.reading() as orm:
            found = orm.query(Organisation).filter_by(programme_id=world.here.programme)
            return {one.name: (list(one.roles), [city.name for city in one.cities]) for one in found}

    assert standing() == {
        "UpSocial": (["coordination", "support"], ["Cork", "Turin"]),
        "A university": (["academic", "support"], ["Cork"]),
    }, "named as the support of a city it is one, whatever else it is"
    world.by("coordinator", "city.change", {"city": cork, "supports": ["UpSocial"]})
    assert standing()["A university"] == (["academic", "support"], [])
    only = {"organisation": number, "name": "UpSocial", "roles": ["coordination"], "cities": ["TRN"]}
    world.by("coordinator", "organisation.change", only)
    assert standing()["UpSocial"] == (["coordination"], ["Turin"])
    for roles in ([], ["king"], ["support", "king"]):
        with pytest.raises(Refused) as refused:
            world.by("coordinator", "organisation.change", only | {"roles": roles})
        assert refused.value.field == "roles"
