"""The forms that say whom a session is for, and which cities were there."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from facilitation.store.sessions import Session
from tests.world import World


def _planned(world: World) -> Session:
    with world.database.reading() as orm:
        found = orm.scalars(select(Session).order_by(Session.id.desc())).first()
        assert found and found.cities is not None
        return found


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"for_whom": "all"}, ("all", [])),
        ({"for_whom": "these", "cities": ["TRN", "WAW"]}, ("these", ["TRN", "WAW"])),
        # Ticked, and then the list was put out of sight again.
        ({"for_whom": "all", "cities": ["TRN"]}, ("all", [])),
    ],
)
def test_a_new_session_says_whom_it_is_for(browse, world: World, fields: dict, expected: tuple) -> None:
    form = {"title": "New", "type": "final", "template": "check_in"}
    assert browse("facilitator").post("/p/here/sessions", **form, **fields).status_code == 303
    made = _planned(world)
    assert (made.for_whom, [city.code for city in made.cities]) == expected


def test_these_cities_without_one_come_back_with_a_sentence(browse, world: World) -> None:
    form = {"title": "Kept title", "type": "final", "template": "check_in", "for_whom": "these"}
    answer = browse("facilitator").post("/p/here/sessions", **form)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "Choose at least one city." in page and "Kept title" in page
    assert 'value="these" checked' in " ".join(page.split())


def test_both_facts_are_changed_on_the_sessions_page(browse, world: World) -> None:
    browser, page = browse("coordinator"), f"/p/here/sessions/{world.here.session}"
    assert "Say which cities were there" not in browser.get(page).get_data(as_text=True), "it is running"
    world.by("facilitator", "session.end", {"session": world.here.session})
    assert browser.post(f"{page}/for_whom", for_whom="all").status_code == 303
    there = {"was_there": "these", "cities": ["WAW"]}
    assert browser.post(f"{page}/was_there", **there).status_code == 303
    shown = browser.get(page).get_data(as_text=True)
    assert "All cities" in shown and "Warsaw" in shown
    refused = browser.post(f"{page}/was_there", was_there="these")
    assert refused.status_code == 422 and "Choose at least one city." in refused.get_data(as_text=True)
    assert browse("participant").post(f"{page}/for_whom", for_whom="all").status_code == 403
