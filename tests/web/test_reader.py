"""Long pages: made by a reader on a private socket, with the answer of the application itself."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
from flask import Flask, request

from facilitation.app import create_app
from facilitation.config import Config
from facilitation.web.reader import READ_ELSEWHERE, HandedOn
from tests.laws.cases import CASES
from tests.web.conftest import Browser
from tests.world import World


class _Quiet(WSGIRequestHandler):
    def address_string(self) -> str:
        return "reader"

    def log_message(self, *_: object) -> None:
        pass


class _Private(WSGIServer):
    """wsgiref's server on a socket in the file system."""

    address_family = socket.AF_UNIX

    def server_bind(self) -> None:
        self.socket.bind(self.server_address)
        self.server_name, self.server_port = "reader", 0
        self.setup_environ()

    def get_request(self):
        return self.socket.accept()[0], ("reader", 0)


@contextlib.contextmanager
def _reader(path: Path, app: Flask) -> Iterator[None]:
    with _Private(str(path), _Quiet) as server:
        server.set_app(HandedOn(app))
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()


def _application(world: World, reader: Path | None = None, proxies: int = 0) -> Flask:
    environ = {"FACILITATION_PROXIES": str(proxies)} if proxies else {}
    config = Config.from_environment(environ, database_url=str(world.database.url))
    return create_app(config, world.house, world.door, reader=str(reader) if reader else None)


@pytest.fixture
def asked(world: World, tmp_path: Path) -> Iterator[tuple[Flask, list[tuple[str | None, str]]]]:
    """An application beside a reader, and (endpoint, address) of what the reader was asked for."""
    seen: list[tuple[str | None, str]] = []
    app = _application(world)
    app.before_request(lambda: seen.append((request.endpoint, request.remote_addr or "")))
    with _reader(tmp_path / "reader", app):
        yield _application(world, tmp_path / "reader", proxies=1), seen


def test_every_page_named_is_a_page_that_only_reads(app: Flask) -> None:
    for endpoint in READ_ELSEWHERE:
        rules = list(app.url_map.iter_rules(endpoint))
        assert rules, f"{endpoint} is no page any more: web/reader.py names it"
        assert all(rule.methods <= {"GET", "HEAD", "OPTIONS"} for rule in rules)


def test_a_long_page_comes_from_the_reader_as_it_would_from_here(
    asked: tuple[Flask, list], world: World
) -> None:
    app, seen = asked
    named = CASES["challenge.name"].payload(world, world.here.seats["participant"])
    world.by("coordinator", "challenge.name", named)
    browser = Browser(app.test_client(), world)
    browser.get("/sign-in/link-coordinator-here")
    before = len(seen)
    page = browser.client.get(
        "/p/here/challenges?kind=social&q=gl%C3%BCck", headers={"X-Forwarded-For": "203.0.113.9"}
    )
    assert page.status_code == 200 and "glück" in page.get_data(as_text=True)
    assert seen[before:] == [("challenges.index", "203.0.113.9")]
    policy = page.headers.getlist("Content-Security-Policy")
    assert len(policy) == 1 and page.headers["Cache-Control"] == "no-store"
    head = browser.client.head("/p/here/challenges")
    assert head.status_code == 200 and head.data == b""
    sheet = browser.get("/p/here/challenges.csv")
    assert sheet.headers["Content-Disposition"].startswith("attachment")
    # What is short, or changes something, is done here.
    handed_on = len(seen)
    assert browser.get("/p/here/sessions").status_code == 200
    assert browser.post("/p/here/organisations", name="Net", roles="network").status_code == 303
    assert len(seen) == handed_on


