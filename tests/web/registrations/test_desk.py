"""The desk and the list to tick, as a facilitator uses them."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from facilitation.commands.execute import Call
from facilitation.domain.errors import Refused
from facilitation.store.registrations import Presence, Registration, RegistrationDesk
from tests.commands.registrations.test_places import lists, planned
from tests.world import World


def _page(browser, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def test_registration_is_set_up_on_the_sessions_page(world: World, browse) -> None:
    facts = {"title": "Autumn meeting", "type": "all_peer", "template": "check_in", "date": "2027-09-23"}
    session = world.by("facilitator", "session.create", facts | {"starts_at": "15:00"}).result["session"]
    browser, here = browse("facilitator"), f"/p/here/sessions/{session}"
    assert "Set up registration" in _page(browser, here)
    form = {"way": "open", "capacity": "x", "closes_on": "2027-09-20", "closes_time": "12:00"}
    wrong = browser.post(f"{here}/registrations/desk", **form)
    page = wrong.get_data(as_text=True)
    assert wrong.status_code == 422 and "Give the number of places as a number." in page
    assert 'value="2027-09-20"' in page and 'value="x"' in page
    right = browser.post(f"{here}/registrations/desk", **(form | {"capacity": "70", "asks_mode": "yes"}))
    assert right.status_code == 303
    with world.database.reading() as orm:
        desk = orm.get_one(RegistrationDesk, session)
        assert (desk.capacity, desk.asks_mode, desk.asks_access) == (70, True, False)
        assert f"{desk.closes_at:%Y-%m-%d %H:%M}" == "2027-09-20 11:00", "by the session's clocks"
        old = desk.key
    assert f"/register/{old}" in _page(browser, f"{here}/registrations")
    assert browser.post(f"{here}/registrations/address").status_code == 303
    assert browse(None).get(f"/register/{old}").status_code == 404


def test_three_doors_lead_to_one_registration(world: World, browse) -> None:
    session, seat = planned(world), world.here.seats["participant"]
    browser = browse("participant")
    payload = {"session": session, "answer": "yes", "mode": "room", "language": "en"}
    asked = {"operation_id": "three-doors-1", "payload": payload}
    headers = {"X-CSRFToken": browser.token()}
    address = "/api/v1/commands/registration.answer?programme=here"
    by_json = browser.client.post(address, json=asked, headers=headers).json
    by_socket = world.door.execute(Call("registration.answer", "three-doors-1", payload, seat)).as_json()
    form = {"operation_id": "three-doors-1", "answer": "yes", "mode": "room"}
    assert browser.post(f"/p/here/sessions/{session}/registration", **form).status_code == 303
    assert by_json == by_socket and by_json["result"]["place"] == "in"
    assert [row.seat_id for row in lists(world, session)[0]] == [seat]


def test_the_line_on_the_sessions_page(world: World, browse) -> None:
    session = planned(world, capacity=2)
    for role, mode in (("participant", "room"), ("observer", "remote"), ("support", "room")):
        payload = {"session": session, "answer": "yes", "mode": mode}
        world.by(role, "registration.answer", payload)
    line = _page(browse("rapporteur"), f"/p/here/sessions/{session}")
    said = " ".join(line.split())
    assert "Registration: 2 coming (1 remote) of 2 places, 1 waiting." in said


def test_adding_changing_removing_and_putting_back(world: World, browse) -> None:
    session = planned(world, capacity=10)
    browser, here = browse("facilitator"), f"/p/here/sessions/{session}/registrations"
    bram: dict[str, Any] = {"name": "Bram", "email": "bram@ghent.example", "from_city": "Ghent"}
    assert browser.post(here, **bram, answer="yes", invite="yes").status_code == 303
    again = browser.post(here, **bram)
    assert again.status_code == 409 and "on the list already" in again.get_data(as_text=True)
    [row] = lists(world, session)[0]
    changed = bram | {"name": "Bram V.", "answer": "yes", "mode": "remote", "listed": "yes"}
    assert browser.post(f"{here}/{row.id}", **changed).status_code == 303
    wrong = browser.post(f"{here}/{row.id}", **(changed | {"email": "nothing"}))
    assert wrong.status_code == 422 and 'value="nothing"' in wrong.get_data(as_text=True)
    page = _page(browser, here)
    assert "Bram V." in page and "bram@ghent.example" in page
    assert "No one is coming yet from:" in page, "cities without anybody are named"
    assert browser.post(f"{here}/{row.id}/removal").status_code == 303
    assert "Put back" in _page(browser, here) and lists(world, session)[0] == []
    assert browser.post(f"{here}/{row.id}/return").status_code == 303
    [row] = lists(world, session)[0]
    assert (row.name, row.mode, row.listed) == ("Bram V.", "remote", True)
    assert browser.post(f"{here}/{row.id}/waiting").status_code == 303
    assert len(lists(world, session)[1]) == 1


def test_the_list_is_filtered_and_exported(world: World, browse) -> None:
    session = planned(world)
    world.by("participant", "registration.answer", {"session": session, "answer": "yes"})
    formula = {"session": session, "name": "=1+1", "email": "f@ghent.example", "answer": "perhaps"}
    world.by("facilitator", "registration.add", formula)
    browser, here = browse("facilitator"), f"/p/here/sessions/{session}/registrations"
    assert "=1+1" not in _page(browser, f"{here}?city=DUB")
    assert "participant@here.invalid" not in _page(browser, f"{here}?state=perhaps")
    lines = list(csv.reader(io.StringIO(browser.get(f"{here}.csv").data.decode("utf-8-sig"))))
    assert [line[0] for line in lines] == ["Name", "Participant", "'=1+1"]
    book = openpyxl.load_workbook(io.BytesIO(browser.get(f"{here}.xlsx?state=in").data))
    assert [row[0].value for row in book.worksheets[0].rows] == ["Name", "Participant"]


def _presences(world: World) -> list[Presence]:
    with world.database.reading() as orm:
        return list(orm.scalars(select(Presence).order_by(Presence.id)))


def test_ticking_leaving_and_correcting(world: World, browse) -> None:
    """The session of `here` runs: Gil has joined its live room, and so is there already."""
    browser, here = browse("facilitator"), f"/p/here/sessions/{world.here.session}/check-in"
    seat = str(world.here.seats["participant"])
    page = _page(browser, here)
    assert "Participant" in page and "Gil" in page and "in the live room" in page
    for _ in range(2):
        ticked = browser.post(here, seat=seat, q="parti", line=f"s{seat}")
        assert ticked.headers["Location"].endswith(f"/check-in?q=parti#s{seat}")
    [presence] = _presences(world)
    assert (presence.seat_id, presence.through, presence.mode) == (int(seat), "list", "room")
    world.clock.now = world.clock.now.replace(hour=14, minute=20)
    browser.post(f"{here}/{presence.id}/leave", line=f"s{seat}")
    browser.post(here, seat=seat)
    assert [one.left_at is None for one in _presences(world)] == [False, True], "came back: a second time"
    wrong = browser.post(
        f"{here}/times", presence=str(presence.id), came="13:10", left="13:05", line=f"s{seat}"
    )
    assert wrong.status_code == 422 and "Nobody leaves before they come" in wrong.get_data(as_text=True)
    assert 'value="13:05"' in wrong.get_data(as_text=True)
    browser.post(f"{here}/times", presence=str(presence.id), came="13:10", left="14:05", mode="remote")
    first, _, corrected = _presences(world)
    assert first.void_at is not None and first.void_by_seat_id == world.here.seats["facilitator"]
    assert f"{corrected.came_at:%H:%M}–{corrected.left_at:%H:%M} {corrected.mode}" == "13:10–14:05 remote"
    assert "corrected by hand" in _page(browser, here) and "History of the list" in _page(browser, here)
    found = _page(browser, f"{here}?q=gil")
    assert "Gil" in found and f'id="s{seat}"' not in found


def test_adding_somebody_on_the_spot(world: World, browse) -> None:
    browser, here = browse("facilitator"), f"/p/here/sessions/{world.here.session}/check-in"
    wrong = browser.post(f"{here}/people", name="", from_city="Porto")
    assert wrong.status_code == 422 and 'value="Porto"' in wrong.get_data(as_text=True)
    added = {"name": "João", "from_city": "Porto", "policymaker": "yes", "listed": "yes"}
    assert browser.post(f"{here}/people", **added).status_code == 303
    page = _page(browser, here)
    assert "João" in page and "2 people have come" in page
    assert "João" in _page(browse("participant"), f"/p/here/sessions/{world.here.session}"), (
        "agreed to be named"
    )
    rows = list(
        csv.reader(
            io.StringIO(
                browser.get(f"/p/here/sessions/{world.here.session}/attendance.csv").data.decode("utf-8-sig")
            )
        )
    )
    assert [row[0] for row in rows[1:]] == ["Gil", "João"]


def test_a_guest_who_registered_before_is_there_once(world: World, browse) -> None:
    world.by("facilitator", "desk.set", {"session": world.here.session, "way": "open"})
    payload = {"session": world.here.session, "name": "Gül Ünal", "email": "gul@ghent.example"}
    world.by("facilitator", "registration.add", payload | {"answer": "yes"})
    world.guest(world.here, "Gul Unal", None)
    page = _page(browse("facilitator"), f"/p/here/sessions/{world.here.session}/check-in")
    assert "2 people have come" in page, "Gil, and Gül who joined by code"
    assert page.count("check-in-line--here") == 2 and "Gul Unal" not in page


def test_the_sheet_to_sign(world: World, browse) -> None:
    world.by("organiser", "programme.change", {"number": "2027-ACTION-17"})
    session = planned(world)
    for role in ("participant", "observer"):
        world.by(role, "registration.answer", {"session": session, "answer": "yes"})
    world.by("observer", "consent.give", {"purpose": "listed"})
    world.by("support", "registration.answer", {"session": session, "answer": "yes", "mode": "remote"})
    page = _page(browse("facilitator"), f"/p/here/sessions/{session}/sign-in-sheet?blank=5")
    assert "2027-ACTION-17" in page and "Autumn meeting" in page and "Signature" in page
    table = page[page.index("<tbody>") : page.index("</tbody>")]
    assert "Observer" in table and "Participant" not in table and "Support" not in table
    assert table.count("<tr>") == 7, "one named, one who hasn't agreed, five more"


def test_totals_typed_by_hand(world: World, browse) -> None:
    browser, here = browse("facilitator"), f"/p/here/sessions/{world.here.session}"
    wrong = browser.post(f"{here}/counts", participants="12", policymakers="13")
    assert wrong.status_code == 422
    assert "There can&#39;t be 13 policymakers among 12 participants" in wrong.get_data(as_text=True)
    browser.post(f"{here}/counts", participants="60", policymakers="20", approximate="yes")
    page = _page(browser, f"{here}/check-in")
    assert "about 60, counted by hand" in page and "1 name on the list" in page
    assert "about 60, counted by hand" in _page(browser, here), "wherever the total stands"
    assert "about 60, counted by hand" in _page(browser, "/p/here/sessions")
    browser.post(f"{here}/counts", participants="", policymakers="")
    assert "about 60" not in _page(browser, f"{here}/check-in")
    with world.database.reading() as orm:
        assert orm.scalars(select(Registration)).all() == []


def test_people_say_themselves_that_they_leave(world: World, browse) -> None:
    """Checked in by code, or only seen in the live room: their own page notes when they went, once."""
    browser, here = browse("participant"), f"/p/here/sessions/{world.here.session}/registration"
    assert "Are you there now?" in _page(browser, here)
    assert browser.post(f"{here}/check-in", code=world.here.code).status_code == 303
    page = _page(browser, here)
    assert "I am leaving" in page and "Since 13:00." in page
    world.clock.now += dt.timedelta(minutes=40)
    assert browser.post(f"{here}/leaving").status_code == 303
    [presence] = [one for one in _presences(world) if one.through == "code"]
    assert presence.left_at == world.clock()
    assert "Are you there now?" in _page(browser, here)
    seat = world.here.seats["coordinator"]
    world.do("session.attend", {"session": world.here.session}, seat)
    world.clock.now += dt.timedelta(minutes=5)
    left = browse("coordinator").post(f"{here}/leaving")
    assert left.status_code == 303
    [presence] = [one for one in _presences(world) if one.seat_id == seat]
    assert (presence.through, presence.left_at - presence.came_at) == ("live", dt.timedelta(minutes=5))
    with pytest.raises(Refused) as refused:
        world.do("presence.go", {"session": world.here.session}, seat)
    assert refused.value.code == "conflict"
