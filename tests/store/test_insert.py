"""Rows that are written many at a time have the defaults of their columns, in memory and in the database."""

from __future__ import annotations

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, select, text

from facilitation.store.boards import Board, Note, Vote
from facilitation.store.changes import defaults_of
from tests.world import World


def test_what_is_not_named_has_its_default(world: World) -> None:
    seat = world.here.seats["guest"]
    with world.database.writing() as orm:
        board = orm.get(Board, world.here.board)
        note = orm.insert(
            Note, board, area_id=world.here.areas[0], position=1.0, text="Bare", created_at=world.clock()
        )
        vote = orm.insert(Vote, board, seat_id=seat, created_at=world.clock())
        assert (note.hidden, note.removed, note.simulated, note.author) == (False, False, False, None)
        assert (vote.removed, vote.given_back) == (False, False)
        orm.flush()
        kept = note.id, vote.id
    with world.database.reading() as orm:
        note, vote = orm.get(Note, kept[0]), orm.get(Vote, kept[1])
        assert (note.hidden, note.removed, note.simulated, note.author) == (False, False, False, None)
        assert vote.counts and orm.scalars(select(Vote).where(Vote.counts, Vote.id == vote.id)).one()


def test_what_is_named_stays_as_it_is_named(world: World) -> None:
    with world.database.writing() as orm:
        board = orm.get(Board, world.here.board)
        named = {"area_id": world.here.areas[0], "position": 1.0, "text": "Out", "created_at": world.clock()}
        hidden = orm.insert(Note, board, hidden=True, language="es", **named)
        plain = orm.insert(Note, board, **named)
        assert (hidden.hidden, hidden.language, plain.hidden, plain.language) == (True, "es", False, None)


def test_a_default_that_is_made_is_made_for_each_row() -> None:
    made = iter(range(10))
    table = Table("t", MetaData(), Column("id", Integer, primary_key=True))
    table.append_column(Column("number", Integer, default=lambda: next(made)))
    table.append_column(Column("word", String, default="same", server_default="other"))
    table.append_column(Column("empty", String))
    row = defaults_of(table)
    assert [row(), row()] == [
        {"number": 0, "word": "same", "empty": None},
        {"number": 1, "word": "same", "empty": None},
    ]


@pytest.mark.parametrize("default", [{"server_default": text("'x'")}, {"default": text("'x'")}])
def test_a_default_that_only_the_database_knows_is_refused(default: dict) -> None:
    table = Table("t", MetaData(), Column("id", Integer, primary_key=True), Column("word", String, **default))
    with pytest.raises(RuntimeError, match=r"t\.word"):
        defaults_of(table)
