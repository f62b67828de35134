"""The events of the shipped programme read as its report's annex prints them; counts have their list."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from facilitation.config import Config
from facilitation.demo.load import DATA, load
from facilitation.domain.permissions import Viewer
from facilitation.queries.registrations.counts import Events, counts_of, events_of
from facilitation.store.database import Database
from facilitation.store.migrate import upgrade_database
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session
from tests.world import World


@pytest.fixture(scope="module")
def annex(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Events]:
    path = tmp_path_factory.mktemp("annex") / "demo.sqlite3"
    config = Config.from_environment({}, database_url=f"sqlite:///{path}")
    database = Database(config.database_url, "normal")
    upgrade_database(database)
    load(config)
    with database.reading() as orm:
        programme = orm.scalars(select(Programme)).one()
        yield events_of(orm, Viewer(programme=programme.id, role="observer", seat=1))
    database.dispose()


def _printed() -> list[dict[str, str]]:
    with Path(DATA / "events.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["type"] != "onboarding"]


def _number(text: str) -> int | None:
    return int(text) if text else None


def test_eleven_events_and_nine_calls_give_back_what_is_printed(annex: Events) -> None:
    printed = _printed()
    assert (len(annex.events), len(annex.calls)) == (11, 9)
    for event, row in zip(annex.events, printed, strict=True):
        counts = event.counts
        assert event.session.date is not None and event.session.date.isoformat() == row["date"]
        assert event.session.title.startswith(row["title"])
        assert counts.policymakers == _number(row["policymakers"])
        assert counts.participants == _number(row["participants_total"])
        cities = [code for code in row["cities"].split(";") if code]
        there = sorted(city.code for city in counts.there) if counts.there is not None else []
        assert there == sorted(cities)
        assert (counts.there is None) == (not cities), "not known is not none"
        if counts.there is not None:
            assert len(counts.there) == int(row["n_cities"])
    assert annex.policymakers == sum(int(row["policymakers"]) for row in printed)
    assert all(call.session.date is None for call in annex.calls)


def test_absent_cities_are_named_where_that_is_shorter(annex: Events) -> None:
    absent = {
        event.session.date.isoformat(): [city.name for city in event.counts.absent or ()]
        for event in annex.events
        if event.session.date and event.counts.all_except and event.counts.absent
    }
    assert absent == {
        "2021-10-07": ["Bilbao"],
        "2021-10-28": ["Bilbao", "Montreal"],
        "2021-11-16": ["Turin"],
    }


def test_a_total_is_counted_from_the_list_unless_somebody_typed_one(world: World) -> None:
    here = world.here.session
    seat = world.here.seats["participant"]
    world.by("facilitator", "presence.tick", {"session": here, "seat": seat})
    somebody = {"session": here, "name": "João", "from_city": "Porto", "policymaker": True, "here": True}
    world.by("facilitator", "registration.add", somebody)
    for role in ("speaker", "moderator", "scribe"):
        world.by("facilitator", "session_person.add", {"session": here, "role": role, "seat": seat})

    def counts():
        with world.database.reading() as orm:
            session = orm.get_one(Session, here)
            found = counts_of(orm, session, orm.get_one(Programme, session.programme_id).cities)
            return found, [city.code for city in found.there or ()]

    found, there = counts()
    assert (found.participants, found.policymakers, found.contributors) == (3, 1, 1)
    assert not found.typed and there == ["DUB"], "Gil and Participant sit for Dublin"
    typed = {"session": here, "participants": 60, "policymakers": 25, "approximate": True}
    world.by("facilitator", "counts.report", typed)
    found, _ = counts()
    assert (found.participants, found.policymakers, found.approximate, found.listed) == (60, 25, True, 3)


def test_who_was_ticked_stands_in_the_minutes(world: World) -> None:
    from facilitation.queries.documents.minutes import minutes

    other = {"session": world.here.session, "name": "João", "city": "WAW", "listed": True, "here": True}
    world.by("facilitator", "registration.add", other)
    with world.database.reading() as orm:
        document = minutes(orm, orm.get_one(Session, world.here.session), world.clock(), str, 1)
    assert "João" in str(document) and "Warsaw" in str(document)
