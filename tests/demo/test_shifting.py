"""The demo as a first start opens it: its dates shifted to today and told as shifted, one workshop open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession

from facilitation.app import create_app
from facilitation.commands.door import DirectDoor
from facilitation.commands.house import house_of
from facilitation.config import Config
from facilitation.demo import current
from facilitation.demo.load import SLUG
from facilitation.demo.shifting import days_to_shift
from facilitation.domain.programmes import PhaseDates, phase_states
from facilitation.store.database import Database
from facilitation.store.migrate import upgrade_database
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Config, Database, str]]:
    """A database as a first start makes it, and the path that signs its facilitator in."""
    path = tmp_path_factory.mktemp("demo") / "demo.sqlite3"
    config = Config.from_environment({}, database_url=f"sqlite:///{path}", instance=path.parent)
    database = Database(config.database_url, "normal")
    upgrade_database(database)
    links = current.load(config)
    yield config, database, links["sign_in"]["facilitator"]
    database.dispose()


@pytest.fixture
def demo(started: tuple[Config, Database, str]) -> Iterator[OrmSession]:
    with started[1].reading() as orm:
        yield orm


@pytest.mark.parametrize("day", range(14))
def test_every_day_is_in_the_middle_of_the_challenge_phase(day: int) -> None:
    today = date(2027, 2, 25) + timedelta(days=day)
    shift = days_to_shift(today)
    assert shift % 7 == 0, "weekdays stay"
    assert date(2021, 6, 29) < today - timedelta(days=shift) < date(2021, 7, 8)


def test_its_challenge_phase_is_now(demo: OrmSession) -> None:
    programme = demo.scalars(select(Programme).where(Programme.slug == SLUG)).one()
    today = datetime.now(UTC).date()
    phases = [PhaseDates(one.kind, one.starts_on, one.ends_on) for one in programme.phases]
    states = dict(zip([one.kind for one in phases], phase_states(phases, today), strict=True))
    assert states["challenges"] == "now" and states["solutions"] == "next"
    assert "shifted by" in programme.disclaimer and programme.shifted_days > 0


def test_what_is_to_come_is_planned_and_one_workshop_runs(demo: OrmSession) -> None:
    today = datetime.now(UTC).date()
    dated = demo.scalars(select(Session).where(Session.source != "", Session.date.is_not(None))).all()
    assert len(dated) == 11
    for session in dated:
        coming = session.date >= today
        assert session.status == ("planned" if coming else "ended")
        if coming:
            assert (session.was_there, session.participants_reported) == ("unknown", None)
            assert (session.for_whom == "these") == bool(session.cities)
    assert [one.title for one in dated if one.status == "ended"] == ["First All-Peer Event"]
    running = demo.scalars(select(Session).where(Session.status == "running")).one()
    assert running.simulated and running.code is not None and running.board_id is not None


def test_pages_say_that_dates_are_shifted(started: tuple[Config, Database, str]) -> None:
    config, database, link = started
    house = house_of(config)
    browser = create_app(config, house, DirectDoor(house)).test_client()
    assert browser.get(link).status_code == 303
    with database.reading() as orm:
        first = orm.scalars(select(Session).where(Session.title == "First All-Peer Event")).one().id
    text = {
        path: re.sub(r"\s+", " ", browser.get(f"/p/{SLUG}/{path}").get_data(as_text=True))
        for path in ("", "sessions", f"sessions/{first}", "agenda")
    }
    assert all("Its dates are shifted by" in page for page in text.values())
    assert text["sessions"].count("date shifted") >= 11
    assert "the source says Tuesday, 29 June 2021" in text[f"sessions/{first}"]
    calendar = browser.get(f"/p/{SLUG}/calendar.ics").get_data(as_text=True).replace("\r\n ", "")
    assert calendar.count("days later than the real one") == 11
    house.database.dispose()
