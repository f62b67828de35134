"""Addresses for other people come from EXTERNAL_URL, however this request came."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from facilitation.app import create_app
from facilitation.config import Config
from tests.laws.test_stranger import _paths as paths_of
from tests.world import World

EXTERNAL = "http://peers.example"
SECRET = "Uu3vXq8nW5rT1yKp7LmZ0cBd4FgHj6Ss9AaEeIoOxYz2"


@pytest.fixture
def app(world: World, tmp_path: Path) -> Flask:
    """The program as people know it by a name; the tests' browsers come to it as `localhost`."""
    settings = {"FACILITATION_SECRET_KEY": SECRET, "FACILITATION_EXTERNAL_URL": EXTERNAL}
    config = Config.from_environment(settings, database_url=str(world.database.url))
    return create_app(config, world.house, world.door)


def test_no_page_hands_on_the_name_by_which_it_was_asked(app: Flask, world: World, browse) -> None:
    browser = browse()
    assert browser.post("/sign-in/link-organiser-here").status_code == 303
    when = {"date": "2027-05-11", "starts_at": "10:00", "minutes": 90}
    planned = {"title": "In the calendar", "type": "solution", "template": "solution"}
    world.by("organiser", "session.create", planned | when)
    assert browser.post("/p/here/calendar/feed").status_code == 303
    outside = set()
    for (endpoint, method), path in sorted(paths_of(app, world).items()):
        if method == "GET":
            page = browser.get(f"{path}?programme=here" if endpoint.startswith("api.") else path)
            assert b"//localhost" not in page.data and b"//127.0.0.1" not in page.data, (endpoint, path)
            if EXTERNAL.encode() in page.data:
                outside.add(endpoint)
    assert outside >= {"calendars.whole", "calendars.index", "outbox.index", "sessions.show", "sessions.room"}
