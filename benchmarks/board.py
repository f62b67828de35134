"""A full board's longest tasks: `python -m benchmarks.board`, at the root, with Chromium installed.

It starts the program as anybody would, fills a board with 300 notes, and does with it what people do: drags
with the mouse and with a finger, reads while twenty notes a second arrive, and is led to another stage. Each
figure is the longest task of the page's main thread, script, style, layout and painting together, in CPU
time. The floor is what people notice: the Web's Long Tasks call a task long from 50 ms (by the clock).
Another program that fills the processor's caches makes a task longer now and then, slow code every time: so
the shortest of `--times` fresh pages counts.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from benchmarks.tracing import Tasks
from tests import programs
from tests.journeys import full_board
from tests.servers import LiveServer, live_server

LONG_MS = 50.0
DESK = {"width": 1280, "height": 900}


def main() -> None:
    """Do each thing on fresh pages, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.board", description=__doc__)
    parser.add_argument("--times", type=int, default=3, help="how often each is done")
    options = parser.parse_args()
    expect.set_options(timeout=60_000)
    with (
        tempfile.TemporaryDirectory() as folder,
        live_server(Path(folder), rate_limits="off") as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=str(programs.chromium()), args=["--no-sandbox"])
        writers = full_board.writers_of(server)
        facilitator = browser.new_context(viewport=DESK, locale="en").new_page()
        full_board.lead(facilitator, server)

        def led_on(page: Page) -> None:
            full_board.be_led_on(page, facilitator)

        def received(page: Page) -> None:
            full_board.receive(page, writers)

        print(f"| 300 notes | longest task, ms of CPU | of a long one ({LONG_MS:.0f}) |\n|---|---:|---:|")
        doings: dict[str, tuple[Callable[[Page], None], bool]] = {
            "Dragging with the mouse": (full_board.drag, False),
            "Dragging with a finger": (full_board.swipe_and_drag, True),
            f"{full_board.A_SECOND} notes a second": (received, False),
            "Another stage": (led_on, False),
        }
        for what, (act, phone) in doings.items():
            longest = []
            for _ in range(options.times):
                facilitator.locator("[data-set-stage=cluster]").click()
                expect(facilitator.locator(".stage[aria-current=step]")).to_contain_text("Cluster")
                longest.append(_longest_task(browser, server, act, phone))
            print(f"| {what} | {min(longest):.0f} | {min(longest) / LONG_MS:.2f} |", flush=True)
        browser.close()


def _longest_task(browser: Browser, server: LiveServer, act: Callable[[Page], None], phone: bool) -> float:
    wide = full_board.PHONE if phone else DESK
    size = {"width": wide["width"], "height": wide["height"]}
    context = browser.new_context(viewport=size, has_touch=phone, is_mobile=phone, locale="en")
    context.set_default_timeout(60_000)
    page = context.new_page()
    full_board.arrive(page, server)
    with Tasks(page) as tasks:
        act(page)
    context.close()
    return tasks.longest


if __name__ == "__main__":
    main()
