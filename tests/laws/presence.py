"""Where a live row is seen: one of its columns is changed, and what every reader is given is compared."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from sqlalchemy import Boolean, Column, DateTime, Table, select, update
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.documents import to_json
from facilitation.domain.privacy import PURPOSES
from facilitation.domain.visibility import AUDIENCES
from facilitation.live.subjects import KINDS
from facilitation.queries.documents.minutes import minutes
from facilitation.store.base import Base, Instant, Live
from facilitation.store.boards import Board
from facilitation.store.sessions import Session
from facilitation.translations import say
from tests.world import START, World

#: A live row is seen by audiences, by the person whose own it is, and in the minutes.
PLACES = (*AUDIENCES, "own", "minutes")
#: How rows are told apart and kept in order; these columns say nothing of their own.
BOOKKEEPING = frozenset({"id", "revision", "visibility_revision"})
#: What to change a column to where any other value of its type would not do.
OTHER: dict[str, Any] = {
    "boards.stage": "discuss",
    "boards.settings": {"authors": "anonymous", "votes_per_person": 9},
    "boards.crowded": ["TRN"],
    "boards.focus": "note:1",
    "boards.layout": "canvas",
    "areas.place": [1, 1, 2, 2],
    "clusters.answers": {"DUB": True},
    "notes.city": "TRN",
    "notes.language": "es",
    "blocks.steps": [{"stage": "write_openly", "minutes": 3}],
    "blocks.starts_at": "10:30",
    "sessions.type": "solution",
    "sessions.language": "fr",
    "sessions.link": "https://meet.example/other",
    "sessions.status": "ended",
    "sessions.fold": 1,
    "sessions.questions": ["What comes first?"],
    "sessions.interpretation": ["fr"],
    "clusters.language": "es",
    "records.language": "es",
    "sessions.for_whom": "all",
    "sessions.was_there": "these",
    "sessions.zone": "America/Lima",
    "sessions.date": dt.date(2027, 5, 4),
    "sessions.starts_at": "03:30",
    "attendances.role": "observer",
    "attendances.city": "TRN",
    "attendances.through": "table",
    "attendances.hand_raised_at": None,
    "records.kind": "decision",
    "records.city": "TRN",
}


class _TakenBack(Exception):
    """Ends a transaction that was only for looking."""


def live_models() -> dict[str, type[Live]]:
    """Every table whose rows are live, with its model."""
    return {
        mapper.class_.__tablename__: mapper.class_
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, Live)
    }


def table_of(model: type[Live]) -> Table:
    table = model.__table__  # type: ignore[attr-defined]
    assert isinstance(table, Table)
    return table


def columns_of(model: type[Live]) -> list[str]:
    return [column.name for column in table_of(model).columns if column.name not in BOOKKEEPING]


def full_session(world: World) -> None:
    """A session in which every kind of live row is there, shown to everybody, with nothing kept back."""
    board, session = {"board": world.here.board}, {"session": world.here.session}
    own = world.here.seats["participant"]
    for role in ("facilitator", "support", "participant"):
        world.by(role, "session.attend", session)
        for purpose in PURPOSES:
            world.by(role, "consent.give", {"purpose": purpose})
    world.by("facilitator", "board.settings", board | {"votes_hidden": False, "vote_on": "both"})
    with world.database.writing() as orm:
        held = orm.get_one(Session, world.here.session)
        held.date, held.starts_at, held.minutes = START.date(), "14:00", 90
        held.link, held.place = "https://meet.example/room", "Town hall"
        dublin = next(city.id for city in held.cities if city.code == "DUB")
    world.by("coordinator", "challenge.name", {"city": dublin, "title": "Empty shops"})
    world.stage("revealed")
    world.note(own, "Loose")
    note = world.note(own, "Shown to all")
    cluster = world.do("cluster.make", board | {"notes": [note], "title": "Together"}, own).result["cluster"]
    quote = {"kind": "quote", "text": "We can't do this alone.", "speaker": "Participant", "city": "DUB"}
    world.by("facilitator", "challenge.adopt", {"cluster": cluster})
    world.by("facilitator", "record.add", session | quote)
    world.by("participant", "hand.raise", session)
    world.stage("vote")
    for on in (f"cluster:{cluster}", f"note:{note}"):
        world.by("participant", "vote.cast", board | {"on": on})


def seen_at(world: World, table: str, column: str) -> set[str]:
    """The places at which a change of that column in one of the session's rows is noticed.

    The row is the latest one, which `full_session` made telling; of areas the first, on which things lie.
    """
    row_table = table_of(live_models()[table])
    try:
        with world.database.writing() as orm:
            orm.expire_all()
            before = _given(world, orm)
            order = row_table.c.id if table == "areas" else row_table.c.id.desc()
            row = orm.execute(select(row_table).where(_here(world, row_table)).order_by(order)).first()
            assert row is not None, f"{table} is empty: let full_session in tests/laws/presence.py make one"
            value = _other(orm, row_table.c[column], row._mapping[column])
            # Past the unit of work: a revision that rises would be noticed everywhere.
            orm.connection().execute(
                update(row_table).where(row_table.c.id == row.id).values({column: value})
            )
            orm.expire_all()
            after = _given(world, orm)
            raise _TakenBack
    except _TakenBack:
        return {place for place in PLACES if before[place] != after[place]}


def _here(world: World, table: Table) -> Any:
    """Rows of the session that `full_session` filled."""
    if "board_id" in table.c and table.name != "sessions" and "session_id" not in table.c:
        return table.c.board_id == world.here.board
    if "session_id" in table.c:
        return table.c.session_id == world.here.session
    return table.c.id == world.here.session


def _other(orm: OrmSession, column: Column[Any], value: Any) -> Any:
    """Another value for a column: another row's id, the opposite, a little more."""
    name = f"{column.table.name}.{column.name}"  # type: ignore[attr-defined]
    if name in OTHER:
        assert OTHER[name] != value
        return OTHER[name]
    if column.foreign_keys:
        target = next(iter(column.foreign_keys)).column
        return orm.scalars(select(target).where(target != value if value else target.is_not(None))).first()
    if isinstance(column.type, Boolean):
        return not value
    if isinstance(column.type, (DateTime, Instant)):
        return (value or START) + dt.timedelta(hours=3)
    if isinstance(value, (int, float)) or column.type.python_type in (int, float):
        return (value or 0) + 3
    return "Something else"


def _given(world: World, orm: OrmSession) -> dict[str, str]:
    session = orm.get_one(Session, world.here.session)
    board = orm.get_one(Board, world.here.board)
    subjects = (("board", board), ("session", session))
    seats = sorted(world.here.seats.values())
    given: dict[str, Any] = {
        audience: [KINDS[kind].whole(orm, row, audience) for kind, row in subjects] for audience in AUDIENCES
    }
    given["own"] = [KINDS[kind].personal(orm, row, seats) for kind, row in subjects]
    document = to_json(minutes(orm, session, START, lambda text: say(text, session.language), 1))
    given["minutes"] = {name: part for name, part in document.items() if name != "origin"}
    return {place: json.dumps(value, sort_keys=True, default=str) for place, value in given.items()}
