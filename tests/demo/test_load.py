"""The demo's nine cities: where they stand, and what their sessions are called."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import select

from facilitation.config import Config
from facilitation.demo.load import SLUG, load
from facilitation.store.cities import City
from facilitation.store.database import Database
from facilitation.store.migrate import upgrade_database
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session
from facilitation.web.cities.world_map import world_map

#: Within a degree: Turin is 5 degrees west of Rome, San Francisco 4 degrees north of Los Angeles.
PLACES = {
    "BHZ": (-20, -44),
    "BIO": (43, -3),
    "DUB": (53, -6),
    "GDL": (21, -103),
    "MTL": (45.5, -73.5),
    "RTM": (52, 4.5),
    "SFO": (38, -122.5),
    "TRN": (45, 7.5),
    "WAW": (52, 21),
}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory):
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('demo') / 'demo.sqlite3'}", "normal")
    upgrade_database(database)
    config = Config.from_environment({}, database_url=str(database.url))
    load(config)
    yield database
    database.dispose()


def test_the_nine_cities_stand_where_they_are(demo: Database) -> None:
    with demo.reading() as orm:
        cities = list(orm.scalars(select(City)))
        places = {city.code: (city.latitude, city.longitude) for city in cities}
        assert places == {code: pytest.approx(place, abs=1) for code, place in PLACES.items()}
        drawn = world_map(cities)
        assert (drawn.approximate, drawn.missing) == ([], [])
        source = orm.scalars(select(Programme).where(Programme.slug == SLUG)).one()
        assert "GeoNames" in source.disclaimer


def test_no_two_sessions_are_called_the_same(demo: Database) -> None:
    with demo.reading() as orm:
        titles = Counter(orm.scalars(select(Session.title)))
        assert [title for title, count in titles.items() if count > 1] == []
        assert "Solution Workshop: Dublin + Turin + Warsaw" in titles
        assert "First All-Peer Event" in titles, "a title of its own stays as it is printed"


def test_what_is_dated_keeps_its_date(demo: Database) -> None:
    with demo.reading() as orm:
        printed = orm.scalars(select(Session).where(Session.simulated.is_(False), Session.date.is_not(None)))
        assert {one.date.year for one in printed} == {2021}
        running = orm.scalars(select(Session).where(Session.status == "running")).one()
        assert running.started_at is not None
        assert (running.date, running.starts_at) == (
            running.started_at.date(),
            f"{running.started_at:%H:%M}",
        )
