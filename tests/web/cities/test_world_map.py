"""The map: cities stand where they are, badges keep apart, and the outlines are small and in place."""

from __future__ import annotations

from itertools import combinations, product
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from facilitation.store.cities import City
from facilitation.web.cities.world_map import HEIGHT, WIDTH, place, world_map
from tests.world import CITIES, World


def _city(number: int, code: str, zone: str, **place: float) -> City:
    return City(id=number, code=code, name=code, time_zone=zone, colour=1, **place)


def city_id(world: World, code: str) -> int:
    with world.database.reading() as orm:
        query = select(City.id).where(City.programme_id == world.here.programme, City.code == code)
        return orm.scalars(query).one()


def test_a_place_on_the_drawing() -> None:
    assert place(78, -180) == (0, 0) and place(-56, 180) == (WIDTH, HEIGHT)


def test_cities_stand_where_their_clocks_are_or_where_they_say() -> None:
    cities = [_city(n, code, zone) for n, (code, _, _, zone) in enumerate(CITIES)]
    drawn = {one.city.code: one for one in world_map(cities).cities}
    assert (drawn["DUB"].x, drawn["DUB"].y) == pytest.approx(place(53.33, -6.25), abs=0.1)
    known = world_map([_city(1, "TRN", "Europe/Rome", latitude=45.07, longitude=7.69)])
    assert not known.approximate and known.cities[0].x == pytest.approx(place(45.07, 7.69)[0])
    assert world_map([_city(1, "UTC", "UTC")]).cities == []


def test_what_is_only_near_is_drawn_so_and_named(browse, world: World) -> None:
    cities = [
        _city(1, "TRN", "Europe/Rome", latitude=45.07, longitude=7.69),
        _city(2, "MIL", "Europe/Rome"),
        _city(3, "NOW", "UTC"),
    ]
    drawn = world_map(cities)
    assert {one.city.code: one.is_exact for one in drawn.cities} == {"TRN": True, "MIL": False}
    assert [city.code for city in drawn.approximate] == ["MIL"]
    assert [city.code for city in drawn.missing] == ["NOW"]

    dublin = {"city": city_id(world, "DUB"), "latitude": 53.33306, "longitude": -6.24889}
    world.by("coordinator", "city.change", dublin)
    world.by("coordinator", "city.add", {"name": "Nowhere", "time_zone": "UTC"})
    page = browse("observer").get("/p/here/cities").get_data(as_text=True)
    assert page.count("map-point--near") == 3
    text = " ".join(page[page.index("<figcaption") : page.index("</figcaption>")].split())
    assert "San Francisco, Turin, Warsaw" in text and "Not on the map" in text and "Nowhere" in text
    for code in ("TRN", "SFO", "WAW"):
        world.by("coordinator", "city.change", dublin | {"city": city_id(world, code)})
    page = browse("observer").get("/p/here/cities").get_data(as_text=True)
    assert "map-point--near" not in page and "hollow" not in page


def test_a_place_that_is_known_stands_before_one_that_is_near() -> None:
    rome = _city(0, "ROM", "Europe/Rome", latitude=41.9, longitude=12.483333333333333)
    near = [_city(n, f"C{n}", "Europe/Rome") for n in range(1, 60)]
    for cities in ([rome, *near], [*near, rome]):
        (one,) = world_map(cities).cities
        assert one.is_exact


def test_a_place_beyond_the_drawing_stands_at_its_edge() -> None:
    north, south = (
        _city(1, "N", "UTC", latitude=90, longitude=0),
        _city(2, "S", "UTC", latitude=-90, longitude=0),
    )
    assert [one.y for one in world_map([north, south]).cities] == [0, HEIGHT]


def test_badges_keep_apart() -> None:
    cities = [_city(n, f"C{n}", "Europe/Rome") for n in range(24)]
    drawn = world_map(cities)
    assert drawn.badges and len(drawn.cities) == 24
    for one, other in combinations(drawn.cities, 2):
        assert abs(one.badge_x - other.badge_x) >= 28 or abs(one.badge_y - other.badge_y) >= 12


def test_a_badge_covers_nobodys_point() -> None:
    places = (("TRN", 45.07, 7.69), ("BIO", 43.26, -2.93), ("RTM", 51.92, 4.48), ("WAW", 52.23, 21.01))
    cities = [
        _city(n, code, "Europe/Rome", latitude=north, longitude=east)
        for n, (code, north, east) in enumerate(places)
    ]
    drawn = world_map([*cities, _city(9, "MIL", "Europe/Rome"), _city(10, "DUB", "Europe/Dublin")])
    for badge, point in product(drawn.cities, drawn.cities):
        assert abs(badge.badge_x - point.x) >= 15 or abs(badge.badge_y - point.y) >= 6.5, (badge, point)


def test_a_tandem_is_joined_by_its_arcs() -> None:
    cities = [_city(n, code, zone) for n, (code, _, _, zone) in enumerate(CITIES)]
    assert len(world_map(cities, [SimpleNamespace(cities=cities[:3])]).arcs) == 3


def test_many_are_points(browse) -> None:
    drawn = world_map([_city(n, f"C{n}", "Europe/Rome") for n in range(300)])
    assert not drawn.badges and len(drawn.cities) == 1
    page = browse("observer").get("/p/here/").get_data(as_text=True)
    assert "map-land" in page and 'class="map-badge map-badge--2"' in page
