"""The forms of roles at a session, and of what its scribes write down."""

from __future__ import annotations

from sqlalchemy import select

from facilitation.store.people import Seat
from facilitation.store.sessions import Record, SessionPerson
from tests.world import World


def _page(world: World) -> str:
    return f"/p/here/sessions/{world.here.session}"


def _held(world: World) -> list[tuple]:
    with world.database.reading() as orm:
        rows = orm.scalars(select(SessionPerson).order_by(SessionPerson.id))
        return [(one.role, one.seat_id, one.name, one.email) for one in rows]


def test_roles_are_given_changed_and_taken_back_on_the_sessions_page(browse, world: World) -> None:
    browser, page = browse("facilitator"), _page(world)
    assert "Add somebody" in browser.get(page).get_data(as_text=True)
    seat = world.here.seats["support"]
    # A name that was typed before a seat was chosen doesn't count.
    form = {"role": "scribe", "seat": str(seat), "name": "Typed before"}
    assert browser.post(f"{page}/people", **form).status_code == 303
    form = {"role": "speaker", "seat": "", "name": "Sally", "email": "sally@hub.example", "listed": "yes"}
    assert browser.post(f"{page}/people", **form).status_code == 303
    assert _held(world) == [("scribe", seat, "", None), ("speaker", None, "Sally", "sally@hub.example")]
    shown = browser.get(page).get_data(as_text=True)
    assert "sally@hub.example" in shown and "Support" in shown
    other = browse("observer").get(page).get_data(as_text=True)
    assert "Sally" in other and "sally@hub.example" not in other and "Add somebody" not in other
    with world.database.reading() as orm:
        first, second = orm.scalars(select(SessionPerson.id).order_by(SessionPerson.id))
    assert browser.post(f"{page}/people/{first}", role="rapporteur").status_code == 303
    changed = {"role": "moderator", "name": "Sally Hub", "email": ""}
    assert browser.post(f"{page}/people/{second}", **changed).status_code == 303
    assert _held(world) == [("rapporteur", seat, "", None), ("moderator", None, "Sally Hub", None)]
    assert browser.post(f"{page}/people/{second}/removal").status_code == 303
    assert [role for role, *_ in _held(world)] == ["rapporteur"]


def test_a_refused_form_keeps_what_was_typed(browse, world: World) -> None:
    browser, page = browse("facilitator"), _page(world)
    form = {"role": "speaker", "name": "Kept name", "email": "no address"}
    answer = browser.post(f"{page}/people", **form)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "Kept name" in text and "This is not an e-mail address" in text


def test_who_may_record_finds_the_form_and_nobody_else(browse, world: World) -> None:
    page = _page(world)
    given = {"session": world.here.session, "role": "scribe", "seat": world.here.seats["observer"]}
    world.by("facilitator", "session_person.add", given)
    scribe = browse("observer")
    assert f"{page}/records" in scribe.get(page).get_data(as_text=True)
    for other in ("participant", "support"):
        assert f"{page}/records" not in browse(other).get(page).get_data(as_text=True), other
    said = {"kind": "decision", "text": "We meet in May.", "speaker": "Gil", "city": "DUB"}
    assert scribe.post(f"{page}/records", **said).status_code == 303
    with world.database.reading() as orm:
        record = orm.scalars(select(Record)).one()
    assert (record.kind, record.text, record.city) == ("decision", "We meet in May.", "DUB")
    empty = scribe.post(f"{page}/records", kind="point", text=" ", speaker="Kept speaker")
    assert empty.status_code == 422 and "Kept speaker" in empty.get_data(as_text=True)
    assert browse("participant").post(f"{page}/records", **said).status_code == 403


def test_a_guest_who_takes_notes_records_and_asks_for_the_minutes(browse, world: World) -> None:
    guest, page = browse("guest"), _page(world)
    with world.database.reading() as orm:
        seat = orm.scalars(select(Seat.id).where(Seat.name == "Gisela")).one()
    said = {"kind": "point", "text": "Heard"}
    assert guest.post(f"{page}/records", **said).status_code == 403
    assert guest.post(f"{page}/documents", kind="minutes").status_code == 403
    given = {"session": world.here.session, "role": "scribe", "seat": seat}
    world.by("facilitator", "session_person.add", given)
    shown = guest.get(page).get_data(as_text=True)
    assert f"{page}/records" in shown and "Draft the minutes" in shown
    assert guest.post(f"{page}/records", **said).status_code == 303
    assert guest.post(f"{page}/documents", kind="minutes").status_code == 303
