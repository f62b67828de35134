"""Journey: a workshop with two people and a facilitator, then heat-map, tandems, calendar and minutes."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable

import pytest
from icalendar import Calendar
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.servers import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.own_server]

CHALLENGE = "Unemployment and youth unemployment"


def join(page: Page, server: LiveServer, name: str, city: str, *, listed: bool) -> None:
    """From the landing page by code into the room, as a guest does; `listed` agrees to be named."""
    page.goto(server.url)
    page.get_by_label("The code on the screen or the invitation").fill(server.ready["join_code"])
    page.get_by_role("button", name="Join", exact=True).click()
    page.get_by_label("Your name").fill(name)
    page.get_by_text(city, exact=True).click()
    page.get_by_label(re.compile("My name may stand")).set_checked(listed)
    page.get_by_role("button", name="Enter the room").click()
    expect(page.locator("[data-part=connection]")).to_contain_text("Connected")


def write(page: Page, text: str) -> None:
    page.locator("#note-text").fill(text)
    page.get_by_role("button", name="Post", exact=True).click()


def note(page: Page, text: str):
    return page.locator(".note", has_text=text)


def test_from_the_landing_page_to_the_minutes(
    server: LiveServer, person: Callable[..., Page], downloads: Callable[[Page, str], bytes]
) -> None:
    facilitator, anna, ben = person(), person(), person()
    session = server.ready["session"]

    facilitator.goto(server.ready["sign_in"]["facilitator"])
    home = facilitator.url.rstrip("/")
    facilitator.goto(f"{home}/sessions/{session}/room")
    expect(facilitator.locator("[data-part=connection]")).to_contain_text("Connected")

    # 3. Join by code; notes appear for everybody at once and are saved.
    join(anna, server, "Anna", "Dublin", listed=True)
    join(ben, server, "Ben", "Turin", listed=False)
    write(anna, "Young people find no first job.")
    expect(note(ben, "Young people find no first job.")).to_be_visible()
    expect(note(facilitator, "Young people find no first job.")).to_be_visible()
    write(ben, "Our job seekers are over fifty.")
    expect(note(anna, "Our job seekers are over fifty.")).to_be_visible()

    facilitator.locator("[data-set-stage=cluster]").click()

    # Group: the two notes become a cluster for everybody.
    for text in ("Young people find no first job.", "Our job seekers are over fifty."):
        note(anna, text).locator("[data-action=select]").check()
    anna.locator("[data-action=group]").click()
    anna.locator("#group-title").fill(CHALLENGE)
    anna.locator("#group-dialog").get_by_role("button", name="Group").click()
    cluster = ben.locator(".cluster", has_text=CHALLENGE)
    expect(cluster).to_contain_text("2 notes")

    # The facilitator runs the timer and moves the stage; people vote; the projector shows it.
    wall_page = facilitator.context.new_page()
    wall_page.set_viewport_size({"width": 1920, "height": 1080})
    wall_page.goto(f"{home}/sessions/{session}/projector")
    expect(wall_page.get_by_text(CHALLENGE).first).to_be_visible()
    assert wall_page.locator("button:visible").count() == 0, "the projector has neither buttons nor menus"
    facilitator.get_by_role("spinbutton", name="Timer").fill("3")
    facilitator.get_by_role("button", name="Start", exact=True).click()
    expect(ben.locator("[data-part=timer]").first).to_be_visible()
    facilitator.locator("[data-set-stage=vote]").click()
    ben.locator(".cluster", has_text=CHALLENGE).locator("[data-action=vote]").first.click()
    facilitator.get_by_role("button", name="Show the counts").click()
    expect(anna.locator(".cluster", has_text=CHALLENGE)).to_contain_text("1 vote")

    # 4. The cluster becomes a challenge of the cities that wrote into it.
    facilitator.locator(".cluster", has_text=CHALLENGE).locator("[data-action=cluster-more]").click()
    facilitator.locator("#cluster-challenge").select_option(label=CHALLENGE)
    facilitator.get_by_role("button", name="Put on the heat-map").click()
    expect(facilitator.locator("#cluster-dialog")).to_be_hidden()
    facilitator.locator(".console summary", has_text="Records").click()
    facilitator.locator("#record-text").fill("We compare our first-job programmes.")
    facilitator.get_by_role("button", name="Keep for the minutes").click()
    facilitator.goto(f"{home}/challenges")
    expect(facilitator.get_by_text("Demo: what do our cities struggle with?").first).to_be_attached()

    # 5. Tandems: formed, explained, published; a slot makes the session.
    coordinator = person()
    coordinator.goto(server.ready["sign_in"]["coordinator"])
    coordinator.goto(f"{home}/tandems")
    coordinator.get_by_role("button", name=re.compile("tandems", re.I)).first.click()
    publish = coordinator.get_by_role("button", name="Publish these tandems")
    expect(publish).to_be_visible(timeout=60_000)
    expect(coordinator.get_by_text("proven", exact=False).first).to_be_visible()
    publish.click()
    coordinator.get_by_role("link", name="Another time by hand").first.click()
    slots = coordinator.get_by_role("button", name=re.compile("Take this time"))
    expect(slots).to_have_count(3)
    slots.first.click()
    coordinator.wait_for_url(re.compile(r"/sessions/\d+/canvases$"))
    expect(coordinator.locator("[data-canvas]").first).to_be_visible()  # what they wish for is open already
    coordinator.goto(coordinator.url.removesuffix("/canvases"))
    workshop = coordinator.get_by_role("heading", level=1).inner_text()
    assert workshop.startswith("Solution workshop")

    # 6. Calendar: the session, the whole programme, a feed of one's own.
    one = Calendar.from_ical(downloads(coordinator, "Into my calendar (.ics)"))
    events = one.walk("VEVENT")
    assert len(events) == 1 and workshop in str(events[0]["SUMMARY"])
    agenda_page = coordinator.url
    coordinator.get_by_role("button", name=re.compile("agenda", re.I)).click()
    coordinator.goto(f"{home}/calendar")
    whole = Calendar.from_ical(downloads(coordinator, "Download the programme (.ics)"))
    assert len(whole.walk("VEVENT")) >= 12
    coordinator.get_by_role("button", name="Make my address").click()
    address = re.search(r"http://[^\s\"<]+/feeds/[^\s\"<]+\.ics", coordinator.content())
    assert address
    feed = coordinator.request.get(address[0])
    assert feed.status == 200 and events[0]["UID"] in feed.text().replace("\r\n ", "")

    # 7. The end: minutes stand there, with what the room did.
    facilitator.goto(f"{home}/sessions/{session}/room")
    facilitator.get_by_role("button", name="End the session").first.click()
    facilitator.locator("#end-dialog").get_by_role("button", name="End the session").click()
    expect(facilitator.get_by_text("The session has ended.").first).to_be_visible()
    facilitator.goto(f"{home}/sessions/{session}")
    expect(facilitator.get_by_role("link", name=re.compile("PDF$")).first).to_be_visible(timeout=30_000)
    pdf = downloads(facilitator, "PDF")
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    said = ("Young people find no first job.", "first-job programmes")
    for expected in (CHALLENGE, "Anna", "Turin", "Votes: 1", *said):
        assert expected in text, expected
    assert not re.search(r"\bBen\b", text), "he did not agree to be named"
    assert _soonest(whole) & set(_titles(whole, text)), "the next session is named"
    word = zipfile.ZipFile(io.BytesIO(downloads(facilitator, "DOCX")))
    assert "Our job seekers are over fifty." in word.read("word/document.xml").decode()
    assert "Our job seekers are over fifty." in downloads(facilitator, "HTML").decode()
    coordinator.goto(agenda_page)
    expect(coordinator.get_by_role("link", name=re.compile("PDF$")).first).to_be_visible(timeout=30_000)


def _titles(calendar: Calendar, text: str) -> list[str]:
    """The titles of a calendar's events that a document names, however its lines are broken."""
    words = " ".join(text.split())
    return [title for event in calendar.walk("VEVENT") if (title := str(event["SUMMARY"])) in words]


def _soonest(calendar: Calendar) -> set[str]:
    """The titles of the events of the first day after today that has any."""
    days: dict[dt.date, set[str]] = {}
    for event in calendar.walk("VEVENT"):
        start = event["DTSTART"].dt
        day = start.date() if isinstance(start, dt.datetime) else start
        days.setdefault(day, set()).add(str(event["SUMMARY"]))
    return days[min(day for day in days if day > dt.datetime.now(dt.UTC).date())]
