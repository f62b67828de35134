"""Laws of small groups: what is not one's own stays hidden, nothing that was written is lost, nobody is torn.

Every text here could leak, and is looked for in everything that a reader can be given.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from facilitation.domain.breakouts import GRACE
from facilitation.domain.errors import Refused
from facilitation.domain.visibility import AUDIENCES, FACILITATORS, PARTICIPANTS, PROJECTOR
from facilitation.live.audiences import Audiences, Member
from facilitation.live.broadcast import Broadcast
from facilitation.live.dismissals import Dismissals
from facilitation.live.subjects import find
from facilitation.store.boards import Area, Board, Note
from facilitation.store.breakouts import Breakout, BreakoutMember, BreakoutRound
from facilitation.store.people import Merge
from facilitation.store.sessions import Session
from facilitation.store.viewers import token_hash
from tests.laws.cases.breakouts import STEPS, groups, prepared, under_way
from tests.laws.test_fold import Readers
from tests.world import World

SECRET = "Unspoken-thing-91"
POINT = "Unreported-thing-92"
MESSAGE = "Only-for-you-93"
LINK = "https://meet.example/only-94"


def _board(world: World, breakout: int) -> tuple[int, int]:
    """The board of a group and its first area."""
    with world.database.reading() as orm:
        board = orm.get_one(Breakout, breakout).board_id
        return board, orm.scalars(select(Area.id).where(Area.board_id == board)).first() or 0


def _post(world: World, seat: int, breakout: int, text: str = SECRET) -> int:
    board, area = _board(world, breakout)
    return world.do("note.post", {"board": board, "area": area, "text": text}, seat).result["note"]


def _two_groups(world: World) -> tuple[int, int, dict[str, int]]:
    """Two groups that meet: participant and guest in the first, support and rapporteur in the second."""
    under_way(world, 0)
    first, second, *_ = groups(world)
    where = {"participant": first, "guest": first, "support": second, "rapporteur": second}
    for role, breakout in where.items():
        world.by("facilitator", "breakout.move", {"breakout": breakout, "seat": world.here.seats[role]})
    return first, second, where


def _room(world: World, role: str, audience: str) -> str:
    """All that somebody may be sent of the session: snapshot, every catch-up, and their own part."""
    seat = world.here.seats[role]
    with world.database.reading() as orm:
        kind, row = find(orm, world.viewer(seat), f"session:{world.here.session}")
        return json.dumps(
            [
                kind.whole(orm, row, audience),
                [kind.since(orm, row, audience, revision) for revision in range(row.revision)],
                kind.personal(orm, row, [seat])[seat],
            ]
        )


def _mine(world: World, role: str) -> dict[str, Any]:
    seat = world.here.seats[role]
    with world.database.reading() as orm:
        kind, row = find(orm, world.viewer(seat), f"session:{world.here.session}")
        return dict(kind.personal(orm, row, [seat])[seat])


def _code(asked: Callable[..., Any], *arguments: Any) -> str:
    """With which code something is refused."""
    with pytest.raises(Refused) as refused:
        asked(*arguments)
    return refused.value.code


def test_a_groups_board_is_there_for_its_members_alone(world: World, browse: Any) -> None:
    first, _, _ = _two_groups(world)
    note = _post(world, world.here.seats["participant"], first)
    board, _ = _board(world, first)
    with world.database.reading() as orm:
        for role in ("participant", "guest", "facilitator", "organiser", "coordinator"):
            assert find(orm, world.viewer(world.here.seats[role]), f"board:{board}")
    inside = world.viewer(world.here.seats["guest"])
    for role in ("support", "rapporteur", "observer"):
        seat = world.here.seats[role]
        with world.database.reading() as orm:
            assert _code(find, orm, world.viewer(seat), f"board:{board}") == "not_found", role
        asked = (
            ("note.post", {"board": board, "area": _board(world, first)[1], "text": "From outside"}),
            ("note.edit", {"note": note, "text": "From outside"}),
            ("note.move", {"note": note, "area": _board(world, first)[1]}),
            ("cluster.make", {"board": board, "notes": [note]}),
            ("vote.cast", {"board": board, "on": f"note:{note}"}),
            ("undo", {"board": board}),
        )
        for name, payload in asked:
            assert _code(world.do, name, payload, seat) == "not_found", (role, name)
        answer = browse(role).get(f"/api/v1/boards/{board}?programme=here")
        assert answer.status_code == 404 and SECRET not in answer.get_data(as_text=True)
    assert inside.seat and SECRET in browse("participant").get(
        f"/api/v1/boards/{board}?programme=here"
    ).get_data(as_text=True)


def test_the_room_tells_nobody_what_is_another_groups(world: World) -> None:
    first, _, _ = _two_groups(world)
    _post(world, world.here.seats["participant"], first)
    lead = {"breakout": first}
    world.by("facilitator", "breakout.message", lead | {"text": MESSAGE})
    world.by("facilitator", "breakout.change", lead | {"link": LINK})
    world.by("facilitator", "point.add", lead | {"text": POINT})
    for role in ("support", "rapporteur", "observer"):
        for audience in (PARTICIPANTS, PROJECTOR):
            sent = _room(world, role, audience)
            for secret in (SECRET, POINT, MESSAGE, LINK):
                assert secret not in sent, (role, audience, secret)
    own = _room(world, "guest", PARTICIPANTS)
    assert POINT in own and MESSAGE in own and LINK in own and SECRET not in own
    leading = _room(world, "facilitator", FACILITATORS)
    assert POINT in leading and MESSAGE in leading
    with world.database.reading() as orm:
        number = orm.get_one(Breakout, first).round_id
    world.by("facilitator", "breakouts.report", {"round": number})
    assert POINT in _room(world, "observer", PARTICIPANTS) and POINT in _room(world, "support", PROJECTOR)
    world.by("facilitator", "breakouts.report", {"round": number, "shown": False})
    assert POINT not in _room(world, "observer", PARTICIPANTS)


def test_what_is_prepared_is_for_those_who_lead(world: World) -> None:
    prepared(world, 0)
    first = groups(world)[0]
    world.by("facilitator", "breakout.move", {"breakout": first, "seat": world.here.seats["guest"]})
    for audience in (PARTICIPANTS, PROJECTOR):
        assert '"rounds": []' in _room(world, "guest", audience)
        assert '"breakouts": []' in _room(world, "guest", audience)
    assert _mine(world, "guest")["breakout"] is None and _mine(world, "guest")["group"] is None
    board, _ = _board(world, first)
    with world.database.reading() as orm:
        guest = world.viewer(world.here.seats["guest"])
        assert _code(lambda: find(orm, guest, f"board:{board}")) == "not_found"
    assert '"status": "prepared"' in _room(world, "facilitator", FACILITATORS)


def test_frames_fold_and_hold_nothing_of_others(world: World) -> None:
    """A whole life of two rounds: every reader's copy is at each moment what a fresh snapshot is."""
    payload = prepared(world, 0)
    room = Readers(world, f"session:{world.here.session}")

    def done(role: str, name: str, asked: dict[str, Any]) -> None:
        world.by(role, name, asked)
        room.publish()
        room.check()

    middle = {name: (copy.revision, json.loads(json.dumps(copy.state))) for name, copy in room.copies.items()}
    done("facilitator", "breakouts.form", payload | {"by": "random", "size": 2})
    done("facilitator", "breakouts.open", payload)
    first, second, *_ = groups(world)
    for role, breakout in (("participant", first), ("guest", first), ("support", second)):
        done("facilitator", "breakout.move", {"breakout": breakout, "seat": world.here.seats[role]})
    assert room.copies["guest/participants"].state["mine"]["breakout"] == first
    done("facilitator", "breakout.move", {"breakout": second, "seat": world.here.seats["guest"]})
    names = [one["name"] for one in room.copies["participant/participants"].state["mine"]["group"]["members"]]
    assert "Gil" not in names
    done("participant", "breakout.volunteer", {"breakout": first})
    done("participant", "point.add", {"breakout": first, "text": POINT})
    assert POINT not in json.dumps(room.copies["guest/participants"].state)
    done("facilitator", "breakouts.message", payload | {"text": MESSAGE})
    done("facilitator", "breakout.change", {"breakout": second, "place": "Table 2", "link": LINK})
    assert LINK not in json.dumps(room.copies["participant/participants"].state)
    done("facilitator", "breakout.add", payload)
    done("facilitator", "breakout.remove", {"breakout": groups(world)[-1]})
    done("facilitator", "breakouts.change", payload | {"title": "First", "minutes": 20})
    late = world.guest(world.here, "Late", "SFO", "late")
    room.publish()
    room.check()
    done("guest", "seat.correct", {"session": world.here.session, "name": "Gilda", "city": "TRN"})
    done("facilitator", "seat.eject", {"session": world.here.session, "seat": late})
    done("facilitator", "breakouts.call", payload | {"minutes": 2})
    done("facilitator", "breakouts.end", payload)
    assert room.copies["guest/participants"].state["mine"]["breakout"] is None
    done("facilitator", "breakouts.report", payload)
    assert POINT in json.dumps(room.copies["guest/participants"].state)
    done("facilitator", "session.end", {"session": world.here.session})
    for name, (revision, state) in middle.items():
        start = type(room.copies[name])(revision, state)
        caught = room.caught_up(name, start)
        assert caught is not None
        caught_rows = {row["id"]: row for row in caught.state["breakouts"]}
        assert caught_rows == {row["id"]: row for row in room.copies[name].state["breakouts"]}, name
        assert caught.state["mine"] == room.copies[name].state["mine"]


