"""Every page, in light and dark, wide and narrow: axe finds nothing, and nothing sticks out sideways."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.barriers import faults, overflow
from tests.servers import LiveServer

pytestmark = pytest.mark.browser

PUBLIC = ["/", "/join", "/sign-in", "/about/permissions", "/nowhere"]
PROGRAMME = [
    "",
    "cities",
    "cities/DUB",
    "cities/DUB/edit",
    "cities?q=torino",
    "new-city",
    "import-cities",
    "organisations",
    "challenges",
    "tandems",
    "sessions",
    "sessions/{session}",
    "sessions/{session}/room",
    "sessions/{session}/projector",
    "documents",
    "people",
    "calendar",
]
LOOKS = [("light", 1280), ("dark", 1280), ("light", 320), ("dark", 320)]


@pytest.fixture(scope="module")
def furnished(server: LiveServer, chromium: Browser) -> list[str]:
    """The demo with tandems, a scheduled workshop and a document in it; the paths that come with them."""
    page = chromium.new_page()
    page.goto(server.ready["sign_in"]["coordinator"])
    home = page.url.rstrip("/")
    page.goto(f"{home}/tandems")
    page.get_by_role("button", name=re.compile("tandems", re.I)).first.click()
    page.get_by_role("button", name="Publish these tandems").click(timeout=60_000)
    page.get_by_role("link", name="Schedule its solution workshop").first.click()
    paths = [page.url.removeprefix(f"{home}/")]
    page.get_by_role("button", name=re.compile("Take this time")).first.click()
    page.wait_for_url(re.compile(r"/sessions/\d+$"))
    paths.append(page.url.removeprefix(f"{home}/"))
    page.get_by_role("button", name=re.compile("agenda", re.I)).click()
    page.get_by_role("link", name=re.compile("PDF$")).first.wait_for(timeout=60_000)
    paths.append("documents/1")
    page.context.close()
    return paths


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_every_page_is_open_to_everybody(
    server: LiveServer, furnished: list[str], person: Callable[..., Page], scheme: str, width: int
) -> None:
    page = person(width, 800, color_scheme=scheme, reduced_motion="reduce")
    found = []
    addresses = [f"{server.url}{path}" for path in PUBLIC]
    addresses.append(f"{server.url}/join/{server.ready['join_code']}")
    for address in addresses:
        page.goto(address)
        found += faults(page) + overflow(page)
    page.goto(server.ready["sign_in"]["coordinator"])
    home = page.url.rstrip("/")
    for path in [*PROGRAMME, *furnished]:
        page.goto(f"{home}/{path.format(session=server.ready['session'])}")
        found += faults(page)
        if "projector" not in path:
            found += overflow(page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("locale", ["es", "fr"])
def test_pages_speak_the_readers_language(server: LiveServer, chromium, locale: str) -> None:
    context = chromium.new_context(locale=locale)
    page = context.new_page()
    page.goto(server.url)
    assert page.locator("html").get_attribute("lang") == locale
    heading = page.get_by_role("heading", level=1).inner_text()
    context.close()
    assert heading and heading != "Cities learn best from each other."
