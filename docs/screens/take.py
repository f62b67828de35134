"""Takes the pictures of the program: `python docs/screens/take.py`, in about three minutes.

Starts the demo on a temporary database, lets the simulated workshop happen and looks at it as a visitor, on a
phone, on the wall and as the coordination team. Nobody posts a real note: all that is seen is marked as
simulated, or ships with the program. The projector is shown made-up states as well, one for each of its
pictures. An empty programme is set up beside it. Needs Chromium and the tests'
requirements. The exit status is 0 when no page complained of an error and every picture is small enough.
"""

from __future__ import annotations

import io
import re
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from tests import programs  # noqa: E402
from tests.journeys import wall_states  # noqa: E402
from tests.servers import LiveServer, live_server  # noqa: E402

# The sandbox does not work for root, as in containers; these are our own pages.
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-color-profile=srgb"]
DESK = {"width": 1280, "height": 900}
LAPTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
WALL = {"width": 1920, "height": 1080}
PATIENCE_MS = 90_000
#: How long colours take to change from one look to the other.
CALM_MS = 300
MOST_BYTES = 250_000
EARLY_NOTES, NOTES = 12, 30
"""How many are on the board when the phone's picture is taken, and the room's."""
PAGES = {
    "home": "",
    "city": "cities/DUB",
    "challenges": "challenges",
    "practices": "practices",
    "assessment": "assessment#overview",
    "progress": "onboarding",
    "learnings": "learnings",
}
#: The pictures of the projector by their names, and the made-up state that each is taken of.
WALLS = {
    "lobby": "lobby",
    "writing": "writing",
    "cards": "cards-9",
    "clusters": "clusters-9",
    "voting": "voting",
    "results": "results-3",
    "heat": "heat",
    "shown": "focus-cluster",
    "canvas": "canvas",
    "text": "text",
    "break": "break",
    "breakouts": "breakouts-8",
    "report-back": "report-6",
    "poll": "poll-one",
    "scale": "poll-scale",
    "words": "poll-word",
    "cities": "poll-cities",
    "questions": "poll-questions",
    "end": "end",
}
DRAFT = "Half of the people who need the course never hear of it."