def test_whoever_is_moved_leaves_at_once_and_keeps_what_they_wrote(world: World) -> None:
    first, second, _ = _two_groups(world)
    guest = world.here.seats["guest"]
    note = _post(world, guest, first)
    board, _ = _board(world, first)
    audiences, left = Audiences(), []
    for role in ("guest", "participant", "facilitator"):
        audiences.join(f"board:{board}", Member(role, world.here.seats[role], PARTICIPANTS, 1))
    audiences.join(f"session:{world.here.session}", Member("guest", guest, PARTICIPANTS, 1))
    dismissals = Dismissals(world.database, audiences, lambda *told: left.append(told))
    dismissals.check()
    assert not left
    world.by("facilitator", "breakout.move", {"breakout": second, "seat": guest})
    dismissals.check()
    assert [(who, subject) for who, subject, _ in left] == [("guest", f"board:{board}")]
    with world.database.reading() as orm:
        kept = orm.get_one(Note, note)
        assert (kept.seat_id, kept.removed, kept.text) == (guest, False, SECRET)
    assert _code(lambda: world.do("note.edit", {"note": note, "text": "No"}, guest)) == "not_found"
    world.by("facilitator", "breakout.move", {"breakout": first, "seat": guest})
    world.do("note.edit", {"note": note, "text": "Back again"}, guest)


