"""Every page, in light and dark, wide and narrow: axe finds nothing, and nothing sticks out sideways."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.barriers import board_share, looked_through
from tests.journeys.long_words import LINK, WORD, long_words
from tests.journeys.rooms import Guest, enter, fill, set_stage
from tests.servers import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.own_server]

IN_SIGHT = (
    "box => { const {top, bottom} = box.getBoundingClientRect(); return top >= 0 && bottom <= innerHeight; }"
)

PUBLIC = ["/", "/join", "/sign-in", "/about/permissions", "/about/privacy", "/nowhere"]
PROGRAMME = [
    "",
    "cities",
    "cities/DUB",
    "cities/DUB/edit",
    "new-city",
    "import-cities",
    "organisations",
    "organisations/1",
    "assessment",
    "assessment/wording",
    "assessment/cities/DUB",
    "onboarding",
    "cities/DUB/profile",
    "cities/DUB/profile/ecosystem/versions",
    "cities/DUB/call",
    "catch-up?all=1",
    "challenges",
    "topics",
    "proposals",
    "import-challenges",
    "challenges?kind=social&order=rare&shared=yes",
    "challenges/1",
    "challenges/1/edit",
    "name-challenge?city=DUB",
    "practices",
    "practices?stage=running&q=social",
    "practices/1",
    "practices/1/edit",
    "practices/1/told",
    "practices/1/told/reasons/versions",
    "learnings",
    "new-practice?city=DUB",
    "import-practices",
    "canvases",
    "commitments",
    "commitments?city=DUB&status=open",
    "commitments/picture",
    "import-commitments",
    "commitments/new?city=DUB",
    "sessions/{session}/commitments",
    "tandems",
    "tandems/readiness",
    "wishes",
    "wishes/of/DUB",
    "wishes/new?city=DUB&teacher=TRN",
    "wishes/1",
    "wishes/terms",
    "wishes/of/DUB/longer",
    "import-wishes",
    "tandems/proposal",
    "tandems/versions",
    "tandems/table",
    "tandems/table/1",
    "tandems/rounds/1/pictures",
    "tandems/rounds/1/files",
    "sessions",
    "sessions/{session}",
    "sessions/{session}/room",
    "sessions/{session}/projector",
    "sessions/{session}/recap",
    "sessions/{session}/boards",
    "sessions/{session}/records",
    "sessions/{session}/canvases",
    "sessions/{session}/edit",
    "sessions/{session}/posters",
    "sessions/{session}/duplicate",
    "sessions/{session}/invitations",
    "sessions/{session}/registrations",
    "session-templates",
    "themes",
    "events",
    "sessions/{session}/run-sheet",
    "sessions/{session}/qr-sheet",
    "sessions/timeline",
    "sessions/month",
    "agenda",
    "sessions/{session}/times?date=2027-06-16&starts_at=21:00",
    "sessions/{session}/times/poll",
    "sessions/times",
    "burden",
    "burden/prices",
    "documents",
    "people",
    "calendar",
]


@pytest.fixture
def words_are_long(server: LiveServer) -> Iterator[None]:
    """Nothing sticks out sideways for a word or a link that is longer than a line."""
    with long_words(server.log.with_name("facilitation.sqlite3")):
        yield


@pytest.fixture
def furnished(server: LiveServer, chromium: Browser, words_are_long: None) -> list[str]:
    """The demo with tandems, a scheduled workshop and a document in it; the paths that come with them."""
    page = chromium.new_page()
    page.goto(server.ready["sign_in"]["coordinator"])
    home = page.url.rstrip("/")
    page.goto(f"{home}/challenges/1")
    naming = re.search(r"namings/\d+", page.content())[0]
    page.goto(f"{home}/tandems")
    page.get_by_role("button", name=re.compile("tandems", re.I)).first.click()
    page.get_by_role("button", name="Publish these tandems").click(timeout=60_000)
    page.get_by_role("link", name="Another time by hand").first.click()
    paths = [
        naming,
        page.url.removeprefix(f"{home}/"),
        page.url.removeprefix(f"{home}/").removesuffix("/schedule"),
    ]
    page.get_by_role("button", name=re.compile("Take this time")).first.click()
    page.wait_for_url(re.compile(r"/sessions/\d+/canvases$"))
    paths += [page.url.removeprefix(f"{home}/"), "canvases?canvas=1&canvas=2"]
    page.goto(page.url.removesuffix("/canvases"))
    paths.append(page.url.removeprefix(f"{home}/"))
    page.get_by_role("button", name=re.compile("agenda", re.I)).click()
    page.get_by_role("link", name=re.compile("PDF$")).first.wait_for(timeout=60_000)
    paths.append("documents/1")
    paths += [f"{paths[-2]}/minutes", f"{paths[-2]}/minutes/versions"]
    page.context.close()
    return paths


@pytest.mark.usefixtures("words_are_long")
def test_public_pages_are_open_to_everybody(server: LiveServer, person: Callable[..., Page]) -> None:
    page = person()
    found = []
    for path in [*PUBLIC, f"/join/{server.ready['join_code']}"]:
        page.goto(f"{server.url}{path}")
        found += looked_through(page)
    assert not found, "\n".join(found)


@pytest.mark.timeout(900)
def test_every_page_is_open_to_everybody(
    server: LiveServer, furnished: list[str], person: Callable[..., Page]
) -> None:
    page = person()
    page.goto(server.ready["sign_in"]["coordinator"])
    home = page.url.rstrip("/")
    found = []
    for path in [*PROGRAMME, *furnished]:
        page.goto(f"{home}/{path.format(session=server.ready['session'])}")
        found += looked_through(page, sideways="projector" in path)
    assert not found, "\n".join(found)


def test_both_views_of_a_board_are_open_to_everybody(server: LiveServer, person: Callable[..., Page]) -> None:
    code = server.ready["join_code"]
    writers = [Guest(server.url, code, f"Writer {city}", city) for city in ("DUB", "WAW", "BIO")]
    fill(writers, 24, clusters=2)
    set_stage(server, writers[0], "cluster")
    note = {"board": writers[0].board, "area": 1, "text": f"{WORD} {LINK}"}
    posted = writers[0].command("note.post", **note)["note"]
    writers[0].command("cluster.make", board=writers[0].board, notes=[posted], title=WORD)
    page = person()
    enter(page, server.url, code, "Olga", "Rotterdam")
    expect(page.locator(".note [data-part=more]").nth(24)).to_be_attached()
    found = looked_through(page)
    page.get_by_role("button", name="List view").click()
    expect(page.locator(".board--list")).to_have_count(1)
    found += looked_through(page)
    assert not found, "\n".join(found)
    # A zoom of 400 %: the bars give way, and so does most of what one writes in.
    page.set_viewport_size({"width": 320, "height": 256})
    assert board_share(page) > 0.7
    page.locator("#note-text").focus()
    assert page.locator("#note-text").evaluate(IN_SIGHT)
    assert board_share(page) > 0.35
    page.locator("#note-text").blur()
    page.locator(".note [data-action=select]").first.check()
    assert board_share(page) > 0.35


@pytest.mark.parametrize("locale", ["es", "fr"])
def test_pages_speak_the_readers_language(server: LiveServer, chromium, locale: str) -> None:
    context = chromium.new_context(locale=locale)
    page = context.new_page()
    page.goto(server.url)
    assert page.locator("html").get_attribute("lang") == locale
    heading = page.get_by_role("heading", level=1).inner_text()
    context.close()
    assert heading and heading != "Cities learn best from each other."


def test_of_many_cities_ones_own_is_found_by_any_name(
    server: LiveServer, person: Callable[..., Page]
) -> None:
    """Last in this file: from here on the programme has many cities."""
    organiser, guest = person(), person(390, 844)
    organiser.goto(server.ready["sign_in"]["coordinator"])
    organiser.goto(f"{organiser.url.rstrip('/')}/import-cities")
    organiser.get_by_label("Or type them").fill("\n".join(f"Town {n:02d}, Portugal" for n in range(1, 31)))
    organiser.get_by_role("button", name="Look at it first").last.click()
    organiser.get_by_role("button", name="Import them all").click()
    organiser.wait_for_url(re.compile("/cities"))
    guest.goto(f"{server.url}/join/{server.ready['join_code']}")
    guest.get_by_label("Your name").fill("Lia")
    field = guest.get_by_label("Find your city")
    field.fill("no such place")
    expect(guest.get_by_text("Nothing is called that.")).to_be_visible()
    expect(guest.get_by_text("Another organisation")).to_be_visible()
    field.fill("TORÍNO")
    expect(guest.locator(".choice:visible", has_text="Turin")).to_be_visible()
    expect(guest.locator(".choice:visible", has_text="Dublin")).to_have_count(0)
    field.press("Enter")
    found = looked_through(guest)
    guest.get_by_role("button", name="Enter the room").click()
    expect(guest.locator("[data-part=connection]")).to_contain_text("Connected")
    assert not found, "\n".join(found)
