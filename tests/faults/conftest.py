"""What the faults befall: the program on SQLite, and two live processes on one PostgreSQL with Redis."""

from __future__ import annotations

import http.cookiejar
import re
import secrets
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.servers import (
    LiveProcess,
    LiveServer,
    PostgreSQL,
    Redis,
    live_process,
    live_server,
    postgresql,
    redis,
)

ENGINES = ("eventlet", pytest.param("gevent", marks=pytest.mark.gevent))


@dataclass(frozen=True, slots=True)
class Cluster:
    """One database, two live processes on it: `first` is what run.py started, `second` a further one."""

    postgresql: PostgreSQL
    redis: Redis
    database: str
    first: LiveServer
    second: LiveProcess
    facilitator: str
    """A facilitator's session cookie, for both."""

    @property
    def urls(self) -> tuple[str, str]:
        return self.first.url, self.second.url

    @property
    def code(self) -> str:
        return self.first.ready["join_code"]

    @property
    def board(self) -> int:
        return self.first.ready["board"]

    def pids(self) -> tuple[int, int]:
        return self.first.ready["pids"]["live"], self.second.pid

    def logs(self) -> tuple[str, str]:
        return self.first.log.read_text(), self.second.log.read_text()


def database_of(server: LiveServer) -> Path:
    """The SQLite file of a server that was started without another."""
    return server.log.with_name("facilitation.sqlite3")


@pytest.fixture(scope="package", params=ENGINES)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """The program with its demo on SQLite, without rates and caps."""
    folder = tmp_path_factory.mktemp(f"faults-{request.param}")
    with live_server(folder, engine=request.param, rate_limits="off") as running:
        yield running


@pytest.fixture(scope="module", params=ENGINES)
def cluster(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    folder: Path = tmp_path_factory.mktemp(f"cluster-{request.param}")
    settings = {"engine": request.param, "secret_key": secrets.token_urlsafe(48), "rate_limits": "off"}
    (folder / "second").mkdir()
    with postgresql() as database, redis() as messages:
        url = database.database()
        settings["redis_url"] = messages.url
        with (
            live_server(folder, database=url, **settings) as first,
            live_process(folder / "second", url, **settings) as second,
        ):
            yield Cluster(database, messages, url, first, second, _sign_in(first, "facilitator"))


def _sign_in(server: LiveServer, who: str) -> str:
    """Open a sign-in link and press its button; the session cookie."""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(jar)
    )
    link = server.ready["sign_in"][who]
    page = opener.open(link, timeout=20).read().decode()
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
    assert found, page
    request = urllib.request.Request(link, urlencode({"csrf_token": found[1]}).encode())
    request.add_header("Origin", server.url)
    opener.open(request, timeout=20).close()
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)
