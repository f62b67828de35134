"""Browsers for journeys: the real program, a real Chromium, several people at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests import programs
from tests.servers import LiveServer, live_server

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 60_000


@pytest.fixture(scope="package")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """The demo, for all journeys that leave it fit for others: they open sessions of their own.

    A start takes ten seconds of processor time. All the visitors share one address, so its limits are lifted.
    """
    with live_server(tmp_path_factory.mktemp("journeys"), rate_limits="off") as running:
        yield running


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """The demo as anybody would start it, for the journeys of one file."""
    with live_server(tmp_path_factory.mktemp("journey")) as running:
        yield running


@pytest.fixture
def server(request: pytest.FixtureRequest) -> LiveServer:
    """The shared server, or one of the file's own where it is marked so."""
    own = request.node.get_closest_marker("own_server")
    return request.getfixturevalue("own_server" if own else "shared_server")


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(programs.chromium()), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def person(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Somebody with a browser of their own; what their page complains of fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def arrive(width: int = 1280, height: int = 900, **options: Any) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, locale="en", **{"reduced_motion": "reduce"} | options
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        return context.new_page()

    yield arrive
    here = len(complaints)
    for context in contexts:
        context.close()
    # What a page was fetching when its browser was closed didn't come: that is nobody's fault.
    complaints[here:] = [one for one in complaints[here:] if "dynamically imported module" not in one]
    assert not complaints


@pytest.fixture
def downloads(tmp_path: Path) -> Callable[[Page, str], bytes]:
    """What a link on a page gives to download, by the link's words."""

    def fetch(page: Page, words: str) -> bytes:
        with page.expect_download() as waiting:
            page.get_by_role("link", name=re.compile(rf"(^|\s){re.escape(words)}$")).first.click()
        path = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(path)
        return path.read_bytes()

    return fetch
