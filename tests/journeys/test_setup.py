"""From an empty database to the first live workshop: the guided setup in a real browser, on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.barriers import faults, overflow
from tests.servers import LiveServer, live_server
from tests.sheets import workbook

pytestmark = pytest.mark.browser


@pytest.fixture
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """The program as it starts where nothing is yet."""
    with live_server(tmp_path_factory.mktemp("empty"), "--empty") as running:
        yield running


def test_from_nothing_to_a_live_workshop(empty: LiveServer, person: Callable[..., Page]) -> None:
    page = person(390, 844)
    page.goto(empty.ready["sign_in"]["organiser"])
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up your programme")
    found = faults(page) + overflow(page)

    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("What is it called?").fill("Learning 2027")
    page.get_by_label("Time zone of the host").select_option("Europe/Dublin")
    page.get_by_role("button", name="Save and go on").click()

    page.get_by_label("Type a few").fill("Dublin, Ireland\nBoston, USA\nTurin, Italy")
    page.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_role("alert")).to_contain_text("Row 2, column “time zone”")
    found += faults(page) + overflow(page)
    page.get_by_label("The cities").fill("Dublin, Ireland\nBoston, USA, America/New_York\nTurin, Italy")
    page.get_by_role("button", name="Look again").click()
    found += faults(page) + overflow(page)
    page.get_by_role("button", name="Import them all").click()

    page.get_by_label("One person a line").fill("Ana")
    found += faults(page) + overflow(page)
    page.get_by_role("button", name="Invite people").click()
    expect(page.get_by_role("navigation", name="Steps of the setup")).to_be_visible()
    found += faults(page) + overflow(page)
    page.get_by_label("Names and addresses").fill("Ana <ana@city.example>")
    page.get_by_role("button", name="Invite them all").click()
    page.get_by_label("Title").fill("What do we struggle with?")
    found += faults(page) + overflow(page)
    page.get_by_role("button", name="Create the workshop").click()
    expect(page.get_by_role("heading", name="All set")).to_be_visible()
    found += faults(page) + overflow(page)
    page.get_by_role("link", name="Enter the room").click()
    page.wait_for_url(re.compile(r"/p/learning-2027/sessions/\d+/room$"))
    expect(page.get_by_text("What do we struggle with?").first).to_be_visible()

    home = re.sub(r"sessions/.*", "", page.url)
    for path in ("", "settings", "setup", "setup?step=programme", "cities", "organisations", "import-cities"):
        page.goto(f"{home}{path}")
        found += faults(page) + overflow(page)
    sheet = {
        "name": "cities.xlsx",
        "mimeType": "",
        "buffer": workbook([["ville", "pays"], ["Nantes", "France"]]),
    }
    page.get_by_label("The sheet").set_input_files(sheet)
    page.get_by_role("button", name="Look at it first").click()
    page.get_by_role("button", name="Import them all").click()
    expect(page.get_by_role("link", name="Nantes")).to_be_visible()
    assert found == []
