"""What keeps people out of a page: axe's findings, and what sticks out sideways."""

from __future__ import annotations

from pathlib import Path

import axe_core_python
from playwright.sync_api import Page

_AXE = Path(axe_core_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
# Only what it found comes back: all that it looked at, on a board with 300 notes, would take minutes to send.
_FOUND = """
async (tags) => {
  const found = await axe.run({runOnly: tags, resultTypes: ['violations']});
  return found.violations.map(({id, help, nodes}) => [id, help, nodes.slice(0, 3).map((node) => node.html)]);
}
"""
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def faults(page: Page) -> list[str]:
    """What axe finds on the page as it is, folded parts opened first; one line each."""
    # What is folded away is read as well; closed, Chromium lays it out over what follows it.
    page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")
    page.evaluate(_AXE)  # evaluated by the debugger, which the content policy does not bind
    return [
        f"{page.url}: {name}: {help}: {[html[:120] for html in where]}"
        for name, help, where in page.evaluate(_FOUND, _TAGS)
    ]


def overflow(page: Page) -> list[str]:
    """By how much the page is wider than its window, if it is."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{page.url}: {wide} px wider than the window"] if wide > 0 else []
