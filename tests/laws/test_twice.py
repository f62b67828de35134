"""Law: every command twice is the command once, also after everything has closed."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select, text

from facilitation.commands.catalogue import COMMANDS
from facilitation.commands.execute import Call
from facilitation.domain.errors import Refused
from facilitation.domain.permissions import PROGRAM
from facilitation.store.models import Base
from tests.laws.cases import CASES, ROLES
from tests.world import World


def _call(world: World, name: str) -> Call:
    may = CASES[name].rights()
    role = next((role for role in ROLES if may[role] != "no"), None)
    seat = world.here.seats[role] if role else None
    payload = CASES[name].payload(world, seat or world.here.seats["participant"])
    return Call(name, world.operation_id(), payload, seat, None if role else world.here.programme)


def _everything(world: World) -> dict[str, list[Any]]:
    """Every row of every table; of PostgreSQL, where the world grows with every command, a digest of each."""
    with world.database.reading() as orm:
        if not world.database.is_sqlite:
            return {name: [digest] for name, digest in orm.execute(text(_DIGESTS))}
        # Past SQLAlchemy, whose work for a hundred tables took half of this file's time.
        cursor = orm.connection().connection.cursor()
        names = [table.name for table in Base.metadata.sorted_tables]
        return {name: cursor.execute(f'SELECT * FROM "{name}" ORDER BY rowid').fetchall() for name in names}


#: One question for all tables.
_DIGESTS = " UNION ALL ".join(
    f"SELECT '{table.name}', md5(coalesce(string_agg(kept::text, '|' ORDER BY kept::text), ''))"
    f' FROM "{table.name}" AS kept'
    for table in Base.metadata.sorted_tables
)


def _kept_operations(world: World, call: Call) -> int | None:
    """How many operations are kept that bear the id of this one."""
    table = Base.metadata.tables["operations"]
    count = select(func.count()).select_from(table).where(table.c.operation_id == call.operation_id)
    with world.database.reading() as orm:
        return orm.scalar(count)


#: After them the session, or the whole programme, is closed to others.
CLOSING = ("session.end", "programme.archive")
#: Their answer lets somebody in, so it is given once.
SIGNS_IN = sorted(name for name, command in COMMANDS.items() if command.signs_in)


@pytest.mark.parametrize("name", sorted(COMMANDS.keys() - SIGNS_IN))
def test_twice(world: World, name: str) -> None:
    call = _call(world, name)
    first = world.door.execute(call)
    assert "epoch" not in first.result, "with a person and their epoch a web session can be begun"
    after_once = _everything(world)
    assert world.door.execute(call) == first
    assert _everything(world) == after_once


@pytest.mark.parametrize("name", SIGNS_IN)
def test_what_signs_in_does_so_once(world: World, name: str) -> None:
    call = _call(world, name)
    assert {"person", "epoch"} <= world.door.execute(call).result.keys()
    after_once = _everything(world)
    with pytest.raises(Refused):
        world.door.execute(call)
    assert _everything(world) == after_once
    assert not _kept_operations(world, call), "the answer is not stored"


@pytest.mark.parametrize("name", sorted(COMMANDS.keys() - {*SIGNS_IN, *CLOSING}))
def test_twice_after_the_end(world: World, name: str) -> None:
    call = _call(world, name)
    first = world.door.execute(call)
    world.by("facilitator", "session.end", {"session": world.here.session})
    ended = _everything(world)
    assert world.door.execute(call) == first
    assert _everything(world) == ended


#: What is done on boards.
ON_BOARDS = sorted(
    name for name in COMMANDS if name.startswith(("note.", "cluster.", "vote.", "undo", "board.", "block."))
)


@pytest.mark.parametrize("name", ON_BOARDS)
def test_twice_after_the_board_is_closed(world: World, name: str) -> None:
    call = _call(world, name)
    first = world.door.execute(call)
    world.stage("closed")
    closed = _everything(world)
    assert world.door.execute(call) == first
    assert _everything(world) == closed


def test_another_payload_is_a_conflict(world: World) -> None:
    payload = {"board": world.here.board, "area": world.here.areas[0], "text": "One"}
    seat = world.here.seats["participant"]
    world.door.execute(Call("note.post", "the-operation", payload, seat))
    for other in (
        Call("note.post", "the-operation", payload | {"text": "Two"}, seat),
        Call("note.post", "the-operation", payload, world.here.seats["guest"]),
    ):
        with pytest.raises(Refused) as refused:
            world.door.execute(other)
        assert refused.value.code == "conflict"


def test_a_refusal_is_judged_anew(world: World) -> None:
    call = Call(
        "note.post",
        "refused-once",
        {"board": world.here.board, "area": world.here.areas[0], "text": "Late"},
        world.here.seats["participant"],
    )
    world.stage("discuss")
    with pytest.raises(Refused) as refused:
        world.door.execute(call)
    assert refused.value.code == "closed"
    world.stage("cluster")
    assert world.door.execute(call).result["note"]


def test_every_command_keeps_its_operation(world: World) -> None:
    for name in sorted(COMMANDS):
        if COMMANDS[name].permission is PROGRAM or name in CLOSING:
            continue
        world.stage("cluster")
        call = _call(world, name)
        world.door.execute(call)
        assert _kept_operations(world, call) == 1, name
