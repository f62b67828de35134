"""What was said in small groups and at questions is held, whatever is pressed, removed or merged."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from facilitation.domain.errors import Refused
from facilitation.queries.documents.minutes import minutes
from facilitation.queries.sessions import sessions
from facilitation.store.boards import Area
from facilitation.store.breakouts import Breakout, BreakoutMember, BreakoutPoint, BreakoutRound
from facilitation.store.people import Merge, Person, Seat
from facilitation.store.registrations import Registration
from facilitation.store.sessions import Session
from facilitation.store.viewers import token_hash
from tests.laws.cases.breakouts import STEPS
from tests.laws.test_breakouts import _go, _led, _mine, _round, _two_groups
from tests.world import START, World

POINT = "Owners want somebody who vouches"


def _polls(world: World) -> list[dict]:
    with world.database.reading() as orm:
        session = orm.get_one(Session, world.here.session)
        return sessions.whole(orm, session, "participants")["polls"]


def _ask(world: World, **named: object) -> int:
    asked = {"session": world.here.session, "question": "Which one?", **named}
    return world.by("facilitator", "poll.add", asked).result["poll"]


def _merge(world: World) -> tuple[int, int]:
    """The guest turns out to be the participant; the seats of both."""
    guest, member = world.here.seats["guest"], world.here.seats["participant"]
    world.by("organiser", "merge.ask", {"seat": guest, "into": member})
    with world.database.writing() as orm:
        orm.scalars(select(Merge)).one().token_hash = token_hash("a-token-of-merging")
    accepted = {"token_hash": token_hash("a-token-of-merging")}
    world.do("merge.accept", accepted, programme=world.here.programme)
    return guest, member


def _minutes(world: World) -> str:
    with world.database.reading() as orm:
        held = orm.get_one(Session, world.here.session)
        return repr(minutes(orm, held, START + dt.timedelta(hours=1), str, 1))


@pytest.mark.parametrize("made", ["anonymous", "changed"])
def test_a_city_answers_once_however_its_question_was_made(world: World, made: str) -> None:
    if made == "anonymous":
        poll = _ask(world, kind="cities", settings={"by": "anonymous"})
    else:
        poll = _ask(world, kind="one", options=["This", "That"])
        world.by("facilitator", "poll.change", {"poll": poll, "kind": "cities"})
    world.by("facilitator", "poll.open", {"poll": poll})
    world.by("guest", "poll.answer", {"poll": poll, "text": "First"})
    world.by("guest", "poll.answer", {"poll": poll, "text": "Second"})
    world.by("facilitator", "poll.show", {"poll": poll})
    [shown] = _polls(world)
    [answer] = shown["results"]["answers"]
    assert (answer["city"], answer["text"]) == ("DUB", "Second")
    world.by("facilitator", "poll.open", {"poll": poll})
    world.by("guest", "poll.withdraw", {"poll": poll})


def test_a_part_whose_groups_have_met_stays(world: World) -> None:
    first, _, _ = _two_groups(world)
    world.by("facilitator", "point.add", {"breakout": first, "text": POINT})
    round = _round(world)
    block = {"session": world.here.session, "block": round.block_id}
    for _ in ("while they meet", "afterwards"):
        with pytest.raises(Refused) as refused:
            world.by("facilitator", "block.remove", block)
        assert refused.value.field == "block"
        world.by("facilitator", "breakouts.end", {"round": round.id})
    assert POINT in _minutes(world)


def test_a_part_with_prepared_groups_or_answers_stays(world: World) -> None:
    here = {"session": world.here.session}
    part = here | {"title": "Later", "minutes": 10, "steps": list(STEPS)}
    block = here | {"block": world.by("facilitator", "block.insert", part).result["block"]}
    prepared = world.by("facilitator", "breakouts.prepare", block | {"groups": 2}).result["round"]
    with pytest.raises(Refused):
        world.by("facilitator", "block.remove", block)
    world.by("facilitator", "breakouts.remove", {"round": prepared})
    poll = _ask(world, kind="one", options=["This", "That"], block=block["block"], open=True)
    world.by("guest", "poll.answer", {"poll": poll, "options": [1]})
    with pytest.raises(Refused):
        world.by("facilitator", "block.remove", block)


def test_undoing_a_part_holds_its_groups_as_well(world: World) -> None:
    here = {"session": world.here.session}
    part = here | {"title": "Later", "minutes": 10, "steps": list(STEPS)}
    block = here | {"block": world.by("facilitator", "block.insert", part).result["block"]}
    world.by("facilitator", "breakouts.prepare", block | {"groups": 2})
    with pytest.raises(Refused):
        world.by("facilitator", "plan.undo", here)


def test_whoever_goes_on_by_hand_brings_everybody_back(world: World) -> None:
    here = {"session": world.here.session}
    for role in ("participant", "guest", "support"):
        world.by(role, "session.attend", here)
    steps = [{"stage": "write_openly"}, *STEPS, {"stage": "cluster"}]
    part = here | {"title": "Together", "minutes": 10, "areas": [{"title": "All"}], "steps": steps}
    block = world.by("facilitator", "block.insert", part).result["block"]
    place = None
    while place != (block, 1):
        _go(world, here["session"])
        with world.database.reading() as orm:
            row = orm.get_one(Session, here["session"])
            place, board = (row.block_id, row.step_index), row.board_id
    assert _mine(world, "guest")["breakout"]
    world.by("facilitator", "board.stage", {"board": board, "stage": "cluster"})
    assert _mine(world, "guest")["breakout"] is None


def test_groups_sent_off_by_hand_come_back_with_the_next_turn(world: World) -> None:
    session, _ = _led(world, *STEPS, people=4)
    world.by("facilitator", "block.insert", {"session": session, "title": "After", "minutes": 5})
    _go(world, session)
    _go(world, session)
    round = _round(world)
    _go(world, session)
    world.by("facilitator", "breakouts.open", {"round": round.id})
    _go(world, session)
    with world.database.reading() as orm:
        assert orm.get_one(BreakoutRound, round.id).status == "ended"


def test_nobody_who_came_sits_alone(world: World) -> None:
    """Eight are expected in groups of two; one of each comes."""
    session, _ = _led(world, *STEPS, people=0)
    with world.database.writing() as orm:
        known = orm.get_one(Seat, world.here.seats["participant"])
        for number in range(8):
            person = Person(email=f"r{number}@here.invalid", name=f"R{number}", created_at=known.created_at)
            seat = Seat(
                programme_id=known.programme_id,
                person=person,
                name=person.name,
                role="participant",
                city=known.city,
                created_at=known.created_at,
            )
            orm.add(seat)
            orm.flush()
            orm.add(
                Registration(
                    session_id=session,
                    seat_id=seat.id,
                    name=seat.name,
                    answer="yes",
                    created_at=known.created_at,
                    chosen_at=known.created_at,
                )
            )
        block = orm.get_one(Session, session).blocks[-1].id
    wanted = {"session": session, "block": block, "by": "random", "size": 2}
    world.by("facilitator", "breakouts.prepare", wanted)
    there = {group[0] for group in _groups(world) if group}
    assert len(there) > 1
    for seat in there:
        world.do("session.attend", {"session": session}, seat)
    _go(world, session)
    _go(world, session)
    assert all(len(there & set(group)) != 1 for group in _groups(world))


def _groups(world: World) -> list[list[int]]:
    with world.database.reading() as orm:
        found: dict[int, list[int]] = {one: [] for one in orm.scalars(select(Breakout.id))}
        for member in orm.scalars(select(BreakoutMember).where(BreakoutMember.removed.is_(False))):
            found[member.breakout_id].append(member.seat_id)
    return list(found.values())


def test_an_answer_that_was_taken_back_hides_none_of_the_same_person(world: World) -> None:
    poll = _ask(world, kind="one", options=["This", "That"], open=True)
    world.by("participant", "poll.answer", {"poll": poll, "options": [1]})
    world.by("participant", "poll.withdraw", {"poll": poll})
    world.by("guest", "poll.answer", {"poll": poll, "options": [2]})
    _merge(world)
    assert [one["answered"] for one in _polls(world)] == [1]
    world.by("participant", "poll.answer", {"poll": poll, "options": [1]})
    assert [one["answered"] for one in _polls(world)] == [1], "it is theirs now, and counts once"


def test_nobody_reports_for_a_group_that_they_are_not_in(world: World) -> None:
    first, second, _ = _two_groups(world)
    guest, member = world.here.seats["guest"], world.here.seats["participant"]
    world.by("facilitator", "breakout.move", {"breakout": second, "seat": member})
    world.do("breakout.volunteer", {"breakout": first}, guest)
    _merge(world)
    with world.database.reading() as orm:
        assert orm.get_one(Breakout, first).rapporteur_id is None
    with pytest.raises(Refused):
        world.do("point.add", {"breakout": first, "text": POINT}, member)


def test_questions_that_were_taken_back_take_no_room(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("facilitation.domain.polls.QUESTIONS_MOST", 2)
    poll = _ask(world, kind="questions", open=True)
    for _ in range(3):
        question = world.by("guest", "question.ask", {"poll": poll, "text": "What next?"}).result
        world.by("guest", "question.withdraw", question)
    world.by("participant", "question.ask", {"poll": poll, "text": "And then?"})


def test_a_code_of_groups_that_are_over_lets_nobody_in(world: World) -> None:
    first, _, _ = _two_groups(world)
    world.by("facilitator", "breakout.invite", {"breakout": first})
    guest = {"session": world.here.session, "name": "In time", "city": "DUB"}
    guest |= {"token_hash": "i" * 64, "breakout": first}
    world.do("seat.take", guest, programme=world.here.programme)
    world.by("facilitator", "breakouts.end", {"round": _round(world).id})
    guest |= {"name": "Late", "token_hash": "l" * 64}
    with pytest.raises(Refused):
        world.do("seat.take", guest, programme=world.here.programme)


def test_a_point_taken_away_and_collected_again_is_there_once(world: World) -> None:
    first, _, _ = _two_groups(world)
    of = {"breakout": first}
    with world.database.reading() as orm:
        board = orm.get_one(Breakout, first).board_id
        area = orm.scalars(select(Area.id).where(Area.board_id == board)).first()
    note = world.by("participant", "note.post", {"board": board, "area": area, "text": POINT}).result["note"]
    world.by("participant", "cluster.make", {"board": board, "notes": [note], "title": "Owners"})
    world.by("participant", "breakout.volunteer", of)
    world.by("participant", "breakout.collect", of)
    with world.database.reading() as orm:
        point = {"point": orm.scalars(select(BreakoutPoint.id)).one()}
    world.by("participant", "point.change", point | {"text": POINT})
    world.by("participant", "point.remove", point)
    world.by("participant", "breakout.collect", of)
    world.by("participant", "point.restore", point)
    with world.database.reading() as orm:
        assert orm.scalars(select(BreakoutPoint.text).where(~BreakoutPoint.removed)).all() == [POINT]


@pytest.mark.parametrize("after", ["session.step", "session.end"])
def test_a_round_of_speaking_ends_with_its_part(world: World, after: str) -> None:
    session = {"session": world.here.session}
    world.by("participant", "session.attend", session)
    world.by("facilitator", "block.insert", session | {"title": "After", "minutes": 5})
    world.by("facilitator", "turn.begin", session | {"by": "people"})
    world.by("facilitator", after, session)
    with world.database.reading() as orm:
        assert not sessions.whole(orm, orm.get_one(Session, session["session"]), "participants")["turns"]
