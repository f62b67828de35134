"""From one phone's tap to another's screen at 3G: `python -m benchmarks.two_phones`, with Chromium installed.

It starts the program as anybody would, and puts a slow and lossy network (tests/journeys/flaky_network.py)
before each of two phones. A figure is the time from the touch of *Post* until the note has been painted on
the other phone; nothing can be faster than the way there and back, which is the floor.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

from tests import programs
from tests.journeys.flaky_network import REGULAR_3G, SlowNetwork
from tests.journeys.rooms import enter
from tests.servers import live_server

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "locale": "en"}

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


def main() -> None:
    """Post notes on one phone, watch them on the other, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.two_phones", description=__doc__)
    parser.add_argument("--notes", type=int, default=25)
    notes = parser.parse_args().notes
    with (
        tempfile.TemporaryDirectory() as folder,
        live_server(Path(folder)) as server,
        sync_playwright() as playwright,
    ):
        port = urlsplit(server.url).port or 80
        radios = SlowNetwork(port, seed=11), SlowNetwork(port, seed=23)
        browser = playwright.chromium.launch(executable_path=str(programs.chromium()), args=["--no-sandbox"])
        writer, reader = (browser.new_context(**PHONE).new_page() for _ in radios)
        people = (writer, "Cora", "Bilbao"), (reader, "Dan", "Warsaw")
        for (page, name, city), radio in zip(people, radios, strict=True):
            enter(
                page, f"http://127.0.0.1:{radio.port}", server.ready["join_code"], name, city, within=60_000
            )
        writer.evaluate(TAPPED)
        reader.evaluate(PAINTED)
        for index in range(notes):
            text = f"Tapped {index}, a note of the length that people write on their phones."
            writer.locator("#note-text").fill(text)
            writer.get_by_role("button", name="Post", exact=True).tap()
            reader.wait_for_function("text => painted[text]", arg=text, timeout=60_000)
        times = zip(writer.evaluate("tapped"), reader.evaluate("painted").values(), strict=True)
        took = sorted(there - here for here, there in times)
        browser.close()
        for radio in radios:
            radio.close()
    lost = sum(link.lost for radio in radios for link in (radio.up, radio.down))
    sent = sum(link.segments for radio in radios for link in (radio.up, radio.down))
    p95 = statistics.quantiles(took, n=20, method="inclusive")[-1]
    floor = REGULAR_3G.round_trip * 1_000
    print(f"{sent} segments, {lost} of them lost")
    print("| tap to the other's screen | ms | of the floor |\n|---|---:|---:|")
    for what, figure in (("p50", statistics.median(took)), ("p95", p95), ("longest", took[-1])):
        print(f"| {what} | {figure:.0f} | {figure / floor:.2f} |")


if __name__ == "__main__":
    main()
