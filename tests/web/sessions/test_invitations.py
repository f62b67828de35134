"""Invitations on pages: whom to tick, who gets a mail, and the answer that one button saves."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from facilitation.queries.sessions.answers import answer_path
from facilitation.store.people import Seat
from facilitation.store.session_invitations import SessionInvitation
from facilitation.store.sessions import Session
from tests.world import World


@pytest.fixture
def session(world: World) -> int:
    created = {"title": "A workshop", "type": "challenge", "template": "challenges", "cities": ["DUB"]}
    when = {"date": "2027-05-11", "starts_at": "14:00", "minutes": 90}
    return world.by("facilitator", "session.create", created | when).result["session"]


def _page(session: int) -> str:
    return f"/p/here/sessions/{session}/invitations"


def _row(world: World) -> SessionInvitation:
    with world.database.reading() as orm:
        return orm.scalars(select(SessionInvitation)).one()


@pytest.fixture
def link(world: World, app, session: int) -> str:
    seats = [world.here.seats["participant"]]
    world.by("facilitator", "session.invite", {"session": session, "seats": seats})
    return answer_path(app.extensions["site"].config.secret_key, _row(world))


def test_those_it_is_for_are_ticked_and_who_gets_a_mail_is_seen(world: World, browse, session: int) -> None:
    speaker = {"session": session, "role": "speaker", "name": "Sally", "email": "sally@elsewhere.example"}
    person = world.by("facilitator", "session_person.add", speaker).result["person"]
    browser = browse("facilitator")
    page = browser.get(_page(session)).text
    ticked = set(re.findall(r'name="(\w+)" value="(\d+)"[^>]*?checked', page))
    seats = world.here.seats
    assert ticked == {
        ("seats", str(seats["participant"])),
        ("seats", str(seats["support"])),
        ("people", str(person)),
    }
    assert "participant@here.invalid" in page and "sally@elsewhere.example" in page
    assert browser.post(_page(session), people=str(person)).status_code == 303
    page = browser.get(_page(session)).text
    assert "1 person is invited" in page and f'name="people" value="{person}"' not in page
    removal = re.search(r'action="([^"]+/removal)"', page)[1]
    assert browser.post(removal).status_code == 303
    assert _row(world).uninvited_at is not None
    assert f'name="people" value="{person}"' in browser.get(_page(session)).text


def test_nobody_ticked_is_said_and_nothing_lost(world: World, browse, session: int) -> None:
    answer = browse("facilitator").post(_page(session))
    assert answer.status_code == 422 and "Choose whom to invite." in answer.text


def test_only_those_who_lead_see_who_is_invited(world: World, browse, session: int, link: str) -> None:
    for role in ("participant", "observer", "guest"):
        assert browse(role).get(_page(session)).status_code == 404
    for role, there in (("facilitator", True), ("participant", False)):
        page = browse(role).get(f"/p/here/sessions/{session}").text
        assert (_page(session) in page) is there


def test_looking_at_the_link_answers_nothing(world: World, browse, link: str) -> None:
    browser = browse()
    for answer in ("yes", "no", "perhaps", "nonsense", ""):
        page = browser.get(f"{link}?answer={answer}")
        assert page.status_code == 200 and page.headers["X-Robots-Tag"] == "noindex"
        checked = re.findall(r'value="(\w+)"[^>]*?checked', page.text)
        assert checked == ([answer] if answer in ("yes", "no", "perhaps") else [])
        browser.client.head(f"{link}?answer={answer}")
    assert _row(world).answered is None


def test_the_time_stands_by_the_clocks_of_a_place(world: World, browse, session: int, link: str) -> None:
    """Those of the reader's own city; the host's beside it where they differ, with its day."""

    def when() -> str:
        told = re.search(r"<dt>When</dt>\s*<dd>(.*?)</dd>", browse().get(link).text, re.DOTALL)
        assert told
        return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", told[1])).strip()

    with world.database.reading() as orm:
        zone = orm.get_one(Session, session).zone
    assert zone == "Europe/Dublin"
    assert when() == "Tuesday, 11 May 2027, 14:00 in Dublin (90 minutes)"
    for zone, told in (
        (
            "Pacific/Auckland",
            "Wednesday, 12 May 2027, 01:00 in Auckland (90 minutes) Tuesday, 11 May 2027, 14:00 in Dublin",
        ),
        (
            "America/Bahia_Banderas",
            "Tuesday, 11 May 2027, 07:00 in Bahia Banderas (90 minutes) 14:00 in Dublin",
        ),
    ):
        with world.database.writing() as orm:
            person = orm.get_one(Seat, world.here.seats["participant"]).person
            assert person is not None
            person.time_zone = zone
        assert when() == told


def test_one_button_saves_the_answer_and_the_last_one_counts(world: World, browse, link: str) -> None:
    browser = browse()
    for answer in ("perhaps", "yes"):
        saved = browser.post(link, answer=answer)
        assert saved.status_code == 303
        assert "Saved" in browser.get(saved.headers["Location"]).text
        assert (_row(world).answered, _row(world).answered_at) == (answer, world.clock())
    wrong = browser.post(link, answer="maybe")
    assert wrong.status_code == 422 and "Choose yes, no or perhaps" in wrong.text
    assert _row(world).answered == "yes"


def test_a_link_opens_its_own_invitation_alone(world: World, browse, session: int, link: str) -> None:
    browser = browse()
    for dead in (link[:-2], link + "x", "/answer/x", "/answer/%00"):
        assert browser.get(dead).status_code == 404
        assert browser.post(dead, answer="yes").status_code == 404
    world.by("facilitator", "session.uninvite", {"invitation": _row(world).id})
    assert "taken back" in browser.get(link).text
    assert browser.post(link, answer="yes").status_code == 409
    seats = [world.here.seats["participant"]]
    world.by("facilitator", "session.invite", {"session": session, "seats": seats})
    assert browser.get(link).status_code == 404, "the new mail brings a new link"


def test_a_cancelled_or_ended_session_takes_no_answer(world: World, browse, session: int, link: str) -> None:
    with world.database.writing() as orm:
        orm.get_one(Session, session).cancelled = True
    assert "cancelled" in browse().get(link).text
    assert browse().post(link, answer="yes").status_code == 409
    with world.database.writing() as orm:
        row = orm.get_one(Session, session)
        row.cancelled, row.status = False, "ended"
    assert browse().post(link, answer="yes").status_code == 409
    assert _row(world).answered is None
