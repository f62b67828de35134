"""Journey: a canvas in two languages, led from its console: settings, hidden notes, clusters, a step more."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.servers import LiveServer

pytestmark = pytest.mark.browser


@pytest.fixture
def room(server: LiveServer, person: Callable[..., Page]) -> tuple[Page, Page]:
    """A facilitator and a guest from Dublin in the room of a replication canvas held in French."""
    facilitator, guest = person(), person(390, 844)
    facilitator.goto(server.ready["sign_in"]["facilitator"])
    facilitator.goto(f"{facilitator.url.rstrip('/')}/sessions")
    facilitator.locator(".new-session > summary").click()
    facilitator.get_by_label("Title").fill("Carry it home")
    facilitator.get_by_label("Language").select_option("fr")
    choice = facilitator.locator(".template-choice", has=facilitator.locator("[value=replication_canvas]"))
    expect(choice).to_contain_text("45 min")
    choice.click()
    facilitator.get_by_role("button", name="Create the session").click()
    facilitator.wait_for_url(re.compile(r"/sessions/\d+$"))
    facilitator.locator(".session-doors").get_by_role("button", name="Start the session").click()
    facilitator.wait_for_url(re.compile("/room$"))
    expect(facilitator.locator("[data-part=connection]")).to_contain_text("Connected")
    code = facilitator.locator(".join-code").first.text_content()
    guest.goto(server.url)
    guest.get_by_label("The code on the screen or the invitation").fill(code or "")
    guest.get_by_role("button", name="Join", exact=True).click()
    guest.get_by_label("Your name").fill("Cleo")
    guest.get_by_text("Dublin", exact=True).click()
    guest.get_by_role("button", name="Enter the room").click()
    expect(guest.locator("[data-part=connection]")).to_contain_text("Connected")
    return facilitator, guest


def _write_in(page: Page, field: int, text: str) -> None:
    page.locator(".area").nth(field).get_by_role("button", name="Write here").click()
    page.locator("#note-text").fill(text)
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.locator(".area").nth(field).locator(".note", has_text=text)).to_contain_text("saved")


def _box(page: Page, field: int) -> dict:
    box = page.locator(".area").nth(field).bounding_box()
    assert box
    return box


def test_a_canvas_lies_as_drawn_and_stands_in_line_on_a_phone(room: tuple[Page, Page]) -> None:
    facilitator, guest = room
    reasons, objectives, beneficiaries, activities = (_box(facilitator, field) for field in range(4))
    assert activities["y"] == reasons["y"] and activities["x"] > reasons["x"]
    assert activities["width"] > 1.5 * reasons["width"], "it spans two columns"
    assert objectives["y"] > reasons["y"] and objectives["x"] == reasons["x"]
    assert beneficiaries["height"] > 1.5 * reasons["height"], "it spans two rows"
    assert facilitator.locator("[data-part=fields]").is_hidden()

    tops = [_box(guest, field)["y"] for field in range(9)]
    assert tops == sorted(tops) and len({_box(guest, field)["x"] for field in range(9)}) == 1
    last = guest.locator(".area-title").last
    guest.locator(".fields-link").last.click()
    expect(last).to_be_in_viewport()
    bar = guest.locator(".fields").bounding_box()
    title = last.bounding_box()
    assert bar and title and title["y"] >= bar["y"] + bar["height"], "the title is not covered"
    assert guest.locator(".composer-area input:checked").count() == 1
    assert guest.evaluate(
        "document.querySelector('.composer-area input:checked').value"
        " === document.querySelector('.board .area:last-child').dataset.area"
    ), "one writes where one went"

    facilitator.get_by_role("button", name="List view").click()
    lefts = {_box(facilitator, field)["x"] for field in range(9)}
    assert len(lefts) == 1, "the list is one line from top to bottom"
    facilitator.get_by_role("button", name="List view").click()


def test_a_note_says_its_language_where_it_is_not_the_sessions(room: tuple[Page, Page]) -> None:
    facilitator, guest = room
    facilitator.locator("[data-set-stage=cluster]").click()
    expect(guest.locator('.stage[data-stage="cluster"]')).to_have_attribute("aria-current", "step")
    _write_in(guest, 2, "Young people")
    guest.get_by_label("Language of your note").select_option("fr")
    _write_in(guest, 2, "Les jeunes")
    english = facilitator.locator(".note", has_text="Young people")
    french = facilitator.locator(".note", has_text="Les jeunes")
    expect(english.locator(".note-text")).to_have_attribute("lang", "en")
    expect(english).to_contain_text("English")
    expect(french.locator(".note-text")).to_have_attribute("lang", "fr")
    expect(french).not_to_contain_text("French")
    guest.reload()
    expect(guest.get_by_label("Language of your note")).to_have_value("fr")


def test_the_console_sets_restores_and_adds(room: tuple[Page, Page]) -> None:
    facilitator, guest = room
    console = facilitator.locator("#console")
    console.locator("[data-part=settings-part] > summary").click()
    console.get_by_label("Neither").check()
    expect(guest.get_by_text("Without names and cities")).to_be_visible()
    facilitator.locator("[data-set-stage=cluster]").click()
    expect(guest.locator("#note-text")).to_be_visible()
    _write_in(guest, 0, "In confidence")
    console.get_by_label("Name and city").click()
    field = console.locator("[data-field=authors]")
    expect(field).to_contain_text("That promise holds")
    expect(console.get_by_label("Neither")).to_be_checked()
    votes = console.get_by_label("Votes for each person")
    votes.fill("0")
    votes.blur()
    expect(console.locator("[data-field=votes_per_person]")).to_contain_text("between 1 and 100")
    expect(votes).to_have_value("5")
    votes.fill("2")
    votes.blur()
    expect(console.locator("[data-part=settings-said]")).to_contain_text("saved")

    facilitator.locator(".note", has_text="In confidence").locator("[data-action=more]").click()
    facilitator.locator("#note-dialog [data-do=hide]").click()
    expect(guest.locator(".note", has_text="In confidence")).to_have_count(0)
    hidden = console.locator("[data-part=hidden-part]")
    expect(hidden).to_contain_text("1 hidden note")
    hidden.locator("summary").click()
    hidden.get_by_role("button", name="Show again: In confidence").click()
    expect(guest.locator(".note", has_text="In confidence")).to_be_visible()
    expect(hidden).to_be_hidden()

    steps = console.locator(".run-block")
    expect(steps).to_have_count(1)
    console.locator("[data-part=add-part] > summary").click()
    console.locator("#add-template").select_option("one_two_four_all")
    expect(console.get_by_text("Everybody thinks, everybody speaks")).to_be_visible()
    console.get_by_role("button", name="At the end").click()
    expect(steps).to_have_count(5)
    # What is left of the board is skipped only on purpose.
    dialog = facilitator.locator("#skip-dialog")
    console.locator("[data-action=skip]").click()
    expect(dialog).to_contain_text("The board is still at “Cluster”.")
    dialog.get_by_role("button", name="Stay here").click()
    expect(guest.locator(".area")).to_have_count(9)
    console.locator("[data-action=skip]").click()
    dialog.locator("[data-action=skip-now]").click()
    expect(guest.locator(".area")).to_have_count(1)
    # A step without a board: the wall asks its question of the small groups and welcomes nobody.
    wall = facilitator.context.new_page()
    wall.goto(facilitator.url.split("?")[0].replace("/room", "/projector"))
    console.locator("[data-action=skip]").click()
    expect(dialog).to_contain_text("Its notes have not been revealed.")
    dialog.locator("[data-action=skip-now]").click()
    expect(guest.get_by_text("Nobody reports for your group yet.")).to_be_visible()
    question = guest.get_by_role("heading", level=1).inner_text()
    expect(wall.get_by_role("heading", level=1)).to_have_text(question)
    expect(wall.locator("main")).to_have_attribute("data-picture", "breakouts")
    expect(console.locator("[data-action=skip]")).to_be_hidden()
    expect(console.locator(".button--primary:visible")).to_have_text(re.compile("^Next: "))


def test_clusters_merge_part_and_fold_by_keyboard(room: tuple[Page, Page]) -> None:
    facilitator, guest = room
    facilitator.locator("[data-set-stage=cluster]").click()
    expect(guest.locator("#note-text")).to_be_visible()
    for field, text in enumerate(("First thought", "Second thought")):
        _write_in(guest, field, text)
        facilitator.locator(".note", has_text=text).locator("[data-action=select]").check()
        facilitator.locator("[data-action=group]").click()
        facilitator.locator("#group-title").fill(f"Group {field}")
        facilitator.keyboard.press("Enter")
        expect(guest.locator(".cluster", has_text=f"Group {field}")).to_be_visible()

    facilitator.locator(".cluster", has_text="Group 1").locator("[data-action=cluster-more]").focus()
    facilitator.keyboard.press("Enter")
    facilitator.locator("#cluster-into").focus()
    facilitator.keyboard.press("Tab")
    facilitator.keyboard.press("Enter")
    expect(guest.locator(".cluster")).to_have_count(1)
    expect(guest.locator(".cluster")).to_contain_text("2 notes")
    facilitator.locator("[data-action=undo]").focus()
    facilitator.keyboard.press("Enter")
    expect(guest.locator(".cluster")).to_have_count(2)

    # Taken out, a note is back in the field where it was written.
    facilitator.locator(".note", has_text="Second thought").locator("[data-action=select]").check()
    facilitator.locator("[data-action=group-add]").click()
    facilitator.locator("#group-cluster").select_option(label="Group 0")
    facilitator.locator("#group-dialog").get_by_role("button", name="Add", exact=True).click()
    expect(guest.locator(".area").nth(0)).to_contain_text("Second thought")
    guest.locator(".note", has_text="Second thought").locator("[data-action=more]").click()
    guest.get_by_role("button", name="Take out of the cluster").click()
    expect(guest.locator(".area").nth(1).locator(".note", has_text="Second thought")).to_be_visible()

    facilitator.locator("[data-set-stage=vote]").click()
    cluster = guest.locator(".cluster", has_text="Group 0")
    expect(cluster.locator(".note")).to_be_hidden()
    cluster.locator(".cluster-facts [data-action=vote]").click()
    facilitator.get_by_role("button", name="Show the counts").click()
    expect(cluster).to_contain_text("1 vote")
    cluster.locator("[data-action=open]").focus()
    guest.keyboard.press("Enter")
    expect(cluster.locator(".note", has_text="First thought")).to_be_visible()
    guest.get_by_role("button", name="Fold all").click()
    expect(cluster.locator(".note")).to_be_visible()  # folded is the default here, so the button opens
    facilitator.locator("[data-set-stage=cluster]").click()
    expect(guest.locator(".note", has_text="First thought")).to_be_visible()
