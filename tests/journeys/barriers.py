"""What keeps people out of a page: axe's findings, and what sticks out sideways."""

from __future__ import annotations

from pathlib import Path

import axe_core_python
from playwright.sync_api import Page

_AXE = Path(axe_core_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
# Only what it found comes back: all that it looked at, on a board with 300 notes, would take minutes to send.
_FOUND = """
async (runOnly) => {
  const found = await axe.run({runOnly, resultTypes: ['violations']});
  return found.violations.map(({id, help, nodes}) => [id, help, nodes.slice(0, 3).map((node) => node.html)]);
}
"""
_UNFOLD = "document.querySelectorAll(':is(main, .console) details').forEach(one => { one.open = true })"
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What is seen at every fourth pixel: of the page, or of a bar that lies over it.
_BOARD_SHARE = """
() => {
  let own = 0, all = 0;
  for (let x = 2; x < innerWidth; x += 4) {
    for (let y = 2; y < innerHeight; y += 4) {
      all += 1;
      if (document.elementFromPoint(x, y)?.closest('.live-main')) own += 1;
    }
  }
  return own / all;
}
"""
WIDE, NARROW = 1280, 320
#: The rules that look at colours: of all, only these can find in the dark what they didn't find in the light.
_COLOURS = ["color-contrast", "link-in-text-block"]
#: And in a narrow window these: of what folds away, or comes into sight only there.
_NARROW = [
    "aria-hidden-focus",
    "button-name",
    "label",
    "link-name",
    "scrollable-region-focusable",
    "select-name",
]


def faults(page: Page) -> list[str]:
    """What axe finds on the page as it is, folded parts opened first; one line each."""
    return _found(page, {"type": "tag", "values": _TAGS})


def colour_faults(page: Page) -> list[str]:
    """What axe finds in the page's colours alone: for a page that was looked through in the other scheme."""
    return _found(page, {"type": "rule", "values": _COLOURS})


def _found(page: Page, rules: dict[str, object]) -> list[str]:
    # What is folded away is read as well; closed, Chromium lays it out over what follows it.
    page.evaluate(_UNFOLD)
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE)  # evaluated by the debugger, which the content policy does not bind
    return [
        f"{page.url}: {name}: {help}: {[html[:120] for html in where]}"
        for name, help, where in page.evaluate(_FOUND, rules)
    ]


def overflow(page: Page) -> list[str]:
    """By how much the page is wider than its window, if it is."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{page.url}: {wide} px wider than the window"] if wide > 0 else []


def board_share(page: Page) -> float:
    """How much of the window is the board's own, from 0 to 1, with its first note in the middle."""
    page.locator(".note").first.evaluate(
        "note => note.scrollIntoView({block: 'center', behavior: 'instant'})"
    )
    return page.evaluate(_BOARD_SHARE)


def looked_through(page: Page, *, sideways: bool = False) -> list[str]:
    """What is wrong with the page as it is, wide in light and narrow in the dark; one line each.

    `sideways`: it may be wider than its window. Afterwards it is wide and light.
    """
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.set_viewport_size({"width": WIDE, "height": 800})
    found = [f"wide, light: {fault}" for fault in faults(page)]
    wide = [] if sideways else overflow(page)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": NARROW, "height": 800})
    rules = {"type": "rule", "values": _COLOURS + _NARROW}
    found += [f"narrow, dark: {fault}" for fault in _found(page, rules)]
    narrow = [] if sideways else overflow(page)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": WIDE, "height": 800})
    return found + wide + narrow