@pytest.mark.parametrize("query", ["q=glück", "q=\x01\x7f", "q=a b", "q=%FC%00%zz", "q=\udcff\udcfe"])
def test_whatever_stands_in_an_address_is_handed_on(
    asked: tuple[Flask, list], world: World, query: str
) -> None:
    """Browsers encode what they send; other programs send what they were told."""
    app, seen = asked
    named = CASES["challenge.name"].payload(world, world.here.seats["participant"])
    world.by("coordinator", "challenge.name", named)
    browser = Browser(app.test_client(), world)
    browser.get("/sign-in/link-coordinator-here")
    environ = {"QUERY_STRING": query.encode("utf-8", "surrogateescape").decode("latin-1")}
    answer = browser.client.get("/p/here/challenges", environ_overrides=environ)
    here = browser.client.get("/p/here/sessions", environ_overrides=environ)
    assert answer.status_code == here.status_code == 200
    assert seen[-1][0] == "challenges.index"
    stranger = app.test_client().get("/p/here/sessions", environ_overrides=environ)
    assert stranger.status_code == 302, "with the query in the address to come back to"
    assert ("glück" in answer.get_data(as_text=True)) == ("glück" in query)


def test_strangers_find_nothing_there_either(asked: tuple[Flask, list], world: World) -> None:
    app, seen = asked
    assert Browser(app.test_client(), world).get("/p/here/challenges").status_code == 302
    stranger = Browser(app.test_client(), world)
    stranger.get("/sign-in/link-organiser-there")
    assert stranger.get("/p/here/challenges").status_code == 404
    assert [endpoint for endpoint, _ in seen] == ["challenges.index"] * 2


def test_nobody_says_for_themselves_where_they_come_from(asked: tuple[Flask, list], world: World) -> None:
    app, seen = asked
    forged = {"X-Reader-Address": "10.0.0.1", "X-Reader-Scheme": "https"}
    app.test_client().get("/p/here/challenges", headers=forged)
    assert seen == [("challenges.index", "127.0.0.1")]


def test_without_a_reader_the_page_is_made_here(world: World, tmp_path: Path) -> None:
    browser = Browser(_application(world, tmp_path / "nobody").test_client(), world)
    browser.get("/sign-in/link-coordinator-here")
    assert browser.get("/p/here/challenges").status_code == 200


def test_a_reader_that_hangs_up_is_told_as_such(world: World, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "reader"))
        listener.listen()
        threading.Thread(target=lambda: listener.accept()[0].close(), daemon=True).start()
        client = _application(world, tmp_path / "reader").test_client()
        answer = client.get("/p/here/challenges", headers={"Accept-Language": "fr"})
    assert answer.status_code == 503 and answer.headers["Retry-After"]
    assert '<html lang="fr"' in answer.text


def test_a_feed_that_has_changed_is_made_by_the_reader(asked: tuple[Flask, list], world: World) -> None:
    app, seen = asked
    browser = Browser(app.test_client(), world)
    browser.get("/sign-in/link-participant-here")
    browser.post("/p/here/calendar/feed")
    path = re.search(r"(/feeds/[^\"<\s]+\.ics)", browser.get("/p/here/calendar").text)[1]
    client = app.test_client()
    seen.clear()
    made = client.get(path)
    assert [endpoint for endpoint, _ in seen] == ["feeds.show"]
    assert made.status_code == 200 and made.data.startswith(b"BEGIN:VCALENDAR")
    assert "Set-Cookie" not in made.headers and made.headers.getlist("X-Robots-Tag") == ["noindex"]
    tag = made.headers["ETag"]
    stored = client.get(path)
    assert stored.data == made.data and stored.headers["ETag"] == tag
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    assert client.head(path).data == b"" and len(seen) == 1, "served as it stands, by this process"
    world.by("organiser", "programme.change", {"title": "Renamed"})
    changed = client.head(path, headers={"If-None-Match": tag})
    assert (changed.status_code, changed.data, len(seen)) == (200, b"", 2)
    world.by("organiser", "programme.change", {"title": "Renamed once more"})
    changed = client.get(path, headers={"If-None-Match": changed.headers["ETag"]})
    assert changed.status_code == 200 and b"Renamed once more" in changed.data and len(seen) == 3
