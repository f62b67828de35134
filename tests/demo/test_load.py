"""The demo's programme: its cities' places, its sessions' titles, practices; what its sources don't say."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession

from facilitation.config import Config
from facilitation.demo.load import DATA, SLUG, load
from facilitation.domain.replication import ReplicationFacts
from facilitation.queries.practices.replication import learnings_of, replication_facts
from facilitation.store.challenges import ChallengeMention, Practice, PracticeChallenge, Wish
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


def test_what_the_source_only_infers_is_inferred(demo: OrmSession) -> None:
    casa = demo.scalars(select(Practice).where(Practice.title.startswith("Casa Bottega"))).one()
    tagged = {one.key: demo.get_one(PracticeChallenge, (casa.id, one.id)).inferred for one in casa.challenges}
    with (DATA / "practices.csv").open(encoding="utf-8") as file:
        [row] = [row for row in csv.DictReader(file) if row["practice_id"] == casa.key]
    said = {tag for tag in f"{row['topics']};{row['social_stated']}".split(";") if tag}
    concluded = {tag for tag in row["social_inferred"].split(";") if tag}
    assert concluded and tagged == dict.fromkeys(concluded - said, True) | dict.fromkeys(said, False)


def test_the_nine_cities_stand_where_they_are(demo: OrmSession) -> None:
    cities = list(demo.scalars(select(City)))
    places = {city.code: (city.latitude, city.longitude) for city in cities}
    assert places == {code: pytest.approx(place, abs=1) for code, place in PLACES.items()}
    drawn = world_map(cities)
    assert (drawn.approximate, drawn.missing) == ([], [])
    source = demo.scalars(select(Programme).where(Programme.slug == SLUG)).one()
    assert "GeoNames" in source.disclaimer


def test_no_two_sessions_are_called_the_same(demo: OrmSession) -> None:
    titles = Counter(demo.scalars(select(Session.title)))
    assert [title for title, count in titles.items() if count > 1] == []
    assert "Solution Workshop: Dublin + Turin + Warsaw" in titles
    assert "First All-Peer Event" in titles, "a title of its own stays as it is printed"


def test_what_is_dated_keeps_its_date(demo: OrmSession) -> None:
    printed = demo.scalars(select(Session).where(Session.simulated.is_(False), Session.date.is_not(None)))
    assert {one.date.year for one in printed} == {2021}
    running = demo.scalars(select(Session).where(Session.status == "running")).one()
    assert running.started_at is not None
    assert (running.date, running.starts_at) == (
        running.started_at.date(),
        f"{running.started_at:%H:%M}",
    )


def test_what_the_report_says_of_two_practices_comes_back_and_nothing_else(demo: OrmSession) -> None:
    data = json.loads((DATA / "replication.json").read_text(encoding="utf-8"))
    told_of = {one.key: (one, replication_facts(demo, one)) for one in demo.scalars(select(Practice))}
    for stated in data["practices"]:
        practice, told = told_of[stated["practice_id"]]
        assert practice.description == stated["what"] and practice.city.code == stated["city_id"]
        assert {one.who: one.what for one in told.gains} == stated["gains"]
        needs = [{"text": one.text, "kind": one.kind or None} for one in told.prerequisites]
        assert needs == stated["prerequisites"]
        reasons = told.texts["reasons"].text
        assert all(one in reasons for one in [stated["context"], *stated["answers"]])
        assert set(told.texts) == ({"reasons", "results"} if stated["results"] else {"reasons"})
        assert told.figures == () and f"box {stated['box']}" in told.source
    others = set(told_of) - {stated["practice_id"] for stated in data["practices"]}
    assert all(told_of[key][1] == ReplicationFacts() for key in others)
    programme = demo.scalars(select(Programme.id).where(Programme.slug == SLUG)).one()
    learned = learnings_of(demo, programme)
    assert [{"city_id": one.city, "text": one.text} for one in learned] == data["learnings"]
    assert all("outcome report" in one.source for one in learned)
