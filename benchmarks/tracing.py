"""How long a page's tasks took, in CPU time of its main thread: what else the machine does hardly counts."""

from __future__ import annotations

import base64
import json
from typing import Any

from playwright.sync_api import CDPSession, Page

_CATEGORIES = ["toplevel", "devtools.timeline", "blink.user_timing"]
_HERE = "the page that is meant"
_PATIENCE_MS = 20_000


class Tasks:
    """Traces Chromium while it is entered.

    Afterwards `longest` is the longest task of the page's main thread, script, style, layout and painting
    together, in milliseconds of CPU time, and `inside` what it consisted of: [(name, milliseconds)].
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self._session: CDPSession = page.context.new_cdp_session(page)
        self.longest = 0.0
        self.inside: list[tuple[str, float]] = []

    def __enter__(self) -> Tasks:
        config = {"recordMode": "recordAsMuchAsPossible", "includedCategories": _CATEGORIES}
        self._session.send("Tracing.start", {"transferMode": "ReturnAsStream", "traceConfig": config})
        # Other pages are traced as well; this tells which thread is this page's.
        self._page.evaluate("name => performance.mark(name)", _HERE)
        return self

    def __exit__(self, *_: object) -> None:
        done: list[dict[str, Any]] = []
        self._session.on("Tracing.tracingComplete", lambda event: done.append(event))
        self._session.send("Tracing.end")
        waited = 0
        while not done:
            self._page.wait_for_timeout(50)
            waited += 50
            assert waited < _PATIENCE_MS, "the trace did not end"
        self._measure(json.loads(self._read(done[0]["stream"]))["traceEvents"])
        self._session.detach()

    def _read(self, stream: str) -> bytes:
        pieces = []
        while True:
            piece = self._session.send("IO.read", {"handle": stream})
            data = piece["data"]
            pieces.append(base64.b64decode(data) if piece.get("base64Encoded") else data.encode())
            if piece["eof"]:
                return b"".join(pieces)

    def _measure(self, events: list[dict[str, Any]]) -> None:
        thread = next((event["pid"], event["tid"]) for event in events if event["name"] == _HERE)
        mine = [
            event for event in events if (event["pid"], event["tid"]) == thread and event.get("ph") == "X"
        ]
        tasks = [event for event in mine if "RunTask" in event["name"] and "tdur" in event]
        assert tasks, "the trace knows no tasks of the page"
        task = max(tasks, key=lambda event: event["tdur"])
        self.longest = task["tdur"] / 1000
        end = task["ts"] + task["dur"]
        inside = [
            event for event in mine if task["ts"] <= event["ts"] < end and "RunTask" not in event["name"]
        ]
        inside.sort(key=lambda event: -event.get("tdur", 0))
        self.inside = [(event["name"], event.get("tdur", 0) / 1000) for event in inside[:6]]
