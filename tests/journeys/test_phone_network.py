"""Phones on a network as town halls have it: slow and lossy, or gone in the middle of a composed word."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.flaky_network import FlakyNetwork, SlowNetwork
from tests.journeys.rooms import enter, note
from tests.servers import LiveServer

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}
NOTES = 5


@pytest.fixture
def port(server: LiveServer) -> int:
    return urlsplit(server.url).port or 80


@pytest.fixture
def radios(port: int) -> Iterator[tuple[SlowNetwork, SlowNetwork]]:
    """Two phones' networks, each its own."""
    pair = SlowNetwork(port, seed=11), SlowNetwork(port, seed=23)
    yield pair
    for one in pair:
        one.close()


@pytest.fixture
def network(port: int) -> Iterator[FlakyNetwork]:
    flaky = FlakyNetwork(port)
    yield flaky
    flaky.close()


def test_notes_reach_the_other_phone_at_3g(
    server: LiveServer, person: Callable[..., Page], radios: tuple[SlowNetwork, SlowNetwork]
) -> None:
    code = server.ready["join_code"]
    writer, reader = person(**PHONE), person(**PHONE)
    enter(writer, f"http://127.0.0.1:{radios[0].port}", code, "Cora", "Bilbao")
    enter(reader, f"http://127.0.0.1:{radios[1].port}", code, "Dan", "Warsaw")
    for index in range(NOTES):
        text = f"Tapped {index}, a note of the length that people write on their phones."
        writer.locator("#note-text").fill(text)
        writer.get_by_role("button", name="Post", exact=True).tap()
        expect(note(reader, text)).to_have_count(1)
        expect(note(writer, text)).to_contain_text("saved")
    assert sum(link.lost for radio in radios for link in (radio.up, radio.down)) > 0, "nothing was lost"


def test_the_network_goes_while_a_word_is_composed(
    server: LiveServer, person: Callable[..., Page], network: FlakyNetwork
) -> None:
    phone, other = person(**PHONE), person()
    code = server.ready["join_code"]
    enter(phone, f"http://127.0.0.1:{network.port}", code, "Eva", "Rotterdam")
    enter(other, server.url, code, "Finn", "Dublin")
    keyboard = phone.context.new_cdp_session(phone)

    def compose(text: str) -> None:
        """What an input method shows under the cursor before it is settled."""
        keyboard.send(
            "Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
        )

    field = phone.locator("#note-text")
    field.tap()
    keyboard.send("Input.insertText", {"text": "De "})
    for so_far in ("c", "co", "cor", "cora", "coraç"):
        compose(so_far)
    network.cut()
    connection = phone.locator("[data-part=connection]")
    expect(connection).not_to_contain_text("Connected", timeout=30_000)
    # The page has drawn that it is alone; the word under the cursor is still the same, and goes on.
    expect(field).to_have_value("De coraç")
    compose("coraçã")
    # Others write meanwhile, and then the network is back, still within the word.
    other.locator("#note-text").fill("Meanwhile, at the other table")
    other.get_by_role("button", name="Post", exact=True).click()
    network.mend()
    expect(connection).to_contain_text("Connected", timeout=30_000)
    expect(note(phone, "Meanwhile, at the other table")).to_be_visible()
    expect(field).to_have_value("De coraçã")
    compose("coração")
    keyboard.send("Input.insertText", {"text": "coração"})
    expect(field).to_have_value("De coração")
    expect(field).to_be_focused()

    # Cut again with the note on its way: it waits, it is sent, it is there once.
    network.cut()
    phone.get_by_role("button", name="Post", exact=True).tap()
    expect(note(phone, "De coração")).to_contain_text("waiting")
    network.mend()
    expect(note(other, "De coração")).to_have_count(1, timeout=30_000)
    expect(note(phone, "De coração")).to_have_count(1)
    expect(note(phone, "De coração")).to_contain_text("saved")
    expect(field).to_have_value("")