def test_what_a_phone_has_kept_is_taken_a_little_longer(world: World) -> None:
    first, _, _ = _two_groups(world)
    guest = world.here.seats["guest"]
    with world.database.reading() as orm:
        payload = {"round": orm.get_one(Breakout, first).round_id}
    world.by("facilitator", "breakouts.end", payload)
    world.clock.now += GRACE
    _post(world, guest, first, "Written before, sent after")
    world.clock.now += dt.timedelta(seconds=1)
    assert _code(lambda: _post(world, guest, first)) == "closed"
    _post(world, world.here.seats["facilitator"], first, "Who leads can")
    board, _ = _board(world, first)
    with world.database.reading() as orm:
        assert find(orm, world.viewer(guest), f"board:{board}"), "it can still be read"
    world.by("facilitator", "breakouts.open", payload)
    _post(world, guest, first, "Opened again")


def test_a_guest_who_is_somebody_keeps_group_and_points(world: World) -> None:
    """Merged with the seat of their own, they are in the group once, and still report for it."""
    first, second, _ = _two_groups(world)
    guest, member = world.here.seats["guest"], world.here.seats["participant"]
    world.by("facilitator", "breakout.move", {"breakout": second, "seat": member})
    world.by("facilitator", "breakout.take_out", {"breakout": second, "seat": member})
    world.do("breakout.volunteer", {"breakout": first}, guest)
    world.do("point.add", {"breakout": first, "text": POINT}, guest)
    room = Readers(world, f"session:{world.here.session}")
    room.copies = {name: copy for name, copy in room.copies.items() if not name.startswith("guest")}
    room.members = {name: one for name, one in room.members.items() if not name.startswith("guest")}
    room.broadcast = _broadcast_to(world, room)
    token = "merge-of-guest"
    world.by("organiser", "merge.ask", {"seat": guest, "into": member})
    with world.database.writing() as orm:
        orm.scalars(select(Merge)).one().token_hash = token_hash(token)
    world.do("merge.accept", {"token_hash": token_hash(token)}, programme=world.here.programme)
    room.publish()
    room.check()
    own = _mine(world, "participant")
    assert own["breakout"] == first and [one["text"] for one in own["group"]["points"]] == [POINT]
    with world.database.reading() as orm:
        assert orm.get_one(Breakout, first).rapporteur_id == member


