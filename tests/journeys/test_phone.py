"""Journey: a phone under the table, 390 px wide, whose network goes away in the middle of a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.flaky_network import FlakyNetwork
from tests.servers import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.own_server]


@pytest.fixture
def network(server: LiveServer) -> Iterator[FlakyNetwork]:
    flaky = FlakyNetwork(urlsplit(server.url).port or 80)
    yield flaky
    flaky.close()


def _enter(page: Page, base: str, code: str, name: str, city: str) -> None:
    page.goto(f"{base}/join/{code}")
    page.get_by_label("Your name").fill(name)
    page.get_by_text(city, exact=True).click()
    page.get_by_role("button", name="Enter the room").click()
    expect(page.locator("[data-part=connection]")).to_contain_text("Connected")


def _post(page: Page, text: str) -> None:
    page.locator("#note-text").fill(text)
    page.get_by_role("button", name="Post", exact=True).click()


def test_nothing_is_lost_on_bad_wifi(
    server: LiveServer, person: Callable[..., Page], network: FlakyNetwork
) -> None:
    code = server.ready["join_code"]
    phone = person(390, 844, has_touch=True, is_mobile=True)
    other = person()
    _enter(phone, f"http://127.0.0.1:{network.port}", code, "Cora", "Bilbao")
    _enter(other, server.url, code, "Dan", "Warsaw")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390, "nothing sticks out sideways"

    _post(phone, "Before the cut")
    expect(other.locator(".note", has_text="Before the cut")).to_be_visible()

    # The network goes in the middle of a word, and the note is posted into the void.
    phone.locator("#note-text").fill("")
    phone.locator("#note-text").press_sequentially("cora", delay=20)
    network.cut()
    phone.locator("#note-text").press_sequentially("ção", delay=20)
    phone.get_by_role("button", name="Post", exact=True).click()
    mine = phone.locator(".note", has_text="coração")
    expect(mine).to_be_visible()
    expect(mine).to_contain_text("waiting", ignore_case=True)
    expect(phone.locator("[data-part=connection]")).not_to_have_text("Connected", timeout=30_000)

    # What others write meanwhile is missed; a draft is begun; then even the page is reloaded.
    _post(other, "While you were away")
    expect(other.locator(".note", has_text="While you were away")).to_be_visible()
    phone.locator("#note-text").fill("A draft that must stay")
    network.mend()
    expect(mine).not_to_contain_text("waiting", ignore_case=True, timeout=30_000)
    expect(other.locator(".note", has_text="coração")).to_have_count(1)
    expect(phone.locator(".note", has_text="While you were away")).to_be_visible()
    phone.reload()
    expect(phone.locator(".note", has_text="coração")).to_have_count(1)
    expect(phone.locator("#note-text")).to_have_value("A draft that must stay")


def test_a_note_written_without_network_survives_a_reload_and_a_killed_server(
    server: LiveServer, person: Callable[..., Page], network: FlakyNetwork
) -> None:
    code = server.ready["join_code"]
    phone = person(390, 844, has_touch=True, is_mobile=True)
    _enter(phone, f"http://127.0.0.1:{network.port}", code, "Eva", "Rotterdam")
    network.cut()
    _post(phone, "Written into the void")
    expect(phone.locator(".note", has_text="Written into the void")).to_be_visible()
    server.kill_live()
    network.mend()
    expect(phone.locator("[data-part=connection]")).to_contain_text("Connected", timeout=60_000)
    other = person()
    _enter(other, server.url, code, "Finn", "Dublin")
    expect(other.locator(".note", has_text="Written into the void")).to_have_count(1, timeout=30_000)
    phone.reload()
    expect(phone.locator(".note", has_text="Written into the void")).to_have_count(1)
