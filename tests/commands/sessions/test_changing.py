"""Changing a session: every fact, at any time; two people at once; cancelling, duplicating, removing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import func, select

from facilitation.commands.sessions.changing import shown
from facilitation.domain.documents import Document, to_json
from facilitation.domain.errors import Refused
from facilitation.store.boards import Area, Board, Note
from facilitation.store.session_files import SessionFile
from facilitation.store.sessions import Session, SessionPerson
from tests.world import World

WHEN = {"date": "2027-05-11", "starts_at": "10:00", "minutes": 90}


def _create(world: World, **more: Any) -> int:
    form = {"title": "A session", "type": "solution", "template": "solution"}
    return world.by("facilitator", "session.create", form | WHEN | more).result["session"]


def _session(world: World, number: int) -> Session:
    with world.database.reading() as orm:
        found = orm.get_one(Session, number)
        # Looked up while it can be.
        assert None not in (found.blocks, found.cities, found.people, found.code)
        return found


def _change(world: World, number: int, /, **changes: Any) -> Session:
    world.clock.now += dt.timedelta(minutes=1)
    world.by("facilitator", "session.change", {"session": number, **changes})
    return _session(world, number)


def _refused(world: World, name: str, payload: dict[str, Any]) -> Refused:
    with pytest.raises(Refused) as refused:
        world.by("facilitator", name, payload)
    return refused.value


FACTS: dict[str, Any] = {
    "title": "Another title",
    "type": "challenge",
    "number": "W3",
    "line": "Employment",
    "sub_axis": "Young people",
    "questions": ["What keeps young people here?", "Who pays?"],
    "language": "fr",
    "interpretation": ["es", "pl"],
    "place": "Town hall",
    "link": "https://meet.example/room",
    "dial_in": "+353 1 234 5678\nPIN 12",
    "source": "Annex 1",
}


@pytest.mark.parametrize("name", FACTS)
def test_a_fact_is_changed_alone_before_and_after_the_end(world: World, name: str) -> None:
    number = _create(world)
    before = shown(_session(world, number))
    assert shown(_change(world, number, **{name: FACTS[name]})) == before | {name: FACTS[name]}
    held = _create(world)
    world.by("facilitator", "session.start", {"session": held})
    world.by("facilitator", "session.end", {"session": held})
    before = shown(_session(world, held))
    assert shown(_change(world, held, **{name: FACTS[name]})) == before | {name: FACTS[name]}


def test_whom_it_is_for_is_changed_with_the_rest(world: World) -> None:
    number = _create(world)
    session = _change(world, number, for_whom="these", cities=["WAW", "DUB"])
    assert (session.for_whom, [city.code for city in session.cities]) == ("these", ["DUB", "WAW"])
    session = _change(world, number, for_whom="all")
    assert (session.for_whom, session.cities) == ("all", [])


def test_only_what_calendars_must_look_at_again_raises_sequence(world: World) -> None:
    number = _create(world)
    assert _change(world, number, title="Other", questions=["Why?"]).sequence == 0
    stamp = _session(world, number).last_modified
    assert stamp == world.clock.now, "the entry's title is another, so its stamp is"
    assert _change(world, number, questions=["Why not?"]).last_modified == stamp
    assert _change(world, number, zone="America/Sao_Paulo").sequence == 1
    assert _change(world, number, date="2027-05-12", place="Elsewhere").sequence == 2
    assert _change(world, number, date="2027-05-12").sequence == 2


def test_the_date_or_the_time_can_be_taken_away(world: World) -> None:
    number = _create(world)
    assert _change(world, number, starts_at=None).starts_at is None
    session = _change(world, number, date=None)
    assert session.date is None and session.minutes == 90
    refused = _refused(world, "session.change", {"session": number, "starts_at": "09:00"})
    assert (refused.code, refused.field) == ("invalid", "date")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"type": "party"}, "type"),
        ({"number": "x" * 21}, "number"),
        ({"questions": ["?"] * 13}, "questions"),
        ({"language": "tlh"}, "language"),
        ({"interpretation": ["Elvish"]}, "interpretation"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "https://meet.example/a room"}, "link"),
        ({"minutes": 0}, "minutes"),
        ({"date": "2027-03-28", "starts_at": "01:30"}, "starts_at"),
        ({"date": "2027-10-31", "starts_at": "01:30"}, "fold"),
        ({"cities": ["ZZZ"]}, "cities"),
        ({"for_whom": "these"}, "cities"),
    ],
)
def test_bad_input_is_refused_at_its_field_and_nothing_is_half_done(
    world: World, changes: dict[str, Any], field: str
) -> None:
    number = _create(world)
    before = shown(_session(world, number))
    refused = _refused(world, "session.change", {"session": number, "line": "Half done"} | changes)
    assert (refused.code, refused.field) == ("invalid", field)
    assert shown(_session(world, number)) == before


def test_which_of_two_equal_hours_is_said_with_the_change(world: World) -> None:
    number = _create(world)
    session = _change(world, number, date="2027-10-31", starts_at="01:30", fold=0)
    assert (session.starts_at, session.fold) == ("01:30", 0)
    assert _change(world, number, fold=1).fold == 1


def test_a_running_session_keeps_its_day_and_may_last_longer(world: World) -> None:
    number = _create(world)
    world.by("facilitator", "session.start", {"session": number})
    assert _change(world, number, minutes=120).minutes == 120
    for changes in ({"date": "2027-05-12"}, {"starts_at": "11:00"}, {"zone": "UTC"}):
        refused = _refused(world, "session.change", {"session": number} | changes)
        assert (refused.code, refused.field) == ("conflict", next(iter(changes)))
        assert "is running" in str(refused)


def test_the_plan_of_a_session_held_here_stays_and_what_was_never_set_can_be_added(world: World) -> None:
    number = _create(world, minutes=None)
    world.by("facilitator", "session.start", {"session": number})
    world.by("facilitator", "session.end", {"session": number})
    refused = _refused(world, "session.change", {"session": number, "date": "2027-05-12"})
    assert refused.field == "date" and "The minutes give both" in str(refused)
    assert _change(world, number, minutes=60).minutes == 60


def test_a_session_held_elsewhere_takes_a_day_that_is_over(world: World) -> None:
    number = _create(world)
    with world.database.writing() as orm:
        orm.get_one(Session, number).status = "ended"
    assert _change(world, number, date="2027-02-02").date == dt.date(2027, 2, 2)
    refused = _refused(world, "session.change", {"session": number, "date": "2027-06-01"})
    assert (refused.field, "future" in str(refused)) == ("date", True)


def test_what_somebody_else_changed_meanwhile_is_a_conflict(world: World) -> None:
    number = _create(world)
    seen = shown(_session(world, number))
    _change(world, number, title="Theirs", place="Their hall")
    mine = {"session": number, "title": "Mine", "seen": {"title": seen["title"]}}
    refused = _refused(world, "session.change", mine)
    assert (refused.code, refused.field) == ("conflict", "title")
    assert _session(world, number).title == "Theirs"
    other = {"session": number, "line": "Mine", "seen": {"line": seen["line"]}}
    world.by("organiser", "session.change", other)
    same = {"session": number, "title": "Theirs", "seen": {"title": seen["title"]}}
    world.by("organiser", "session.change", same)
    session = _session(world, number)
    assert (session.title, session.place, session.line) == ("Theirs", "Their hall", "Mine")


def test_a_cancelled_session_says_why_starts_no_more_and_comes_back(world: World) -> None:
    number = _create(world)
    assert _refused(world, "session.cancel", {"session": number, "reason": " "}).field == "reason"
    world.by("facilitator", "session.cancel", {"session": number, "reason": "The host is ill"})
    session = _session(world, number)
    assert (session.cancelled, session.cancel_reason, session.sequence) == (True, "The host is ill", 1)
    assert _refused(world, "session.start", {"session": number}).code == "closed"
    assert _refused(world, "session.cancel", {"session": number, "reason": "Again"}).code == "conflict"
    world.by("facilitator", "session.restore", {"session": number})
    session = _session(world, number)
    assert (session.cancelled, session.cancel_reason, session.sequence) == (False, "", 2)
    world.by("facilitator", "session.start", {"session": number})
    assert _refused(world, "session.cancel", {"session": number, "reason": "Late"}).code == "conflict"


def test_a_copy_has_the_steps_people_and_cities_and_nothing_that_was_written(world: World) -> None:
    here = world.here
    world.note(here.seats["participant"], "Only there")
    somebody = {"session": here.session, "role": "moderator", "name": "Moritz", "listed": True}
    world.by("facilitator", "session_person.add", somebody)
    world.by("facilitator", "session.change", {"session": here.session, "line": "Employment", "number": "1"})
    made = world.by("facilitator", "session.duplicate", {"session": here.session, "date": "2027-06-01"})
    copy, source = _session(world, made.result["session"]), _session(world, here.session)
    assert (copy.title, copy.line, copy.number) == (source.title, "Employment", "")
    assert copy.date == dt.date(2027, 6, 1) and copy.status == "planned" and copy.uid != source.uid
    assert [city.code for city in copy.cities] == ["DUB", "TRN"]
    assert [(one.role, one.name) for one in copy.people] == [("moderator", "Moritz")]
    facts = [[(block.title, block.question, block.minutes) for block in one.blocks] for one in (source, copy)]
    assert facts[0] == facts[1]
    with world.database.reading() as orm:
        boards = [orm.get_one(Board, block.board_id) for block in copy.blocks if block.board_id]
        assert boards and not any(board.notes_made for board in boards)
        areas = [area.title for area in orm.scalars(select(Area).where(Area.board_id == boards[0].id))]
        assert areas == [area.title for area in orm.get_one(Board, here.board).areas]
        notes = select(func.count()).select_from(Note).where(Note.board_id.in_([one.id for one in boards]))
        assert orm.scalar(notes) == 0
    assert copy.code.code != source.code.code


def test_a_series_is_single_sessions_at_the_hosts_wall_time(world: World) -> None:
    number = _create(world, date="2027-03-16")
    made = world.by("facilitator", "session.duplicate", {"session": number, "every": "week", "times": 3})
    copies = [_session(world, one) for one in made.result["sessions"]]
    assert [copy.date.isoformat() for copy in copies] == ["2027-03-23", "2027-03-30", "2027-04-06"]
    assert {copy.starts_at for copy in copies} == {"10:00"} and len({copy.uid for copy in copies}) == 3
    made = world.by(
        "facilitator",
        "session.duplicate",
        {"session": number, "every": "month", "times": 4, "date": "2027-03-30"},
    )
    days = [_session(world, one).date.isoformat() for one in made.result["sessions"]]
    assert days == ["2027-03-30", "2027-04-27", "2027-05-25", "2027-06-29"], "the last Tuesday"


def test_a_series_names_the_day_whose_clocks_have_no_such_hour(world: World) -> None:
    number = _create(world, date="2027-03-21", starts_at="01:30")
    before = world.by("facilitator", "session.duplicate", {"session": number}).result["session"]
    refused = _refused(world, "session.duplicate", {"session": number, "every": "week", "times": 2})
    assert refused.field == "date" and "2027-03-28" in str(refused)
    with world.database.reading() as orm:
        assert orm.scalar(select(func.max(Session.id))) == before, "nothing half done"
    for payload, field in (
        ({"every": "week", "times": 27}, "times"),
        ({"every": "day"}, "every"),
        ({"times": 2}, "every"),
    ):
        assert _refused(world, "session.duplicate", {"session": number} | payload).field == field


def test_a_session_nobody_was_told_of_goes_and_comes_back_as_it_was(world: World) -> None:
    number = _create(world)
    before = _session(world, number)
    stages = [_board(world, block.board_id) for block in before.blocks if block.board_id]
    world.by("facilitator", "session.remove", {"session": number})
    assert _refused(world, "session.change", {"session": number, "title": "Gone"}).code == "not_found"
    world.by("facilitator", "session.bring_back", {"session": number})
    after = _session(world, number)
    assert shown(after) == shown(before) and not after.removed
    assert [_board(world, block.board_id) for block in after.blocks if block.board_id] == stages
    with world.database.reading() as orm:
        assert orm.get_one(Session, number).code.revoked_at is None
    assert _refused(world, "session.bring_back", {"session": number}).code == "conflict"


def _board(world: World, number: int) -> tuple[str, bool]:
    with world.database.reading() as orm:
        board = orm.get_one(Board, number)
        return board.stage, board.removed


def test_what_was_told_or_begun_is_not_removed(world: World) -> None:
    attended, documented = _create(world), _create(world)
    world.by("participant", "session.attend", {"session": attended})
    assert "has joined" in str(_refused(world, "session.remove", {"session": attended}))
    stored = {
        "session": documented,
        "kind": "agenda",
        "title": "Agenda",
        "language": "en",
        "simulated": False,
    }
    content = to_json(Document(language="en", title="Agenda"))
    world.do(
        "document.store", stored | {"content": content, "renderings": []}, programme=world.here.programme
    )
    assert "given out" in str(_refused(world, "session.remove", {"session": documented}))
    together = _create(world)
    agendas = {"sessions": [together], "title": "Agenda", "language": "en", "simulated": False}
    world.do(
        "agendas.store", agendas | {"content": content, "renderings": []}, programme=world.here.programme
    )
    assert "given out" in str(_refused(world, "session.remove", {"session": together}))
    assert "has begun" in str(_refused(world, "session.remove", {"session": world.here.session}))


def test_a_removed_session_is_deleted_after_a_week_with_its_files(world: World) -> None:
    number, kept = _create(world), _create(world)
    world.by("facilitator", "session_link.add", {"session": number, "link": "https://elsewhere.example/"})
    world.by("facilitator", "session.remove", {"session": number})
    _create(world)
    world.do("retention.clean", {}, programme=None)
    with world.database.reading() as orm:
        assert orm.get(Session, number) is not None, "it may still be brought back"
    world.clock.now += dt.timedelta(days=8)
    world.do("retention.clean", {}, programme=None)
    with world.database.reading() as orm:
        assert orm.get(Session, number) is None and orm.get(Session, kept) is not None
        assert orm.scalar(select(func.count()).select_from(SessionFile)) == 0
        assert not orm.scalars(select(SessionPerson).where(SessionPerson.session_id == number)).all()


def test_without_a_title_it_bears_its_type_and_number(world: World) -> None:
    number = _create(world, title="", number="3", language="en", zone="America/Sao_Paulo", place="Town hall")
    session = _session(world, number)
    assert (session.title, session.number) == ("Solution workshop 3", "3")
    assert (session.zone, session.place) == ("America/Sao_Paulo", "Town hall")
