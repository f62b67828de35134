"""One server per engine and kind of limits, started once, shared by all live tests."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

import pytest

from tests.live.client import Client, client_of, join
from tests.servers import LiveServer, live_server

ENGINES = ("eventlet", pytest.param("gevent", marks=pytest.mark.gevent))
Connect = Callable[..., Client]


@contextlib.contextmanager
def _unlimited(factory: pytest.TempPathFactory, engine: str) -> Iterator[LiveServer]:
    with live_server(factory.mktemp(f"live-{engine}"), engine=engine, rate_limits="off") as running:
        yield running


@pytest.fixture(scope="package")
def on_eventlet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with _unlimited(tmp_path_factory, "eventlet") as running:
        yield running


@pytest.fixture(scope="package")
def on_gevent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with _unlimited(tmp_path_factory, "gevent") as running:
        yield running


@pytest.fixture(scope="package", params=ENGINES)
def server(request: pytest.FixtureRequest) -> LiveServer:
    """The program with its demo, without rates and caps; on either engine it stays up for all tests."""
    return request.getfixturevalue(f"on_{request.param}")


@pytest.fixture(scope="package")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """The program as it is started by default: with rates and caps."""
    with live_server(tmp_path_factory.mktemp("live-limited")) as running:
        yield running


@pytest.fixture
def enter(request: pytest.FixtureRequest) -> Iterator[Connect]:
    """Connect a guest of the test's own to a server: enter(server, name="Gil"). Closed when the test ends."""
    with contextlib.ExitStack() as stack:

        def connect(running: LiveServer, name: str = "Gil", city: str = "DUB", **how: object) -> Client:
            return stack.enter_context(client_of(running, join(running, name, city), **how))

        yield connect
