"""Hours in the browser: which of two equal ones, none that is skipped, and a city's time under its name."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from facilitation.store.people import Seat
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session
from tests.world import World

WHEN = {"date": "2027-10-31", "starts_at": "01:30", "minutes": "60"}
CREATED = {"title": "In the night", "type": "solution", "template": "solution", "language": "en"}
#: (form's path, its other fields, the page it leads to)
FORMS = (
    ("/p/here/sessions", CREATED),
    ("/p/here/setup/workshop", {"title": "In the night", "template": "solution", "when": "later"}),
    ("/p/here/cities/DUB/call", {"zone": "Europe/Dublin"}),
)


@pytest.fixture
def beginning(world: World) -> World:
    """A programme in its guided setup."""
    with world.database.writing() as orm:
        orm.get(Programme, world.here.programme).setup = []
    return world


def _latest(world: World) -> Session:
    with world.database.reading() as orm:
        return orm.scalars(select(Session).order_by(Session.id.desc())).first()


@pytest.mark.parametrize(("path", "fields"), FORMS)
def test_a_form_asks_which_of_two_equal_hours_is_meant(beginning: World, browse, path, fields) -> None:
    browser, before = browse("organiser"), _latest(beginning).id
    answer = browser.post(path, **fields, **WHEN)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and 'href="#field-fold"' in page and 'value="01:30"' in page
    choices = re.findall(r'name="fold" value="(\d)".*?<span>(.*?)</span>', page, re.S)
    assert choices == [
        ("0", "01:30 (UTC+1), before the clocks go back"),
        ("1", "01:30 (UTC), after the clocks have gone back"),
    ]
    assert _latest(beginning).id == before
    assert browser.post(path, **fields, **WHEN, fold="1").status_code == 303
    assert (_latest(beginning).fold, _latest(beginning).starts_at) == (1, "01:30")


@pytest.mark.parametrize(("path", "fields"), FORMS)
def test_a_form_refuses_a_skipped_hour_at_its_field(beginning: World, browse, path, fields) -> None:
    answer = browse("organiser").post(path, **fields, **WHEN | {"date": "2027-03-28"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and 'id="error-starts_at"' in page
    assert "forward from 01:00 to 02:00" in page and 'name="fold"' not in page


def test_a_call_in_such_an_hour_keeps_its_choice(world: World, browse) -> None:
    browser, path = browse("coordinator"), "/p/here/cities/DUB/call"
    assert browser.post(path, **WHEN, fold="1").status_code == 303
    page = browser.get(path).get_data(as_text=True)
    assert re.search(r'name="fold" value="1"[^>]* checked', page)
    assert "01:30 in Dublin (UTC)" in page


def _api(world: World, app, payload: dict):
    operation = {"operation_id": world.operation_id(), "payload": payload}
    headers = {"Authorization": f"Bearer {world.here.guest_token}"}
    return app.test_client().post("/api/v1/commands/session.create", json=operation, headers=headers)


def test_the_api_takes_fold_and_names_it_when_it_lacks(world: World, app) -> None:
    with world.database.writing() as orm:
        orm.get(Seat, world.here.seats["guest"]).role = "facilitator"
    payload = CREATED | {"date": "2027-10-31", "starts_at": "01:30", "minutes": 60}
    refused = _api(world, app, payload)
    assert (refused.status_code, refused.json["field"]) == (422, "fold")
    assert _api(world, app, payload | {"fold": 1}).status_code == 200
    assert _latest(world).fold == 1
    assert _api(world, app, payload | {"fold": "second"}).status_code == 422
    skipped = _api(world, app, payload | {"date": "2027-03-28"})
    assert (skipped.status_code, skipped.json["field"]) == (422, "starts_at")
    assert "forward from 01:00 to 02:00" in skipped.json["message"]