def _broadcast_to(world: World, room: Readers) -> Broadcast:
    """Frames for the readers that are left."""
    audiences = Audiences()
    for name, (seat, audience) in room.members.items():
        audiences.join(room.subject, Member(name, seat, audience, room.copies[name].revision))
    return Broadcast(world.database, audiences, room._deliver)


# -- with the session's steps --------------------------------------------------------------------------------


def _place(world: World, session: int) -> dict[str, Any]:
    with world.database.reading() as orm:
        row = orm.get_one(Session, session)
        return {"session": session, "from": {"block": row.block_id, "step": row.step_index}}


def _go(world: World, session: int, by: str = "step.next") -> None:
    world.by("facilitator", by, _place(world, session))


def _led(world: World, *steps: dict[str, Any], people: int = 8) -> tuple[int, list[int]]:
    """A session of one part before with these steps after it, where people of two cities have come."""
    form = {"title": "Groups", "type": "challenge", "template": "check_in", "cities": ["DUB", "TRN"]}
    session = world.by("facilitator", "session.create", form).result["session"]
    part = {"session": session, "title": "Behind it", "minutes": 15, "steps": list(steps)}
    world.by("facilitator", "block.insert", part)
    world.by("facilitator", "session.start", {"session": session})
    seats = [_come(world, session, f"Guest {number}", ("DUB", "TRN")[number % 2]) for number in range(people)]
    return session, seats


def _come(world: World, session: int, name: str, city: str, **more: Any) -> int:
    payload = {"session": session, "name": name, "city": city, "token_hash": f"{name}-{session}" * 4} | more
    return world.do("seat.take", payload, programme=world.here.programme).result["seat"]


def _members(world: World) -> list[list[int]]:
    with world.database.reading() as orm:
        query = select(BreakoutMember.seat_id).where(BreakoutMember.removed.is_(False))
        return [sorted(orm.scalars(query.where(BreakoutMember.breakout_id == one))) for one in groups(world)]


def _round(world: World) -> BreakoutRound:
    with world.database.reading() as orm:
        row = orm.scalars(select(BreakoutRound).order_by(BreakoutRound.id.desc())).first()
        assert row is not None
        return row


def test_nothing_but_next_leads_through_groups_and_their_report(world: World) -> None:
    session, seats = _led(world, *STEPS, people=9)
    _go(world, session)
    _go(world, session)
    found = _members(world)
    assert sorted(map(len, found)) == [2, 2, 2, 3] and sorted(sum(found, [])) == seats
    first = groups(world)[0]
    one, other = found[0][:2]
    _post(world, one, first, "In the group")
    world.do("breakout.volunteer", {"breakout": first}, one)
    assert _code(lambda: world.do("breakout.volunteer", {"breakout": first}, other)) == "conflict"
    world.do("point.add", {"breakout": first, "text": POINT}, one)
    row = _round(world)
    assert row.status == "open" and row.ends_at == world.clock.now + dt.timedelta(minutes=10)
    late = _come(world, session, "Late", "SFO")
    assert sorted(map(len, _members(world))) == [2, 2, 3, 3] and late in sum(_members(world), [])
    _go(world, session)
    assert (_round(world).status, _round(world).reported) == ("ended", True)
    _go(world, session, "step.back")
    again = _round(world)
    assert (again.id, again.status, again.reported) == (row.id, "open", False)
    _post(world, one, first, "Still here")
    world.by("facilitator", "session.end", {"session": session})
    assert _round(world).status == "ended"


