"""Small groups by plain forms: planned, prepared by hand, named, moved, invited into, taken away."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from sqlalchemy import select

from facilitation.domain.join_codes import grouped
from facilitation.store.breakouts import Breakout, BreakoutMember, BreakoutRound
from facilitation.store.sessions import Session
from tests.laws.cases.breakouts import STEPS, groups
from tests.web.conftest import Browser
from tests.world import World


@pytest.fixture
def planned(world: World) -> int:
    """A planned session with a part in small groups."""
    made = {"title": "Plan", "type": "challenge", "template": "check_in"}
    session = world.by("facilitator", "session.create", made).result["session"]
    part = {"session": session, "title": "Behind it", "minutes": 15, "steps": STEPS}
    world.by("facilitator", "block.insert", part)
    return session


def _block(world: World, session: int) -> Any:
    with world.database.reading() as orm:
        return orm.get_one(Session, session).blocks[-1]


def _text(answer: Any) -> str:
    page = re.sub(r"<(script|option)[^>]*>.*?</\1>", " ", answer.get_data(as_text=True), flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def _prepare(world: World, browser: Browser, session: int, **fields: str) -> Any:
    block = _block(world, session).id
    form = {"block": str(block), "position": "1", "by": "hand", "size": "3", "groups": "2"} | fields
    return browser.post(f"/p/here/sessions/{session}/breakouts", **form)


def _members(world: World, breakout: int) -> list[int]:
    with world.database.reading() as orm:
        query = select(BreakoutMember.seat_id).where(
            BreakoutMember.breakout_id == breakout, BreakoutMember.removed.is_(False)
        )
        return list(orm.scalars(query))


def test_groups_are_prepared_by_hand_and_taken_away(world: World, browse: Any, planned: int) -> None:
    browser = browse("facilitator")
    path = f"/p/here/sessions/{planned}/breakouts"
    assert "Nothing is prepared: At random, about 2 people in each group." in _text(browser.get(path))
    assert _prepare(world, browser, planned).status_code == 303
    first, second = groups(world)
    act = f"{path}/groups/{first}"
    seat = str(world.here.seats["participant"])
    assert browser.post(f"{act}/move", seat=seat).status_code == 303
    assert _members(world, first) == [int(seat)]
    assert browser.post(f"{act}/move", seat=seat, to=str(second)).status_code == 303
    assert (_members(world, first), _members(world, second)) == ([], [int(seat)])
    assert browser.post(f"{path}/groups/{second}/rapporteur", seat=seat).status_code == 303
    fields = {"title": "Blue table", "place": "Room 2", "link": "https://meet.example/blue"}
    assert browser.post(f"{act}/change", **fields).status_code == 303
    page = browser.get(path).get_data(as_text=True)
    assert "Room 2" in page and "Blue table" in page and "reports" in _text(browser.get(path))
    assert browser.post(f"{path}/groups/{second}/take_out", seat=seat).status_code == 303
    assert _members(world, second) == []
    with world.database.reading() as orm:
        number = orm.scalars(select(BreakoutRound.id)).one()
    of = f"{path}/rounds/{number}"
    assert browser.post(f"{of}/change", title="First", minutes="12").status_code == 303
    assert browser.post(f"{of}/add").status_code == 303
    assert len(groups(world)) == 3
    assert browser.post(f"{path}/groups/{groups(world)[2]}/remove").status_code == 303
    assert browser.post(f"{of}/form", by="random", size="4").status_code == 303
    assert browser.post(f"{of}/remove").status_code == 303
    assert "Nothing is prepared" in _text(browser.get(path))


def test_what_was_typed_comes_back_with_a_refusal(world: World, browse: Any, planned: int) -> None:
    browser = browse("facilitator")
    answer = _prepare(world, browser, planned, size="99", by="language")
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "between 2 and 20 people" in page and 'value="99"' in page
    assert re.search(r'value="language"\s+selected', page)
    _prepare(world, browser, planned)
    act = f"/p/here/sessions/{planned}/breakouts/groups/{groups(world)[0]}/change"
    answer = browser.post(act, title="Blue", place="Room 9", link="no link")
    assert answer.status_code == 422 and "Room 9" in answer.get_data(as_text=True)


@pytest.mark.parametrize("role", ["participant", "observer", "guest"])
def test_the_page_is_for_those_who_lead(world: World, browse: Any, role: str) -> None:
    browser = browse(role)
    for path in ("breakouts", "breakouts/counts"):
        assert browser.get(f"/p/here/sessions/{world.here.session}/{path}").status_code == 404


def test_somebody_from_outside_joins_by_the_groups_code(world: World, browse: Any, planned: int) -> None:
    leading = browse("facilitator")
    _prepare(world, leading, planned)
    world.by("facilitator", "session.start", {"session": planned})
    second = groups(world)[1]
    path = f"/p/here/sessions/{planned}/breakouts/groups/{second}"
    assert leading.post(f"{path}/invite").status_code == 303
    with world.database.reading() as orm:
        code = orm.get_one(Breakout, second).code
    assert code and grouped(code) in leading.get(f"/p/here/sessions/{planned}/breakouts").get_data(
        as_text=True
    )
    guest = browse()
    answer = guest.post("/join", code=code)
    assert answer.headers["Location"].endswith(grouped(code))
    joined = guest.post(f"/join/{grouped(code)}", name="Expert", city="WAW")
    assert joined.status_code == 303 and joined.headers["Location"].endswith(f"/sessions/{planned}/room")
    assert len(_members(world, second)) == 1
    by_json = guest.client.post("/api/v1/join", json={"code": code, "name": "Second", "city": "TRN"})
    assert by_json.status_code == 201 and len(_members(world, second)) == 2
    leading.post(f"{path}/uninvite")
    assert browse().post("/join", code=code).status_code == 404


def test_the_room_opens_at_ones_own_group(world: World, browse: Any) -> None:
    """Also without any script: the page shows the board of the group that one is to be in."""
    guest = browse("guest")
    session = world.here.session
    part = {"session": session, "title": "Behind it", "minutes": 15, "steps": STEPS}
    world.by("facilitator", "block.insert", part)
    world.by("facilitator", "session.step", {"session": session})
    with world.database.reading() as orm:
        seat = orm.scalars(select(BreakoutMember).order_by(BreakoutMember.seat_id.desc())).first()
        assert seat is not None
        board = orm.get_one(Breakout, seat.breakout_id).board_id
    page = guest.get(f"/p/here/sessions/{session}/room").get_data(as_text=True)
    assert f'"subject_board": "board:{board}"' in page
    projector = guest.get(f"/p/here/sessions/{session}/projector").get_data(as_text=True)
    assert f"board:{board}" not in projector


def test_the_planner_says_how_groups_are_formed(world: World, browse: Any, planned: int) -> None:
    browser = browse("facilitator")
    block = _block(world, planned)
    path = f"/p/here/sessions/{planned}/plan"
    page = browser.get(path).get_data(as_text=True)
    assert "Prepare these groups" in page
    before = re.findall(r'name="was_steps" value="([^"]*)"', page)[-1]
    form = {
        "was_steps": html.unescape(before),
        "step_stage": ["breakouts", "report_back", ""],
        "step_minutes": ["12", "5", ""],
        "step_by": ["merge", "city_mix", "city_mix"],
        "step_size": ["4", "5", "5"],
        "step_areas": ["Reasons\r\nSteps", "", ""],
    }
    answer = browser.post(f"{path}/blocks/{block.id}", **form)
    assert answer.status_code == 303
    areas = [{"title": "Reasons", "hint": ""}, {"title": "Steps", "hint": ""}]
    assert _block(world, planned).steps == [
        {"stage": "breakouts", "minutes": 12, "grouping": {"by": "merge", "size": 4, "areas": areas}},
        {"stage": "report_back", "minutes": 5},
    ]
    again = form | {"was_steps": "[]", "step_size": ["1", "5", "5"]}
    assert browser.post(f"{path}/blocks/{block.id}", **again).status_code in (409, 422)
