"""The demo loads no more than its sources say: the rest stays unknown."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession

from facilitation.config import Config
from facilitation.demo.load import load
from facilitation.store.challenges import ChallengeMention, Practice, Wish
from facilitation.store.database import Database
from facilitation.store.migrate import upgrade_database
from facilitation.store.sessions import Session


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OrmSession]:
    path = tmp_path_factory.mktemp("demo") / "demo.sqlite3"
    config = Config.from_environment({}, database_url=f"sqlite:///{path}")
    database = Database(config.database_url, "normal")
    upgrade_database(database)
    load(config)
    with database.reading() as orm:
        yield orm
    database.dispose()


def test_an_empty_cell_is_nobodys_word(demo: OrmSession) -> None:
    sessions = demo.scalars(select(Session).where(Session.source != "")).all()
    held = {one.title: one for one in sessions if one.type != "onboarding" and one.type != "solution"}
    assert {one.for_whom for one in held.values()} == {"unknown"}, "whom they were for stands nowhere"
    assert not any(one.cities for one in held.values())
    workshops = [one for one in held.values() if one.type == "challenge"]
    assert [(one.was_there, one.cities_there) for one in workshops] == [("unknown", [])] * 2
    first = held["First All-Peer Event"]
    assert (first.was_there, len(first.cities_there)) == ("these", 9)
    final = held["Final All-Peer Event"]
    assert "TRN" not in [city.code for city in final.cities_there] and len(final.cities_there) == 8


def test_a_call_is_for_its_city(demo: OrmSession) -> None:
    calls = demo.scalars(select(Session).where(Session.type == "onboarding")).all()
    assert len(calls) == 9
    for call in calls:
        [city] = call.cities
        assert (call.for_whom, call.was_there, call.cities_there) == ("these", "unknown", [])
        assert city.name in call.title


def test_what_a_city_says_has_an_origin(demo: OrmSession) -> None:
    for model in (ChallengeMention, Practice, Wish):
        said = demo.scalars(select(model)).all()
        assert said and all(one.origin == "document" for one in said if one.source), model
        assert not any(one.origin == "unknown" for one in said), model
