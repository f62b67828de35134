"""A slow phone on a full board: `python -m benchmarks.phone`, at the root, with Chromium installed.

It starts the program as anybody would, fills a board, and takes part in Chromium as a phone whose processor
is `--slower` times slower than this machine's, on a 3G network (300 ms, 700 kbit/s), while others write.
Each figure is the time from the moment that a finger touches the screen until its result is painted: a note
that was posted stands on the board, a vote's dot on its card, a note's menu is open. A busy machine makes
them worse.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page, sync_playwright

from tests import programs
from tests.journeys.rooms import Guest, enter, fill
from tests.live.client import client_of, sign_in
from tests.servers import LiveServer, live_server

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "locale": "en"}
NETWORK = {
    "offline": False,
    "latency": 300,
    "downloadThroughput": 700_000 / 8,
    "uploadThroughput": 700_000 / 8,
}
CITIES = ("DUB", "TRN", "WAW", "BIO")
VOTES = 100

#: From the finger's touch until the frame that shows the result has been painted.
TIMED = """
window.sinceTouch = (shown) => new Promise((done, fail) => {
  setTimeout(() => fail(new Error(`nothing was shown: ${shown}`)), 30000);
  document.addEventListener('pointerdown', (touch) => {
    const look = () => {
      if (!shown()) return requestAnimationFrame(look);
      const after = new MessageChannel();
      after.port1.onmessage = () => done(performance.now() - touch.timeStamp);
      return requestAnimationFrame(() => after.port2.postMessage(null));
    };
    look();
  }, {capture: true, once: true});
});
"""
NOTE_STANDS = "window.timed = sinceTouch(() => document.querySelectorAll('.note--own').length > {0})"
VOTE_STANDS = "window.timed = sinceTouch(() => document.querySelectorAll('.note .vote-dot').length > {0})"
MENU_STANDS = "window.timed = sinceTouch(() => document.querySelector('#note-dialog').open)"


def main() -> None:
    """Take part as a phone would, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.phone", description=__doc__)
    parser.add_argument("--notes", type=int, default=300)
    parser.add_argument("--times", type=int, default=20, help="how often each is done")
    parser.add_argument(
        "--slower", type=float, default=4.0, help="by how much the phone's processor is slower"
    )
    parser.add_argument("--rate", type=float, default=2.0, help="notes a second that others write meanwhile")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        live_server(Path(folder), rate_limits="off") as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=str(programs.chromium()), args=["--no-sandbox"])
        writers = [
            Guest(server.url, server.ready["join_code"], f"Writer {index}", CITIES[index % 4])
            for index in range(8)
        ]
        fill(writers, options.notes, clusters=8)
        _lead(server, writers[0], "board.settings", votes_per_person=VOTES)
        _lead(server, writers[0], "board.stage", stage="cluster")
        page = browser.new_context(**PHONE).new_page()
        page.add_init_script(TIMED)
        session = page.context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": options.slower})
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", NETWORK)
        page.set_default_timeout(60_000)
        enter(page, server.url, server.ready["join_code"], "Olga", "Rotterdam", within=60_000)
        figures = _measured(page, server, writers, options)
        browser.close()
    print("| tap to painted | p50, ms | p95, ms | longest, ms |\n|---|---:|---:|---:|")
    for what, times in figures.items():
        p95 = statistics.quantiles(times, n=20, method="inclusive")[-1]
        print(f"| {what} | {statistics.median(times):.0f} | {p95:.0f} | {max(times):.0f} |")


def _measured(
    page: Page, server: LiveServer, writers: list[Guest], options: argparse.Namespace
) -> dict[str, list[float]]:
    figures: dict[str, list[float]] = {}
    with _others_write(writers, options.rate):
        posted = []
        for index in range(options.times):
            page.locator("#note-text").fill(f"From a slow phone, {index}")
            before = page.locator(".note--own").count()
            posted.append(_tap(page, page.locator(".composer-post"), NOTE_STANDS.format(before)))
        figures["Post a note"] = posted
        page.locator("[data-action=open-loose]").first.tap()
        cards = page.locator(".area:first-child > .notes > .note:not(.note--own)")
        opened = []
        for index in range(options.times):
            opened.append(_tap(page, cards.nth(3 + index * 2).locator("[data-part=text]"), MENU_STANDS))
            page.locator("#note-dialog [data-do]").first.wait_for(state="attached")
            page.locator("#note-dialog .dialog-head button").tap()
        figures["Open a note's menu"] = opened
        _lead(server, writers[0], "board.stage", stage="vote")
        page.locator(".stage[data-stage=vote][aria-current]").wait_for()
        page.wait_for_timeout(3_000)
        voted = []
        for index in range(options.times):
            before = page.locator(".note .vote-dot").count()
            card = cards.nth(3 + index * 2)
            voted.append(_tap(page, card.locator("[data-action=vote]"), VOTE_STANDS.format(before)))
        figures["Give a vote"] = voted
    return figures


def _tap(page: Page, where: Locator, watch: str) -> float:
    where.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    page.evaluate(f"() => {{ {watch}; }}")
    where.tap()
    took = page.evaluate("() => window.timed")
    print(f"{took:.0f}", end=" ", flush=True, file=sys.stderr)
    return took


def _lead(server: LiveServer, guest: Guest, name: str, **payload: object) -> None:
    """The demo's facilitator does something with the board that a guest writes on."""
    cookie = sign_in(server, "facilitator")
    with client_of(server, {"programme": guest.programme}, Cookie=cookie, Origin=server.url) as leader:
        answer = leader.command(name, {"board": guest.board, **payload})
        assert answer["ok"], answer


@contextmanager
def _others_write(writers: list[Guest], rate: float) -> Iterator[None]:
    """Others write into the board's last area, and give votes once that is all they can."""
    over = threading.Event()
    area = writers[0].snapshot()["areas"][-1]["id"]

    def write() -> None:
        count = 0
        while rate > 0 and not over.wait(1 / rate):
            writer = writers[count % len(writers)]
            count += 1
            try:
                writer.command("note.post", board=writer.board, area=area, text=f"Meanwhile, {count}")
            except AssertionError:
                clusters = writer.snapshot()["clusters"]
                writer.command(
                    "vote.cast", board=writer.board, on=f"cluster:{clusters[count % len(clusters)]['id']}"
                )

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


if __name__ == "__main__":
    main()
