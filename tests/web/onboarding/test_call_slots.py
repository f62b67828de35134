"""Times for onboarding calls in the browser: nine in one form, each taken with one press."""

from __future__ import annotations

import re

from sqlalchemy import select

from facilitation.store.call_slots import CallSlot
from tests.world import World

PAGE = "/p/here/onboarding/times"


def _nine() -> dict[str, str]:
    fields = {"zone": "Europe/Rome", "minutes": "45"}
    for line in range(1, 10):
        fields |= {f"date_{line}": f"2027-04-{line + 10:02}", f"starts_at_{line}": "15:00"}
    return fields


def _slots(world: World) -> list[int]:
    with world.database.reading() as orm:
        return list(orm.scalars(select(CallSlot.id).order_by(CallSlot.id)))


def test_nine_are_offered_in_one_form_and_taken_with_one_press(world: World, browse) -> None:
    assert browse("coordinator").post(PAGE, **_nine()).status_code == 303
    first, second, *_ = _slots(world)
    assert len(_slots(world)) == 9
    dublin = browse("participant")
    page = dublin.get(PAGE).get_data(as_text=True)
    # 15:00 in Rome, by Dublin's own clocks, which are the host's as well.
    assert len(re.findall("14:00 in .?Dublin", page)) == 9 and "Rome" not in page
    assert dublin.post(f"{PAGE}/{first}/take").headers["Location"] == PAGE
    assert "The call has its time." in dublin.get(PAGE).get_data(as_text=True)
    assert "14:00" in dublin.get("/p/here/cities/DUB/call").get_data(as_text=True)
    world.by("coordinator", "call_slot.take", {"slot": second, "city": _city(world, "SFO")})
    listed = browse("coordinator").get(PAGE).get_data(as_text=True)
    assert re.search("06:00 in .?San Francisco", listed)
    assert dublin.post(f"{PAGE}/{second}/take").status_code == 303
    assert "Another city has just taken this time" in dublin.get(PAGE).get_data(as_text=True)
    dublin.post(f"{PAGE}/{first}/give-back")
    assert "It has no time yet" in dublin.get(PAGE).get_data(as_text=True)
    browse("coordinator").post(f"{PAGE}/{first}/withdraw")
    assert f"{PAGE}/{first}/take" not in dublin.get(PAGE).get_data(as_text=True)


def _city(world: World, code: str) -> int:
    from facilitation.store.cities import City

    with world.database.reading() as orm:
        query = select(City.id).where(City.programme_id == world.here.programme, City.code == code)
        return orm.scalars(query).one()


def test_a_fault_is_told_at_its_line_and_what_was_typed_stays(world: World, browse) -> None:
    browser = browse("coordinator")
    typed = _nine()
    del typed["date_2"], typed["starts_at_2"]  # an empty line between
    for line, wrong, said in (
        (4, {"date_4": "2020-01-01"}, "Time 4: This time has passed."),
        (4, {"starts_at_4": ""}, "Time 4: Give the time of day too."),
        (4, {"date_4": ""}, "Give the date too."),
        (4, {"date_4": "soon"}, "Give the date as year-month-day."),
    ):
        answer = browser.post(PAGE, **(typed | wrong))
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422 and said in page, said
        assert re.search(rf'id="error-(date|starts_at)_{line}"', page)
        assert 'value="2027-04-19"' in page
    twice = browser.post(PAGE, **(typed | {"date_5": "2027-10-31", "starts_at_5": "02:30"}))
    page = twice.get_data(as_text=True)
    assert 'name="fold_5"' in page and 'id="error-fold_5"' in page
    settled = typed | {"date_5": "2027-10-31", "starts_at_5": "02:30", "fold_5": "1"}
    assert browser.post(PAGE, **settled).status_code == 303
    assert len(_slots(world)) == 8


def test_guests_see_none_and_cities_offer_none(world: World, browse) -> None:
    assert browse("guest").get(PAGE).status_code == 404
    assert browse("participant").post(PAGE, **_nine()).status_code == 403
    assert "Offer times" not in browse("observer").get(PAGE).get_data(as_text=True)


def test_what_is_offered_stands_on_the_citys_next_steps(world: World, browse) -> None:
    assert "Choose the time of your call" not in browse("participant").get("/p/here/").get_data(as_text=True)
    browse("coordinator").post(PAGE, **_nine())
    for page in ("/p/here/", "/p/here/onboarding", "/p/here/cities/DUB/call"):
        assert "Choose the time of your call" in browse("participant").get(page).get_data(as_text=True), page
