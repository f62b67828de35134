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
NOTES = 25
P95_MS = 1_000

TAPPED = """
window.tapped = [];
document.addEventListener('pointerdown', (event) => {
  if (event.target.closest('.composer-post')) tapped.push(performance.timeOrigin + event.timeStamp);
}, {capture: true});
"""

# When a note's text stands in a frame that has been painted: the second frame after it came into the page.
PAINTED = """
window.painted = {};
new MutationObserver(() => {
  for (const card of document.querySelectorAll('.note[data-note]')) {
    const text = card.querySelector('.note-text').textContent;
    if (!text.startsWith('Tapped ') || text in painted) continue;
    painted[text] = null;
    requestAnimationFrame(() => requestAnimationFrame(() => {
      painted[text] = performance.timeOrigin + performance.now();
    }));
  }
}).observe(document.querySelector('[data-part=board]'), {childList: true, subtree: true});
"""


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


def test_from_a_tap_to_the_other_phones_screen_at_3g(
    server: LiveServer, person: Callable[..., Page], radios: tuple[SlowNetwork, SlowNetwork]
) -> None:
    code = server.ready["join_code"]
    writer, reader = person(**PHONE), person(**PHONE)
    enter(writer, f"http://127.0.0.1:{radios[0].port}", code, "Cora", "Bilbao")
    enter(reader, f"http://127.0.0.1:{radios[1].port}", code, "Dan", "Warsaw")
    writer.evaluate(TAPPED)
    reader.evaluate(PAINTED)
    post = writer.get_by_role("button", name="Post", exact=True)
    for index in range(NOTES):
        text = f"Tapped {index}, a note of the length that people write on their phones."
        writer.locator("#note-text").fill(text)
        post.tap()
        reader.wait_for_function("text => painted[text]", arg=text)
    tapped = writer.evaluate("tapped")
    painted = list(reader.evaluate("painted").values())
    assert len(tapped) == len(painted) == NOTES
    took = sorted(there - here for here, there in zip(tapped, painted, strict=True))
    half, p95 = took[NOTES // 2], took[int(NOTES * 0.95)]
    lost = sum(link.lost for radio in radios for link in (radio.up, radio.down))
    sent = sum(link.segments for radio in radios for link in (radio.up, radio.down))
    print(f"\n{NOTES} notes, {lost} of {sent} segments lost: p50 {half:.0f}, p95 {p95:.0f} ms")
    assert lost > 0, "nothing was lost on the way"
    assert took[0] > 150, "nothing is faster than the way there and back"
    assert p95 < P95_MS


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
    other.locator("#note-text").fill("While you were away")
    other.get_by_role("button", name="Post", exact=True).click()
    network.mend()
    expect(connection).to_contain_text("Connected", timeout=30_000)
    expect(note(phone, "While you were away")).to_be_visible()
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
