"""`/healthz`: under any name, without writing, and with `?writing=1` whether people's work is saved."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing

import pytest
from flask import Flask

from facilitation.app import create_app
from facilitation.commands.door import GatheringDoor
from facilitation.commands.execute import Call
from facilitation.config import Config
from facilitation.web import health
from tests.servers import until
from tests.world import World

SECRET = "Uu3vXq8nW5rT1yKp7LmZ0cBd4FgHj6Ss9AaEeIoOxYz2"


@pytest.fixture
def behind_a_proxy(world: World) -> Flask:
    settings = {"FACILITATION_SECRET_KEY": SECRET, "FACILITATION_EXTERNAL_URL": "https://peers.example"}
    config = Config.from_environment(
        settings | {"FACILITATION_PROXIES": "1"}, database_url=str(world.database.url)
    )
    return create_app(config, world.house, world.door)


@pytest.mark.parametrize("host", ["10.1.2.3:8000", "evil.example", "peers.example", "pod-7.internal"])
def test_it_answers_under_any_name(behind_a_proxy: Flask, host: str) -> None:
    client = behind_a_proxy.test_client()
    for headers in ({"Host": host}, {"Host": "10.1.2.3", "X-Forwarded-Host": host}):
        for query in ("", "?writing=1"):
            answer = client.get(f"/healthz{query}", headers=headers)
            assert (answer.status_code, answer.json["ok"]) == (200, True)
        assert client.get("/", headers=headers).status_code == (200 if host == "peers.example" else 400)


def test_the_plain_form_writes_nothing(app: Flask, world: World) -> None:
    with closing(sqlite3.connect(world.database.url.database)) as other:
        before = other.execute("PRAGMA data_version").fetchone()
        assert app.test_client().get("/healthz").json == {"ok": True}
        assert other.execute("PRAGMA data_version").fetchone() == before
        assert app.test_client().get("/healthz?writing=1").json == {"ok": True, "writing": True}
        assert other.execute("PRAGMA data_version").fetchone() != before


def test_it_says_when_nothing_can_be_saved(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "WRITING_SECONDS", 0.3)
    monkeypatch.setattr(health, "SERVES_SECONDS", 0.0)
    client = app.test_client()
    with closing(sqlite3.connect(world.database.url.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = client.get("/healthz?writing=1")
        assert (answer.status_code, answer.json) == (503, {"ok": False, "writing": False})
        assert client.get("/healthz").json == {"ok": True}
        other.execute("ROLLBACK")
    assert client.get("/healthz?writing=1").status_code == 200


def test_it_says_when_commands_are_not_worked_off(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "WRITING_SECONDS", 0.3)
    monkeypatch.setattr(health, "SERVES_SECONDS", 0.0)
    door = GatheringDoor(world.house, lambda changes: None)
    config = Config.from_environment({}, database_url=str(world.database.url))
    client = create_app(config, world.house, door).test_client()
    payload = {"board": world.here.board, "area": world.here.areas[0], "text": "Waits"}
    with closing(sqlite3.connect(world.database.url.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        call = Call("note.post", world.operation_id(), payload, world.here.seats["guest"])
        door.submit(call, lambda outcome: None)
        until(lambda: door.delay > 0.3, "a wait", 5)
        began = time.monotonic()
        assert client.get("/healthz?writing=1").status_code == 503
        assert time.monotonic() - began < 0.3, "who is not served need not try"
        other.execute("ROLLBACK")
    until(lambda: door.delay == 0, "the tick's end", 5)
    assert client.get("/healthz?writing=1").status_code == 200
    door.close()


def test_many_who_ask_make_one_write(app: Flask, world: World) -> None:
    client = app.test_client()
    client.get("/healthz?writing=1")
    with closing(sqlite3.connect(world.database.url.database)) as other:
        before = other.execute("PRAGMA data_version").fetchone()
        for _ in range(10):
            assert client.get("/healthz?writing=1").status_code == 200
        assert other.execute("PRAGMA data_version").fetchone() == before
