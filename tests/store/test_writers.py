"""A write session that is kept knows what it read only for as long as that holds."""

from __future__ import annotations

import pytest
from sqlalchemy import event, update

from facilitation.domain.errors import Refused
from facilitation.store.boards import Board, Note
from facilitation.store.database import Database
from facilitation.store.people import Seat
from facilitation.store.sessions import Session
from tests.world import World


@pytest.fixture
def another(world: World) -> Database:
    """The same database as another process has it."""
    if not world.database.is_sqlite:
        pytest.skip("kept sessions are SQLite's")
    database = Database(world.database.url.render_as_string(hide_password=False), "normal")
    yield database
    database.dispose()


def _post(world: World, who: str = "participant") -> int:
    payload = {"board": world.here.board, "area": world.here.areas[0], "text": "Said"}
    return world.by(who, "note.post", payload).revision


def _statements(database: Database) -> list[str]:
    said: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda c, cursor, text, *rest: said.append(text))
    return said


def test_what_nobody_else_changed_is_not_read_again(world: World, another: Database) -> None:
    _post(world)
    said = _statements(world.database)
    _post(world)
    assert [text for text in said if text.startswith("INSERT INTO notes")]
    assert not [
        text for text in said if "FROM boards" in text or "FROM seats" in text or "FROM areas" in text
    ]


def test_another_process_commit_is_seen_at_once(world: World, another: Database) -> None:
    before = _post(world)
    with another.writing() as orm:
        board = orm.get(Board, world.here.board)
        board.locked = True
    with pytest.raises(Refused) as refused:
        _post(world)
    assert refused.value.code == "closed"
    with another.writing() as orm:
        orm.get(Board, world.here.board).locked = False
    assert _post(world) == before + 3


def test_a_seat_removed_by_another_process_opens_nothing_any_more(world: World, another: Database) -> None:
    _post(world)
    with another.writing() as orm:
        orm.get(Seat, world.here.seats["participant"]).removed_at = world.clock()
    with pytest.raises(Refused) as refused:
        _post(world)
    assert refused.value.code == "not_allowed"


@pytest.mark.parametrize("bulk", [False, True])
def test_a_seat_changed_here_is_seen_at_once(world: World, bulk: bool) -> None:
    _post(world)
    seat = world.here.seats["participant"]
    with world.database.writing() as orm:
        if bulk:
            orm.execute(update(Seat).where(Seat.id == seat).values(removed_at=world.clock()))
        else:
            orm.get(Seat, seat).removed_at = world.clock()
    with pytest.raises(Refused) as refused:
        _post(world)
    assert refused.value.code == "not_allowed"


def test_what_failed_is_forgotten(world: World) -> None:
    before = _post(world)
    with pytest.raises(ZeroDivisionError), world.database.writing() as orm:
        orm.get(Board, world.here.board).locked = True
        orm.flush()
        raise ZeroDivisionError
    assert _post(world) == before + 1


def test_two_at_once_have_a_session_each(world: World, another: Database) -> None:
    with world.database.writing() as one:
        one.get(Session, world.here.session)
    with world.database.writing() as again:
        assert again is one
    with another.writing() as other:
        assert other is not one


def test_a_row_can_not_open_a_transaction_after_its_own(world: World) -> None:
    with world.database.writing() as orm:
        note = Note(area_id=world.here.areas[0], position=1.0, text="Said", created_at=world.clock())
        note.board = orm.get(Board, world.here.board)
        orm.add(note)
        orm.flush()
        orm.expire(note, ["board"])
    with pytest.raises(Exception, match="[Bb]egin|detached|not bound"):
        assert note.board.title
    assert not orm.in_transaction()
