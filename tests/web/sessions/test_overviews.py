"""Timeline, month and one's own agenda; agendas as documents; run sheet and QR sheet."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from facilitation.store.programmes import Phase
from facilitation.store.sessions import Session
from facilitation.translations import say
from tests.world import World


def _create(world: World, title: str, **more: object) -> int:
    form = {"title": title, "type": "solution", "template": "solution"}
    return world.by("facilitator", "session.create", form | more).result["session"]


@pytest.fixture
def planned(world: World) -> World:
    when = {"starts_at": "23:30", "minutes": 60}
    _create(world, "For Turin", date="2027-03-30", cities=["TRN"], zone="America/Los_Angeles", **when)
    _create(world, "For all", date="2027-04-02", type="final", **when)
    _create(world, "No day yet", cities=["DUB"])
    with world.database.writing() as orm:
        for place, (kind, first, last) in enumerate(
            (
                ("call", (2027, 1, 10), (2027, 2, 20)),
                ("challenges", (2027, 3, 1), None),
                ("wrap_up", (2027, 6, 1), None),
            )
        ):
            row = Phase(
                programme_id=world.here.programme, kind=kind, position=place, starts_on=dt.date(*first)
            )
            row.ends_on = dt.date(*last) if last else None
            orm.add(row)
    return world


def _text(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_timeline_says_in_words_what_it_draws(planned: World, browse) -> None:
    page = browse("participant").get("/p/here/sessions/timeline").get_data(as_text=True)
    drawing = page[page.index('<svg class="timeline"') : page.index("</figure>")]
    assert drawing.count("<circle") == 3 and "Challenges" in drawing and "Today" in drawing
    text = _text(page[page.index('id="as-list"') :])
    assert "Call 10 Jan 2027 – 20 Feb 2027" in text and "Challenges 1 Mar 2027 – 31 May 2027" in text
    assert "March 2027" in text and "For Turin" in text and "Without a date No day yet" in text
    assert not re.search(r"<svg[^>]*style=|style=", drawing), "the content policy forbids it"


def test_a_day_is_that_of_the_readers_clocks(planned: World, browse) -> None:
    page = browse("participant").get("/p/here/sessions/month?month=2027-03").get_data(as_text=True)
    cell = next(cell for cell in re.findall(r"<td.*?</td>", page, re.S) if "For Turin" in cell)
    assert 'datetime="2027-03-31"' in cell, "23:30 in San Francisco is the next morning in Dublin"
    assert "07:30 in Dublin (23:30 in San Francisco, Tue 30 Mar)" in _text(cell).replace(" )", ")")


def test_the_month_is_a_grid_of_weeks_with_its_neighbours(planned: World, browse) -> None:
    browser = browse("participant")
    page = browser.get("/p/here/sessions/month").get_data(as_text=True)
    assert "<h1>March 2027</h1>" in page and page.count('scope="col"') == 7
    assert 'aria-current="date"' in page and "month=2027-02" in page and "month=2027-04" in page
    assert "For all" in browser.get("/p/here/sessions/month?month=2027-04").get_data(as_text=True)
    for wrong in ("2027-13", "soon", "0001-01"):
        assert browser.get(f"/p/here/sessions/month?month={wrong}").status_code == 404


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", {"Workshop here", "For Turin", "For all", "No day yet"}),
        ("city=TRN", {"Workshop here", "For Turin", "For all"}),
        ("type=final", {"For all"}),
        ("mine=1", {"Workshop here", "For all", "No day yet"}),
        ("city=ZZZ&type=party", {"Workshop here", "For Turin", "For all", "No day yet"}),
    ],
)
def test_the_timeline_is_filtered(planned: World, browse, query: str, titles: set[str]) -> None:
    page = browse("participant").get(f"/p/here/sessions/timeline?{query}").get_data(as_text=True)
    listed = page[page.index('id="as-list"') :]
    assert {
        title for title in ("Workshop here", "For Turin", "For all", "No day yet") if title in listed
    } == titles


def test_ones_agenda_holds_what_concerns_one_and_ones_roles(planned: World, browse) -> None:
    seat = planned.here.seats["participant"]
    turin = _create(planned, "Only a role", date="2027-05-02", cities=["TRN"])
    planned.by("facilitator", "session_person.add", {"session": turin, "role": "speaker", "seat": seat})
    cancelled = _create(planned, "Called off", date="2027-05-03")
    planned.by("facilitator", "session.cancel", {"session": cancelled, "reason": "Too few"})
    browser = browse("participant")
    text = _text(browser.get("/p/here/agenda").get_data(as_text=True))
    for title in (
        "Workshop here",
        "For all",
        "No day yet",
        "Only a role",
        "[Cancelled] Called off",
        "Too few",
    ):
        assert title in text, title
    assert "Your role: Speaker" in text and "For Turin" not in text
    home = _text(browser.get("/p/here/").get_data(as_text=True))
    assert "Only a role" in home and "For Turin" not in home and "Called off" not in home
    assert "For Turin" in _text(browse("organiser").get("/p/here/agenda").get_data(as_text=True))


def test_empty_pages_say_what_will_stand_there(world: World, browse) -> None:
    world.by("facilitator", "session.end", {"session": world.here.session})
    browser = browse("participant")
    assert "Nothing is planned for you" in browser.get("/p/here/agenda").get_data(as_text=True)
    assert "No session in this month" in browser.get("/p/here/sessions/month?month=2027-07").get_data(
        as_text=True
    )
    assert "No session fits this choice" in browser.get("/p/here/sessions/timeline?type=final").get_data(
        as_text=True
    )


def test_agendas_are_asked_for_in_a_language(planned: World, browse) -> None:
    browser = browse("facilitator")
    assert browser.post("/p/here/sessions/agendas", language="es", which="all").status_code == 303
    assert "Being drafted" in browser.get("/p/here/documents").get_data(as_text=True)
    assert browser.get("/p/here/documents/drafts").json == {"waiting": 1, "failed": 0}
    nothing = browser.post("/p/here/sessions/agendas", language="es", which="these")
    assert nothing.status_code == 422
    assert (
        browse("participant").post("/p/here/sessions/agendas", language="es", which="all").status_code == 403
    )


def test_the_run_sheet_gives_each_step_its_hour(world: World, browse) -> None:
    number = _create(world, "Led", date="2027-05-11", starts_at="10:00", minutes=30)
    world.by("facilitator", "session_person.add", {"session": number, "role": "moderator", "name": "Mo"})
    text = _text(browse("rapporteur").get(f"/p/here/sessions/{number}/run-sheet").get_data(as_text=True))
    with world.database.writing() as orm:
        orm.get_one(Session, number).blocks[0].method = "gallery walk"
    french = browse("rapporteur").client.get(
        f"/p/here/sessions/{number}/run-sheet", headers={"Accept-Language": "fr"}
    )
    assert say("Gallery walk", "fr") in _text(french.get_data(as_text=True)), "a label, not the word kept"
    assert "10:00–10:" in text and "Altogether" in text and "planned for 30 minutes" in text
    assert browse("participant").get(f"/p/here/sessions/{number}/run-sheet").status_code == 404
    sheet = browse("facilitator").get(f"/p/here/sessions/{number}/qr-sheet").get_data(as_text=True)
    assert 'class="join-code"' in sheet and "qr" in sheet
    assert browse("participant").get(f"/p/here/sessions/{number}/qr-sheet").status_code == 404
