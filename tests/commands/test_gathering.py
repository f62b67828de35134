"""The gathering door: what arrives together shares a commit, and nobody pays for another's fault."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest
from sqlalchemy import event, func, select

from facilitation.commands.catalogue import COMMANDS
from facilitation.commands.command import Command, Target
from facilitation.commands.door import GatheringDoor
from facilitation.commands.execute import Call, Done, Outcome, run_batch
from facilitation.commands.work import Work
from facilitation.domain.errors import Refused
from facilitation.domain.permissions import ANYBODY_SEATED, PROGRAM
from facilitation.store.boards import Board, Cluster, Note
from facilitation.store.jobs import Job
from facilitation.store.models import Base
from facilitation.store.operations import AuditEntry, Operation
from facilitation.store.sessions import Attendance
from tests.laws.cases import CASES, ROLES
from tests.world import World


class Commits:
    """How many transactions with changes have been committed."""

    def __init__(self, world: World) -> None:
        self.count = 0
        event.listen(world.database.engine, "commit", self._count)

    def _count(self, connection: Any) -> None:
        if connection.get_execution_options().get("facilitation_write"):
            self.count += 1


@pytest.fixture
def commits(world: World) -> Commits:
    return Commits(world)


def _post(world: World, text: str, role: str = "participant", **change: Any) -> Call:
    payload = {"board": world.here.board, "area": world.here.areas[0], "text": text} | change
    return Call("note.post", world.operation_id(), payload, world.here.seats[role])


def _count(world: World, model: type) -> int:
    with world.database.reading() as orm:
        return orm.scalar(select(func.count()).select_from(model))


def _everything(world: World) -> dict[str, list[str]]:
    with world.database.reading() as orm:
        return {
            table.name: sorted(map(repr, orm.execute(select(table)).all()))
            for table in Base.metadata.sorted_tables
        }


# -- one batch --------------------------------------------------------------------------------------------


def test_a_batch_shares_one_commit_and_one_revision(world: World, commits: Commits) -> None:
    with world.database.reading() as orm:
        before = orm.get(Board, world.here.board).revision
    outcomes, changes = run_batch(world.house, [_post(world, f"Note {n}") for n in range(25)])
    assert commits.count == 1
    assert {outcome.revision for outcome in outcomes} == {before + 1}
    assert len({outcome.result["note"] for outcome in outcomes}) == 25
    (change,) = changes
    assert (change.since, change.to, len(change.of(Note))) == (before, before + 1, 25)


def test_two_boards_in_a_batch_have_a_revision_each(world: World, commits: Commits) -> None:
    other = world.there
    foreign = {"board": other.board, "area": other.areas[0], "text": "There"}
    calls = [_post(world, "Here"), Call("note.post", world.operation_id(), foreign, other.seats["guest"])]
    outcomes, changes = run_batch(world.house, calls)
    assert commits.count == 1
    assert [change.subject for change in changes] == [f"board:{world.here.board}", f"board:{other.board}"]
    assert [outcome.subject for outcome in outcomes] == [change.subject for change in changes]


BAD: dict[str, tuple[Callable[[World], Call], str]] = {
    "unknown name": (lambda w: Call("no.such", w.operation_id(), {}, w.here.seats["guest"]), "not_found"),
    "malformed": (lambda w: _post(w, "x", area="x"), "invalid"),
    "not an object": (lambda w: Call("note.post", w.operation_id(), 7, w.here.seats["guest"]), "invalid"),
    "short id": (lambda w: Call("note.post", "x", {}, w.here.seats["guest"]), "invalid"),
    "no such seat": (lambda w: Call("feed.renew", w.operation_id(), {}, 10**9), "not_allowed"),
    "stranger": (lambda w: _post(w, "x", board=w.there.board, area=w.there.areas[0]), "not_found"),
    "not allowed": (lambda w: _post(w, "x", "observer"), "not_allowed"),
    "refused by the handler": (lambda w: _post(w, ""), "invalid"),
    "integer beyond the database": (lambda w: _post(w, "x", board=2**70), "invalid"),
}


@pytest.mark.parametrize("name", sorted(BAD))
@pytest.mark.parametrize("place", [0, 1, 2])
def test_one_bad_call_does_not_harm_the_others(world: World, name: str, place: int) -> None:
    make, code = BAD[name]
    calls = [_post(world, "First"), _post(world, "Second")]
    calls.insert(place, make(world))
    notes = _count(world, Note)
    outcomes, changes = run_batch(world.house, calls)
    refused = outcomes.pop(place)
    assert isinstance(refused, Refused) and refused.code == code
    assert all(isinstance(outcome, Done) for outcome in outcomes)
    assert _count(world, Note) == notes + 2
    assert sum(len(change.of(Note)) for change in changes) == 2
    with world.database.reading() as orm:
        assert orm.get(Operation, calls[place].operation_id) is None


class Half(msgspec.Struct):
    board: int
    flush: bool


def _half(work: Work, board: Board, payload: Half) -> dict:
    """Change this and that, and then refuse."""
    work.change(board, title="Half done", locked=True)
    work.add(AuditEntry(role="nobody", name="half", at=work.now))
    work.job("half", {})
    if payload.flush:
        work.orm.flush()
    raise Refused("conflict", "After all, no.")


@pytest.mark.parametrize("flush", [False, True])
def test_a_refusal_inside_a_handler_leaves_nothing_half_done(
    world: World, monkeypatch: pytest.MonkeyPatch, flush: bool
) -> None:
    monkeypatch.setitem(
        COMMANDS, "test.half", Command("Half", Half, _half, ANYBODY_SEATED, Target(Board, "board"))
    )
    payload, seat = {"board": world.here.board, "flush": flush}, world.here.seats["guest"]
    before = _everything(world)
    call = Call("test.half", world.operation_id(), payload, seat)
    with pytest.raises(Refused) as refused:
        world.door.execute(call)
    assert refused.value.code == "conflict" and world.changes == []
    assert _everything(world) == before
    outcomes, changes = run_batch(world.house, [_post(world, "Before"), call, _post(world, "After")])
    assert [type(outcome) for outcome in outcomes] == [Done, Refused, Done]
    assert str(outcomes[1].message) == "After all, no."
    assert sum(len(change.of(Note)) for change in changes) == 2
    with world.database.reading() as orm:
        board = orm.get(Board, world.here.board)
        assert (board.title, board.locked) != ("Half done", True) and not board.locked
        assert orm.scalar(select(func.count()).where(AuditEntry.name == "half")) == 0
        assert orm.scalar(select(func.count()).where(Job.kind == "half")) == 0
    # What is to be told of the one before is what was committed then, and can be read without a session.
    assert [(change.row.title, change.row.locked) for change in changes] == [(board.title, False)] * 2
    assert [note.text for change in changes for note in change.of(Note)] == ["Before", "After"]
    assert [change.row.revision for change in changes] == [change.to for change in changes]


def test_two_who_take_the_same_thing_are_not_both_given_it(world: World) -> None:
    """A uniqueness that only the database sees: one wins, the other is told, the third has nothing to do
    with it."""
    session = {"session": world.here.session}
    seat = world.here.seats["participant"]
    calls = [
        Call("session.attend", world.operation_id(), session, seat),
        _post(world, "Unharmed"),
        Call("session.attend", world.operation_id(), session, seat),
    ]
    outcomes, _ = run_batch(world.house, calls)
    assert isinstance(outcomes[1], Done)
    assert any(isinstance(outcome, Done) for outcome in (outcomes[0], outcomes[2]))
    with world.database.reading() as orm:
        there = select(func.count()).where(
            Attendance.session_id == world.here.session, Attendance.seat_id == seat
        )
        assert orm.scalar(there) == 1


def test_the_same_operation_twice_in_one_tick(world: World) -> None:
    call = _post(world, "Once")
    outcomes, _ = run_batch(world.house, [call, call])
    first, second = outcomes
    assert isinstance(first, Done)
    assert isinstance(second, Refused) and (second.code, second.retry_after) == ("busy", 0.2)
    assert world.door.execute(call) == first
    with world.database.reading() as orm:
        assert orm.scalar(select(func.count()).where(Note.text == "Once")) == 1


def test_a_known_operation_costs_no_revision(world: World) -> None:
    call = _post(world, "Once")
    first = world.door.execute(call)
    outcomes, changes = run_batch(world.house, [call, _post(world, "Fresh")])
    assert outcomes[0] == first and outcomes[1].revision == first.revision + 1
    assert len(changes[0].of(Note)) == 1


# -- the door ---------------------------------------------------------------------------------------------


@pytest.fixture
def door(world: World) -> Iterator[GatheringDoor]:
    gathering = GatheringDoor(world.house, world.changes.extend)
    yield gathering
    gathering.close()


def test_the_door_gathers_what_arrives_while_it_is_at_work(world: World, commits: Commits) -> None:
    """The first tick is held at publishing; what is submitted meanwhile shares the next commit."""
    working, go_on = threading.Event(), threading.Event()

    def publish(changes: Any) -> None:
        working.set()
        go_on.wait(30)

    gathering = GatheringDoor(world.house, publish)
    outcomes: list[Outcome] = []
    gathering.submit(_post(world, "First"), outcomes.append)
    assert working.wait(30)
    for number in range(40):
        gathering.submit(_post(world, f"Gathered {number}"), outcomes.append)
    go_on.set()
    gathering.close()
    assert len(outcomes) == 41 and all(isinstance(outcome, Done) for outcome in outcomes)
    assert commits.count == 2
    assert len({outcome.revision for outcome in outcomes[1:]}) == 1


def test_acknowledged_after_the_commit_and_published_after_that(world: World) -> None:
    told: list[str] = []

    def done(outcome: Outcome) -> None:
        with world.database.reading() as orm:  # another connection: it sees only what is committed
            there = orm.scalar(select(func.count()).where(Note.text == "Order"))
        told.append(f"acknowledged with {there} there")

    gathering = GatheringDoor(world.house, lambda changes: told.append("published"))
    gathering.submit(_post(world, "Order"), done)
    gathering.close()
    assert told == ["acknowledged with 1 there", "published"]


def test_closing_finishes_what_was_taken_and_takes_no_more(world: World) -> None:
    gathering = GatheringDoor(world.house, world.changes.extend)
    outcomes: list[Outcome] = []
    for number in range(450):  # more than two batches
        gathering.submit(_post(world, f"Taken {number}"), outcomes.append)
    gathering.close()
    assert len(outcomes) == 450 and all(isinstance(outcome, Done) for outcome in outcomes)
    with pytest.raises(Refused) as refused:
        gathering.execute(_post(world, "Too late"))
    assert (refused.value.code, refused.value.retry_after) == ("busy", 2)
    with world.database.reading() as orm:
        assert orm.scalar(select(func.count()).where(Note.text.like("Taken %"))) == 450
        assert orm.scalar(select(func.count()).where(Note.text == "Too late")) == 0


def test_a_fault_of_ours_stops_nobodys_saving(world: World, door: GatheringDoor) -> None:
    """An acknowledgement that raises, and a publisher that raises."""

    def fails(outcome: Outcome) -> None:
        raise ValueError("the socket is gone")

    door.submit(_post(world, "Unheard"), fails)
    assert door.execute(_post(world, "Heard")).result["note"]
    assert door.execute(_post(world, "Heard again")).result["note"]
    broken = GatheringDoor(world.house, lambda changes: 1 / 0)
    assert broken.execute(_post(world, "Saved")).result["note"]
    assert broken.execute(_post(world, "Saved too")).result["note"]
    broken.close()


# -- the audit log ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_audited_commands_leave_a_line_and_no_text(world: World, name: str) -> None:
    may = CASES[name].rights()
    role = next((role for role in ROLES if may[role] != "no"), None)
    seat = world.here.seats[role] if role else None
    payload = CASES[name].payload(world, seat or world.here.seats["participant"])
    before = _count(world, AuditEntry)
    world.do(name, payload, seat, None if role else world.here.programme)
    with world.database.reading() as orm:
        lines = orm.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()[before:]
        # A programme that is started has a first line of its own.
        lines = [line for line in lines if line.programme_id == world.here.programme]
    assert [line.name for line in lines] == ([name] if COMMANDS[name].audited else [])
    for line in lines:
        assert (line.programme_id, line.seat_id) == (world.here.programme, seat)
        assert line.role == (role or "system")
        assert line.at == world.clock()
        told = {str(value) for value in (line.name, line.role, line.subject) if value is not None}
        given = {value for value in payload.values() if isinstance(value, str) and len(value) > 3}
        assert not told & given
        target = COMMANDS[name].target
        named = f"{target.model.__tablename__}:{payload[target.field]}" if target else None
        assert line.subject == named


def test_what_is_only_the_programs_or_leads_is_audited() -> None:
    contributions = (
        "timer.",
        "record.",
        "note.",
        "cluster.",
        "vote.",
        # As notes are: whoever leads hides and restores, which is audited.
        "poll.answer",
        "poll.withdraw",
        "question.",
        "turn.pass",
        # What a small group does on its own: who reports, at which stage they are, what they bring back.
        "breakout.volunteer",
        "breakout.stage",
        "breakout.collect",
        "point.",
        "ready.",
        "hand.",
        "point.",
        "breakout.volunteer",
        "breakout.stage",
        "breakout.collect",
        "undo",
        "session.attend",
        # What those at work on a canvas answer together, as they write notes on it.
        "canvas.scope",
        "canvas.refresh",
        "prerequisite.",
        # These keep a history of their own, and are saved while somebody types.
        "profile.write",
        "mandate.write",
        "practice_text.write",
        "call.note",
        "catch_up.done",
        "desk_notes.keep",
        # Minutes are live: their versions and amendments tell what became of them.
        *("minutes.write", "minutes.move", "minutes.leave_out", "minutes.restore", "minutes.add"),
        *("minutes.remove", "minutes.undo", "minutes.compare", "minutes.take_over", "minutes.keep"),
        *("amendment.propose", "amendment.change", "amendment.withdraw"),
    )
    # What the program puts by of what everybody could read before, or does when a time that was set is up.
    put_by = {"breakouts.return", "feed.store", "feed.fetched", "registration.remind"}
    put_by |= {"minutes.compared"}
    # People's own answers, mostly by a link: each keeps in its own row when it was given.
    answers = {"time_answer.give", "time_answer.withdraw", "session.answer", "presence.here"}
    answers |= {
        "registration.answer",
        "registration.register",
        "registration.by_link",
        "presence.here_by_link",
        "presence.go",
        "presence.go_by_link",
    }
    for name, command in COMMANDS.items():
        if name in put_by:
            assert command.permission is PROGRAM and not command.audited
        elif name in answers:
            assert not command.audited
        elif command.permission is PROGRAM or not name.startswith(contributions):
            assert command.audited, name


def test_a_refused_command_leaves_no_line(world: World) -> None:
    before = _count(world, AuditEntry)
    with pytest.raises(Refused):
        world.by("participant", "board.lock", {"board": world.here.board, "locked": True})
    with pytest.raises(Refused):
        world.by("facilitator", "board.stage", {"board": world.here.board, "stage": "nowhere"})
    assert _count(world, AuditEntry) == before
    assert _count(world, Cluster) == 0
