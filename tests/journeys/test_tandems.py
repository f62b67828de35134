"""Tandems by hand from an empty program: proposed, confirmed, published, scheduled, changed, taken back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.barriers import looked_through
from tests.servers import LiveServer, live_server

pytestmark = pytest.mark.browser

CITIES = "Ghent, Belgium\nPorto, Portugal, Europe/Lisbon\nTurin, Italy\nVienna, Austria"
PEOPLE = "Greet <greet@ghent.example>, participant, GHE\nPaula <paula@porto.example>, participant, POR"


@pytest.fixture
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """The program as it starts where nothing is yet."""
    with live_server(tmp_path_factory.mktemp("tandems"), "--empty") as running:
        yield running


def _invitation(organiser: Page, home: str, name: str) -> str:
    """The link that somebody was sent, as an organiser reads it in the outbox."""
    organiser.goto(f"{home}/outbox")
    mail = organiser.locator("li.mail").filter(has_text=f"Hello {name}").last
    found = re.search(r"/invitations/[\w-]+", mail.inner_html())
    assert found, name
    return found[0]


def _names(page: Page, city: str, challenge: str) -> None:
    page.goto(f"{page.url.partition('/p/')[0]}/p/learning/name-challenge?city={city}")
    page.locator("[name=title]").fill(challenge)
    page.locator("main form button.button--primary").last.click()


def test_from_a_proposal_to_a_workshop_and_back(empty: LiveServer, person: Callable[..., Page]) -> None:
    page, found = person(), list[str]()
    base = empty.ready["url"]
    home = f"{base}/p/learning"
    page.goto(empty.ready["sign_in"]["organiser"])
    page.get_by_label("What is it called?").fill("Learning")
    page.get_by_label("Time zone of the host").select_option("Europe/Brussels")
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_label("Type a few").fill(CITIES)
    page.get_by_role("button", name="Look at it first").click()
    page.get_by_role("button", name="Import them all").click()
    page.goto(f"{home}/people")
    page.get_by_label("Names and addresses").fill(PEOPLE)
    page.get_by_role("button", name="Invite them all").click()
    cities = {}
    for name in ("Greet", "Paula"):
        cities[name] = person(390, 844)
        cities[name].goto(f"{base}{_invitation(page, home, name)}")
        cities[name].locator("main form button.button--primary").first.click()

    # Nothing is known yet: the page says so, and publishing asks twice.
    page.goto(f"{home}/tandems")
    page.get_by_role("button", name="Find tandems").click()
    expect(page.get_by_role("button", name="Propose to the cities")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Publish these tandems").click()
    expect(page.get_by_role("heading", name="Publish these tandems all the same?")).to_be_visible()
    for city, challenge in [("GHE", "Rents"), ("POR", "Rents"), ("TUR", "Night work"), ("VIE", "Night work")]:
        _names(page, city, challenge)
    page.goto(f"{home}/tandems")
    page.get_by_role("button", name="Find tandems anew").click()
    propose = page.get_by_role("button", name="Propose to the cities")
    expect(propose).to_be_visible(timeout=60_000)

    # Propose: each city sees its own, one agrees with a comment, one by the keyboard alone.
    page.get_by_text("Add a note to the cities").first.click()
    page.get_by_label("Your note").first.fill("Please answer by Friday.")
    propose.click()
    expect(page.get_by_role("status")).to_contain_text("4 cities are asked now")
    found += looked_through(page)
    greet, paula = cities["Greet"], cities["Paula"]
    greet.goto(home)
    greet.get_by_role("link", name="Look at it and answer").click()
    expect(greet.get_by_text("Please answer by Friday.")).to_be_visible()
    expect(greet.get_by_role("heading", name="Ghent and Porto")).to_be_visible()
    assert "Vienna" not in greet.content()
    found += looked_through(greet)
    greet.get_by_label("We can’t").check()
    greet.get_by_role("button", name="Save the answer").click()
    expect(greet.get_by_role("alert")).to_contain_text("Say why Ghent can’t")
    greet.get_by_label("We agree").check()
    greet.get_by_label("Comment").fill("Our mayor is away until Monday.")
    greet.get_by_role("button", name="Save the answer").click()
    expect(greet.get_by_role("status")).to_contain_text("Saved.")
    paula.goto(f"{home}/tandems/proposal")
    assert "mayor" not in paula.content()
    paula.get_by_label("We agree").focus()
    paula.keyboard.press("Space")
    paula.get_by_role("button", name="Save the answer").focus()
    paula.keyboard.press("Enter")
    expect(paula.get_by_role("status")).to_contain_text("Saved.")

    # The coordination team reads, enters one answer by telephone, and publishes without the last.
    page.goto(f"{home}/tandems/proposal")
    expect(page.get_by_text("2 of 4 cities agree.")).to_be_visible()
    expect(page.get_by_text("Our mayor is away until Monday.").first).to_be_visible()
    page.get_by_text("Enter an answer for Turin").click()
    turin = page.locator("li").filter(has_text="Turin").locator("form.answer")
    turin.get_by_label("We agree").check()
    turin.get_by_role("button", name="Save the answer").click()
    expect(page.get_by_text("3 of 4 cities agree.")).to_be_visible()
    page.get_by_role("button", name="Publish these tandems").click()
    expect(page.get_by_role("status")).to_contain_text("Published.")
    found += looked_through(page)

    # A file that takes a while says that it is being made, and when it is there.
    page.locator("a[href$='/files']").first.click()
    with page.expect_download(timeout=60_000) as making:
        page.locator("a[data-making]").first.click()
        expect(page.locator(".making")).to_contain_text("Making the PDF")
    assert making.value.suggested_filename.endswith(".pdf")
    expect(page.locator(".making")).to_contain_text("It is made and saved")
    found += looked_through(page)

    # A tandem's page, and its workshop in one click.
    greet.goto(home)
    greet.get_by_role("link", name="Your tandem").click()
    tandem = greet.url
    greet.get_by_label("Telephone").fill("+32 9 555")
    greet.get_by_role("button", name="Show my contact").click()
    found += looked_through(greet)
    paula.goto(tandem)
    expect(paula.get_by_role("link", name="greet@ghent.example")).to_be_visible()
    page.goto(tandem)
    expect(page.get_by_text("The fairest free time")).to_be_visible()
    found += looked_through(page)
    page.get_by_role("button", name="Schedule it at this time").click()
    page.wait_for_url(re.compile(r"/sessions/\d+$"))
    workshop = page.url
    expect(page.get_by_role("link", name="A session of the tandem Ghent, Porto")).to_be_visible()
    greet.goto(tandem)
    expect(greet.get_by_text("Its solution workshop is scheduled:")).to_be_visible()

    # A fifth city changes them: the history says how, and the workshop stays.
    page.goto(f"{home}/setup?step=cities")
    page.get_by_label("Type a few").fill("Warsaw, Poland")
    page.get_by_role("button", name="Look at it first").click()
    page.get_by_role("button", name=re.compile("^Import")).click()
    page.goto(f"{home}/cities")
    address = page.locator("main a").filter(has_text="Warsaw").first.get_attribute("href") or ""
    _names(page, address.rpartition("/")[2], "Rents")
    page.goto(f"{home}/tandems")
    page.get_by_role("button", name="Find tandems anew").click()
    publish = page.get_by_role("button", name="Publish these tandems")
    expect(publish).to_be_visible(timeout=60_000)
    page.get_by_text("Say why the tandems change").click()
    page.get_by_label("Why", exact=True).fill("Warsaw has joined us.")
    publish.click()
    page.goto(f"{home}/tandems/versions")
    expect(page.locator("#version-2")).to_contain_text("Warsaw has joined us.")
    found += looked_through(page)
    page.goto(workshop)
    expect(page.get_by_text("which no longer stands. The session stays in the calendar.")).to_be_visible()
    greet.goto(tandem)
    expect(greet.get_by_text("This tandem no longer stands.")).to_be_visible()
    assert "greet@ghent.example" not in greet.content()

    # Taken back, with a reason.
    page.goto(f"{home}/tandems/versions")
    page.get_by_text("Take the published tandems back").click()
    page.get_by_label("Why are they taken back?").fill("Warsaw has to check its dates.")
    page.get_by_role("button", name="Take them back").click()
    expect(page.get_by_role("status")).to_contain_text("taken back")
    greet.goto(f"{home}/tandems")
    expect(greet.get_by_text("No tandems yet")).to_be_visible()
    greet.goto(f"{home}/tandems/versions")
    expect(greet.get_by_text("Warsaw has to check its dates.")).to_be_visible()
    page.goto(f"{home}/outbox")
    expect(page.locator("li.mail").filter(has_text="greet@ghent.example")).to_have_count(5)
    assert not found, "\n".join(found)