class Camera:
    """A browser whose pages are photographed into this folder; `complaints` are their scripts' errors."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self.complaints: list[str] = []

    def visitor(self, size: dict[str, int], **options: Any) -> BrowserContext:
        """Somebody with a browser of their own."""
        made = self._browser.new_context(viewport=size, locale="en", reduced_motion="reduce", **options)
        made.set_default_timeout(PATIENCE_MS)
        made.on("weberror", lambda found: self._complain(f"{found.page.url}: {found.error.message}"))
        return made

    def take(self, page: Page, name: str, *, scheme: str = "light") -> None:
        """`scheme` is `light` or `dark`."""
        page.emulate_media(color_scheme=scheme)
        page.evaluate("() => document.fonts.ready")
        page.mouse.move(0, 0)
        page.wait_for_timeout(CALM_MS)
        with Image.open(io.BytesIO(page.screenshot())) as picture:
            # 256 colours are all that a page needs, at a third of the weight.
            few = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
            few.save(HERE / f"{name}.png", optimize=True)
        page.emulate_media(color_scheme="light")
        print(f"{name}.png", file=sys.stderr)

    def take_in_all_looks(self, page: Page, name: str) -> None:
        """At a desk by day and by night, and on a phone."""
        self.take(page, name)
        self.take(page, f"{name}-dark", scheme="dark")
        page.set_viewport_size(PHONE)
        page.evaluate("() => location.hash && document.querySelector(location.hash).scrollIntoView()")
        self.take(page, f"{name}-phone")
        page.set_viewport_size(DESK)

    def _complain(self, text: str) -> None:
        if text not in self.complaints:
            self.complaints.append(text)


def main() -> int:
    chromium = programs.chromium()
    if chromium is None:
        print(f"Chromium is needed. To get it: {programs.NEEDED['browser'][2]}", file=sys.stderr)
        return 1
    with (
        tempfile.TemporaryDirectory(prefix="facilitation-screens-") as folder,
        sync_playwright() as playwright,
        live_server(Path(folder)) as server,
    ):
        browser = playwright.chromium.launch(executable_path=str(chromium), args=ARGUMENTS)
        camera = Camera(browser)
        console(camera, server)
        address = workshop(camera, server.url)
        programme(camera, server.ready["sign_in"]["coordinator"], address)
        other = Path(folder) / "empty"
        other.mkdir()
        with live_server(other, "--empty") as empty:
            setup(camera, empty.ready["sign_in"]["organiser"])
        browser.close()
    large = [file.name for file in sorted(HERE.glob("*.png")) if file.stat().st_size > MOST_BYTES]
    faults = camera.complaints + [f"{name} is over {MOST_BYTES // 1000} KB" for name in large]
    print("\n".join(faults), file=sys.stderr, end="\n" if faults else "")
    return 1 if faults else 0


def console(camera: Camera, server: LiveServer) -> None:
    """What somebody who leads sees: on a laptop, and on the phone to which they pass the lead."""
    office = camera.visitor(LAPTOP)
    page = office.new_page()
    page.goto(server.ready["sign_in"]["facilitator"])
    page.goto(f"{page.url.rstrip('/')}/sessions/{server.ready['session']}/room")
    page.locator("[data-part=connection][data-state=connected]").wait_for()
    camera.take(page, "console")
    camera.take(page, "console-dark", scheme="dark")
    page.set_viewport_size(PHONE)
    camera.take(page, "console-phone")
    office.close()


def workshop(camera: Camera, url: str) -> str:
    """The landing page and the workshop that is started there, until it has ended; the path of its page."""
    visitor = camera.visitor(DESK)
    room = visitor.new_page()
    room.goto(url)
    camera.take(room, "landing")
    room.get_by_role("button", name="Start the workshop").click()
    room.wait_for_url("**/room")
    address = room.url

    # The visitor's own seat, on a phone in their hand. What is typed is not posted.
    hand = camera.visitor(PHONE, storage_state=visitor.storage_state(), is_mobile=True, has_touch=True)
    phone = hand.new_page()
    phone.goto(address)
    wait_for_notes(phone, EARLY_NOTES)
    phone.locator("#note-text").fill(DRAFT)
    phone.evaluate("() => scrollTo(0, 0)")
    camera.take(phone, "phone")
    hand.close()

    wall = visitor.new_page()
    wall.set_viewport_size(WALL)
    wall.goto(address.removesuffix("room") + "projector")
    wait_for_notes(room, NOTES)
    room.wait_for_selector(".cluster")
    camera.take(room, "room")
    camera.take(room, "room-dark", scheme="dark")
    wait_for_stage(room, "discuss")
    wall.wait_for_selector(".wall-result")
    camera.take(wall, "projector")
    walls(camera, visitor, wall.url)
    room.get_by_text("The session has ended.").first.wait_for()
    visitor.close()
    return address.removeprefix(url).removesuffix("/room")


def walls(camera: Camera, visitor: BrowserContext, address: str) -> None:
    """Every picture that the projector has, by day and by night."""
    states = wall_states.states()
    for name, state in WALLS.items():
        page = visitor.new_page()
        page.set_viewport_size(WALL)
        wall_states.projected(page, address, states[state])
        page.locator("[data-part=connection][data-state=connected]").wait_for()
        camera.take(page, f"projector-{name}")
        camera.take(page, f"projector-{name}-dark", scheme="dark")
        page.close()


def programme(camera: Camera, link: str, held: str) -> None:
    """What the coordination team has afterwards: the programme's pages, the minutes of the session that was
    held, tandems from what is known, and the canvases of one of them.
    """
    office = camera.visitor(DESK)
    page = office.new_page()
    page.goto(link)
    home = page.url.rstrip("/")
    for name, path in PAGES.items():
        page.goto(f"{home}/{path}")
        camera.take_in_all_looks(page, name)
    page.goto(f"{home.removesuffix(urlsplit(home).path)}{held}/minutes")
    if page.get_by_role("button", name="Begin").count():
        page.get_by_role("button", name="Begin").click()
    page.locator(".passage").first.wait_for()
    camera.take_in_all_looks(page, "minutes")
    page.goto(f"{home}/tandems")
    page.get_by_role("button", name="Find tandems").click()
    page.locator("#proposal").wait_for()
    camera.take(page, "tandems")
    page.get_by_role("link", name="Open the table").click()
    page.locator("#table-broken").wait_for()
    camera.take(page, "table")
    page.goto(f"{home}/tandems")
    page.get_by_role("button", name="Publish these tandems").click()
    page.get_by_role("button", name=re.compile("Schedule its workshop at a fair time.*Dublin")).click()
    page.wait_for_url("**/canvases")
    page.locator("[data-canvas]").first.wait_for()
    camera.take_in_all_looks(page, "canvas")
    office.close()


def setup(camera: Camera, link: str) -> None:
    """The first minutes of an empty programme."""
    page = camera.visitor(DESK).new_page()
    page.goto(link)
    page.wait_for_url("**/setup**")
    camera.take_in_all_looks(page, "setup")
    page.context.close()


def wait_for_notes(page: Page, count: int) -> None:
    page.wait_for_function("count => document.querySelectorAll('[data-note]').length >= count", arg=count)


def wait_for_stage(page: Page, stage: str) -> None:
    page.locator(f"[data-stage='{stage}'][aria-current='step']").wait_for()


if __name__ == "__main__":
    sys.exit(main())
