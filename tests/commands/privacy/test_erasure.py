"""Erasing somebody: afterwards nothing in the database names them, and the record is still there."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from facilitation.domain.errors import Refused
from facilitation.store.boards import Board, Note, Vote
from facilitation.store.documents import DocumentRow, Rendering
from facilitation.store.operations import AuditEntry
from facilitation.store.people import Merge, Person, Seat
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Attendance, Record
from facilitation.store.viewers import standings
from tests.laws.cases import CASES
from tests.traces import (
    EMAIL,
    NAME,
    ORGANISATION,
    Traced,
    do_everything,
    draft,
    found,
    leave_traces,
    render_again,
)
from tests.world import World


def _by_themselves(world: World, traced: Traced) -> None:
    with world.database.reading() as orm:
        epoch = orm.get_one(Person, traced.person).epoch
    world.do("account.erase", {"person": traced.person, "epoch": epoch})


def _by_an_organiser(world: World, traced: Traced) -> None:
    world.by("organiser", "seat.erase", {"seat": traced.seat})


def _after_retention(world: World, traced: Traced) -> None:
    with world.database.writing() as orm:
        programme = orm.get_one(Programme, world.here.programme)
        programme.retention_until = world.clock().date() - dt.timedelta(days=1)
    world.do("retention.erase", {"seat": traced.seat}, programme=world.here.programme)


WAYS = [_by_themselves, _by_an_organiser, _after_retention]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__.strip("_"))
def test_nothing_names_them_any_more(world: World, way) -> None:
    """The proof: every column of every table, files of documents included."""
    traced = leave_traces(world)
    draft(world, "minutes")
    before = found(world, traced.secrets)
    for place in (
        "seats.name",
        "notes.author",
        "attendances.name",
        "breakout_members.name",
        "records.speaker",
        "record_versions.speaker",
        "documents.content",
    ):
        assert any(line.startswith(place) for line in before), f"{place} never held the name"
    assert len({line.split(":")[0] for line in before if line.startswith("renderings.body")}) == 1
    way(world, traced)
    assert found(world, traced.secrets) == []
    assert render_again(world) == 1
    assert found(world, traced.secrets) == []


def test_the_record_stays(world: World) -> None:
    traced = leave_traces(world)
    draft(world, "minutes")
    with world.database.reading() as orm:
        notes = orm.scalar(select(func.count()).where(Note.removed.is_(False)))
        votes = orm.scalar(select(func.count(Vote.id)))
        there = orm.scalar(select(func.count(Attendance.id)))
    _by_an_organiser(world, traced)
    render_again(world)
    with world.database.reading() as orm:
        assert orm.scalar(select(func.count()).where(Note.removed.is_(False))) == notes
        assert orm.scalar(select(func.count(Vote.id))) == votes
        assert orm.scalar(select(func.count(Attendance.id))) == there
        kept = orm.scalars(select(Note).where(Note.text == "Written under the later name")).one()
        assert (kept.author, kept.seat_id, kept.city) == (None, None, "DUB")
        attended = orm.scalars(select(Attendance).where(Attendance.seat_id == traced.seat)).one()
        assert (attended.name, attended.city, attended.role) == ("removed person", "DUB", "participant")
        speakers = set(orm.scalars(select(Record.speaker).where(Record.speaker != "")))
        assert speakers == {"removed person"}
        [document] = orm.scalars(select(DocumentRow))
        assert "removed person" in str(document.content) and "Said 0" in str(document.content)
        assert orm.scalar(select(func.count(Rendering.id)).where(Rendering.document_id == document.id)) == 4


def test_whatever_somebody_does_names_them_no_longer(world: World) -> None:
    """Every command of the catalogue may leave a trace, those of tomorrow as well."""
    traced = leave_traces(world, "organiser")
    done = do_everything(world, traced.seat)
    assert len(done) > 40 and "note.post" in done and "invitation.send" in done
    world.do("address.ask", {"email": "ottilie.new@city.example"}, traced.seat)
    plan = CASES["call.plan"].payload(world, traced.seat)
    world.by("coordinator", "call.plan", plan | {"others": [NAME]})
    traced.secrets |= {"ottilie.new@city.example"}
    _by_themselves(world, traced)
    # Organisations of the programme are named by it, not by whoever belongs to them.
    assert found(world, traced.secrets - {ORGANISATION}) == []


def test_a_single_name_within_a_sentence_is_left_alone(world: World) -> None:
    """Taking names out of documents must not rewrite what others said."""
    traced = leave_traces(world)
    world.note(world.here.seats["facilitator"], "Will we ask Ottilie again?")
    _by_an_organiser(world, traced)
    with world.database.reading() as orm:
        assert orm.scalars(select(Note).where(Note.text == "Will we ask Ottilie again?")).one()


def test_a_name_from_before_that_only_a_list_bears(world: World) -> None:
    seat = world.here.seats["support"]
    with world.database.writing() as orm:
        orm.get_one(Seat, seat).name = "Formerly Listed"
    world.do("consent.give", {"purpose": "listed"}, seat)
    world.do("session.attend", {"session": world.here.session}, seat)
    draft(world, "minutes")
    world.do("account.change", {"name": "Nowadays Renamed"}, seat)
    assert found(world, {"Formerly Listed"})
    world.by("organiser", "seat.erase", {"seat": seat})
    assert found(world, {"Formerly Listed"}) == []


def test_a_guest_who_became_a_member_goes_as_both(world: World) -> None:
    guest = world.guest(world.here, "Gastone Ospite", "TRN")
    world.do("consent.give", {"purpose": "listed"}, guest)
    record = {"session": world.here.session, "kind": "point", "text": "Said", "speaker": "Gastone Ospite"}
    world.by("facilitator", "record.add", record)
    draft(world, "minutes")
    member = world.here.seats["participant"]
    world.by("organiser", "merge.ask", {"seat": guest, "into": member})
    with world.database.reading() as orm:
        link = orm.query(Merge).one().token_hash
    world.do("merge.accept", {"token_hash": link}, programme=world.here.programme)
    world.by("organiser", "seat.erase", {"seat": member})
    render_again(world)
    assert found(world, {"Gastone Ospite", "participant@here.invalid"}) == []


def test_everything_closes_at_once(world: World) -> None:
    traced = leave_traces(world)
    with world.database.reading() as orm:
        epoch = orm.get_one(Person, traced.person).epoch
        assert traced.seat in standings(orm, {traced.seat})
    _by_themselves(world, traced)
    with world.database.reading() as orm:
        assert standings(orm, {traced.seat}) == {}, "an open room would stay open"
        assert orm.get_one(Person, traced.person).epoch > epoch, "an old cookie would stay good"
    with pytest.raises(Refused):
        world.note(traced.seat)
    with pytest.raises(Refused) as refused:
        world.by("organiser", "seat.restore", {"seat": traced.seat})
    assert refused.value.code == "not_found"


def test_open_boards_follow(world: World) -> None:
    traced = leave_traces(world)
    world.changes.clear()
    _by_an_organiser(world, traced)
    changed = {change.subject for change in world.changes}
    assert {f"board:{world.here.board}", f"session:{world.here.session}"} <= changed


def test_private_writing_goes_with_its_author(world: World) -> None:
    world.stage("write")
    with world.database.writing() as orm:
        orm.get_one(Board, world.here.board).hides_text = True
    guest = world.guest(world.here, "Fleeting", "SFO")
    note = world.note(guest, "Nobody has read this")
    world.do("guest.erase", {"seat": guest}, programme=world.here.programme)
    with world.database.reading() as orm:
        row = orm.get_one(Note, note)
        assert row.removed and row.text == ""


def test_what_was_shown_stays_as_it_was_shown(world: World) -> None:
    """On a board that is private again: not the change that nobody read, nor what was removed."""
    guest = world.guest(world.here, "Fleeting", "SFO")
    world.stage("revealed")
    note, regretted = world.note(guest, "Said to all"), world.note(guest, "Regretted")
    world.do("note.remove", {"note": regretted}, guest)
    world.stage("write")
    world.do("note.edit", {"note": note, "text": "Nobody has read this"}, guest)
    world.do("guest.erase", {"seat": guest}, programme=world.here.programme)
    assert found(world, {"Nobody has read this", "Regretted"}) == []
    with world.database.reading() as orm:
        row = orm.get_one(Note, note)
        assert (row.removed, row.text, row.shown_text) == (False, "Said to all", "Said to all")
        assert orm.get_one(Note, regretted).shown_text is None


def test_an_organiser_erases_in_their_own_programme_only(world: World) -> None:
    traced = leave_traces(world)
    with world.database.writing() as orm:
        elsewhere = Seat(
            programme_id=world.there.programme,
            person_id=traced.person,
            name=NAME,
            role="observer",
            created_at=world.clock(),
        )
        orm.add(elsewhere)
        orm.flush()
        number = elsewhere.id
    _by_an_organiser(world, traced)
    with world.database.reading() as orm:
        assert orm.get_one(Person, traced.person).email == EMAIL
        assert orm.get_one(Seat, number).name == NAME and orm.get_one(Seat, traced.seat).person_id is None
    _by_themselves(world, traced)
    assert found(world, traced.secrets) == []


def test_the_last_organiser_stays(world: World) -> None:
    person = world.here.people["organiser"]
    with pytest.raises(Refused) as refused:
        world.do("account.erase", {"person": person, "epoch": 0})
    assert refused.value.code == "conflict"
    with pytest.raises(Refused) as refused:
        world.by("organiser", "seat.erase", {"seat": world.here.seats["organiser"]})
    assert refused.value.code == "conflict"
    traced = leave_traces(world, "organiser")
    _by_themselves(world, traced)
    assert found(world, traced.secrets) == [], "mails in which they invited others name them, too"


def test_erasing_oneself_is_on_the_log_of_each_programme(world: World) -> None:
    traced = leave_traces(world)
    with world.database.writing() as orm:
        both = {"person_id": traced.person, "name": NAME, "role": "observer", "created_at": world.clock()}
        orm.add(Seat(programme_id=world.there.programme, **both))
        epoch = orm.get_one(Person, traced.person).epoch
    world.do("account.erase", {"person": traced.person, "epoch": epoch}, programme=world.here.programme)
    with world.database.reading() as orm:
        lines = orm.scalars(select(AuditEntry).where(AuditEntry.name == "account.erase")).all()
    assert {line.programme_id for line in lines} == {world.here.programme, world.there.programme}
    assert len(lines) == 2


def test_before_the_retention_date_the_program_erases_nobody(world: World) -> None:
    traced = leave_traces(world)
    with world.database.writing() as orm:
        orm.get_one(Programme, world.here.programme).retention_until = world.clock().date()
    with pytest.raises(Refused):
        world.do("retention.erase", {"seat": traced.seat}, programme=world.here.programme)


def test_organisers_leave_the_record_and_keep_their_seat(world: World) -> None:
    traced = leave_traces(world, "organiser")
    _after_retention(world, traced)
    with world.database.reading() as orm:
        assert orm.get_one(Seat, traced.seat).erased_at is None
    places = {line.split(":")[0] for line in found(world, {NAME})}
    assert places <= {"seats.name", "people.name", "invitations.name", "mails.text"}, places
