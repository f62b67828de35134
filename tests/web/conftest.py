"""The web application over the world, and people who browse it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from facilitation.app import create_app, site_of
from facilitation.config import Config
from tests.world import World


@pytest.fixture(scope="session")
def built() -> list[Flask]:
    """The application once it is made: routes and templates take longer to compile than a test to run."""
    return []


@pytest.fixture
def app(world: World, built: list[Flask]) -> Flask:
    """The application over the world of this test, with nothing tried or counted yet."""
    if not built:
        config = Config.from_environment({}, database_url=str(world.database.url))
        built.append(create_app(config, world.house, world.door))
    app = built[0]
    app.extensions["site"] = site_of(app.extensions["site"].config, world.house, world.door)
    return app


class Browser:
    """Somebody's browser: keeps cookies, and sends forms with their CSRF token and a fresh operation id."""

    def __init__(self, client: FlaskClient, world: World) -> None:
        self.client = client
        self.world = world

    def get(self, path: str):
        return self.client.get(path)

    def token(self) -> str:
        page = self.client.get("/join").get_data(as_text=True)
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert found, "no CSRF token on the page"
        return found[1]

    def post(self, path: str, **fields: str):
        data = {"csrf_token": self.token(), "operation_id": self.world.operation_id()} | fields
        return self.client.post(path, data=data)


@pytest.fixture
def browse(app: Flask, world: World) -> Callable[[str | None], Browser]:
    """A browser of nobody (None), of a role of `here`, or of one of `there` ("there/organiser")."""

    def open_browser(who: str | None = None) -> Browser:
        browser = Browser(app.test_client(), world)
        if who is not None:
            slug, _, role = who.rpartition("/")
            slug = slug or "here"
            place = {"here": world.here, "there": world.there}[slug]
            if role == "guest":
                browser.post(f"/join/{place.code}", name="Gisela", city="DUB")
            else:
                assert browser.get(f"/sign-in/link-{role}-{slug}").status_code == 303
        return browser

    return open_browser
