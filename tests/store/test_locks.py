"""Another process holds a board of PostgreSQL, or has frozen in a transaction: all other boards go on."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from facilitation.commands.door import HELD_PATIENCE, DirectDoor, GatheringDoor
from facilitation.commands.execute import Call, Done, Outcome, run_batch
from facilitation.store.boards import Board, Note
from facilitation.store.changes import OF_A_SUBJECT
from facilitation.store.database import FROZEN, LOCK_WAIT, Database, Held
from facilitation.store.sessions import Session
from tests.holding import held
from tests.servers import until
from tests.world import World

pytestmark = [pytest.mark.postgresql, pytest.mark.timeout(60)]

#: Another board's people notice less than this, in seconds: less than if they waited for the lock.
SOON = FROZEN - 0.5


@pytest.fixture
def another(on_postgresql: World) -> Iterator[Database]:
    """The same database as another process has it."""
    database = Database(on_postgresql.database.url.render_as_string(hide_password=False), "normal")
    yield database
    database.dispose()


def _post(world: World, text: str, place: str = "here") -> Call:
    where = getattr(world, place)
    payload = {"board": where.board, "area": where.areas[0], "text": text}
    return Call("note.post", world.operation_id(), payload, where.seats["guest"])


def _join(world: World, place: str = "here") -> Call:
    where = getattr(world, place)
    payload = {"session": where.session, "name": "Late", "city": "DUB", "token_hash": world.operation_id()}
    return Call("seat.take", world.operation_id(), payload, programme=where.programme)


def test_a_held_board_keeps_nobody_else_waiting(on_postgresql: World, another: Database) -> None:
    world = on_postgresql
    calls = [_post(world, "Here"), _post(world, "There", "there"), _join(world), _join(world, "there")]
    with held(another, Board, world.here.board):
        started = time.monotonic()
        outcomes, changes = run_batch(world.house, calls)
        assert time.monotonic() - started < SOON
    assert isinstance(outcomes[0], Held) and outcomes[0].what == (Board, world.here.board)
    assert (outcomes[0].code, outcomes[0].retry_after) == ("busy", 1)
    assert [type(outcome) for outcome in outcomes[1:]] == [Done] * 3, "joining that very session as well"
    assert f"board:{world.here.board}" not in [change.subject for change in changes]
    outcomes, _ = run_batch(world.house, calls)
    assert all(isinstance(outcome, Done) for outcome in outcomes)
    with world.database.reading() as orm:
        said = list(orm.scalars(select(Note.text).where(Note.text.in_(("Here", "There")))))
    assert sorted(said) == ["Here", "There"]


def test_what_is_held_only_in_passing_is_found_out(on_postgresql: World, another: Database) -> None:
    """Ending a session closes its board; who asks for that does not hold up the others."""
    world = on_postgresql
    end = Call("session.end", world.operation_id(), {"session": world.here.session}, _facilitator(world))
    calls = [_post(world, f"There {number}", "there") for number in range(8)]
    calls.insert(3, end)
    with held(another, Board, world.here.board):
        started = time.monotonic()
        outcomes, _ = run_batch(world.house, calls)
        assert time.monotonic() - started < SOON
    assert isinstance(outcomes.pop(3), Held)
    assert all(isinstance(outcome, Done) for outcome in outcomes)
    assert isinstance(run_batch(world.house, [end])[0][0], Done)


def _facilitator(world: World) -> int:
    return world.here.seats["facilitator"]


class Answers:
    """What came of the calls submitted to a door, by name, in order, and when."""

    def __init__(self, door: GatheringDoor) -> None:
        self._door = door
        self.order: list[str] = []
        self.of: dict[str, Outcome] = {}
        self.after: dict[str, float] = {}

    def submit(self, name: str, call: Call) -> None:
        began = time.monotonic()

        def done(outcome: Outcome) -> None:
            self.order.append(name)
            self.of[name], self.after[name] = outcome, time.monotonic() - began

        self._door.submit(call, done)

    def wait(self, *names: str) -> None:
        until(lambda: all(name in self.of for name in names), f"an answer to {names}", 20)
        assert all(isinstance(self.of[name], Done) for name in names), self.of


@pytest.fixture
def line(on_postgresql: World) -> Iterator[tuple[GatheringDoor, Answers]]:
    door = GatheringDoor(on_postgresql.house, lambda changes: None)
    yield door, Answers(door)
    door.close()


def test_calls_about_a_held_board_are_done_in_order_once_it_is_free(
    on_postgresql: World, another: Database, line: tuple[GatheringDoor, Answers]
) -> None:
    world, (door, answers) = on_postgresql, line
    with held(another, Board, world.here.board) as let_go:
        for number in range(3):
            answers.submit(f"here {number}", _post(world, f"Here {number}"))
        for number in range(20):
            answers.submit(f"there {number}", _post(world, f"There {number}", "there"))
            answers.wait(f"there {number}")
            assert answers.after[f"there {number}"] < SOON
            assert door.delay < SOON
        # Nobody waits for the lock again and again: it is known to be held.
        late = [answers.after[f"there {number}"] for number in range(5, 20)]
        assert sorted(late)[len(late) // 2] < LOCK_WAIT
        answers.submit("here 3", _post(world, "Here 3"))
        assert not [name for name in answers.order if name.startswith("here")]
        let_go.set()
    here = [f"here {number}" for number in range(4)]
    answers.wait(*here)
    assert [name for name in answers.order if name in here] == here
    with world.database.reading() as orm:
        said = list(orm.scalars(select(Note.text).where(Note.text.like("Here _")).order_by(Note.id)))
    assert said == [f"Here {number}" for number in range(4)]


def test_a_process_that_freezes_in_a_transaction_loses_what_it_holds(
    on_postgresql: World, another: Database, line: tuple[GatheringDoor, Answers]
) -> None:
    world, (_, answers) = on_postgresql, line
    with held(another, Board, world.here.board), held(another, Session, world.here.session):
        answers.submit("here", _post(world, "In the end"))
        answers.submit("join", _join(world))
        answers.wait("here", "join")
        assert FROZEN - 1 < answers.after["here"] < HELD_PATIENCE, "nobody was refused meanwhile"
    # Whoever was frozen finds the transaction ended, and goes on with another.
    assert DirectDoor(world.house).execute(_post(world, "And on")).result["note"]


def test_who_was_frozen_stores_nothing_by_halves(on_postgresql: World) -> None:
    world = on_postgresql
    with (
        pytest.raises(Exception, match="idle-in-transaction|closed the connection|can't save"),
        world.database.writing() as orm,
    ):
        orm.get(Board, world.here.board, with_for_update=OF_A_SUBJECT).title = "Half"
        orm.flush()
        time.sleep(FROZEN + 1)
    assert DirectDoor(world.house).execute(_post(world, "Awake again")).result["note"]
    with world.database.reading() as orm:
        assert orm.get_one(Board, world.here.board).title != "Half"


def test_each_direct_call_waits_its_time(on_postgresql: World, another: Database) -> None:
    """As in the worker."""
    world = on_postgresql
    with held(another, Board, world.here.board, seconds=1.0):
        assert DirectDoor(world.house).execute(_post(world, "Waited for")).result["note"]
