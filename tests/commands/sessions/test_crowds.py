"""Which cities a board without names shows: however its people came to be in the room, and not before."""

from __future__ import annotations

from sqlalchemy import select

from facilitation.domain.documents import plain
from facilitation.queries.documents.minutes import minutes
from facilitation.store.boards import Board
from facilitation.store.sessions import Session
from tests.world import World


def _come(world: World, *names: str) -> list[int]:
    return [world.guest(world.here, name, "WAW") for name in names]


def _eject(world: World, seat: int) -> dict:
    payload = {"session": world.here.session, "seat": seat}
    world.by("facilitator", "seat.eject", payload)
    return payload


def _shown(world: World, board: int | None = None) -> bool:
    with world.database.reading() as orm:
        return "WAW" in orm.get_one(Board, board or world.here.board).crowded


def _another_board(world: World) -> int:
    world.by("facilitator", "block.add", {"session": world.here.session, "template": "check_in"})
    with world.database.reading() as orm:
        return orm.scalars(select(Board.id).order_by(Board.id.desc())).first()


def test_the_third_of_a_city_makes_it_shown(world: World) -> None:
    _come(world, "Wanda", "Wit")
    assert not _shown(world)
    _come(world, "Wera")
    assert _shown(world) and _shown(world, _another_board(world))


def test_who_was_asked_to_leave_doesnt_count_on_a_new_board_either(world: World) -> None:
    first, *_ = _come(world, "Wanda", "Wit")
    _eject(world, first)
    _come(world, "Wera")
    assert not _shown(world)
    assert not _shown(world, _another_board(world)), "two are here"


def test_who_is_let_in_again_counts_again(world: World) -> None:
    first, *_ = _come(world, "Wanda", "Wit")
    asked = _eject(world, first)
    _come(world, "Wera")
    world.by("facilitator", "seat.readmit", asked)
    assert _shown(world)


def test_what_was_shown_once_stays_shown(world: World) -> None:
    first, *_ = _come(world, "Wanda", "Wit", "Wera")
    _eject(world, first)
    assert _shown(world)


def test_a_quote_without_a_name_has_no_city_of_two(world: World) -> None:
    first, *_ = _come(world, "Wanda", "Wit", "Wera")
    said = {"session": world.here.session, "kind": "quote", "text": "Alone we can't.", "city": "WAW"}
    world.by("facilitator", "record.add", said)

    def told() -> bool:
        with world.database.reading() as orm:
            document = minutes(orm, orm.get_one(Session, world.here.session), world.clock(), str, 1)
        return any(
            "Warsaw" in getattr(block, "by", "") or "— Warsaw" in _words(block) for block in document.blocks
        )

    assert told()
    _eject(world, first)
    assert not told()


def _words(block) -> str:
    return " ".join(plain(one.content) for one in getattr(block, "blocks", ()))