def test_next_opens_what_was_prepared_for_the_step(world: World) -> None:
    session, seats = _led(world, *STEPS, people=5)
    with world.database.reading() as orm:
        block = orm.get_one(Session, session).blocks[-1].id
    world.by(
        "facilitator", "breakouts.prepare", {"session": session, "block": block, "by": "hand", "groups": 2}
    )
    made = groups(world)
    for seat in seats[:3]:
        world.by("facilitator", "breakout.move", {"breakout": made[0], "seat": seat})
    for _ in range(2):
        _go(world, session)
    assert _members(world) == [sorted(seats[:3]), sorted(seats[3:])], "who was in none got a group"
    assert (
        _code(
            lambda: world.by(
                "facilitator", "breakouts.form", {"round": _round(world).id, "by": "random", "size": 2}
            )
        )
        == "conflict"
    )
    assert (
        _code(lambda: world.by("facilitator", "breakouts.remove", {"round": _round(world).id})) == "conflict"
    )


def test_a_group_that_was_written_for_stays_when_fewer_are_formed(world: World) -> None:
    """What those who lead put on a prepared group's board is not lost with the group."""
    payload = prepared(world, 0)
    world.by("facilitator", "breakouts.form", payload | {"by": "hand", "size": 2, "groups": 4})
    standing = groups(world)
    assert len(standing) == 4
    _post(world, world.here.seats["facilitator"], standing[3], "Begin with the budget.")
    world.by("facilitator", "breakouts.form", payload | {"by": "hand", "size": 2, "groups": 2})
    assert groups(world) == [standing[0], standing[3]]
    for number in (0, 2):
        _post(world, world.here.seats["facilitator"], standing[number // 2 * 3], f"And this, {number}.")
    world.by("facilitator", "breakouts.form", payload | {"by": "hand", "size": 2, "groups": 1})
    assert groups(world) == [standing[0], standing[3]], "more than are asked for, rather than lose one"


def test_one_who_comes_late_is_not_put_into_an_empty_group(world: World) -> None:
    session, seats = _led(world, *STEPS, people=4)
    with world.database.reading() as orm:
        block = orm.get_one(Session, session).blocks[-1].id
    prepared_by_hand = {"session": session, "block": block, "by": "hand", "groups": 2}
    world.by("facilitator", "breakouts.prepare", prepared_by_hand)
    first, _ = groups(world)
    for seat in seats:
        world.by("facilitator", "breakout.move", {"breakout": first, "seat": seat})
    for _ in range(2):
        _go(world, session)
    late = _come(world, session, "Late", "SFO")
    assert _members(world) == [sorted([*seats, late]), []]


def test_one_two_four_all(world: World) -> None:
    form = {"title": "1-2-4", "type": "challenge", "template": "one_two_four_all"}
    session = world.by("facilitator", "session.create", form).result["session"]
    world.by("facilitator", "session.start", {"session": session})
    seats = [_come(world, session, f"Guest {number}", ("DUB", "TRN")[number % 2]) for number in range(11)]
    while _place(world, session)["from"]["step"] < 4:
        _go(world, session)
    _go(world, session)
    pairs = _members(world)
    assert sorted(map(len, pairs)) == [2, 2, 2, 2, 3]
    late = _come(world, session, "Late", "SFO")
    pairs = _members(world)
    assert late in sum(pairs, [])
    _go(world, session)
    fours = _members(world)
    assert sorted(map(len, fours)) == [3, 4, 5] and sorted(sum(fours, [])) == [*seats, late]
    assert all(any(set(pair) <= set(four) for four in fours) for pair in pairs), "a pair was torn apart"
    _go(world, session)
    with world.database.reading() as orm:
        held = orm.scalars(select(BreakoutRound).where(BreakoutRound.session_id == session)).all()
        assert [one.status for one in held] == ["ended", "ended"] and held[-1].reported


def test_groups_by_language_and_tandem_and_kept(world: World) -> None:
    session, seats = _led(
        world,
        {"stage": "breakouts", "minutes": 5, "grouping": {"by": "city_mix", "size": 4}},
        {"stage": "breakouts", "minutes": 5, "grouping": {"by": "keep", "size": 2}},
        {"stage": "breakouts", "minutes": 5, "grouping": {"by": "language", "size": 4}},
    )
    for _ in range(2):
        _go(world, session)
    mixed = _members(world)
    assert sorted(map(len, mixed)) == [4, 4]
    world.by("facilitator", "seat.eject", {"session": session, "seat": mixed[0][0]})
    _go(world, session)
    assert _members(world) == [mixed[0][1:], mixed[1]], "the same groups, without whoever had to leave"
    _go(world, session)
    assert sorted(sum(_members(world), [])) == sorted(seats)[1:] or len(sum(_members(world), [])) == 7


def test_a_guest_from_outside_joins_one_group(world: World) -> None:
    session, _ = _led(world, *STEPS, people=4)
    for _ in range(2):
        _go(world, session)
    target = groups(world)[1]
    world.by("facilitator", "breakout.invite", {"breakout": target})
    came = _come(world, session, "Expert", "WAW", breakout=target)
    assert came in _members(world)[1]
    viewer = world.viewer(came)
    with world.database.reading() as orm:
        for place, breakout in enumerate(groups(world)):
            board = orm.get_one(Breakout, breakout).board_id
            if place == 1:
                assert find(orm, viewer, f"board:{board}")
            else:
                assert _code(lambda board=board: find(orm, viewer, f"board:{board}")) == "not_found"
    world.by("facilitator", "breakout.uninvite", {"breakout": target})
    assert _code(lambda: _come(world, session, "Second", "WAW", breakout=target)) == "not_found"


def test_a_small_city_is_no_name_in_its_group(world: World) -> None:
    """Without names, it is the people of the group that count, not those in the room."""
    session, seats = _led(world, *STEPS, people=8)
    with world.database.reading() as orm:
        board = orm.get_one(Session, session).board_id
    part = {"session": session, "title": "Without names", "minutes": 10, "steps": STEPS}
    areas = [{"title": "Here"}]
    steps = [{"stage": "write_openly", "minutes": 1}, *STEPS]
    made = world.by(
        "facilitator",
        "block.insert",
        part | {"areas": areas, "steps": steps, "settings": {"authors": "city"}},
    ).result["block"]
    assert board is not None
    world.by(
        "facilitator", "breakouts.prepare", {"session": session, "block": made, "by": "hand", "groups": 2}
    )
    first, second = groups(world)
    for seat in seats[:2]:
        world.by("facilitator", "breakout.move", {"breakout": first, "seat": seat})
    for seat in seats[2:]:
        world.by("facilitator", "breakout.move", {"breakout": second, "seat": seat})
    world.by("facilitator", "breakouts.open", {"round": _round(world).id})
    with world.database.reading() as orm:
        shown = [orm.get_one(Board, orm.get_one(Breakout, one).board_id).crowded for one in (first, second)]
    assert shown == [[], ["DUB", "TRN"]]


def test_frames_of_a_group_reach_nobody_else(world: World) -> None:
    first, second, _ = _two_groups(world)
    sent: dict[str, bytes] = {}
    audiences = Audiences()
    for breakout in (first, second):
        board, _ = _board(world, breakout)
        for audience in AUDIENCES:
            audiences.join(f"board:{board}", Member(f"{breakout}/{audience}", 0, audience, 0))
    audiences.join(f"session:{world.here.session}", Member("room", 0, PARTICIPANTS, 0))

    def deliver(connection: str, packet: bytes, frame: bytes) -> None:
        sent[connection] = sent.get(connection, b"") + packet

    world.changes.clear()
    _post(world, world.here.seats["guest"], first)
    Broadcast(world.database, audiences, deliver).publish(world.changes)
    assert {one for one, packet in sent.items() if SECRET.encode() in packet} == {
        f"{first}/{audience}" for audience in AUDIENCES
    }
