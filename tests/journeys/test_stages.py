"""Journey: two people and a facilitator through all stages of a board, with a step back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.rooms import cluster, enter, lead, note, post
from tests.servers import LiveServer

pytestmark = pytest.mark.browser

STAGES = {
    "write_openly": "Write openly",
    "write": "Write privately",
    "revealed": "Revealed",
    "cluster": "Cluster",
    "vote": "Vote",
    "discuss": "Discuss",
    "closed": "Closed",
}
ANNAS = "Our young people leave for the capital."
BENS = "Nobody under thirty applies for our jobs."
DRAFT = "What I have not finished s"


def drag(page: Page, text: str, onto: str) -> None:
    """With the mouse, from one note onto another."""
    expect(page.locator("[data-drags]")).to_be_attached()
    note(page, text).hover()
    page.mouse.down()
    note(page, onto).hover()
    note(page, onto).hover(position={"x": 40, "y": 12})
    page.mouse.up()


def test_all_stages_and_a_step_back(server: LiveServer, person: Callable[..., Page]) -> None:
    facilitator, anna, ben = person(), person(), person(390, 844, has_touch=True, is_mobile=True)
    code = lead(facilitator, server, "Through all stages")
    enter(anna, server.url, code, "Anna", "Dublin")
    enter(ben, server.url, code, "Ben", "Turin")
    everybody = (facilitator, anna, ben)

    def stage(name: str) -> None:
        facilitator.locator(f"[data-set-stage={name}]").click()
        all_are_at(name)

    def all_are_at(name: str) -> None:
        for page in everybody:
            expect(page.locator(".stage[aria-current=step]")).to_contain_text(STAGES[name])

    # It begins with writing, and the one main button of the console goes from stage to stage.
    all_are_at("write_openly")
    main = facilitator.locator("#console .button--primary:visible")
    expect(main).to_have_text("Next: cluster")

    # Write: the others learn that a note is there, never what it says, wherever one looks.
    stage("write")
    post(anna, ANNAS)
    post(ben, BENS)
    expect(note(anna, ANNAS)).to_contain_text("saved")
    for page, hidden in ((anna, BENS), (ben, ANNAS), (facilitator, ANNAS), (facilitator, BENS)):
        expect(page.locator(".note")).to_have_count(2)
        assert hidden not in page.content()
    expect(anna.locator("[data-action=select]:visible")).to_have_count(0)
    expect(anna.locator("[data-action=vote]:visible")).to_have_count(0)

    # Reveal: all read all. Who is in the middle of a sentence keeps it, and the cursor in it.
    ben.locator("#note-text").press_sequentially(DRAFT)
    main.get_by_text("Reveal the notes").click()
    all_are_at("revealed")
    for page in everybody:
        expect(note(page, ANNAS)).to_be_visible()
        expect(note(page, BENS)).to_be_visible()
    expect(ben.locator("#note-text")).to_have_value(DRAFT)
    expect(ben.locator("#note-text")).to_be_focused()

    # Cluster: one drags a note onto another; who is slower renames what came of it.
    main.get_by_text("Next: cluster").click()
    all_are_at("cluster")
    drag(anna, BENS, onto=ANNAS)
    for page in everybody:
        expect(page.locator(".cluster")).to_have_count(1)
        expect(page.locator(".cluster .note")).to_have_count(2)
    facilitator.locator("[data-action=cluster-more]").click()
    facilitator.locator("#cluster-title").fill("The young leave")
    facilitator.locator("#cluster-dialog").get_by_role("button", name="Save").click()
    expect(cluster(ben, "The young leave")).to_be_visible()
    expect(ben.locator("#note-text")).to_have_value(DRAFT)

    # Vote: no writing now, but the draft stays in sight. One's own vote can be withdrawn and given again.
    anna.get_by_role("button", name="I’m ready").click()
    expect(facilitator.locator("[data-part=ready]")).to_have_text("1 of 2 ready")
    main.get_by_text("Next: vote").click()
    all_are_at("vote")
    expect(facilitator.locator("[data-part=ready]")).to_be_hidden()  # it was about the stage before
    expect(anna.get_by_role("button", name="I’m ready")).to_have_attribute("aria-pressed", "false")
    expect(ben.locator("#note-text")).to_have_value(DRAFT)
    expect(ben.get_by_role("button", name="Post", exact=True)).to_be_hidden()
    facts = cluster(anna, "The young leave").locator(".cluster-facts")
    facts.locator("[data-action=vote]").click()
    expect(anna.locator("[data-part=votes-left]")).to_contain_text("4 votes left")
    facts.locator("[data-action=withdraw]").click()
    expect(anna.locator("[data-part=votes-left]")).to_contain_text("5 votes left")
    facts.locator("[data-action=vote]").click()
    # Nobody follows the first votes: counts are shown by the facilitator.
    expect(facilitator.locator("[data-part=votes-cast]")).to_have_text("1 vote given so far")
    for page in everybody:
        expect(cluster(page, "The young leave")).not_to_contain_text("1 vote")
    facilitator.get_by_role("button", name="Show the counts").click()
    expect(cluster(facilitator, "The young leave")).to_contain_text("1 vote")

    # A step back loses nothing: notes, cluster, votes, the draft; the draft becomes a note after all.
    stage("cluster")
    for page in everybody:
        expect(page.locator(".cluster .note")).to_have_count(2)
        expect(cluster(page, "The young leave")).to_contain_text("1 vote")
    expect(anna.locator("[data-action=vote]:visible")).to_have_count(0)
    expect(ben.locator("#note-text")).to_have_value(DRAFT)
    ben.locator("#note-text").press("End")
    ben.locator("#note-text").press_sequentially("entence.")
    ben.get_by_role("button", name="Post", exact=True).click()
    expect(note(facilitator, f"{DRAFT}entence.")).to_be_visible()
    stage("vote")
    expect(anna.locator("[data-part=votes-left]")).to_contain_text("4 votes left")

    # Discuss: what carries weight stands there with its votes; nothing is to be pressed by participants.
    main.get_by_text("Next: discuss").click()
    all_are_at("discuss")
    for page in everybody:
        expect(cluster(page, "The young leave")).to_contain_text("1 vote")
    for action in ("vote", "withdraw", "select"):
        expect(anna.locator(f"[data-action={action}]:visible")).to_have_count(0)

    # Closed: everything stays readable for everybody, and nobody writes.
    stage("closed")
    for page in everybody:
        expect(note(page, ANNAS)).to_be_visible()
        expect(note(page, f"{DRAFT}entence.")).to_be_visible()
        expect(page.get_by_role("button", name="Post", exact=True)).to_be_hidden()

    # The end, by the same button; nothing can be pressed after it but opening the session again.
    wall = facilitator.context.new_page()
    wall.goto(facilitator.url.split("?")[0].replace("/room", "/projector"))
    expect(wall.locator("[data-part=wall-join]")).to_be_visible()
    main.get_by_text("End the session").click()
    facilitator.locator("#end-dialog").get_by_role("button", name="End the session").click()
    for page in everybody:
        expect(page.get_by_text("The session has ended.").first).to_be_visible()
    expect(wall.locator("[data-part=wall-thanks]")).to_be_visible()
    expect(wall.locator("[data-part=wall-join]")).to_be_hidden()
    for part in (
        "[data-set-stage]",
        "[data-action=more]",
        "[data-action=undo]",
        "[data-part=settings-part]",
        "#timer-minutes",
    ):
        expect(facilitator.locator(f"{part}:visible")).to_have_count(0)
    facilitator.get_by_role("button", name="Reopen the session").click()
    facilitator.locator("#reopen-dialog").get_by_role("button", name="Reopen the session").click()
    expect(facilitator.locator("[data-set-stage=closed]")).to_have_attribute("aria-pressed", "true")
    stage("discuss")
    expect(wall.locator("[data-part=wall-join]")).to_be_visible()
