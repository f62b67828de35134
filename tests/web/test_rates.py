"""How fast a seat may act over HTTP, and how often strangers may try what costs something."""

from __future__ import annotations

import logging
import time

import pytest
import redis as library
from flask import Flask
from flask.testing import FlaskClient

from facilitation.app import create_app
from facilitation.commands.rates import MANY, SeatRates
from facilitation.config import Config, LiveBounds
from facilitation.web import tries
from facilitation.web.tries import Tries
from tests.servers import redis
from tests.web.conftest import Browser
from tests.world import World

SECRET = "Uu3vXq8nW5rT1yKp7LmZ0cBd4FgHj6Ss9AaEeIoOxYz2"
HERE = "127.0.0.1"


@pytest.fixture
def slow(world: World) -> Flask:
    """Lets a seat do five things at once and then two a second."""
    bounds = LiveBounds(commands_per_second=2, command_burst=5)
    config = Config.from_environment({}, database_url=str(world.database.url), bounds=bounds)
    return create_app(config, world.house, world.door)


def _post(client: FlaskClient, world: World, token: str):
    payload = {"board": world.here.board, "area": world.here.areas[0], "text": "Fast"}
    call = {"operation_id": world.operation_id(), "payload": payload}
    headers = {"Authorization": f"Bearer {token}"}
    return client.post("/api/v1/commands/note.post", json=call, headers=headers)


def test_a_seat_that_calls_too_fast_waits_and_others_do_not(slow: Flask, world: World) -> None:
    world.guest(world.here, "Other", "DUB", "another-guest")
    client = slow.test_client()
    answers = [_post(client, world, world.here.guest_token) for _ in range(30)]
    late = [answer for answer in answers if answer.status_code != 200]
    assert len(answers) - len(late) >= 5 and late
    for answer in late:
        assert (answer.status_code, answer.json["code"]) == (429, "busy")
        assert 0 < answer.json["retry_after"] <= 0.5 and answer.headers["Retry-After"] == "1"
    assert _post(client, world, "another-guest").status_code == 200
    time.sleep(late[-1].json["retry_after"])
    assert _post(client, world, world.here.guest_token).status_code == 200


def test_forms_and_calls_spend_from_one_bucket(slow: Flask, world: World) -> None:
    browser = Browser(slow.test_client(), world)
    browser.get("/sign-in/link-organiser-here")
    form = {"csrf_token": browser.token()}
    for _ in range(30):  # whatever a slow machine lets through meanwhile
        slow.extensions["site"].rates.spend(world.here.seats["organiser"])
        answer = browser.client.post("/p/here/calendar/feed", data=form)
    assert answer.status_code == 429 and answer.headers["Retry-After"] == "1"
    assert "very fast" in answer.get_data(as_text=True)


def test_rates_can_be_lifted(world: World) -> None:
    config = Config.from_environment(
        {"FACILITATION_RATE_LIMITS": "off"}, database_url=str(world.database.url)
    )
    app = create_app(config, world.house, world.door)
    site = app.extensions["site"]
    assert not any(site.rates.spend(world.here.seats["guest"]) for _ in range(1_000))
    assert all(site.tries.count((tries.WRONG_CODES_PER_ADDRESS, HERE)) for _ in range(1_000))
    assert app.test_client().get("/join/AAAAAAAAAA").status_code == 404


def test_quiet_seats_are_forgotten_and_busy_ones_are_not() -> None:
    rates = SeatRates(0.001, 2)
    rates.spend(0), rates.spend(0)
    for seat in range(1, 3 * MANY):
        rates.spend(seat)
    assert rates.spend(0) > 0
    quick = SeatRates(1e9, 2)
    for seat in range(3 * MANY):
        quick.spend(seat)
    assert len(quick._buckets) <= MANY


def _fill(app: Flask, bound, whom: str = HERE) -> None:
    for _ in range(bound.amount):
        assert app.extensions["site"].tries.count((bound, whom))


def test_a_town_hall_joins_and_a_flood_does_not(app: Flask, world: World) -> None:
    data = {"code": world.here.code, "name": "Next", "city": "DUB"}
    for _ in range(999):
        app.extensions["site"].tries.count((tries.JOINS_PER_ADDRESS, HERE))
    client = app.test_client()
    assert client.post("/api/v1/join", json=data).status_code == 201
    answer = client.post("/api/v1/join", json=data)
    assert (answer.status_code, answer.json["code"]) == (429, "busy")
    assert 0 < int(answer.headers["Retry-After"]) <= 600
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.post("/api/v1/join", json=data, environ_base=elsewhere).status_code == 201


def test_joining_by_the_page_counts_alike(app: Flask, world: World, browse) -> None:
    _fill(app, tries.JOINS_PER_ADDRESS)
    browser = browse()
    answer = browser.post(f"/join/{world.here.code}", name="Next", city="DUB")
    assert answer.status_code == 429 and 0 < int(answer.headers["Retry-After"]) <= 600
    assert "from your network" in answer.get_data(as_text=True)


def test_workshops_to_watch_are_counted(app: Flask, world: World, browse) -> None:
    browser = browse()
    _fill(app, tries.WATCHES_PER_ADDRESS)
    answer = browser.post("/watch")
    assert answer.status_code == 429 and 60 < int(answer.headers["Retry-After"]) <= 600


# -- several processes ------------------------------------------------------------------------------------

ACCOUNT = (tries.WRONG_PASSWORDS_PER_ACCOUNT, "somebody@city.example")


def _process(url: str) -> Tries:
    return Tries(secret=SECRET, limited=True, redis_url=url)


@pytest.mark.redis
def test_processes_count_together_in_redis_and_alone_without_it(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    with redis() as server:
        one, other = _process(server.url), _process(server.url)
        for number in range(10):
            assert (one, other)[number % 2].count(ACCOUNT)
        for each in (one, other, _process(server.url)):
            assert not each.count(ACCOUNT)
        kept = library.Redis.from_url(server.url).keys("*")
        assert kept and b"somebody" not in b" ".join(kept), "what counts names nobody"
        server.kill()
        started = time.monotonic()
        assert all([one.count(ACCOUNT) for _ in range(10)]) and not one.count(ACCOUNT)
        later = _process(server.url)
        assert later.count(ACCOUNT), "a start while Redis is away"
        assert time.monotonic() - started < 2 * tries.PATIENCE
    told = [record.message for record in caplog.records if "Redis" in record.message]
    assert len(told) == 2, "once each"
