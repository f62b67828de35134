"""Facts of the demo are told in the demo's own programme and nowhere else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import select

from facilitation.app import create_app
from facilitation.config import Config
from facilitation.demo.load import SLUG, load
from facilitation.store.challenges import Wish
from facilitation.store.cities import City
from facilitation.store.database import Database
from facilitation.store.migrate import upgrade_database
from facilitation.store.programmes import Programme
from tests.world import World

TOLD = ("A demonstration", "hindsight")


def _text(answer) -> str:
    return re.sub(r"\s+", " ", answer.get_data(as_text=True))


@pytest.mark.parametrize("path", ["/", "/tandems", "/sessions", "/challenges"])
def test_a_programme_of_ones_own_is_told_none_of_it(world: World, browse, path: str) -> None:
    world.tandem()
    for role in ("coordinator", "observer"):
        page = _text(browse(role).get(f"/p/here{path}"))
        assert "</html>" in page and not any(fact in page for fact in TOLD)


def test_where_wishes_come_from_is_told_as_it_is_recorded(world: World, browse) -> None:
    world.tandem()
    with world.database.writing() as orm:
        cities = select(City.id).where(City.programme_id == world.here.programme)
        for city in orm.scalars(cities):
            wish = {"programme_id": world.here.programme, "city_id": city, "text": "To learn"}
            orm.add(Wish(source="Interviews of May & June", **wish))
    page = _text(browse("coordinator").get("/p/here/tandems"))
    assert "policy, not science. Wishes are from: Interviews of May &amp; June.</p>" in page
    assert "Interviews" not in _text(browse("observer").get("/p/here/tandems")), "it is of wishes not shown"


def test_the_demo_tells_them(tmp_path: Path, world: World) -> None:
    config = Config.from_environment({}, database_url=f"sqlite:///{tmp_path / 'demo.sqlite3'}")
    database = Database(config.database_url, "normal")
    upgrade_database(database)
    load(config)
    here = create_app(config, world.house, world.door).test_client()
    with database.reading() as orm:
        assert orm.scalars(select(Programme.demonstration).where(Programme.slug == SLUG)).one()
        assert all("hindsight" in source for source in orm.scalars(select(Wish.source)))
    database.dispose()
    assert TOLD[0] in _text(here.get("/sign-in")), "before any programme is chosen"
    with world.database.writing() as orm:
        programme = orm.get_one(Programme, world.here.programme)
        programme.privacy_notice = "We keep little."
    assert TOLD[0] not in _text(here.get("/p/here/privacy"))
    with world.database.writing() as orm:
        orm.get_one(Programme, world.here.programme).demonstration = True
    assert TOLD[0] in _text(here.get("/p/here/privacy"))
