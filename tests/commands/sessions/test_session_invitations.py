"""Whose invitations are kept, for whom to read, and until when."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from facilitation.domain.errors import Refused
from facilitation.domain.invitations import news
from facilitation.jobs.retention import purge
from facilitation.queries.privacy.personal_data import data_of_person
from facilitation.store.calendar_feeds import CalendarFeed, CalendarFile
from facilitation.store.people import Seat
from facilitation.store.programmes import Programme
from facilitation.store.session_invitations import SessionInvitation
from tests.world import World

OUTSIDE = "sally@elsewhere.example"


@pytest.fixture
def invited(world: World) -> World:
    """A participant and somebody from outside are invited; the participant comes, and has a feed."""
    here = {"session": world.here.session}
    speaker = here | {"role": "speaker", "name": "Sally", "email": OUTSIDE}
    person = world.by("facilitator", "session_person.add", speaker).result["person"]
    seats = [world.here.seats["participant"]]
    world.by("facilitator", "session.invite", here | {"seats": seats, "people": [person]})
    row = next(row for row in _rows(world) if row.seat_id is not None)
    answer = {"invitation": row.id, "answer": "yes"}
    world.do("session.answer", answer, programme=world.here.programme)
    feed = world.by("participant", "feed.renew", {}).result["feed"]
    file = {"feed": feed, "key": "k" * 64, "etag": "e" * 32, "name": "x.ics", "body": "QkVHSU4="}
    world.do("feed.store", file, programme=world.here.programme)
    return world


def _rows(world: World) -> list[SessionInvitation]:
    with world.database.reading() as orm:
        return list(orm.scalars(select(SessionInvitation).order_by(SessionInvitation.id)))


def _feeds(world: World) -> tuple[int, int]:
    with world.database.reading() as orm:
        return len(orm.scalars(select(CalendarFeed)).all()), len(orm.scalars(select(CalendarFile)).all())


def test_everybody_reads_their_own_invitations_and_nobody_elses(invited: World) -> None:
    with invited.database.reading() as orm:
        own = data_of_person(orm, invited.here.people["participant"], invited.clock())
        inviter = data_of_person(orm, invited.here.people["facilitator"], invited.clock())
    [seat] = own["seats"]
    [invitation] = seat["invitations_to_sessions"]
    assert (invitation["session"], invitation["answered"]) == ("Workshop here", "yes")
    assert [feed["holds"] for feed in seat["calendar_feeds_made"]] == ["own"]
    assert OUTSIDE not in str(inviter) and inviter["seats"][0]["invitations_to_sessions"] == []


def test_erasing_somebody_takes_their_invitations_and_their_feed(invited: World) -> None:
    invited.by("organiser", "seat.erase", {"seat": invited.here.seats["participant"]})
    assert [row.email for row in _rows(invited)] == [OUTSIDE]
    assert _feeds(invited) == (0, 0)
    invited.by("organiser", "seat.erase", {"seat": invited.here.seats["facilitator"]})
    assert [row.invited_by for row in _rows(invited)] == [None], "what they did for others stays"


def test_past_the_retention_date_no_invitation_is_kept(invited: World) -> None:
    with invited.database.writing() as orm:
        orm.get_one(Programme, invited.here.programme).retention_until = dt.date(2027, 1, 1)
    purge(invited.database, invited.door, invited.clock())
    assert _rows(invited) == []


def test_a_closed_seat_gets_no_more_mail_but_the_one_that_takes_the_entry(invited: World) -> None:
    told, facts = {"date": "2027-05-11"}, {"date": "2027-05-12", "cancelled": False}
    with invited.database.writing() as orm:
        orm.get_one(Seat, invited.here.seats["participant"]).removed_at = invited.clock()
    assert news(told, "REQUEST", facts, is_open=False) == "uninvited"
    assert news(None, "CANCEL", facts, is_open=False) is None
    with pytest.raises(Refused):
        seats = [invited.here.seats["participant"]]
        invited.by("facilitator", "session.invite", {"session": invited.here.session, "seats": seats})


def test_taking_back_twice_and_answering_after_it_is_refused(invited: World) -> None:
    row = _rows(invited)[0]
    before = row.session_id
    invited.by("facilitator", "session.uninvite", {"invitation": row.id})
    with pytest.raises(Refused, match="taken back already"):
        invited.by("facilitator", "session.uninvite", {"invitation": row.id})
    with pytest.raises(Refused, match="taken back"):
        payload = {"invitation": row.id, "answer": "no"}
        invited.do("session.answer", payload, programme=invited.here.programme)
    assert _rows(invited)[0].session_id == before
