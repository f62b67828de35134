"""A guest who has a seat already: nothing is lost or doubled, open boards follow, nobody takes anybody's."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from facilitation.domain.errors import Refused
from facilitation.domain.visibility import FACILITATORS
from facilitation.queries.sessions.sessions import attendance_by_city, whole
from facilitation.store.boards import Note, Vote
from facilitation.store.mails import Mail
from facilitation.store.models import Base
from facilitation.store.people import Merge, Seat
from facilitation.store.records import RecordVersion
from facilitation.store.sessions import Attendance, Record, Session
from facilitation.store.viewers import seat_by_token, token_hash
from tests.laws.fold import settled
from tests.laws.test_fold import Readers
from tests.world import World


def _ask(world: World, guest: int, into: str = "participant") -> str:
    """The token of the link that the person got."""
    world.by("organiser", "merge.ask", {"seat": guest, "into": world.here.seats[into]})
    with world.database.reading() as orm:
        mail = orm.query(Mail).order_by(Mail.id.desc()).first()
        assert mail.address == f"{into}@here.invalid"
        return mail.link.rpartition("/")[2]


def _accept(world: World, token: str):
    return world.do("merge.accept", {"token_hash": token_hash(token)}, programme=world.here.programme)


def _refused(world: World, name: str, payload: dict, seat: int | None = None) -> str:
    with pytest.raises(Refused) as refused:
        world.do(name, payload, seat, None if seat else world.here.programme)
    return refused.value.code


def _seats_of(world: World, model: type) -> list[int]:
    with world.database.reading() as orm:
        return [row.seat_id for row in orm.query(model).order_by(model.id)]


def test_what_was_the_guests_is_the_members_and_open_boards_follow(world: World) -> None:
    guest, member = world.here.seats["guest"], world.here.seats["participant"]
    world.by("participant", "session.attend", {"session": world.here.session})
    notes = [world.note(guest), world.note(member)]
    world.stage("vote")
    for seat in (guest, member):
        for _ in range(3):
            world.do("vote.cast", {"board": world.here.board, "on": f"note:{notes[0]}"}, seat)
    token = _ask(world, guest)
    readers = [Readers(world, f"board:{world.here.board}"), Readers(world, f"session:{world.here.session}")]
    assert _seats_of(world, Note) == [guest, member], "nothing moves before the link is opened"
    world.changes.clear()
    assert _accept(world, token).result["seat"] == member
    assert _seats_of(world, Note) == [member, member]
    assert _seats_of(world, Vote) == [member] * 6, "also beyond what one may cast"
    with world.database.reading() as orm:
        people = attendance_by_city(orm, orm.get(Session, world.here.session))
        assert [person["seat"] for person in people].count(member) == 1
        assert guest not in [person["seat"] for person in people]
        assert seat_by_token(orm, world.here.guest_token) is None
        author = orm.get(Note, notes[0]).author
    assert author == "Gil", "a note keeps the name under which it was written"
    for reader in readers:
        reader.broadcast.publish(world.changes)
        for name, copy in reader.copies.items():
            seat, audience = reader.members[name]
            if seat != guest:
                revision, snapshot = reader.now(seat, audience)
                assert (copy.revision, settled(copy.state)) == (revision, settled(snapshot)), name


#: What guests have no part in: it belongs to members, and stays where it is.
_MEMBERS = {
    "call_slots",
    "commitment_steps",
    "commitments",
    "practice_contacts",
    "practice_point_versions",
    "practice_text_versions",
    "practice_texts",
    "practice_versions",
    "tandem_contacts",
    "assessment_ratings",
    "assessment_submissions",
    "calendar_feeds",
    "call_people",
    "catch_ups",
    "city_text_versions",
    "city_texts",
    "former_ratings",
    "invitations",
    "reminders",
    "reported_counts",
    "theme_people",
    "theme_versions",
    "themes",
    "session_invitations",
    "minutes",
}


def test_no_table_is_forgotten() -> None:
    moved = {"attendances", "clusters", "consents", "merges", "notes", "records", "session_people", "votes"}
    moved |= {"presences", "record_versions", "registrations", "time_answers"}
    moved |= {"breakout_members", "breakout_points", "breakouts"}
    moved |= {"poll_answers", "poll_questions", "question_supports", "speaking_turns"}
    moved |= {"minutes_amendments"}
    keys = [key for table in Base.metadata.sorted_tables for key in table.foreign_keys]
    named = {key.parent.table.name for key in keys if key.column.table.name == "seats"}
    assert named <= moved | _MEMBERS, "does a merge bring it along, or have guests no part in it?"


def test_a_guests_roles_at_the_session_are_the_members(world: World) -> None:
    guest, member = world.here.seats["guest"], world.here.seats["observer"]
    for role, seat in (("speaker", guest), ("scribe", guest), ("speaker", member)):
        given = {"session": world.here.session, "role": role, "seat": seat}
        world.by("facilitator", "session_person.add", given)
    _accept(world, _ask(world, guest, "observer"))
    with world.database.reading() as orm:
        held = [(one.role, one.seat_id) for one in orm.get_one(Session, world.here.session).people]
    assert sorted(held) == [("scribe", member), ("speaker", member)]
    record = {"session": world.here.session, "kind": "point", "text": "Heard"}
    assert world.do("record.add", record, member).result["record"]


def test_what_a_guest_said_and_corrected_is_the_members(world: World) -> None:
    guest, member = world.here.seats["guest"], world.here.seats["observer"]
    session = {"session": world.here.session}
    world.do("session.attend", session, guest)
    world.by("facilitator", "session_person.add", session | {"role": "scribe", "seat": guest})
    said = {"kind": "quote", "text": "Said", "seat": guest}
    record = world.do("record.add", session | said, guest).result
    world.do("record.remove", record, guest)
    _accept(world, _ask(world, guest, "observer"))
    with world.database.reading() as orm:
        row, step = orm.get_one(Record, record["record"]), orm.scalars(select(RecordVersion)).one()
        assert (row.seat_id, row.speaker_seat_id, row.speaker) == (member, member, "Observer")
        assert step.seat_id == member


def test_who_came_as_a_guest_alone_was_there_as_what_they_are(world: World) -> None:
    guest, member = world.here.seats["guest"], world.here.seats["rapporteur"]
    world.do("hand.raise", {"session": world.here.session}, guest)
    _accept(world, _ask(world, guest, "rapporteur"))
    with world.database.reading() as orm:
        came = orm.query(Attendance).filter_by(seat_id=member).one()
        gone = orm.query(Attendance).filter_by(seat_id=guest).one()
        assert (came.role, came.name, came.hand_raised_at is None) == ("rapporteur", "Rapporteur", False)
        assert (gone.removed, gone.hand_raised_at) == (True, None)
        seat = orm.get(Seat, guest)
        assert "Gil" not in (gone.name, seat.name) and seat.claim_email is None
        people = whole(orm, orm.get(Session, world.here.session), FACILITATORS)["people"]
    assert guest not in [person["id"] for person in people]


def test_neither_the_organiser_alone_nor_an_old_link_is_enough(world: World) -> None:
    guest = world.here.seats["guest"]
    first, second = _ask(world, guest), _ask(world, guest)
    accept = {"token_hash": token_hash(first)}
    assert _refused(world, "merge.accept", accept) == "not_found", "a second asking ends the first"
    world.by("organiser", "merge.take_back", {"seat": guest})
    accept = {"token_hash": token_hash(second)}
    assert _refused(world, "merge.accept", accept) == "not_found"
    third = _ask(world, guest)
    world.clock.now += dt.timedelta(days=7)
    assert _refused(world, "merge.accept", {"token_hash": token_hash(third)}) == "not_found"
    with world.database.reading() as orm:
        assert orm.get(Seat, guest).removed_at is None
        assert orm.query(Merge).filter(Merge.used_at.is_not(None)).count() == 0


def test_who_was_asked_to_leave_stays_out(world: World) -> None:
    guest, member = world.here.seats["guest"], world.here.seats["participant"]
    world.by("facilitator", "seat.eject", {"session": world.here.session, "seat": guest})
    _accept(world, _ask(world, guest))
    assert not world.viewer(member).may_enter(world.here.session)


@pytest.mark.parametrize("into", ["guest", "stranger", "removed", "without an address"])
def test_only_somebody_with_a_seat_and_an_address_here_can_be_meant(world: World, into: str) -> None:
    organiser, guest = world.here.seats["organiser"], world.here.seats["guest"]
    seat = world.here.seats["observer"]
    if into == "guest":
        seat = world.guest(world.here, "Another", "SFO")
    elif into == "stranger":
        seat = world.there.seats["observer"]
    elif into == "removed":
        world.by("organiser", "seat.remove", {"seat": seat})
    else:
        with world.database.writing() as orm:
            orm.get_one(Seat, seat).person.email = None
    code = _refused(world, "merge.ask", {"seat": guest, "into": seat}, organiser)
    assert code in ("invalid", "not_found", "conflict")
    assert _refused(world, "merge.ask", {"seat": seat, "into": guest}, organiser) in ("invalid", "not_found")
