"""Two processes that change one subject: however it was found, each change has a revision of its own."""

from __future__ import annotations

import threading

import pytest

from facilitation.store.boards import Area, Board
from tests.world import World

pytestmark = pytest.mark.postgresql


def test_a_subject_read_in_passing_is_counted_on_from_the_last_commit(on_postgresql: World) -> None:
    world = on_postgresql
    first_has_read, second_is_done = threading.Event(), threading.Event()

    def first() -> None:
        with world.database.writing() as orm:
            board = orm.get(Board, world.here.board)
            first_has_read.set()
            assert second_is_done.wait(10)
            board.locked = not board.locked

    thread = threading.Thread(target=first)
    thread.start()
    assert first_has_read.wait(10)
    with world.database.writing() as orm:
        area = orm.get(Area, world.here.areas[0])
        before = area.board.revision
        area.title = "Changed by the second"
    second_is_done.set()
    thread.join()
    with world.database.reading() as orm:
        board = orm.get(Board, world.here.board)
        assert board.revision == before + 2
        assert orm.get(Area, world.here.areas[0]).revision == before + 1
