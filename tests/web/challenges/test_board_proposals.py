"""Confirming what a workshop proposes, from the pages; and putting several clusters on the heat-map."""

from __future__ import annotations

import html
import re

import pytest
from sqlalchemy import select

from facilitation.store.boards import Area, Cluster, Note
from facilitation.translations import LANGUAGES, say
from tests.world import World


def _page(answer) -> str:
    return re.sub(r"\s+", " ", html.unescape(answer.get_data(as_text=True)))


@pytest.fixture
def two(world: World) -> list[int]:
    """Two clusters with a note of Dublin each, adopted from the session's page by one press."""
    world.stage("cluster")
    return [world.cluster(world.here.seats["participant"], title) for title in ("High rents", "Mistrust")]


def _adopt(world: World, browse, clusters: list[int]):
    fields = {f"as_{clusters[1]}": "new:transversal"}
    address = f"/p/here/sessions/{world.here.session}/adopt"
    browser = browse("facilitator")
    data = {"csrf_token": browser.token(), "operation_id": world.operation_id(), "board": world.here.board}
    return browser, browser.client.post(address, data=data | fields | {"clusters": clusters})


def test_several_clusters_are_adopted_from_the_session_page(world: World, browse, two: list[int]) -> None:
    page = _page(browse("facilitator").get(f"/p/here/sessions/{world.here.session}"))
    assert "Clusters for the heat-map" in page and "High rents" in page
    assert "Clusters for the heat-map" not in _page(
        browse("participant").get(f"/p/here/sessions/{world.here.session}")
    )
    waiting = "are not on the heat-map yet."
    assert waiting not in _page(browse("facilitator").get("/p/here/challenges")), "it still runs"
    world.by("facilitator", "session.end", {"session": world.here.session})
    for shown in ("challenges", "tandems/readiness"):
        page = _page(browse("coordinator").get(f"/p/here/{shown}"))
        assert f"2 clusters of “Workshop here” {waiting}" in page
    assert waiting not in _page(browse("participant").get("/p/here/challenges"))
    browser, answer = _adopt(world, browse, two)
    page = _page(browser.get(answer.headers["Location"]))
    assert "2 clusters are on the heat-map" in page
    assert waiting not in _page(browser.get("/p/here/challenges"))
    shown = _page(browser.get("/p/here/challenges"))
    assert "note, not confirmed by the city" in shown and "0 of 4" in shown
    assert "notes on a board, not confirmed: not counted" in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_challenge_is_preset_to_the_kind_of_its_area(
    world: World, browse, two: list[int], language: str
) -> None:
    """As the template wrote the area's title; an area of another title says nothing."""
    page = f"/p/here/sessions/{world.here.session}"
    chosen = 'value="new:transversal" selected'
    assert chosen not in browse("facilitator").get(page).get_data(as_text=True)
    with world.database.writing() as orm:
        area = orm.get_one(Cluster, two[0]).area_id
        orm.get_one(Area, area).title = say("Transversal challenges", language)
    assert browse("facilitator").get(page).get_data(as_text=True).count(chosen) == 2


def test_the_page_says_that_simulated_notes_count_nowhere(world: World, browse, two: list[int]) -> None:
    _adopt(world, browse, two)
    words = "It counts nowhere, even if you confirm it."
    assert words not in _page(browse("participant").get("/p/here/proposals"))
    with world.database.writing() as orm:
        for note in orm.scalars(select(Note).where(Note.cluster_id == two[0])):
            note.simulated = True
    assert words in _page(browse("participant").get("/p/here/proposals"))


def test_a_city_confirms_from_its_home_and_takes_it_back(world: World, browse, two: list[int]) -> None:
    _adopt(world, browse, two)
    browser = browse("participant")
    assert "2 challenges from workshops to confirm" in _page(browser.get("/p/here/"))
    assert "High rents" in _page(browser.get("/p/here/proposals"))
    assert "Workshops propose 2 challenges" in _page(browser.get("/p/here/cities/DUB"))
    data = {"csrf_token": browser.token(), "operation_id": world.operation_id(), "do": "confirm"}
    answer = browser.client.post("/p/here/proposals/DUB", data=data | {"clusters": two, "then": "city"})
    page = browser.get(answer.headers["Location"]).get_data(as_text=True)
    assert "Confirmed. It counts now." in page and "2 answered" in page
    assert "1 of 4" in _page(browser.get("/p/here/challenges"))
    undo = html.unescape(re.search(r'action="([^"]*do=reopen[^"]*)"', page)[1])
    browser.post(undo)
    assert "0 of 4" in _page(browser.get("/p/here/challenges"))
    assert "2 challenges from workshops to confirm" in _page(browser.get("/p/here/"))


def test_one_is_declined_on_the_challenge_page(world: World, browse, two: list[int]) -> None:
    _adopt(world, browse, two)
    browser = browse("participant")
    address = re.search(
        r'/p/here/challenges/\d+(?=">High rents)', browser.get("/p/here/challenges").get_data(as_text=True)
    )[0]
    page = _page(browser.get(address))
    assert "proposed, not confirmed by the city" in page and "named by 0 of 4 cities" in page
    browser.post("/p/here/proposals/DUB", clusters=str(two[0]), do="decline", then=address.rpartition("/")[2])
    assert "proposed, not confirmed" not in _page(browser.get(address))
    assert "1 challenge from a workshop to confirm" in _page(browser.get("/p/here/"))


def test_nobody_answers_for_another_city(world: World, browse, two: list[int]) -> None:
    _adopt(world, browse, two)
    for who in ("facilitator", "observer", "guest"):
        browser = browse(who)
        assert browser.get("/p/here/proposals").status_code == 404
        assert browser.post("/p/here/proposals/DUB", clusters=str(two[0]), do="confirm").status_code in (
            403,
            404,
        )
    assert browse("participant").post(
        "/p/here/proposals/TRN", clusters=str(two[0]), do="confirm"
    ).status_code in (403, 404)


def test_the_room_offers_it_to_the_citys_own_people_only(world: World, browse) -> None:
    room = f"/p/here/sessions/{world.here.session}/room"
    assert 'data-part="proposals"' in browse("participant").get(room).get_data(as_text=True)
    for who in ("facilitator", "observer", "guest"):
        assert 'data-part="proposals"' not in browse(who).get(room).get_data(as_text=True)
    assert 'data-part="adopting"' in browse("facilitator").get(room).get_data(as_text=True)
